/** An endpoint that answers as S3 Control does for access points, faults included: for what moto does not do. */
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault } from "./fakeS3";
import { nameLocalhost } from "./localhost";

export interface FakeAccessPoint {
  readonly bucket: string;
  readonly region?: string;
  readonly vpcId?: string;
  /** JSON text; none where absent. */
  readonly policy?: string | Fault;
  readonly block?: Readonly<Record<string, boolean>> | Fault;
  readonly tags?: Readonly<Record<string, string>> | Fault;
}

export interface FakeS3Control {
  /** `GET <region> <path>` of every call, in their order. */
  readonly calls: readonly string[];
  close(): void;
}

const pageSize = 3;
const account = "111122223333";
const allOn = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
const xml = (members: Readonly<Record<string, string | boolean | undefined>>): string =>
  Object.entries(members).map(([name, value]) => (value === undefined ? "" : `<${name}>${String(value)}</${name}>`)).join("");
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const isFault = (value: object): value is Fault => "status" in value;
const arnOf = (name: string, region: string): string => `arn:aws:s3:${region}:${account}:accesspoint/${name}`;

/**
 * Starts the endpoint, and lets the SDK of this process call it until it is closed.
 * @param listing what a list in a region is answered with, in place of the list
 */
export async function startFakeS3Control(points: Readonly<Record<string, FakeAccessPoint>>, listing: Readonly<Record<string, Fault>> = {}): Promise<FakeS3Control> {
  const calls: string[] = [];
  const given = new Map<Fault, number>();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://s3-control");
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
    calls.push(`${request.method ?? ""} ${region} ${decodeURIComponent(url.pathname)}${url.search}`);
    const answer = (status: number, body: string): void => void response.writeHead(status, { "content-type": "application/xml" }).end(body);
    const refuse = ({ status, code }: Fault): void => answer(status, `<ErrorResponse><Error><Code>${code}</Code><Message>It is ${code}</Message></Error></ErrorResponse>`);
    const unlessFault = <Value extends string | object>(value: Value | Fault, say: (known: Value) => string): void => {
      if (typeof value !== "object" || !isFault(value)) return answer(200, say(value as Value));
      const count = (given.get(value) ?? 0) + 1;
      given.set(value, count);
      return value.times !== undefined && count > value.times ? answer(200, value.then ?? "") : refuse(value);
    };
    if (request.headers.host?.split(".")[0] !== account) return refuse({ status: 403, code: "AccessDenied" });
    const [, version, kind, name = "", part] = url.pathname.split("/");
    if (version !== "v20180820") return refuse({ status: 501, code: "NotImplemented" });
    if (kind === "tags") {
      const arn = decodeURIComponent(name + (part === undefined ? "" : `/${part}`));
      const tags = points[arn.split("/")[1] ?? ""]?.tags ?? {};
      return unlessFault(tags, (known) => `<ListTagsForResourceResult><Tags>${Object.entries(known).map(([Key, Value]) => `<Tag>${xml({ Key, Value: String(Value) })}</Tag>`).join("")}</Tags></ListTagsForResourceResult>`);
    }
    if (name === "") {
      const there = Object.entries(points).filter(([, point]) => (point.region ?? "us-east-1") === region && [null, point.bucket].includes(url.searchParams.get("bucket")));
      return unlessFault(listing[region] ?? {}, () => list(there, region, Number(url.searchParams.get("nextToken") ?? "0")));
    }
    const point = points[name];
    if (!point) return refuse({ status: 404, code: "NoSuchAccessPoint" });
    if (part === "policy") {
      return unlessFault(point.policy ?? { status: 404, code: "NoSuchAccessPointPolicy" }, (policy) => `<GetAccessPointPolicyResult>${xml({ Policy: escaped(policy as string) })}</GetAccessPointPolicyResult>`);
    }
    return unlessFault(point.block ?? allOn, (block) => `<GetAccessPointResult>${listed(name, point, region)}<PublicAccessBlockConfiguration>${xml(block as Record<string, boolean>)}</PublicAccessBlockConfiguration></GetAccessPointResult>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const before = { ...process.env };
  const unname = nameLocalhost();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3_CONTROL: `http://localhost:${String((server.address() as AddressInfo).port)}`,
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
  });
  return {
    calls,
    close: () => {
      process.env = before;
      unname();
      server.close();
    },
  };
}

function listed(Name: string, { bucket, vpcId }: FakeAccessPoint, region: string): string {
  return `${xml({ Name, NetworkOrigin: vpcId === undefined ? "Internet" : "VPC", Bucket: bucket, AccessPointArn: arnOf(Name, region), BucketAccountId: account })}${vpcId === undefined ? "" : `<VpcConfiguration>${xml({ VpcId: vpcId })}</VpcConfiguration>`}`;
}

/** Pages of a list, with the position of the next one as token. */
function list(points: readonly (readonly [string, FakeAccessPoint])[], region: string, start: number): string {
  const entries = points.slice(start, start + pageSize).map(([name, point]) => `<AccessPoint>${listed(name, point, region)}</AccessPoint>`);
  const next = start + pageSize < points.length ? String(start + pageSize) : undefined;
  return `<ListAccessPointsResult><AccessPointList>${entries.join("")}</AccessPointList>${xml({ NextToken: next })}</ListAccessPointsResult>`;
}
