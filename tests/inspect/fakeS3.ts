/** An endpoint that answers as S3 does, faults included: for what moto does not do. */
import * as http from "node:http";
import type { AddressInfo } from "node:net";

/** The answer to a call of a bucket, by the call's subresource: XML, or JSON for a policy. */
export type Answers = Readonly<Record<string, string | Fault>>;

/** An error that S3 answers so many times, and then what comes after it. */
export interface Fault {
  readonly status: number;
  readonly code: string;
  readonly times?: number;
  readonly then?: string;
}

export interface FakeBucket {
  readonly region?: string;
  readonly answers?: Answers;
}

export interface FakeS3 {
  /** Method and path of every call, in their order. */
  readonly calls: readonly string[];
  close(): void;
}

/** What S3 answers of a bucket that was just made. */
const ofNewBucket: Answers = {
  encryption:
    "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>",
  policy: { status: 404, code: "NoSuchBucketPolicy" },
  publicAccessBlock:
    "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>",
  ownershipControls: "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>",
  tagging: { status: 404, code: "NoSuchTagSet" },
  logging: "<BucketLoggingStatus/>",
  replication: { status: 404, code: "ReplicationConfigurationNotFoundError" },
  versioning: "<VersioningConfiguration/>",
};

const pageSize = 3;

/** Starts the endpoint, and lets the SDK of this process call it until it is closed. */
export async function startFakeS3(buckets: Readonly<Record<string, FakeBucket>>, listing?: Fault): Promise<FakeS3> {
  const calls: string[] = [];
  const given = new Map<Fault, number>();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://s3");
    calls.push(`${request.method ?? ""} ${url.pathname}${url.search}`);
    const answer = (status: number, body: string): void => void response.writeHead(status, { "content-type": "application/xml" }).end(body);
    const fault = ({ status, code }: Fault): void => answer(status, `<Error><Code>${code}</Code><Message>It is ${code}</Message></Error>`);
    const name = url.pathname.split("/")[1] ?? "";
    if (name === "") return listing ? fault(listing) : answer(200, list(Object.entries(buckets), url.searchParams.get("continuation-token")));
    const bucket = buckets[name];
    if (!bucket) return fault({ status: 404, code: "NoSuchBucket" });
    const part = [...url.searchParams.keys()].find((key) => key in ofNewBucket) ?? "";
    const found = { ...ofNewBucket, ...bucket.answers }[part];
    if (found === undefined) return fault({ status: 501, code: "NotImplemented" });
    if (typeof found === "string") return answer(200, found);
    const count = (given.get(found) ?? 0) + 1;
    given.set(found, count);
    return found.times !== undefined && count > found.times ? answer(200, found.then ?? "") : fault(found);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
  });
  return {
    calls,
    close: () => {
      process.env = before;
      server.close();
    },
  };
}

/** Pages of a list, with the position of the next one as token. */
function list(buckets: readonly (readonly [string, FakeBucket])[], token: string | null): string {
  const start = Number(token ?? "0");
  const entries = buckets
    .slice(start, start + pageSize)
    .map(([name, { region }]) => `<Bucket><Name>${name}</Name><BucketRegion>${region ?? "us-east-1"}</BucketRegion></Bucket>`);
  const next = start + pageSize < buckets.length ? `<ContinuationToken>${String(start + pageSize)}</ContinuationToken>` : "";
  return `<ListAllMyBucketsResult><Buckets>${entries.join("")}</Buckets>${next}</ListAllMyBucketsResult>`;
}
