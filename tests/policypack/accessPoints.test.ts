/** Access points in a program, however it declares them: the pack tells by name through which one wrong uploads get in. */
import assert from "node:assert/strict";
import { s3DenyWrongUploads } from "../../policypack/policies/s3-deny-wrong-uploads";
import { closed, only } from "./accessPointStatements";
import { messages, unknown, type Declared } from "./stack";

const account = "111122223333";
const region = "eu-west-1";
const bucketName = "acme-orders";
const arn = `arn:aws:s3:${region}:${account}:accesspoint/orders-app`;
const json = (...statements: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const behind = closed("*").map((statement) => ({ ...statement, Resource: `${arn}/object/*` }));

const bucket: Declared = { type: "aws:s3/bucket:Bucket", name: "orders", inputs: { bucket: bucketName } };
const encryption: Declared = {
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  name: "encryption",
  inputs: { bucket: bucketName, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, blockedEncryptionTypes: ["SSE-C"] }] },
};
const bucketPolicy = (...statements: object[]): Declared => ({ type: "aws:s3/bucketPolicy:BucketPolicy", name: "policy", inputs: { bucket: bucketName, policy: json(...statements) } });
const point = (inputs: Record<string, unknown>, more: Partial<Declared> = {}): Declared => ({ type: "aws:s3/accessPoint:AccessPoint", name: "app", inputs: { bucket: bucketName, name: "orders-app", ...inputs }, ...more });
const pointPolicy = (inputs: Record<string, unknown>, more: Partial<Declared> = {}): Declared => ({ type: "aws:s3control/accessPointPolicy:AccessPointPolicy", name: "app-policy", inputs, ...more });
const byArn = only(bucketName, { ArnNotEquals: { "s3:DataAccessPointArn": arn } });
const ofAccount = only(bucketName, { StringNotEquals: { "s3:DataAccessPointAccount": account } });

const open = /lets wrong uploads in[\s\S]*through the access point orders-app/;
const elsewhere = /cannot be told[\s\S]*declared elsewhere/;
const notKnownYet = /cannot be told[\s\S]*orders-app .*not known yet/;

const cases: readonly { says: string; statements?: readonly object[]; points: readonly Declared[]; reports?: RegExp; config?: object }[] = [
  { says: "one with the bucket's denials in its own policy", points: [point({ policy: json(...behind) })] },
  { says: "… as an object, by the provider that follows CloudFormation", points: [{ ...point({ policy: { Version: "2012-10-17", Statement: behind } }), type: "aws-native:s3:AccessPoint" }] },
  { says: "… in a policy of its own, whose ARN is known after deployment", points: [point({}), pointPolicy({ accessPointArn: unknown, policy: json(...behind) }, { dependencies: { accessPointArn: ["app"] } })] },
  { says: "… in a policy of its own, by its ARN", points: [point({}), pointPolicy({ accessPointArn: arn, policy: json(...behind) })] },
  { says: "… on a bucket that it names by the bucket's output", points: [point({ bucket: unknown, policy: json(...behind) }, { dependencies: { bucket: ["orders"] } })] },
  { says: "one without a policy", points: [point({})], reports: open },
  { says: "one whose policy says nothing, as the provider writes it", points: [point({ policy: "{}" })], reports: open },
  { says: "one whose policy denies only some", points: [point({ policy: json(...behind.slice(1)) })], reports: open },
  { says: "one in a VPC", points: [point({ vpcConfiguration: { vpcId: "vpc-1" } })], reports: open },
  { says: "the policy of another access point", points: [point({}), pointPolicy({ accessPointArn: `${arn}-two`, policy: json(...behind).replaceAll("orders-app", "orders-app-two") })], reports: open },
  { says: "one whose policy is known after deployment", points: [point({ policy: unknown })], reports: notKnownYet },
  { says: "one with two policies, of which either may be the last", points: [point({ policy: json(...behind) }), pointPolicy({ accessPointArn: arn, policy: json(...behind) })], reports: notKnownYet },
  { says: "one of another bucket", points: [point({ bucket: "acme-other" })], reports: elsewhere },
  { says: "none", points: [], reports: elsewhere },
  { says: "one, where the bucket lets in all of the account", statements: [ofAccount], points: [point({ policy: json(...behind) })], reports: elsewhere },
  { says: "an open one, where the bucket lets in all of the account", statements: [ofAccount], points: [point({})], reports: open },
  { says: "whichever, where the bucket itself denies wrong uploads", statements: [ofAccount, ...closed(`arn:aws:s3:::${bucketName}/*`)], points: [point({})] },
  { says: "… and delegates to them", statements: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`], Condition: { StringEquals: { "s3:DataAccessPointAccount": account } } }, ...closed(`arn:aws:s3:::${bucketName}/*`)], points: [point({})] },
  { says: "one elsewhere, which the configuration allows", points: [], config: { allowedExceptions: [{ key: "s3:DataAccessPointArn", values: [arn], reason: "denies by itself" }] } },
  { says: "one whose policy S3 would refuse", points: [point({ policy: json(...closed(`arn:aws:s3:::${bucketName}/*`)) })], reports: /S3 would refuse[\s\S]*policy of access point orders-app: Statement\[0\]/ },
];

describe("policypack, access points", () => {
  for (const provider of [undefined, { region }]) {
    describe(provider ? "with a provider that tells the region" : "where the region is not known", () => {
      for (const { says, statements = [byArn], points, reports, config } of cases) {
        it(says, async () => {
          const stack = [bucket, encryption, bucketPolicy(...statements), ...points].map((one) => ({ ...one, ...(provider && { provider }) }));
          const found = await messages(s3DenyWrongUploads, stack, config);
          if (reports) assert.match(found.join("\n"), reports);
          else assert.deepEqual(found, []);
        });
      }
    });
  }
});
