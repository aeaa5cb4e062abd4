/** Requests through access points: the examples of AWS's page on their policies, and what its words say of both policies. */
import assert from "node:assert/strict";
import { evaluateAccessPointPolicy, evaluateBucketPolicy, parsePolicyDocument, publicAccessProblems } from "../../simulator/iam";
import { accessPointContext, arnOfAccessPoint, type UploadAccessPoint } from "../../simulator/accessPoint";
import { cloudTrailRecord } from "../../simulator/cloudTrailRecord";
import { evaluateUpload } from "../../simulator/upload";
import type { UploadBucket, UploadRequest } from "../../simulator/uploadRequest";

// Account, region and names are those of AWS's page.
const account = "123456789012";
const other = "444455556666";
const point: UploadAccessPoint = { name: "my-access-point", account, region: "us-west-2" };
const arn = arnOfAccessPoint(point);
const bucket: UploadBucket = { name: "amzn-s3-demo-bucket", account, region: "us-west-2", blockedEncryptionTypes: ["NONE"] };
const bucketArn = `arn:aws:s3:::${bucket.name}`;
const jane = { arn: `arn:aws:iam::${account}:user/Jane` };
const stranger = { arn: `arn:aws:iam::${other}:role/stranger` };

const document = (...statements: object[]): object => ({ Version: "2012-10-17", Statement: statements });

/** "Example 1: Access point policy grant". */
const grantToJane = document({ Effect: "Allow", Principal: { AWS: jane.arn }, Action: ["s3:GetObject", "s3:PutObject"], Resource: `${arn}/object/Jane/*` });
/** "Delegating access control to access points". */
const delegation = {
  Effect: "Allow",
  Principal: { AWS: "*" },
  Action: "*",
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { StringEquals: { "s3:DataAccessPointAccount": account } },
};
/** "Example 5: Bucket policy to limit S3 operations to VPC network origins", with uploads in place of reads. */
const vpcOnly = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:PutObject",
  Resource: `${bucketArn}/*`,
  Condition: { StringNotEquals: { "s3:AccessPointNetworkOrigin": "VPC" } },
};

function outcome(policy: object | undefined, changes: Partial<UploadRequest>): string {
  const result = evaluateUpload({ ...bucket, ...(policy && { policy }) }, { action: "PutObject", key: "Jane/a", principal: jane, ...changes });
  return result.outcome === "denied" ? `denied by ${result.by}` : result.outcome;
}

describe("requests through an access point", () => {
  it("give both policies the access point's ARN, account and network origin; direct ones do not", () => {
    assert.deepEqual(accessPointContext(point), {
      "s3:DataAccessPointArn": "arn:aws:s3:us-west-2:123456789012:accesspoint/my-access-point",
      "s3:DataAccessPointAccount": account,
      "s3:AccessPointNetworkOrigin": "Internet",
    });
    assert.equal(accessPointContext({ ...point, vpcId: "vpc-1" })["s3:AccessPointNetworkOrigin"], "VPC");
    const direct = document({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: `${bucketArn}/*`, Condition: { Null: { "s3:DataAccessPointArn": "true" } } });
    assert.equal(outcome(direct, {}), "denied by policy");
    assert.equal(outcome(direct, { accessPoint: point }), "stored");
  });

  it("AWS's example 1: a grant to Jane is about objects below Jane/ behind the access point", () => {
    const decision = (resource: string, principal: object = jane): string =>
      evaluateAccessPointPolicy(grantToJane, { action: "s3:PutObject", resource, principal: principal as typeof jane }).decision;
    assert.equal(decision(`${arn}/object/Jane/a`), "allow");
    assert.equal(decision(`${arn}/object/Tarzan/a`), "neither");
    assert.equal(decision(`${bucketArn}/Jane/a`), "neither", "the bucket's own ARN is another resource");
    assert.equal(decision(`${arn}/object/Jane/a`, stranger), "neither");
  });

  it("AWS's examples 2 and 3: tags of objects, and lists", () => {
    const read = document({ Effect: "Allow", Principal: { AWS: jane.arn }, Action: "s3:GetObject", Resource: `${arn}/object/*`, Condition: { StringEquals: { "s3:ExistingObjectTag/data": "finance" } } });
    const request = { action: "s3:GetObject", resource: `${arn}/object/a`, principal: jane };
    assert.equal(evaluateAccessPointPolicy(read, { ...request, context: { "s3:ExistingObjectTag/data": "finance" } }).decision, "allow");
    assert.equal(evaluateAccessPointPolicy(read, request).decision, "neither");
    const listing = document({ Effect: "Allow", Principal: { AWS: jane.arn }, Action: "s3:ListBucket", Resource: arn });
    assert.equal(evaluateAccessPointPolicy(listing, { action: "s3:ListBucket", resource: arn, principal: jane }).decision, "allow");
  });

  it("AWS's example 5: a bucket that takes requests from access points in a VPC alone", () => {
    assert.equal(outcome(document(vpcOnly), {}), "denied by policy", "a direct request has no network origin");
    assert.equal(outcome(document(vpcOnly), { accessPoint: point }), "denied by policy");
    const inVpc = { ...point, vpcId: "vpc-1a2b3c" };
    assert.equal(outcome(document(vpcOnly), { accessPoint: inVpc, context: { "aws:SourceVpc": "vpc-1a2b3c" } }), "stored");
    assert.equal(outcome(document(vpcOnly), { accessPoint: inVpc, context: { "aws:SourceVpc": "vpc-other" } }), "denied by networkOrigin");
    assert.equal(outcome(document(vpcOnly), { accessPoint: inVpc }), "denied by networkOrigin");
  });

  it("need an Allow of both policies where they come from another account", () => {
    const strangers = { Effect: "Allow", Principal: { AWS: stranger.arn }, Action: "s3:PutObject" };
    const open = { ...point, policy: document({ ...strangers, Resource: `${arn}/object/*` }) };
    const ofBucket = document({ ...strangers, Resource: `${bucketArn}/*` });
    assert.equal(outcome(undefined, { principal: stranger, accessPoint: open }), "denied by noAllow", "permissions of an access point policy are effective only if the bucket allows the same");
    assert.equal(outcome(ofBucket, { principal: stranger, accessPoint: point }), "denied by noAllow", "the access point must permit the request");
    assert.equal(outcome(ofBucket, { principal: stranger, accessPoint: open }), "stored");
    assert.equal(outcome(document(delegation), { principal: stranger, accessPoint: open }), "stored", "the bucket delegates to the access point");
    assert.equal(outcome(document(delegation), { principal: stranger }), "denied by noAllow", "… but not to whoever comes directly");
    assert.equal(outcome(document(delegation), { principal: "anonymous", accessPoint: open }), "denied by noAllow");
  });

  it("are denied by either policy", () => {
    const denial = { Sid: "no", Effect: "Deny", Principal: "*", Action: "s3:PutObject" };
    const denying = { ...point, policy: document({ ...denial, Resource: `${arn}/object/*` }) };
    assert.equal(outcome(document(delegation), { accessPoint: denying }), "denied by accessPointPolicy");
    assert.equal(outcome(document(delegation), {}), "stored", "restrictions of an access point policy apply only to requests through it");
    assert.equal(outcome(document(delegation, { ...denial, Resource: `${bucketArn}/*` }), { accessPoint: point }), "denied by policy", "a bucket's denials hold through access points");
  });

  it("through an access point of another account need an Allow of the bucket's, whoever makes them", () => {
    const foreign = { ...point, account: other, policy: document({ Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: `${arn.replace(account, other)}/object/*` }) };
    assert.equal(outcome(undefined, { accessPoint: foreign }), "denied by noAllow");
    assert.equal(outcome(undefined, { accessPoint: foreign, principal: stranger }), "denied by noAllow");
    const granted = document({ ...delegation, Condition: { StringEquals: { "s3:DataAccessPointAccount": other } } });
    assert.equal(outcome(granted, { accessPoint: foreign, principal: stranger }), "stored");
  });

  it("a bucket's delegation is not public in S3's eyes, and by itself lets nobody else in", () => {
    const parsed = parsePolicyDocument(document(delegation), "bucket", { name: bucket.name });
    assert.ok(parsed.valid);
    assert.deepEqual(publicAccessProblems(parsed.document), []);
    assert.equal(evaluateBucketPolicy(parsed.document, { action: "s3:PutObject", resource: `${bucketArn}/a`, principal: "anonymous" }).decision, "neither");
  });

  it("their records name the object by the bucket, the bucket, and the access point", () => {
    const request: UploadRequest = { action: "PutObject", key: "a", principal: jane, accessPoint: point };
    const record = cloudTrailRecord(bucket, request, evaluateUpload(bucket, request), { time: "2026-11-26T12:00:00Z", region: "us-west-2" });
    assert.deepEqual(record.resources, [
      { type: "AWS::S3::Object", ARN: `${bucketArn}/a` },
      { accountId: account, type: "AWS::S3::Bucket", ARN: bucketArn },
      { accountId: account, type: "AWS::S3::AccessPoint", ARN: arn },
    ]);
  });
});

describe("access point policies", () => {
  const allow = { Effect: "Allow", Principal: { AWS: jane.arn }, Action: "s3:PutObject", Resource: `${arn}/object/*` };
  const problems = (statement: object, known?: string): string[] => {
    const parsed = parsePolicyDocument(document(statement), "accessPoint", { accessPointArn: known });
    return parsed.valid ? [] : parsed.problems.map(({ message, hint, uncertain }) => `${uncertain ? "uncertain: " : ""}${message}. ${hint}`);
  };

  it("take the access point's own ARN, and objects behind it", () => {
    for (const Resource of [`${arn}/object/*`, `${arn}/object/Jane/*`, `${arn}/*`, [arn, `${arn}/object/*`]]) {
      assert.deepEqual(problems({ ...allow, Action: "s3:*", Resource }, arn), []);
    }
  });

  for (const [sentence, changes, message] of [
    ["the bucket's ARN", { Resource: `${bucketArn}/*` }, /MalformedPolicy: Policy has invalid resource.*accesspoint\/my-access-point\/object\/\*/],
    ["another access point's", { Resource: `${arn}-two/object/*` }, /is not of the access point/],
    ["object keys without /object/", { Resource: `${arn}/Jane/*` }, /objects behind it/],
    ["an access point by its alias", { Resource: "arn:aws:s3:::my-access-point-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias/*" }, /invalid resource/],
    ["a wildcard in the name", { Resource: "arn:aws:s3:us-west-2:123456789012:accesspoint/*/object/*" }, /^uncertain: .*whether S3 takes a wildcard/],
    ["an action on objects with the access point's ARN alone", { Resource: arn }, /add \/object\/\* to the access point's ARN/],
    ["an action on lists with objects alone", { Action: "s3:ListBucket" }, /is about the access point: name its ARN/],
    ["actions of directory buckets", { Action: "s3express:CreateSession" }, /takes only s3 actions/],
    ["no principal", { Principal: undefined }, /Missing required field Principal/],
    ["more than 20 KB", { Condition: { StringEquals: { "aws:PrincipalTag/team": Array.from({ length: 2000 }, (_, index) => `team-${index}`) } } }, /maximum allowed size of 20480 bytes/],
  ] as const) {
    it(`refuses ${sentence}`, () => {
      const found = problems(JSON.parse(JSON.stringify({ ...allow, ...changes })) as object, arn);
      assert.ok(found.some((one) => message.test(one)), found.join("\n"));
    });
  }

  it("are no bucket policies", () => {
    assert.throws(() => evaluateBucketPolicy(document(allow), { action: "s3:PutObject", resource: `${bucketArn}/a`, principal: jane }), /invalid resource/);
  });
});
