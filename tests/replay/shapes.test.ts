/**
 * Protects that records are read as AWS writes them: every shape that CloudTrail is known to give an upload, of all versions,
 * in one archive. What each must say stands beside it.
 */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as zlib from "node:zlib";
import { auditMetrics } from "../../encryption/metrics";
import { defaultDefinitions } from "../../replay/definitions/pipeline";
import { replay } from "../../replay/replay";
import { replayDocument } from "../../replay/document";
import type { ReplayDocument } from "../../replay/documentSchema";
import { monthlyCost } from "../../replay/cost/cost";

type Json = Record<string, unknown>;

const account = "111122223333";
const partner = "444455556666";
const key = `arn:aws:kms:eu-central-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const role = `arn:aws:iam::${account}:role/exporter`;

const identities = {
  session: {
    type: "AssumedRole",
    principalId: "AROAEXAMPLE:host-1",
    arn: `arn:aws:sts::${account}:assumed-role/exporter/host-1`,
    accountId: account,
    accessKeyId: "ASIAEXAMPLE",
    sessionContext: { sessionIssuer: { type: "Role", principalId: "AROAEXAMPLE", arn: role, accountId: account, userName: "exporter" }, attributes: { mfaAuthenticated: "false" } },
  },
  user: { type: "IAMUser", principalId: "AIDAEXAMPLE", arn: `arn:aws:iam::${account}:user/kim`, accountId: account, accessKeyId: "AKIAEXAMPLE", userName: "kim" },
  root: { type: "Root", principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account },
  foreign: { type: "AWSAccount", principalId: "AROAPARTNER:session", accountId: partner },
  anonymous: { type: "AWSAccount", principalId: "", accountId: "anonymous" },
  replication: {
    type: "AssumedRole",
    principalId: "AROAREPLICA:s3-replication",
    arn: `arn:aws:sts::${account}:assumed-role/replica/s3-replication`,
    accountId: account,
    sessionContext: { sessionIssuer: { type: "Role", arn: `arn:aws:iam::${account}:role/replica`, accountId: account } },
    invokedBy: "s3.amazonaws.com",
  },
  replicationAcross: { type: "AWSAccount", principalId: "AROAREPLICA:s3-replication", accountId: partner, invokedBy: "S3" },
  service: { type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" },
};

/** Resources in the order and with the members of the different versions. */
const resources = {
  objectFirst: (bucket: string): Json[] => [
    { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucket}/data/1` },
    { accountId: account, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` },
  ],
  bucketFirst: (bucket: string): Json[] => [
    { accountId: account, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` },
    { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucket}/data/1` },
  ],
  copy: (bucket: string): Json[] => [
    { accountId: account, type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::acme-source" },
    { type: "AWS::S3::Object", ARN: "arn:aws:s3:::acme-source/data/1" },
    ...resources.bucketFirst(bucket),
    { accountId: account, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` },
  ],
};

interface Shape {
  readonly what: string;
  readonly record: Json;
  /** Principal, method and reason of the violation; undefined where the upload is proper, a word where it is no such upload. */
  readonly says: readonly [string, string] | "proper" | "failed" | "not matched" | "unreadable";
}

let made = 0;
function upload(sse: string | undefined, identity: Json, more: Json = {}): Json {
  const number = ++made;
  return {
    eventVersion: "1.11",
    userIdentity: identity,
    eventTime: `2026-01-15T10:${String(number % 60).padStart(2, "0")}:00Z`,
    eventSource: "s3.amazonaws.com",
    eventName: "PutObject",
    awsRegion: "eu-central-1",
    sourceIPAddress: "198.51.100.7",
    userAgent: '[aws-cli/2.15 "quoted" \\ md/x]',
    requestParameters: { bucketName: "acme-data", Host: "acme-data.s3.eu-central-1.amazonaws.com", key: `data/${number}` },
    responseElements: sse?.includes("KMS") ? { "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": key } : null,
    additionalEventData: { SignatureVersion: "SigV4", CipherSuite: "TLS_AES_128_GCM_SHA256", bytesTransferredIn: 12, ...(sse !== undefined && { SSEApplied: sse }), bytesTransferredOut: 0 },
    requestID: "07D7PA6H1FSKBQ58",
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    readOnly: false,
    resources: resources.bucketFirst("acme-data"),
    eventType: "AwsApiCall",
    managementEvent: false,
    recipientAccountId: account,
    eventCategory: "Data",
    ...more,
  };
}

/** A request that stored nothing: what has no errorCode succeeded, whatever else a record has. */
function failure(errorCode: string, errorMessage: string, more: Json = {}): Json {
  return upload(undefined, user, { errorCode, errorMessage, responseElements: null, additionalEventData: { SignatureVersion: "SigV4", bytesTransferredIn: 0 }, ...more });
}

const reversed = (record: Json): Json => Object.fromEntries(Object.entries(record).reverse());

const kmsHeaders = { "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": key };

const { session, user, root, foreign, anonymous, replication, replicationAcross, service } = identities;

const shapes: readonly Shape[] = [
  { what: "a role's session", record: upload("SSE_S3", session), says: [role, "SSE_S3"] },
  { what: "a user, version 1.08, the object first", record: upload("Default_SSE_S3", user, { eventVersion: "1.08", resources: resources.objectFirst("acme-data") }), says: [user.arn, "Default_SSE_S3"] },
  { what: "the root user, version 1.05 without a category", record: upload("SSE_C", root, { eventVersion: "1.05", eventCategory: undefined }), says: [root.arn, "SSE_C"] },
  { what: "a principal of another account, which has no ARN", record: upload("SSE_S3", foreign, { sharedEventID: "e9242922-ee89-4693-ba63-8d6c831606fe" }), says: [`${partner} AROAPARTNER`, "SSE_S3"] },
  { what: "nobody that is known", record: upload("Default_SSE_S3", anonymous, { additionalEventData: { SSEApplied: "Default_SSE_S3" } }), says: ["anonymous", "Default_SSE_S3"] },
  { what: "replication in one account", record: upload("SSE_S3", replication, { sourceIPAddress: "s3.amazonaws.com" }), says: [`arn:aws:iam::${account}:role/replica`, "SSE_S3"] },
  { what: "replication across accounts", record: upload("SSE_S3", replicationAcross), says: [`${partner} AROAREPLICA`, "SSE_S3"] },
  { what: "an AWS service that delivers", record: upload("SSE_S3", service, { sourceIPAddress: "cloudtrail.amazonaws.com", requestParameters: { bucketName: "acme-data", key: "AWSLogs/1", "x-amz-server-side-encryption": "AES256", "x-amz-acl": "bucket-owner-full-control" } }), says: ["cloudtrail.amazonaws.com", "SSE_S3"] },
  { what: "a copy, which names two buckets, one of them twice", record: upload("SSE_KMS", session, { eventName: "CopyObject", resources: resources.copy("acme-data"), requestParameters: { bucketName: "acme-data", key: "data/copy", "x-amz-copy-source": "acme-source/data/1" } }), says: "proper" },
  { what: "a multipart upload", record: upload("Default_SSE_KMS", session, { eventName: "CreateMultipartUpload", requestParameters: { bucketName: "acme-data", key: "data/big", uploads: "" } }), says: "proper" },
  { what: "dual-layer encryption", record: upload("DSSE_KMS", user), says: "proper" },
  { what: "dual-layer encryption by default", record: upload("Default_DSSE_KMS", user), says: "proper" },
  { what: "a key that was sent, by the bucket's owner for another account", record: upload("SSE_KMS", foreign, { requestParameters: { bucketName: "acme-data", key: "data/sent", ...kmsHeaders } }), says: "proper" },
  { what: "an upload by an HTML form", record: upload("Default_SSE_S3", user, { eventName: "PostObject" }), says: [user.arn, "Default_SSE_S3"] },
  {
    what: "version 1.11 as S3 writes it since 2026, with sizes and times",
    record: upload("Default_SSE_S3", user, {
      responseElements: { "x-amz-server-side-encryption": "AES256" },
      additionalEventData: {
        SignatureVersion: "SigV4",
        CipherSuite: "TLS_AES_128_GCM_SHA256",
        objectSize: 26,
        bytesTransferredIn: 76,
        SSEApplied: "Default_SSE_S3",
        startTime: 1789319960166,
        AuthenticationMethod: "AuthHeader",
        endTime: 1789319960300,
        "x-amz-id-2": "ldbFP4KlwMI8N1gxhuY5cgYy5uDqwrTDJdMgw4Aac56pSlxCCJDJ0WHQfk9gvcbSy5Pq5nRcwmk6imsOfPQs4eVduFxPDSIe",
        turnAroundTime: 16,
        httpStatusCode: 200,
        bytesTransferredOut: 0,
      },
      tlsDetails: { tlsVersion: "TLSv1.3", cipherSuite: "TLS_AES_128_GCM_SHA256", clientProvidedHostHeader: "acme-data.s3.eu-central-1.amazonaws.com" },
    }),
    says: [user.arn, "Default_SSE_S3"],
  },
  { what: "members in another order, as of a store that sorts them", record: reversed(upload("Default_SSE_S3", anonymous)), says: ["anonymous", "Default_SSE_S3"] },
  { what: "an update in place, without the members that nobody has seen yet", record: upload(undefined, session, { eventName: "UpdateObjectEncryption" }), says: "proper" },
  { what: "an update in place, with its key", record: upload(undefined, session, { eventName: "UpdateObjectEncryption", requestParameters: { bucketName: "acme-data", key: "data/1", ObjectEncryption: { SSEKMS: { KMSKeyArn: key } } } }), says: "proper" },
  { what: "a denial by the bucket's policy", record: failure("AccessDenied", "User: … is not authorized to perform: s3:PutObject on resource: … with an explicit deny in a resource-based policy"), says: "failed" },
  { what: "a denial since the bucket blocks SSE-C", record: failure("AccessDenied", "Access Denied because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C)"), says: "failed" },
  { what: "headers that contradict each other", record: failure("InvalidArgument", "The encryption method specified is not supported"), says: "failed" },
  { what: "a copy of a part that is not there", record: failure("InvalidPart", "One or more of the specified parts could not be found", { eventName: "CopyObject" }), says: "failed" },
  { what: "a failed end of a multipart upload, which has response elements", record: failure("InvalidPart", "One or more …", { eventName: "CompleteMultipartUpload", responseElements: { "x-amz-server-side-encryption": "AES256" } }), says: "not matched" },
  {
    what: "the blog's example",
    record: {
      eventVersion: "1.07",
      userIdentity: { type: "IAMUser", principalId: "AIDAEXAMPLE", arn: `arn:aws:iam::${account}:user/matthew`, accountId: account, accessKeyId: "AKIAEXAMPLE", userName: "matthew" },
      eventTime: "2020-06-16T17:57:50Z",
      eventSource: "s3.amazonaws.com",
      eventName: "PutObject",
      awsRegion: "us-west-2",
      sourceIPAddress: "192.0.2.10",
      userAgent: "[aws-cli/1.18.69]",
      requestParameters: { bucketName: "examplebucket", Host: "examplebucket.s3.us-west-2.amazonaws.com", key: "test/myobject" },
      responseElements: { "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": key },
      additionalEventData: { SignatureVersion: "SigV4", CipherSuite: "ECDHE-RSA-AES128-GCM-SHA256", bytesTransferredIn: 5, SSEApplied: "Default_SSE_KMS", AuthenticationMethod: "AuthHeader", bytesTransferredOut: 0 },
      requestID: "F3DAD4614724AFFF",
      eventID: "e0c88b9a-f859-407d-8460-a9159dbd08f5",
      readOnly: false,
      resources: [
        { type: "AWS::S3::Object", ARN: "arn:aws:s3:::examplebucket/test/myobject" },
        { accountId: account, type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::examplebucket" },
      ],
      eventType: "AwsApiCall",
      managementEvent: false,
      recipientAccountId: account,
      eventCategory: "Data",
    },
    says: "proper",
  },
  { what: "a method that nobody knows yet", record: upload("SSE_QUANTUM", user), says: [user.arn, "SSE_QUANTUM"] },
  { what: "a read", record: upload(undefined, user, { eventName: "GetObject", readOnly: true }), says: "not matched" },
  { what: "a part of a multipart upload", record: upload("SSE_S3", user, { eventName: "UploadPart" }), says: "not matched" },
  { what: "a call of another service with the same name", record: upload(undefined, user, { eventSource: "mediastore.amazonaws.com" }), says: "not matched" },
  { what: "a later version with members that nobody knows", record: upload("SSE_S3", user, { eventVersion: "1.12", newMember: { deep: [{ eventName: "PutObject" }] } }), says: [user.arn, "SSE_S3"] },
  { what: "another major version", record: upload("SSE_S3", user, { eventVersion: "2.0" }), says: "unreadable" },
];

describe("shapes of records", () => {
  const definitions = defaultDefinitions();
  const delay = { seed: 1, worstMinutes: 15 };
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-shapes-"))));
  after(() => fs.rmSync(folder, { recursive: true }));

  async function replayed(name: string, records: readonly Json[]): Promise<ReplayDocument> {
    const file = path.join(folder, `${name}.json.gz`);
    fs.writeFileSync(file, zlib.gzipSync(JSON.stringify({ Records: records })));
    const result = await replay({ definitions, inputs: [file], selection: {}, delay, threads: 1 });
    return replayDocument(result, definitions, delay, monthlyCost(result.totals, definitions));
  }

  for (const [index, { what, record, says }] of shapes.entries()) {
    it(what, async () => {
      const { records, violations, metrics } = await replayed(String(index), [record]);
      const found = violations.map(({ principal, method }) => [principal, method]);
      if (typeof says !== "string") assert.deepEqual(found, [says]);
      else {
        const kind = { proper: "matched", failed: "matched", "not matched": "notMatched", unreadable: "unreadable" }[says];
        assert.deepEqual([found, records], [[], { read: 1, matched: 0, notMatched: 0, duplicates: 0, unreadable: 0, [kind]: 1 }]);
      }
      const methods = auditMetrics(definitions.requirement).filter((metric) => metric.kind === "method");
      const stored = methods.reduce((sum, { metricName }) => sum + (metrics[metricName] ?? 0), 0);
      assert.equal(stored, says === "proper" || typeof says !== "string" ? 1 : 0, "each that was stored counts under one method");
    });
  }

  it("all of them in one archive", async () => {
    const of = (...wanted: readonly unknown[]): number => shapes.filter(({ says }) => wanted.includes(typeof says === "string" ? says : "violation")).length;
    const { records, violations } = await replayed("all", shapes.map(({ record }) => record));
    assert.deepEqual(records, { read: shapes.length, matched: of("proper", "failed", "violation"), notMatched: of("not matched"), duplicates: 0, unreadable: of("unreadable") });
    assert.equal(violations.reduce((sum, { count }) => sum + count, 0), of("violation"));
  });
});
