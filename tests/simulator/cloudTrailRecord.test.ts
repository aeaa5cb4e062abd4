/** The shape of S3's data events, as far as filters, queries and replays look at it. */
import assert from "node:assert/strict";
import { cloudTrailRecord, getObjectRecord, multipartRecord, type StoredUpload } from "../../simulator/cloudTrailRecord";
import { evaluateUpload } from "../../simulator/upload";
import { type UploadBucket, type UploadRequest } from "../../simulator/uploadRequest";

const account = "111122223333";
const kmsKeyArn = `arn:aws:kms:eu-west-1:${account}:key/one`;
const bucket: UploadBucket = { name: "examplebucket", account, defaultEncryption: { algorithm: "aws:kms", kmsKeyArn } };
const user = { arn: `arn:aws:iam::${account}:user/matthew` };
const session = { arn: `arn:aws:sts::${account}:assumed-role/writer/one` };
const details = { time: "2026-07-04T12:00:00.123Z", region: "eu-west-1" };
const put: UploadRequest = { action: "PutObject", key: "test/myobject", principal: user };

function recordOf(changes: Partial<UploadRequest> = {}, of: UploadBucket = bucket, more: object = {}) {
  const request = { ...put, ...changes };
  return cloudTrailRecord(of, request, evaluateUpload(of, request), { ...details, ...more });
}

describe("cloudTrailRecord", () => {
  it("has the form of the record that AWS shows for a PutObject with the default encryption", () => {
    const record = recordOf({}, bucket, { requestId: "F3DAD4614724AFFF", eventId: "e0c88b9a-f859-407d-8460-a9159dbd08f5", versionId: "v1" });
    const { userIdentity, additionalEventData, tlsDetails, userAgent, sourceIPAddress, ...rest } = record;
    assert.deepEqual(rest, {
      eventVersion: "1.11",
      eventTime: "2026-07-04T12:00:00Z",
      eventSource: "s3.amazonaws.com",
      eventName: "PutObject",
      awsRegion: "eu-west-1",
      requestParameters: { bucketName: "examplebucket", Host: "examplebucket.s3.eu-west-1.amazonaws.com", key: "test/myobject" },
      responseElements: {
        "x-amz-server-side-encryption": "aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id": kmsKeyArn,
        "x-amz-version-id": "v1",
      },
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
    });
    assert.equal(userIdentity["type"], "IAMUser");
    assert.equal(userIdentity["userName"], "matthew");
    assert.equal(additionalEventData["SSEApplied"], "Default_SSE_KMS");
    assert.equal(tlsDetails?.["tlsVersion"], "TLSv1.3");
    assert(userAgent && sourceIPAddress);
  });

  it("is the same for the same request, with IDs of its own for another", () => {
    assert.deepEqual(recordOf(), recordOf());
    assert.notEqual(recordOf().eventID, recordOf({ key: "other" }).eventID);
    assert.match(recordOf().eventID, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it("tells the headers of the request", () => {
    const { requestParameters } = recordOf({ headers: { "X-Amz-Server-Side-Encryption": "AES256", "Content-Type": "text/plain" } });
    assert.equal(requestParameters["x-amz-server-side-encryption"], "AES256");
    assert(!("content-type" in requestParameters));
  });

  it("tells an SSE-C upload by its algorithm, in request and response", () => {
    const header = "x-amz-server-side-encryption-customer-algorithm";
    const record = recordOf({ headers: { [header]: "AES256" } }, { ...bucket, blockedEncryptionTypes: ["NONE"] });
    assert.equal(record.requestParameters[header], "AES256");
    assert.deepEqual(record.responseElements, { [header]: "AES256" });
    assert.equal(record.additionalEventData["SSEApplied"], "SSE_C");
  });

  it("tells how the request was signed and sent", () => {
    const sent = ({ additionalEventData: data, tlsDetails }: ReturnType<typeof recordOf>) => [
      data["SignatureVersion"],
      data["AuthenticationMethod"],
      data["CipherSuite"] !== undefined,
      tlsDetails !== undefined,
    ];
    const open = { name: "examplebucket", account, policy: { Statement: { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::examplebucket/*" } } };
    assert.deepEqual(sent(recordOf()), ["SigV4", "AuthHeader", true, true]);
    assert.deepEqual(sent(recordOf({ action: "PostObject" })), ["SigV4", "HtmlForm", true, true]);
    assert.deepEqual(sent(recordOf({ principal: "anonymous" }, open)), [undefined, undefined, true, true]);
    assert.deepEqual(sent(recordOf({ secureTransport: false }, open)), ["SigV4", "AuthHeader", false, false]);
    assert.deepEqual(sent(recordOf({ principal: { service: "cloudtrail.amazonaws.com" } }, open)), ["SigV4", "AuthHeader", true, false]);
  });

  it("passes an unknown method on", () => {
    const record = recordOf({ headers: { "x-amz-server-side-encryption": "aws:future" } });
    assert.deepEqual(record.responseElements, { "x-amz-server-side-encryption": "aws:future" });
    assert.equal(record.additionalEventData["SSEApplied"], "AWS:FUTURE");
  });

  it("has the API operation for its name", () => {
    for (const action of ["CopyObject", "CreateMultipartUpload", "PostObject"] as const) assert.equal(recordOf({ action }).eventName, action);
    const update = recordOf({ action: "UpdateObjectEncryption", objectEncryption: { kmsKeyArn } });
    assert.equal(update.eventName, "UpdateObjectEncryption");
    assert.deepEqual(update.requestParameters["ObjectEncryption"], { SSEKMS: { KMSKeyArn: kmsKeyArn } });
  });

  describe("of a refused request", () => {
    const policy = { Statement: { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::examplebucket/*" } };
    it("has AccessDenied, says why, and lacks SSEApplied and response", () => {
      const record = recordOf({}, { ...bucket, policy });
      assert.equal(record.errorCode, "AccessDenied");
      assert.equal(
        record.errorMessage,
        `User: ${user.arn} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::examplebucket/test/myobject" with an explicit deny in a resource-based policy`,
      );
      assert.equal(record.responseElements, null);
      assert(!("SSEApplied" in record.additionalEventData));
    });
    it("has AccessDenied for a blocked encryption type", () => {
      const headers = { "x-amz-server-side-encryption-customer-algorithm": "AES256" };
      const { errorCode, errorMessage } = recordOf({ headers }, { ...bucket, blockedEncryptionTypes: ["SSE-C"] });
      assert.equal(errorCode, "AccessDenied");
      assert.equal(
        errorMessage,
        `User: ${user.arn} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::examplebucket/test/myobject" because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type`,
      );
    });
    it("does not name who is not known", () => {
      assert.equal(recordOf({ principal: "anonymous" }).errorMessage, "Access Denied");
      assert.match(recordOf({ principal: { arn: "arn:aws:iam::444455556666:user/eve" } }).errorMessage ?? "", /because no resource-based policy allows/);
    });
    it("has InvalidArgument for a contradiction", () => {
      const record = recordOf({ headers: { "x-amz-server-side-encryption-aws-kms-key-id": kmsKeyArn } });
      assert.equal(record.errorCode, "InvalidArgument");
      assert(!("SSEApplied" in record.additionalEventData));
    });
    it("a stored one has no error", () => {
      assert(!("errorCode" in recordOf()) && !("errorMessage" in recordOf()));
    });
  });

  describe("userIdentity", () => {
    const open = { ...bucket, policy: { Statement: { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::examplebucket/*" } } };
    const identityOf = (principal: UploadRequest["principal"]) => recordOf({ principal }, open).userIdentity;

    it("of the root user", () => {
      const identity = identityOf({ arn: `arn:aws:iam::${account}:root` });
      assert.equal(identity["type"], "Root");
      assert.equal(identity["principalId"], account);
    });
    it("has long-term access keys for users, temporary ones for sessions", () => {
      const prefixes = [`user/alice`, `root`].map((name) => identityOf({ arn: `arn:aws:iam::${account}:${name}` })["accessKeyId"]);
      const temporary = [session.arn, `arn:aws:sts::${account}:federated-user/bob`].map((arn) => identityOf({ arn })["accessKeyId"]);
      for (const id of prefixes) assert.match(String(id), /^AKIA[0-9A-Z]{16,}$/);
      for (const id of temporary) assert.match(String(id), /^ASIA[0-9A-Z]{16,}$/);
      assert.equal(identityOf({ arn: `arn:aws:sts::${account}:federated-user/bob` })["type"], "FederatedUser");
    });
    it("of a session names session and role", () => {
      const identity = identityOf(session);
      assert.equal(identity["type"], "AssumedRole");
      assert.equal(identity["arn"], session.arn);
      assert.match(String(identity["principalId"]), /^AROA\w+:one$/);
      const { sessionIssuer } = identity["sessionContext"] as { sessionIssuer: Record<string, string> };
      assert.deepEqual([sessionIssuer["arn"], sessionIssuer["userName"]], [`arn:aws:iam::${account}:role/writer`, "writer"]);
    });
    it("of a role is a session of it", () => {
      const identity = identityOf({ arn: `arn:aws:iam::${account}:role/path/writer` });
      assert.match(String(identity["arn"]), /:assumed-role\/writer\//);
    });
    it("of a service has invokedBy and no ARN", () => {
      assert.deepEqual(identityOf({ service: "cloudtrail.amazonaws.com" }), { type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" });
      assert.equal(recordOf({ principal: { service: "cloudtrail.amazonaws.com" } }, open).sourceIPAddress, "cloudtrail.amazonaws.com");
    });
    it("of an anonymous request has a word for its account", () => {
      assert.deepEqual(identityOf("anonymous"), { type: "AWSAccount", principalId: "", accountId: "anonymous" });
    });
    it("of replication is its role, invoked by S3; of another account's, account and ID alone", () => {
      const replication = (account: string): ReturnType<typeof recordOf> =>
        recordOf({ principal: { arn: `arn:aws:sts::${account}:assumed-role/replicator/s3-replication` } }, open, { invokedBy: "s3.amazonaws.com" });
      const { userIdentity: own, sourceIPAddress, tlsDetails } = replication(account);
      assert.deepEqual([own["type"], own["invokedBy"], sourceIPAddress, tlsDetails], ["AssumedRole", "s3.amazonaws.com", "s3.amazonaws.com", undefined]);
      assert.match(String(own["arn"]), /:assumed-role\/replicator\/s3-replication$/);
      const { principalId, ...other } = replication("444455556666").userIdentity;
      assert.deepEqual(other, { type: "AWSAccount", accountId: "444455556666", invokedBy: "s3.amazonaws.com" });
      assert.match(String(principalId), /^AROA\w+:s3-replication$/);
    });
    it("of another account has account and ID alone, and the record is shared", () => {
      const principal = { arn: "arn:aws:iam::444455556666:user/eve" };
      const identity = identityOf(principal);
      assert.deepEqual(Object.keys(identity), ["type", "principalId", "accountId"]);
      assert.equal(identity["accountId"], "444455556666");
      assert(recordOf({ principal }, open).sharedEventID);
    });
  });

  describe("records that must not count", () => {
    const request: UploadRequest = { ...put, action: "CreateMultipartUpload" };
    const stored = evaluateUpload(bucket, request) as StoredUpload;
    it("a read tells how the object is stored, and is read-only", () => {
      const record = getObjectRecord(bucket, { key: "test/myobject", principal: session }, stored, details);
      assert.deepEqual([record.eventName, record.readOnly, record.additionalEventData["SSEApplied"]], ["GetObject", true, "Default_SSE_KMS"]);
    });
    it("parts and completion of a multipart upload have no SSEApplied", () => {
      for (const eventName of ["UploadPart", "CompleteMultipartUpload"] as const) {
        const record = multipartRecord(eventName, bucket, request, stored, details);
        assert.equal(record.eventName, eventName);
        assert.equal(record.readOnly, false);
        assert.equal("partNumber" in record.requestParameters, eventName === "UploadPart");
        assert("uploadId" in record.requestParameters);
        assert(!("SSEApplied" in record.additionalEventData));
        assert.equal(record.responseElements?.["x-amz-server-side-encryption"], "aws:kms");
      }
    });
  });

  it("names hosts and ARNs of China's partition", () => {
    const record = recordOf({}, { ...bucket, partition: "aws-cn" });
    assert.equal(record.requestParameters["Host"], "examplebucket.s3.eu-west-1.amazonaws.com.cn");
    assert.equal(record.resources[1]?.["ARN"], "arn:aws-cn:s3:::examplebucket");
  });
});
