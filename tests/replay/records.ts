/** Records, and texts of them, for property tests: of every shape that is right, and of some that are wrong. */
import fc from "fast-check";
import { applications } from "../../encryption/methods";
import { uuid } from "./reference";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const accounts = ["111122223333", "444455556666"];
const key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** Strings that look like what decides, and strings that are hard to read. */
export const traps = fc.constantFrom(
  '"eventName":"PutObject"',
  '{"eventVersion":"1.11","eventName":"PutObject"},',
  "PutObject",
  "}],{[",
  '\\"',
  "\\\\",
  "ü€😀",
  "\u0000\u001f\u007f",
  "a/b/c:::acme-excluded",
  "\ud800",
  "",
);

const oftenIs = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(usual, ...others) });

const identities: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom("a", "b").map((session) => ({
    type: "AssumedRole",
    principalId: `AROAEXAMPLE:${session}`,
    arn: `arn:aws:sts::111122223333:assumed-role/app/${session}`,
    accountId: "111122223333",
    sessionContext: { sessionIssuer: { type: "Role", arn: "arn:aws:iam::111122223333:role/app", accountId: "111122223333" } },
  })),
  fc.constant({ type: "IAMUser", arn: "arn:aws:iam::111122223333:user/kim", accountId: "111122223333", principalId: "AIDAEXAMPLE" }),
  fc.constant({ type: "AWSAccount", principalId: "", accountId: "anonymous" }),
  fc.constant({ type: "AWSAccount", principalId: "AROAFOREIGN:s3-replication", accountId: "444455556666", invokedBy: "S3" }),
  fc.constant({ type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" }),
);

const sseApplied: fc.Arbitrary<Json | undefined> = fc.constantFrom<(Json | undefined)[]>(
  ...applications.flatMap(({ application }) => [...application.sseApplied]),
  "AWS_FUTURE",
  null,
  undefined,
);

/** A record: mostly an upload, mostly whole. */
export const record: fc.Arbitrary<{ [name: string]: Json }> = fc
  .record({
    id: fc.nat(60),
    eventName: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom("PutObject", "CopyObject", "CreateMultipartUpload", "PostObject", "UpdateObjectEncryption") },
      { weight: 2, arbitrary: fc.constantFrom("GetObject", "putobject", "PutObjectAcl", "XPutObject", "AssumeRole") },
    ),
    eventVersion: oftenIs<Json>("1.11", "1.08", "2.0", 1),
    eventSource: oftenIs<Json>("s3.amazonaws.com", "mediastore.amazonaws.com", "s3", 3),
    minute: fc.nat(90),
    bucket: fc.constantFrom("acme-orders", "acme-excluded", "other", "acme"),
    object: fc.oneof(fc.string({ unit: "grapheme" }), traps),
    sseApplied,
    errorCode: oftenIs<Json | undefined>(undefined, "AccessDenied", "InvalidPart"),
    kmsKey: fc.constantFrom<(Json | undefined)[]>(undefined, key, "arn:aws:kms:eu-central-1:444455556666:key/other"),
    identity: identities,
    account: fc.constantFrom(...accounts),
    trap: traps,
    managementEvent: oftenIs<Json | undefined>(false, true, undefined),
    category: oftenIs<Json | undefined>("Data", undefined, "Management"),
    without: oftenIs<string>("", "eventID", "eventTime", "resources", "awsRegion", "requestParameters", "userIdentity"),
    responseless: fc.boolean(),
    arn: oftenIs<Json | undefined>(undefined, null, 5, 6, ["arn:aws:s3:::acme-excluded"], { ARN: "arn:aws:s3:::acme-excluded" }),
  })
  .map((one) => {
    const whole: Record<string, Json | undefined> = {
      eventVersion: one.eventVersion,
      userIdentity: one.identity,
      eventTime: `2026-01-15T${String(9 + Math.floor(one.minute / 60)).padStart(2, "0")}:${String(one.minute % 60).padStart(2, "0")}:0${one.id % 10}Z`,
      eventSource: one.eventSource,
      eventName: one.eventName,
      awsRegion: "eu-central-1",
      userAgent: one.trap,
      errorCode: one.errorCode,
      requestParameters: { bucketName: one.bucket, key: one.object, [one.trap]: one.trap },
      responseElements: one.responseless ? null : defined({ "x-amz-server-side-encryption-aws-kms-key-id": one.kmsKey }),
      additionalEventData: defined({ SSEApplied: one.sseApplied, bytesTransferredIn: one.id / 7, nested: [[one.trap], {}, [], -0.5e-3] }),
      eventID: uuid(JSON.stringify(one)),
      resources: [
        { type: "AWS::S3::Object", ARN: one.arn === undefined ? `arn:aws:s3:::${one.bucket}/${one.object}` : one.arn },
        { accountId: one.account, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${one.bucket}` },
      ],
      eventType: "AwsApiCall",
      managementEvent: one.managementEvent,
      recipientAccountId: one.account,
      eventCategory: one.category,
    };
    return defined({ ...whole, [one.without]: undefined });
  });

function defined(object: Record<string, Json | undefined>): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(object).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** How JSON may be spelt: escapes, white space, the order of members; decided by the numbers, one after another. */
export function spelled(value: Json, numbers: readonly number[], compact = false): string {
  let at = 0;
  const next = (): number => numbers[at++ % Math.max(1, numbers.length)] ?? 0;
  const space = (): string => (compact ? "" : ["", "", "", "", " ", "\n", "\t\r\n  "][next() % 7] ?? "");
  const text = (string: string): string => {
    const plain = JSON.stringify(string);
    if (next() % 5 !== 0) return plain;
    return `"${[...string.split("")].map((unit) => (next() % 2 === 0 ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}` : JSON.stringify(unit).slice(1, -1))).join("")}"`;
  };
  const write = (one: Json): string => {
    if (typeof one === "string") return text(one);
    if (typeof one !== "object" || one === null) return JSON.stringify(one);
    if (Array.isArray(one)) return `[${one.map((item) => `${space()}${write(item)}${space()}`).join(",")}]`;
    const entries = Object.entries(one);
    if (next() % 3 === 0) entries.reverse();
    return `{${entries.map(([name, member]) => `${space()}${text(name)}${space()}:${space()}${write(member)}${space()}`).join(",")}}`;
  };
  return write(value);
}
