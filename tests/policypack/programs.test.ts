/** Protects verdicts on programs of unusual forms: what is judged, and that what is advised can be followed. */
import assert from "node:assert/strict";
import { s3AddDefaultEncryption } from "../../policypack/policies/s3-add-default-encryption";
import { s3DefaultEncryption } from "../../policypack/policies/s3-default-encryption";
import { s3DenyWrongUploads } from "../../policypack/policies/s3-deny-wrong-uploads";
import { s3OnePolicyPerBucket } from "../../policypack/policies/s3-one-policy-per-bucket";
import { s3UnverifiableAtPreview } from "../../policypack/policies/s3-unverifiable-at-preview";
import { closed, denySseC, policy } from "../judge/policies";
import { messages, packViolations, unknown, violations, type Declared } from "./stack";

const rules = (sseAlgorithm: string): object[] => [{ applyServerSideEncryptionByDefault: { sseAlgorithm }, bucketKeyEnabled: true }];
const bucket = (name: string, inputs: Record<string, unknown> = {}, more: Partial<Declared> = {}): Declared => ({ type: "aws:s3/bucket:Bucket", name, inputs: { bucket: `acme-${name}`, ...inputs }, ...more });
const encryption = (name: string, inputs: Record<string, unknown> = {}, more: Partial<Declared> = {}): Declared => ({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  name: `${name}-encryption`,
  inputs: { bucket: `acme-${name}`, rules: rules("aws:kms"), ...inputs },
  ...more,
});
const bucketPolicy = (name: string, inputs: Record<string, unknown> = {}, more: Partial<Declared> = {}): Declared => ({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  name: `${name}-policy`,
  inputs: { bucket: `acme-${name}`, policy: policy(...closed), ...inputs },
  ...more,
});

describe("policypack, a bucket that is given something twice", () => {
  const inline = { serverSideEncryptionConfiguration: { rule: rules("aws:kms")[0] }, policy: policy(...closed) };

  it("is judged by each of its default encryptions", async () => {
    const [found, ...others] = await violations(s3DefaultEncryption, [bucket("orders", inline), encryption("orders", { rules: rules("AES256") })]);
    assert.match(found?.message ?? "", /SSE-S3 is not approved/);
    assert.deepEqual([found?.urn, others], ["orders-encryption", []]);
  });

  it("is judged by each of its policies, and each problem is told once", async () => {
    const stack = [bucket("orders", inline), encryption("orders"), bucketPolicy("orders", { policy: policy(denySseC) })];
    const [found, ...others] = await violations(s3DenyWrongUploads, stack);
    assert.match(found?.message ?? "", /AES256 by a role/);
    assert.deepEqual([found?.urn, others], ["orders-policy", []]);
  });
});

describe("policypack, a name that is made of another bucket's", () => {
  const fromMain = { dependencies: { bucket: ["main"] } };
  const stack: readonly Declared[] = [
    bucket("main"),
    bucket("logs", { bucket: unknown }, fromMain),
    ...["main", "logs"].flatMap((name) => [encryption(name, { bucket: unknown }, fromMain), bucketPolicy(name, { bucket: unknown }, fromMain)]),
  ];

  it("is not taken for the other one: nothing is refused", async () => {
    for (const judging of [s3OnePolicyPerBucket, s3DefaultEncryption, s3DenyWrongUploads]) assert.deepEqual(await messages(judging, stack), [], judging.name);
  });

  it("and nothing passes in silence", async () => {
    const found = (await messages(s3UnverifiableAtPreview, stack)).join("\n");
    for (const words of [/Bucket acme-main: its bucket policy/, /Bucket acme-main: its default encryption/, /resource logs: its bucket policy/]) assert.match(found, words);
  });

  it("nor through another resource of that bucket", async () => {
    const block: Declared = { type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name: "block", inputs: { bucket: unknown }, ...fromMain };
    const fromBlock = { dependencies: { bucket: ["block"] } };
    const chained = [bucket("main", { bucket: unknown }), block, bucket("logs", { bucket: unknown }, fromBlock), encryption("logs", { bucket: unknown }, fromBlock), bucketPolicy("logs", { bucket: unknown }, fromBlock)];
    for (const judging of [s3OnePolicyPerBucket, s3DefaultEncryption, s3DenyWrongUploads]) assert.deepEqual(await messages(judging, chained), [], judging.name);
    assert.match((await messages(s3UnverifiableAtPreview, chained)).join("\n"), /resource main: its bucket policy[^]*resource logs: its bucket policy|resource logs: its bucket policy[^]*resource main: its bucket policy/);
  });

  it("nor where it is made of a name that is made of it", async () => {
    const chain = [bucket("main"), bucket("b", { bucket: unknown }, fromMain), bucket("c", { bucket: unknown }, { dependencies: { bucket: ["b"] } }), ...["main", "b", "c"].flatMap((name) => [encryption(name, { bucket: unknown }, fromMain), bucketPolicy(name, { bucket: unknown }, fromMain)])];
    for (const judging of [s3OnePolicyPerBucket, s3DefaultEncryption, s3DenyWrongUploads]) assert.deepEqual(await messages(judging, chain), [], judging.name);
  });

  it("a bucket that the program reads, too, is the one that it declares", async () => {
    const read: Declared = { type: "aws:s3/bucket:Bucket", name: "zz-read", readOnly: true, outputs: { bucket: "acme-orders" } };
    const twice = [bucket("orders"), encryption("orders"), bucketPolicy("orders"), read];
    for (const judging of [s3DefaultEncryption, s3DenyWrongUploads, s3UnverifiableAtPreview]) assert.deepEqual(await messages(judging, twice), [], judging.name);
  });

  it("is no matter where no other bucket's name is made of it", async () => {
    const plain = [bucket("main"), encryption("main", { bucket: unknown }, fromMain), bucketPolicy("main", { bucket: unknown, policy: policy(denySseC).replaceAll("acme-orders", "acme-main") }, fromMain)];
    assert.match((await messages(s3DenyWrongUploads, plain)).join(), /Bucket acme-main lets wrong uploads in/);
  });
});

describe("policypack, what an update leaves out", () => {
  const leftOut = ({ inputs: _, ...declared }: Declared): Declared => ({ ...declared, dependencies: { bucket: ["orders"] } });
  const newBucket: Declared = { type: "aws:s3/bucket:Bucket", name: "orders" };
  const found = async (stack: readonly Declared[]): Promise<string[]> =>
    (await packViolations(stack, { "s3-upload-audited": "disabled" })).map(({ policy: name, message }) => `${name}: ${message}`);

  it("is not judged: a new bucket with all that is its own", async () => {
    assert.deepEqual(await found([newBucket, leftOut(encryption("orders")), leftOut(bucketPolicy("orders"))]), []);
    assert.deepEqual(await found([newBucket, leftOut(encryption("orders")), bucketPolicy("orders", { bucket: unknown, policy: unknown }, { dependencies: { bucket: ["orders"] } })]), []);
  });

  it("does not count beside what is deployed", async () => {
    assert.deepEqual(await found([bucket("orders"), encryption("orders"), bucketPolicy("orders"), leftOut({ ...bucketPolicy("orders"), name: "second" })]), []);
  });

  it("is the reason why a bucket is refused that is deployed without it, once", async () => {
    const together = /Deploy both together: add --target 'urn:[^']+::orders-policy', or take it out of --exclude\.$/;
    const [first = "", ...others] = await found([bucket("orders"), encryption("orders"), leftOut(bucketPolicy("orders"))]);
    assert.match(first, /^s3-deny-wrong-uploads: Bucket acme-orders has no bucket policy, and lets wrong uploads in\. This update leaves out its bucket policy, urn:/);
    assert.match(first, together);
    assert.deepEqual(others, []);
    const withoutDefault = await found([bucket("orders"), leftOut(encryption("orders")), bucketPolicy("orders")]);
    assert.match(withoutDefault.join("\n"), /^s3-default-encryption: Bucket acme-orders: it declares no default encryption\. This update leaves out its default encryption, urn:\S+::orders-encryption\. Deploy both together/);
  });

  it("may be the reason where nothing tells which bucket it is for", async () => {
    const unlinked: Declared = { type: bucketPolicy("orders").type, name: "orders-policy" };
    const [first = "", ...others] = await found([bucket("orders"), encryption("orders"), unlinked]);
    assert.match(first, /Add to its bucket policy[^]*\n  This update leaves out urn:\S+::orders-policy, which may be its bucket policy\./);
    assert.deepEqual(others, []);
  });
});

describe("policypack, what is advised", () => {
  it("names no bucket whose name Pulumi made up", async () => {
    const madeUp = bucket("orders", { bucket: "orders-9073c5f" });
    const [found] = await messages(s3DenyWrongUploads, [madeUp, encryption("orders", { bucket: "orders-9073c5f" })]);
    assert.match(found ?? "", /arn:aws:s3:::<bucket name>\/\*/);
    for (const language of ["TypeScript", "Python", "Go", "YAML"]) assert.match(found ?? "", new RegExp(`^ {4}${language} `, "m"));
    const [named] = await messages(s3DenyWrongUploads, [bucket("orders"), encryption("orders")]);
    assert.match(named ?? "", /arn:aws:s3:::acme-orders\/\*/);
  });

  it("is told of a bucket that Pulumi names and of one with a name of its own, alike as they are", async () => {
    const madeUp = bucket("zz", { bucket: "zz-9073c5f" });
    const stack = [bucket("aa"), encryption("aa"), madeUp, encryption("zz", { bucket: "zz-9073c5f" })];
    const [named, open] = await messages(s3DenyWrongUploads, stack);
    assert.match(named ?? "", /arn:aws:s3:::acme-aa\/\*/);
    assert.match(open ?? "", /arn:aws:s3:::<bucket name>\/\*/);
  });

  const places: readonly [says: string, stack: readonly Declared[], advice: RegExp][] = [
    ["a resource of its own, where there is none", [bucket("orders")], /: give it a BucketServerSideEncryptionConfiguration with rules:\n {4}\[\{ applyServerSideEncryptionByDefault: \{ sseAlgorithm: "aws:kms" \}, bucketKeyEnabled: true,\n {6}blockedEncryptionTypes: \["SSE-C"\] \}\]\n/],
    ["the resource that there is", [bucket("orders"), encryption("orders", { rules: rules("AES256") })], /: give rules of that resource:\n {4}\[\{ applyServerSide/],
    ["the inline property that there is", [bucket("orders", { serverSideEncryptionConfiguration: { rule: rules("AES256")[0] } })], /: give it serverSideEncryptionConfiguration:\n {4}\{ rule: \{ applyServerSide[^]*bucketKeyEnabled: true \} \}\n/],
    ["the inline property of a provider that has no other", [{ type: "aws-native:s3:Bucket", name: "orders", inputs: { bucketName: "acme-orders" } }], /: give it bucketEncryption:\n {4}\{ serverSideEncryptionConfiguration: \[\{ serverSideEncryptionByDefault[^]*blockedEncryptionTypes: \{ encryptionType: \["SSE-C"\] \}/],
  ];
  for (const [says, stack, advice] of places) {
    it(`is ${says}`, async () => {
      assert.match((await messages(s3DefaultEncryption, stack)).join("\n"), advice);
    });
  }

  it("says which of two default encryptions the pack added itself", async () => {
    // The engine remediates a resource before it shows it to the policies.
    const remediating: Declared = bucket("orders", {}, { outputs: { serverSideEncryptionConfiguration: { rule: rules("aws:kms")[0] } } });
    const stack = [remediating, encryption("orders")];
    const inputs: Record<string, unknown> = { ...remediating.inputs };
    const found = await violations(s3OnePolicyPerBucket, stack, {}, {}, (urn) => {
      void s3AddDefaultEncryption.remediateResource?.({ type: remediating.type, name: "orders", urn, props: inputs, getConfig: () => ({}) } as never);
      return inputs;
    });
    assert.match(found[0]?.message ?? "", /2 default encryptions.*was added by s3-add-default-encryption.*exempt the bucket/);
  });
});

describe("policypack, a default encryption that the pack would add", () => {
  it("is none where the update leaves the bucket as it is deployed", async () => {
    const deployed = bucket("orders", {}, { outputs: { serverSideEncryptionConfiguration: { rule: rules("AES256")[0] } } });
    const inputs: Record<string, unknown> = { ...deployed.inputs };
    const found = await violations(s3DefaultEncryption, [deployed], {}, {}, (urn) => {
      void s3AddDefaultEncryption.remediateResource?.({ type: deployed.type, name: "orders", urn, props: inputs, getConfig: () => ({}) } as never);
      return inputs;
    });
    assert.match(found[0]?.message ?? "", /its default encryption SSE-S3 is not approved/);
  });
});

describe("policypack, buckets that are declared in other ways", () => {
  const template = JSON.stringify({ Resources: { Orders: { Type: "AWS::S3::Bucket" } } });
  const cases: readonly [says: string, declared: Omit<Declared, "name">, expected?: RegExp][] = [
    ["in a template", { type: "aws:cloudformation/stack:Stack", inputs: { templateBody: template } }, /declares AWS::S3::Bucket in a template/],
    ["in a template of aws-native", { type: "aws-native:cloudformation:Stack", inputs: { templateBody: template } }, /AWS::S3::Bucket/],
    ["in a template that is not known yet", { type: "aws:cloudformation/stackSet:StackSet", inputs: { templateBody: unknown } }, /known only after deployment/],
    ["in a template elsewhere", { type: "aws:cloudformation/stack:Stack", inputs: { templateUrl: "https://templates.example/stack.yaml" } }, /a template elsewhere/],
    ["through Cloud Control", { type: "aws:cloudcontrol/resource:Resource", inputs: { typeName: "AWS::S3::Bucket", desiredState: "{}" } }, /declares AWS::S3::Bucket,/],
    ["through an extension resource", { type: "aws-native:index:ExtensionResource", inputs: { type: "AWS::S3Express::DirectoryBucket" } }, /AWS::S3Express::DirectoryBucket/],
    ["in a nested stack", { type: "aws:cloudformation/stack:Stack", inputs: { templateBody: JSON.stringify({ Resources: { Inner: { Type: "AWS::CloudFormation::Stack" } } }) } }, /a template elsewhere/],
    ["in one of two templates of aws-native that is not known yet", { type: "aws-native:cloudformation:Stack", inputs: { templateBody: "{}", template: unknown } }, /known only after deployment/],
    ["in a nested stack of aws-native", { type: "aws-native:cloudformation:Stack", inputs: { template: { Resources: { Inner: { Type: "AWS::CloudFormation::Stack" } } } } }, /a template elsewhere/],
    ["through Cloud Control, by a type that is not known yet", { type: "aws:cloudcontrol/resource:Resource", inputs: { typeName: unknown } }, /a resource whose type is known only after deployment/],
    ["not in a template of other resources of S3", { type: "aws:cloudformation/stack:Stack", inputs: { templateBody: JSON.stringify({ Resources: { Lens: { Type: "AWS::S3::StorageLens" }, Policy: { Type: "AWS::S3::BucketPolicy" } } }) } }],
    ["not in a template without buckets", { type: "aws:cloudformation/stack:Stack", inputs: { templateBody: JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } }) } }],
    ["not through another type of Cloud Control", { type: "aws:cloudcontrol/resource:Resource", inputs: { typeName: "AWS::SNS::Topic" } }],
    ["not in any other resource", { type: "constructor", inputs: { templateBody: template } }],
  ];
  for (const [says, declared, expected] of cases) {
    it(says, async () => {
      const found = await messages(s3UnverifiableAtPreview, [{ ...declared, name: "other" }]);
      if (expected) assert.match(found.join("\n"), expected);
      else assert.deepEqual(found, []);
    });
  }
});
