/**
 * Makes an archive of CloudTrail files for the benchmark: the same one for the same seed. Records have the sizes and the
 * mixture of a busy account; what is an id in them is random, so that they compress about as real ones do.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";

export interface ArchiveOptions {
  readonly seed: number;
  /** Of text, at least. */
  readonly bytes: number;
  /** Uploads among the records, from 0 to 1. */
  readonly uploads: number;
}

/** Numbers from 0 to 1, by Mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const account = "111122223333";
const region = "eu-central-1";
const kmsKey = `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const methods = [
  ["SSE_KMS", "aws:kms"],
  ["Default_SSE_KMS", "aws:kms"],
  ["Default_SSE_S3", "AES256"],
  ["SSE_S3", "AES256"],
] as const;

const buckets = ["orders", "reports", "media", "logs", "exports"];

/** Writes the archive into a folder, and gives the bytes of its text. */
export function makeArchive(folder: string, { seed, bytes, uploads }: ArchiveOptions): number {
  const random = randomNumbers(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const hex = (length: number): string => Array.from({ length: Math.ceil(length / 8) }, () => Math.floor(random() * 2 ** 32).toString(16).padStart(8, "0")).join("").slice(0, length);
  const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

  const identity = (team: number): object => {
    const role = `team-${team}-${pick(["app", "batch", "deploy"])}`;
    const session = pick(["i-0abc1234def567890", "botocore-session-1767225600", "GitHubActions"]);
    return {
      type: "AssumedRole",
      principalId: `AROA${role.length}EXAMPLEROLEID00:${session}`,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
      accountId: account,
      accessKeyId: `ASIA${hex(16).toUpperCase()}`,
      sessionContext: {
        sessionIssuer: { type: "Role", principalId: `AROA${role.length}EXAMPLEROLEID00`, arn: `arn:aws:iam::${account}:role/${role}`, accountId: account, userName: role },
        attributes: { creationDate: "2026-01-15T08:11:12Z", mfaAuthenticated: "false" },
      },
    };
  };
  const anyTeam = (): number => Math.floor(random() * 40);
  const common = (time: number, eventSource: string, eventName: string, team = anyTeam()): object => ({
    eventVersion: "1.11",
    userIdentity: identity(team),
    eventTime: new Date(time).toISOString().replace(".000Z", "Z"),
    eventSource,
    eventName,
    awsRegion: region,
    sourceIPAddress: `10.20.${Math.floor(random() * 4)}.${Math.floor(random() * 256)}`,
    userAgent: pick(userAgents),
  });
  const ids = (readOnly: boolean): object => ({ requestID: hex(16).toUpperCase(), eventID: uuid(), readOnly });
  const objectEvent = (time: number, eventName: string, upload: boolean): object => {
    // A team has its bucket, and its way to upload.
    const team = anyTeam();
    const bucketName = `acme-${buckets[team % buckets.length] ?? ""}-prod`;
    const key = `year=2026/month=01/day=15/part-${hex(8)}.parquet`;
    const [sseApplied, algorithm] = methods[team % methods.length] as (typeof methods)[number];
    const encryption = algorithm === "aws:kms" ? { "x-amz-server-side-encryption": algorithm, "x-amz-server-side-encryption-aws-kms-key-id": kmsKey } : { "x-amz-server-side-encryption": algorithm };
    return {
      ...common(time, "s3.amazonaws.com", eventName, team),
      requestParameters: { bucketName, Host: `${bucketName}.s3.${region}.amazonaws.com`, key, ...(upload && sseApplied.startsWith("SSE") && encryption) },
      responseElements: upload ? encryption : null,
      additionalEventData: {
        SignatureVersion: "SigV4",
        CipherSuite: "TLS_AES_128_GCM_SHA256",
        bytesTransferredIn: upload ? Math.floor(random() * 1e6) : 0,
        ...(upload && { SSEApplied: sseApplied }),
        AuthenticationMethod: "AuthHeader",
        "x-amz-id-2": Buffer.from(hex(96), "hex").toString("base64"),
        bytesTransferredOut: upload ? 0 : Math.floor(random() * 1e6),
      },
      ...ids(!upload),
      resources: [
        { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucketName}/${key}` },
        { accountId: account, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucketName}` },
      ],
      eventType: "AwsApiCall",
      managementEvent: false,
      recipientAccountId: account,
      eventCategory: "Data",
      tlsDetails: { tlsVersion: "TLSv1.3", cipherSuite: "TLS_AES_128_GCM_SHA256", clientProvidedHostHeader: `${bucketName}.s3.${region}.amazonaws.com` },
    };
  };
  const managementEvent = (time: number): object => {
    const [eventSource, eventName, parameters] = pick(managementCalls);
    return {
      ...common(time, eventSource, eventName),
      requestParameters: parameters(hex),
      responseElements: null,
      ...ids(true),
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: "Management",
      tlsDetails: { tlsVersion: "TLSv1.3", cipherSuite: "TLS_AES_128_GCM_SHA256", clientProvidedHostHeader: `${eventSource.split(".")[0] ?? ""}.${region}.amazonaws.com` },
    };
  };

  let time = Date.parse("2026-01-15T00:00:00Z");
  let total = 0;
  for (let number = 0; total < bytes; number++) {
    // From a quiet minute's few hundred records to a busy one's thousands.
    const records = Math.floor(200 + 4000 * random() ** 2);
    const list = Array.from({ length: records }, () => {
      time += random() < 0.02 ? 1000 : 0;
      if (random() < uploads) return objectEvent(time, pick(["PutObject", "PutObject", "PutObject", "CopyObject", "CreateMultipartUpload"]), true);
      return random() < 0.5 ? objectEvent(time, pick(["GetObject", "GetObject", "HeadObject"]), false) : managementEvent(time);
    });
    const text = Buffer.from(JSON.stringify({ Records: list }));
    const [date = "", clock = ""] = new Date(time).toISOString().split("T");
    const place = path.join(folder, "AWSLogs", account, "CloudTrail", region, ...date.split("-"));
    fs.mkdirSync(place, { recursive: true });
    const name = `${account}_CloudTrail_${region}_${date.replaceAll("-", "")}T${clock.slice(0, 5).replace(":", "")}Z_${String(number).padStart(6, "0")}.json.gz`;
    fs.writeFileSync(path.join(place, name), zlib.gzipSync(text));
    total += text.length;
  }
  return total;
}

const userAgents = [
  "[aws-cli/2.36.28 md/awscrt#0.36.2 ua/2.1 os/linux#6.17.0-35-generic md/arch#x86_64 lang/python#3.14.6 md/pyimpl#CPython m/n,W,Z,E,b cfg/retry-mode#standard md/installer#exe]",
  "[Boto3/1.35.36 md/Botocore#1.35.36 ua/2.0 os/linux#6.1.115 md/arch#x86_64 lang/python#3.12.7 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.36]",
  "[aws-sdk-java/2.29.20 Linux/5.10.230 OpenJDK_64-Bit_Server_VM/21.0.5 Java/21.0.5 vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy]",
];

const managementCalls: readonly (readonly [string, string, (hex: (length: number) => string) => object])[] = [
  ["sts.amazonaws.com", "AssumeRole", (hex) => ({ roleArn: `arn:aws:iam::${account}:role/team-${hex(1)}-app`, roleSessionName: `session-${hex(12)}`, durationSeconds: 3600, externalId: hex(32), policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}]}' })],
  ["ec2.amazonaws.com", "DescribeInstances", (hex) => ({ instancesSet: { items: [{ instanceId: `i-0${hex(16)}` }, { instanceId: `i-0${hex(16)}` }] }, filterSet: { items: [{ name: "instance-state-name", valueSet: { items: [{ value: "running" }] } }] } })],
  ["kms.amazonaws.com", "Decrypt", (hex) => ({ encryptionContext: { "aws:s3:arn": `arn:aws:s3:::acme-orders-prod/part-${hex(8)}` }, encryptionAlgorithm: "SYMMETRIC_DEFAULT" })],
  ["logs.amazonaws.com", "CreateLogStream", (hex) => ({ logGroupName: `/aws/lambda/team-${hex(1)}`, logStreamName: `2026/01/15/[$LATEST]${hex(32)}` })],
  ["lambda.amazonaws.com", "GetFunction20150331v2", (hex) => ({ functionName: `arn:aws:lambda:${region}:${account}:function:team-${hex(1)}-worker` })],
];
