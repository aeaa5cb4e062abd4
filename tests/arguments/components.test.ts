/** Protects that each component's arguments are checked as the stack config's are, without any Pulumi: what is wrong, and where. */
import assert from "node:assert/strict";
import { accessPoliciesArguments, auditArguments, checkArguments, encryptedBucketArguments, type ComponentArguments } from "../../arguments/components";
import type { ArgumentContext } from "../../arguments/context";
import { longestPrefix } from "../../arguments/names";
import { pathText } from "../../validation/problem";

const account = "111122223333";
const context: ArgumentContext = { prefix: "acme", prefixMadeOf: "the component's name", region: "us-east-1" };
const key = (region = "us-east-1"): string => `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const topic = (name: string, region = "us-east-1", partition = "aws"): string => `arn:${partition}:sns:${region}:${account}:${name}`;
const names = (count: number, length = 20): string[] => Array.from({ length: count }, (_, index) => `acme-${String(index).padStart(length, "0")}`);
const exempt = (count: number): object[] => names(count).map((name) => ({ arn: `arn:aws:iam::${account}:role/${name}`, reason: "r" }));

const components = { bucket: encryptedBucketArguments, audit: auditArguments, policies: accessPoliciesArguments } as const;
type Component = keyof typeof components;

function problemsOf(component: Component, values: object, more: Partial<ArgumentContext> = {}): string[] {
  const { problems } = checkArguments(components[component] as ComponentArguments<unknown>, values, { ...context, ...more });
  for (const { example } of problems) assert.ok(example !== undefined, "each has an example");
  return problems.map(({ path, message }) => `${pathText(path)}: ${message}`);
}

describe("arguments of components", () => {
  const right: readonly (readonly [component: Component, values: object, more?: Partial<ArgumentContext>])[] = [
    ["bucket", {}],
    ["bucket", { bucketName: "acme-orders" }, { prefix: "Any_Name" }],
    ["bucket", { exemptServices: ["logging.s3.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com", "cloudtrail.amazonaws.com.cn"] }],
    ["audit", {}],
    ["audit", { trail: { mode: "existing" } }, { prefix: "a".repeat(longestPrefix) }],
    ["audit", { alarms: { actions: [topic("t"), `arn:aws:ssm:us-east-1:${account}:opsitem:1`, `arn:aws:ssm-incidents::${account}:response-plan/x`], okActions: [topic("t")] } }],
    ["audit", { alarms: { actions: [topic("t", "eu-west-1")] } }, { region: undefined }],
    ["audit", { trail: { mode: "existing" }, tags: { team: "" } }],
    ["bucket", { tags: { team: "", Team: "x" } }, { prefix: "acme-orders" }],
    ["policies", { tags: { team: "" } }],
    ["policies", { tags: { team: "x", Team: "y" } }],
    ["policies", {}],
    ["policies", { identity: true, bucketNames: ["acme-orders"] }],
  ];
  for (const [component, values, more = {}] of right) {
    it(`of ${component} are right: ${JSON.stringify({ ...values, ...more })}`, () => {
      assert.deepEqual(problemsOf(component, values, more), []);
    });
  }

  const wrong: readonly (readonly [component: Component, values: object, says: RegExp, more?: Partial<ArgumentContext>])[] = [
    ["bucket", { bucketName: "Acme" }, /^bucketName: "Acme" is not a valid bucket name$/],
    ["bucket", {}, /^bucketName: is missing, and the component's name \(Acme_Orders\) is no bucket name$/, { prefix: "Acme_Orders" }],
    ["bucket", { bucketName: "acme-an" }, /^bucketName: .*/],
    ["bucket", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key("eu-west-1")] } }, /^requirement\.kmsKeyArns\[0\]: .* is in region eu-west-1/],
    ["bucket", { method: "sse-s3" }, /^method: "sse-s3" is not approved by the requirement$/],
    ["bucket", { tags: { "aws:x": "y" } }, /^tags\.aws:x: /],
    ["bucket", { exemptServices: ["the s3.amazonaws.com"] }, /^exemptServices\[0\]: .* is not the name of an AWS service$/],
    ["bucket", { exemptServices: ["s3.amazonaws.com.example.com"] }, /^exemptServices\[0\]: .* is not the name of an AWS service$/],
    ["bucket", { requirement: { methods: ["sse-kms"], kmsKeyArns: [key()] } }, /^requirement\.kmsKeyArns\[0\]: .*111122223333/, { accountId: "444455556666" }],
    ["bucket", { exemptPrincipals: exempt(400) }, /^: the policy of acme has \d+ bytes; S3 allows 20480\. Give it fewer/],
    ["audit", { namePrefix: "x", trail: { mode: "existing" } }, /^namePrefix: the names of all resources would begin with "a{49}": 49 characters$/, { prefix: "a".repeat(longestPrefix + 1) }],
    ["audit", { trail: { mode: "existing" } }, /^namePrefix: .*"a b": 3 characters$/, { prefix: "a b" }],
    ["audit", { trail: { mode: "existing" } }, /^namePrefix: .*" ab": 3 characters$/, { prefix: " ab" }],
    ["audit", { trail: { mode: "existing" } }, /^namePrefix: .*"ab ": 3 characters$/, { prefix: "ab " }],
    ["audit", { regions: ["us-east-1"] }, /^regions\[0\]: "us-east-1" is the region that the audit is deployed to, which is audited anyway$/],
    ["audit", { requirement: { methods: ["sse-kns"] } }, /^requirement\.methods\[0\]: "sse-kns" is not one of/],
    ["audit", { requirement: { methods: ["none"] } }, /^requirement\.methods\[0\]: "none" cannot be approved/],
    ["audit", { tags: { team: "" } }, /^tags\.team: .*CloudTrail takes no such tag/],
    ["audit", { scope: { buckets: [] } }, /^scope\.buckets: .*nothing would be audited/],
    ["audit", { trail: { mode: "existing", multiRegion: true } }, /^trail\.multiRegion: /],
    ["audit", { trail: { kmsKey: key("eu-west-1") } }, /^trail\.kmsKey: .*eu-west-1/],
    ["audit", { trail: { logBucket: { name: "acme-an" } } }, /^trail\.logBucket\.name: /],
    ["audit", { notifications: { emails: ["a@example.com", "a@example.com"] } }, /^notifications\.emails\[1\]: .*named twice$/],
    ["audit", { tags: { "aws:x": "y" } }, /^tags\.aws:x: /],
    ["audit", { scope: { buckets: names(600) } }, /^scope\.buckets: 600 buckets and prefixes need/],
    ["audit", { alarms: { actions: [topic("t"), topic("t")] } }, /^alarms\.actions\[1\]: .*named twice$/],
    ["audit", { alarms: { okActions: [topic("t"), topic("t")] } }, /^alarms\.okActions\[1\]: .*named twice$/],
    ["audit", { alarms: { actions: ["t"] } }, /^alarms\.actions\[0\]: "t" is not an ARN$/],
    ["audit", { alarms: { actions: [`arn:aws:events:us-east-1:${account}:event-bus/x`] } }, /^alarms\.actions\[0\]: .* is of EventBridge, which needs no action/],
    ["audit", { alarms: { actions: [`arn:aws:sqs:us-east-1:${account}:q`] } }, /^alarms\.actions\[0\]: .* is an ARN of sqs, which alarms take no action on$/],
    ["audit", { alarms: { okActions: [`arn:aws:ssm:us-east-1:${account}:opsitem:1`] } }, /^alarms\.okActions\[0\]: .* is an ARN of ssm, which alarms take no action on when they are over$/],
    ["audit", { alarms: { actions: [topic("t", "cn-north-1", "aws-cn")] } }, /^alarms\.actions\[0\]: .* is in partition aws-cn, but the stack deploys to us-east-1/],
    ["audit", { alarms: { actions: [topic("t", "eu-west-1")] } }, /^alarms\.actions\[0\]: .* is in region eu-west-1, but the stack deploys to us-east-1: an alarm acts in its own region$/],
    ["audit", { notifications: { topicArn: topic("t", "eu-west-1") } }, /^notifications\.topicArn: .*eu-west-1/],
    ["policies", { namePrefix: "x" }, /^namePrefix: /, { prefix: "a.b" }],
    ["policies", { identity: true }, /^identity: allows uploads to the buckets of bucketNames, but there are none$/],
    ["policies", { serviceControl: { targets: ["r-abcd", "r-abcd"] } }, /^serviceControl\.targets\[1\]: .*named twice$/],
    ["policies", { resourceControl: { targets: ["r-abcd", "r-abcd"] } }, /^resourceControl\.targets\[1\]: .*named twice$/],
    ["policies", { tags: { "aws:x": "y" } }, /^tags\.aws:x: /],
    ["policies", { serviceControl: {}, exemptPrincipals: exempt(160) }, /^serviceControl: .*AWS allows 10240/],
    ["policies", { serviceControl: {}, resourceControl: {}, exemptPrincipals: exempt(60) }, /^resourceControl: .*AWS allows 5120/],
    ["policies", { identity: true, bucketNames: names(200) }, /^identity: .*AWS allows 6144/],
  ];
  for (const [component, values, says, more = {}] of wrong) {
    it(`of ${component} are refused: ${String(says)}`, () => {
      const problems = problemsOf(component, values, more);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", says);
    });
  }

  it("that have the wrong shape are told of once, and what is too large only where nothing else is wrong", () => {
    assert.deepEqual(problemsOf("audit", { scope: { buckets: "some" } }).length, 1);
    assert.deepEqual(problemsOf("bucket", { exemptPrincipals: exempt(400), method: "sse-s3" }), ['method: "sse-s3" is not approved by the requirement']);
  });
});
