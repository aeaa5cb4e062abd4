/** Protects the sandbox provider's answers; what the engine makes of them is in tests/engine/provider.test.ts. */
import assert from "node:assert/strict";
import { type Checked } from "../../sandbox/provider/check";
import { readProviderConfig, type ProviderConfig } from "../../sandbox/provider/place";
import { SandboxProvider, type State } from "../../sandbox/provider/provider";
import { UNKNOWN, type Properties } from "../../sandbox/provider/values";

const config: ProviderConfig = { region: "eu-west-1", defaultTags: {} };

const BUCKET = "aws:s3/bucket:Bucket";
const TOPIC = "aws:sns/topic:Topic";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
/** A policy of the bucket "data" that S3 takes. */
const denying = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::data/*" }] });
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const TRAIL = "aws:cloudtrail/trail:Trail";

function urn(type: string, name = "it"): string {
  return `urn:pulumi:dev::project::component:index:Thing$${type}::${name}`;
}

function check(type: string, news: Properties, more: { olds?: Properties; seed?: string; name?: string } = {}): Checked {
  const request = { urn: urn(type, more.name), olds: more.olds, seed: Buffer.from(more.seed ?? "seed") };
  return new SandboxProvider().check(news, request);
}

function refusals(type: string, news: Properties): string[] {
  return check(type, news).refusals.map(({ property, reason }) => `${property}: ${reason}`);
}

function create(type: string, news: Properties, more: { preview?: boolean; provider?: SandboxProvider; name?: string; config?: ProviderConfig } = {}): State {
  const { inputs, refusals: refused } = check(type, news, more);
  assert.deepEqual(refused, []);
  return (more.provider ?? new SandboxProvider()).create(urn(type, more.name), inputs, more.preview ?? false, more.config ?? config);
}

function diff(type: string, old: Properties, news: Properties, place = config): ReturnType<SandboxProvider["diff"]> {
  const state = create(type, old);
  const checked = check(type, news, { olds: state.inputs }).inputs;
  return new SandboxProvider().diff({ urn: urn(type), id: state.id }, state, checked, place);
}

const ORGANIZATION_POLICY = "aws:organizations/policy:Policy";

/** A JSON document of so many characters. */
const document = (characters: number): string => JSON.stringify({ a: "x".repeat(characters - 8) });

const filter = { logGroupName: "g", pattern: "{ $.a = 1 }", metricTransformation: { name: "n", namespace: "s", value: "1" } };
const alarm = { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, metricName: "m", namespace: "n", period: 60, threshold: 0 };

describe("sandbox provider: inputs it refuses", () => {
  /** A trail of data events on S3 objects with further field selectors. */
  const selecting = (...more: object[]): Properties => ({
    s3BucketName: "b",
    advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }, { field: "resources.type", equals: ["AWS::S3::Object"] }, ...more] }],
  });
  const cases: { sentence: string; type: string; inputs: Properties; says: RegExp }[] = [
    { sentence: "a misspelt input, with the one that was meant", type: BUCKET, inputs: { bukcet: "b-1" }, says: /^bukcet: unknown input 'bukcet'; did you mean 'bucket'\?$/ },
    { sentence: "an input that resembles none, with those there are", type: POLICY, inputs: { bucket: "b", policy: "{}", zzz: 1 }, says: /^zzz: .*known are bucket, policy, region/ },
    { sentence: "a missing required input", type: POLICY, inputs: { policy: "{}" }, says: /^bucket: missing required input 'bucket'$/ },
    { sentence: "a required input that is null, as absent", type: POLICY, inputs: { bucket: null, policy: "{}" }, says: /missing required input 'bucket'/ },
    { sentence: "a misspelt input in a nested block, with its path", type: ENCRYPTION, inputs: { bucket: "b", rules: [{ bucketKeyEnabeld: true }] }, says: /^rules\[0\]\.bucketKeyEnabeld: .*did you mean 'bucketKeyEnabled'/ },
    { sentence: "a missing input in a nested block", type: ENCRYPTION, inputs: { bucket: "b", rules: [{ applyServerSideEncryptionByDefault: {} }] }, says: /^rules\[0\]\.applyServerSideEncryptionByDefault\.sseAlgorithm: missing/ },
    { sentence: "an object where a list belongs", type: ENCRYPTION, inputs: { bucket: "b", rules: {} }, says: /^rules: must be a list, is an object$/ },
    { sentence: "a list where text belongs", type: BUCKET, inputs: { bucket: ["b"] }, says: /^bucket: must be a string, is a list$/ },
    { sentence: "text that is no number", type: LOG_GROUP, inputs: { retentionInDays: "many" }, says: /^retentionInDays: must be a number, is "many"$/ },
    { sentence: "text that is no truth value", type: BUCKET, inputs: { forceDestroy: "yes" }, says: /^forceDestroy: must be true or false/ },
    { sentence: "a number among a map's texts is fine, a list is not", type: BUCKET, inputs: { tags: { a: 1, b: [] } }, says: /^tags\.b: must be a string, is a list$/ },
    { sentence: "an algorithm that S3 does not have", type: ENCRYPTION, inputs: { bucket: "b", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aes256" } }] }, says: /sseAlgorithm: "aes256" is none of AES256, aws:kms, aws:kms:dsse/ },
    ...([[[], /is empty/], [["NONE", "SSE-C"], /NONE beside other types/], [["SSE-C", "SSE-C"], /names a type twice/]] as const).map(([types, says]) => (
      { sentence: `blocked types ${JSON.stringify(types)}`, type: ENCRYPTION, inputs: { bucket: "b", rules: [{ blockedEncryptionTypes: [...types] }] }, says: new RegExp(`^rules\\[0\\]\\.blockedEncryptionTypes: InvalidArgument: .*${says.source}`) }
    )),
    { sentence: "a bucket name in capitals", type: BUCKET, inputs: { bucket: "Data" }, says: /InvalidBucketName/ },
    { sentence: "a bucket name like an IP address", type: BUCKET, inputs: { bucket: "10.0.0.1" }, says: /InvalidBucketName/ },
    { sentence: "a policy that is not JSON", type: POLICY, inputs: { bucket: "b", policy: "{“a”:1}" }, says: /^policy: 'policy' is not JSON/ },
    { sentence: "a policy that is JSON and no object", type: POLICY, inputs: { bucket: "b", policy: "[]" }, says: /must hold a JSON object/ },
    { sentence: "a queue policy that is not JSON", type: "aws:sqs/queuePolicy:QueuePolicy", inputs: { queueUrl: "u", policy: "x" }, says: /^policy: 'policy' is not JSON/ },
    { sentence: "a log resource policy that is not JSON", type: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy", inputs: { policyName: "p", policyDocument: "x" }, says: /^policyDocument: .*not JSON/ },
    { sentence: "an event pattern that is not JSON", type: RULE, inputs: { eventPattern: "{" }, says: /^eventPattern: .*not JSON/ },
    { sentence: "an event pattern beyond EventBridge's length", type: RULE, inputs: { eventPattern: JSON.stringify({ a: ["x".repeat(2039)] }) }, says: /^eventPattern: AWS accepts 0 to 2,048 characters; got .*2,049 characters$/ },
    { sentence: "a rule that waits for nothing", type: RULE, inputs: {}, says: /eventPattern or a scheduleExpression/ },
    { sentence: "a retention that CloudWatch does not offer", type: LOG_GROUP, inputs: { retentionInDays: 31 }, says: /^retentionInDays: AWS accepts 0, 1, 3.*; got 31$/ },
    { sentence: "a default value on a filter with dimensions", type: FILTER, inputs: { ...filter, metricTransformation: { ...filter.metricTransformation, defaultValue: "0", dimensions: { a: "$.b" } } }, says: /^metricTransformation\.defaultValue/ },
    { sentence: "an alarm on nothing", type: ALARM, inputs: { ...alarm, metricName: null }, says: /an alarm watches one thing/ },
    { sentence: "an alarm that looks back for more than a day", type: ALARM, inputs: { ...alarm, evaluationPeriods: 1_441 }, says: /^evaluationPeriods: .*1441 periods of 60 s are more than 86400 s/ },
    { sentence: "an alarm that looks back for more than a week", type: ALARM, inputs: { ...alarm, period: 3_600, evaluationPeriods: 169 }, says: /^evaluationPeriods: .*169 periods of 3600 s are more than 604800 s/ },
    { sentence: "an alarm on more breaching periods than it looks at", type: ALARM, inputs: { ...alarm, datapointsToAlarm: 2 }, says: /^datapointsToAlarm: / },
    { sentence: "a bucket name that S3 reserves", type: BUCKET, inputs: { bucket: "amzn-s3-demo-data" }, says: /InvalidBucketName/ },
    { sentence: "a service control policy beyond 10,240 characters", type: ORGANIZATION_POLICY, inputs: { name: "p", type: "SERVICE_CONTROL_POLICY", content: document(10_241) }, says: /^content: .*10241 characters; AWS accepts 10240$/ },
    { sentence: "a resource control policy beyond 5,120 characters", type: ORGANIZATION_POLICY, inputs: { name: "p", type: "RESOURCE_CONTROL_POLICY", content: document(5_121) }, says: /^content: .*5121 characters; AWS accepts 5120$/ },
    { sentence: "a queue's policy beyond 8,192 characters", type: "aws:sqs/queuePolicy:QueuePolicy", inputs: { queueUrl: "u", policy: document(8_193) }, says: /^policy: AWS accepts 0 to 8,192 characters; got .*8,193 characters$/ },
    { sentence: "tags of an IAM policy that differ in case alone", type: "aws:iam/policy:Policy", inputs: { name: "p", policy: JSON.stringify({ Version: "2012-10-17" }), tags: { Team: "a", team: "b" } }, says: /Duplicate tag keys/ },
    { sentence: "a trail with both kinds of selectors", type: TRAIL, inputs: { ...selecting(), eventSelectors: [{}] }, says: /either eventSelectors or advancedEventSelectors/ },
    { sentence: "selectors with more than 500 values", type: TRAIL, inputs: selecting({ field: "resources.ARN", equals: Array(499).fill("a") }), says: /501 values in the selectors; CloudTrail accepts 500/ },
    { sentence: "a selector on no category of events", type: TRAIL, inputs: { s3BucketName: "b", advancedEventSelectors: [{ fieldSelectors: [{ field: "eventName", equals: ["PutObject"] }] }] }, says: /eventCategory must be Equals to one of Data, Management, NetworkActivity/ },
    { sentence: "a category by prefix", type: TRAIL, inputs: { s3BucketName: "b", advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", startsWiths: ["Management"] }] }] }, says: /eventCategory of Management events takes equals/ },
    { sentence: "data events of no type of resource", type: TRAIL, inputs: { s3BucketName: "b", advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }] }] }, says: /resources\.type is required for Data events/ },
    { sentence: "a field that data events do not have", type: TRAIL, inputs: selecting({ field: "errorCode", equals: ["VpceAccessDenied"] }), says: /errorCode is not a field of Data events/ },
    { sentence: "an operator that a field does not take", type: TRAIL, inputs: selecting({ field: "sessionCredentialFromConsole", startsWiths: ["true"] }), says: /fieldSelectors\[2\]\.startsWiths: .*takes equals, notEquals/ },
    { sentence: "a value that a field does not take", type: TRAIL, inputs: selecting({ field: "readOnly", equals: ["yes"] }), says: /fieldSelectors\[2\]\.equals\[0\]: readOnly of Data events does not take "yes"/ },
    { sentence: "a field without an operator", type: TRAIL, inputs: selecting({ field: "eventName" }), says: /eventName needs one of equals/ },
  ];
  for (const { sentence, type, inputs, says } of cases) {
    it(sentence, () => {
      const found = refusals(type, inputs);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", says);
    });
  }

  it("names every problem of a resource, not only the first", () => {
    assert.equal(refusals(POLICY, { bukcet: "b" }).length, 3);
  });

  it("a resource type that it does not know, with the one that was meant", () => {
    assert.throws(() => check("aws:s3/buckte:Bucket", {}), /stands in for AWS, does not know the resource type aws:s3\/buckte:Bucket \(did you mean aws:s3\/bucket:Bucket\?\)/);
  });

  it("nothing in values that are not known yet", () => {
    assert.deepEqual(refusals(BUCKET, { bucket: UNKNOWN }), []);
    assert.deepEqual(refusals(POLICY, { bucket: UNKNOWN, policy: UNKNOWN }), []);
    assert.deepEqual(refusals(ENCRYPTION, { bucket: "b", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: UNKNOWN } }] }), []);
    assert.deepEqual(refusals("aws:kms/alias:Alias", { name: UNKNOWN, targetKeyId: UNKNOWN }), []);
  });

  it("nothing in what is as long as AWS accepts", () => {
    assert.deepEqual(refusals(ORGANIZATION_POLICY, { name: "p", type: "SERVICE_CONTROL_POLICY", content: document(10_240) }), []);
    assert.deepEqual(refusals(ORGANIZATION_POLICY, { name: "p", content: document(10_240) }), [], "the type where none is given");
    assert.deepEqual(refusals(ORGANIZATION_POLICY, { name: "p", type: "RESOURCE_CONTROL_POLICY", content: document(5_120) }), []);
    assert.deepEqual(refusals(RULE, { eventPattern: JSON.stringify({ a: ["x".repeat(2048 - 10)] }) }), []);
    for (const [period, evaluationPeriods] of [[60, 1_440], [3_600, 168]]) assert.deepEqual(refusals(ALARM, { ...alarm, period, evaluationPeriods }), []);
  });
});

describe("sandbox provider: inputs it completes", () => {
  it("reads an encryption rule back with SSE-C blocked where it says nothing, also after NONE, but for two regions", () => {
    const rule = { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
    const blocked = (rules: unknown, region = "us-east-1"): unknown[] => {
      const { outputs } = create(ENCRYPTION, { bucket: "b", rules, region });
      return (outputs["rules"] as Properties[]).map(({ blockedEncryptionTypes }) => blockedEncryptionTypes);
    };
    assert.deepEqual(blocked([rule]), [["SSE-C"]]);
    assert.deepEqual(blocked([{ ...rule, blockedEncryptionTypes: ["NONE"] }]), [["NONE"]]);
    assert.deepEqual(["me-south-1", "me-central-1"].map((region) => blocked([rule], region)), [[undefined], [undefined]]);
    const explicit = create(ENCRYPTION, { bucket: "b", rules: [{ ...rule, blockedEncryptionTypes: ["NONE"] }] });
    const silent = check(ENCRYPTION, { bucket: "b", rules: [rule] }, { olds: explicit.inputs }).inputs;
    const updated = new SandboxProvider().update({ urn: urn(ENCRYPTION), id: explicit.id }, explicit.outputs, silent, false, config);
    assert.deepEqual((updated.outputs["rules"] as Properties[])[0]?.["blockedEncryptionTypes"], ["SSE-C"]);
    // What AWS filled in is no change: the program still says nothing.
    assert.deepEqual(diff(ENCRYPTION, { bucket: "b", rules: [rule] }, { bucket: "b", rules: [rule] }).changed, []);
  });

  it("generates a name, says so, and keeps it for the resource's life", () => {
    const first = check(BUCKET, {}, { name: "Data" }).inputs;
    assert.match(String(first["bucket"]), /^data-[0-9a-f]{7}$/);
    assert.deepEqual(first["__defaults"], ["bucket"]);
    assert.equal(check(BUCKET, {}, { olds: first, seed: "other" }).inputs["bucket"], first["bucket"]);
  });

  it("generates another name for a replacement, and none where one is given", () => {
    const first = check(TOPIC, {}).inputs;
    assert.notEqual(check(TOPIC, {}, { seed: "other" }).inputs["name"], first["name"]);
    assert.deepEqual(check(TOPIC, { name: "alerts" }).inputs, { name: "alerts", __defaults: [] });
    assert.notEqual(check(TOPIC, {}, { olds: { name: "alerts", __defaults: [] } }).inputs["name"], "alerts");
  });

  it("gives names in the form their service asks for", () => {
    assert.match(String(check("aws:kms/alias:Alias", { targetKeyId: "k" }).inputs["name"]), /^alias\/it-[0-9a-f]{7}$/);
    assert.match(String(check(TOPIC, { fifoTopic: true }).inputs["name"]), /^it-[0-9a-f]{7}\.fifo$/);
    assert.match(String(check(BUCKET, { bucketPrefix: "logs-" }).inputs["bucket"]), /^logs-[0-9a-f]{28}$/);
    assert.equal(String(check(RULE, { eventPattern: "{}" }, { name: "r".repeat(90) }).inputs["name"]).length, 64);
  });

  it("takes configuration's text for numbers and truth values, and a policy given as an object for its text", () => {
    assert.equal(check(LOG_GROUP, { retentionInDays: "7" }).inputs["retentionInDays"], 7);
    assert.equal(check(BUCKET, { forceDestroy: "true" }).inputs["forceDestroy"], true);
    assert.equal(check(POLICY, { bucket: "b", policy: { Statement: [] } }).inputs["policy"], '{"Statement":[]}');
    assert.equal(check(POLICY, { bucket: "b", policy: { Statement: [UNKNOWN] } }).inputs["policy"], UNKNOWN);
  });
});

describe("sandbox provider: states", () => {
  it("settles identity in a creation, and leaves it unknown in a preview of one", () => {
    const made = create(BUCKET, { bucket: "data" });
    assert.equal(made.id, "data");
    assert.equal(made.outputs["arn"], "arn:aws:s3:::data");
    assert.equal(made.outputs["region"], "eu-west-1");
    assert.ok(!JSON.stringify(made.outputs).includes("__defaults"), "a state holds no internal input");

    const planned = create(BUCKET, { bucket: "data", tags: { a: "b" } }, { preview: true });
    assert.equal(planned.id, "");
    assert.deepEqual([planned.outputs["arn"], planned.outputs["serverSideEncryptionConfiguration"]], [UNKNOWN, UNKNOWN]);
    assert.deepEqual([planned.outputs["bucket"], planned.outputs["tagsAll"]], ["data", { a: "b" }]);
    assert.equal(create(BUCKET, { bucket: "data", tags: UNKNOWN }, { preview: true }).outputs["tagsAll"], UNKNOWN);
  });

  const partitions: [region: string, arn: string, domain: string][] = [
    ["eu-west-1", "arn:aws:s3:::data", "data.s3.amazonaws.com"],
    ["cn-north-1", "arn:aws-cn:s3:::data", "data.s3.amazonaws.com.cn"],
    ["us-gov-west-1", "arn:aws-us-gov:s3:::data", "data.s3.amazonaws.com"],
    ["eusc-de-east-1", "arn:aws-eusc:s3:::data", "data.s3.amazonaws.eu"],
  ];
  for (const [region, arn, domain] of partitions) {
    it(`is in the partition of ${region}`, () => {
      const { outputs } = create(BUCKET, { bucket: "data" }, { config: { region, defaultTags: {} } });
      assert.deepEqual([outputs["arn"], outputs["bucketDomainName"]], [arn, domain]);
    });
  }

  it("puts a resource into the region it names itself, and adds the provider's default tags", () => {
    const { outputs } = create(TOPIC, { name: "t", region: "us-west-2", tags: { a: "1" } }, { config: { region: "eu-west-1", defaultTags: { a: "0", b: "2" } } });
    assert.equal(outputs["arn"], "arn:aws:sns:us-west-2:111122223333:t");
    assert.deepEqual(outputs["tagsAll"], { a: "1", b: "2" });
  });

  it("says what S3 does when nobody asks for encryption, unless somebody does", () => {
    const byDefault = create(BUCKET, { bucket: "data" }).outputs["serverSideEncryptionConfiguration"];
    assert.deepEqual(byDefault, { rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false } });
    const asked = { rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } } };
    assert.deepEqual(create(BUCKET, { bucket: "data", serverSideEncryptionConfiguration: asked }).outputs["serverSideEncryptionConfiguration"], asked);
  });

  it("keeps identity through an update, and drops what is no longer asked for", () => {
    const provider = new SandboxProvider();
    const key = create("aws:kms/key:Key", { description: "old" }, { provider });
    const news = check("aws:kms/key:Key", {}).inputs;
    const updated = provider.update({ urn: urn("aws:kms/key:Key"), id: key.id }, key.outputs, news, false, config);
    assert.equal(updated.outputs["arn"], key.outputs["arn"]);
    assert.equal("description" in updated.outputs, false);
  });

  it("gives two keys two ids, and the same key the same one", () => {
    const key = "aws:kms/key:Key";
    assert.notEqual(create(key, {}, { name: "one" }).id, create(key, {}, { name: "two" }).id);
    assert.equal(create(key, {}, { name: "one" }).id, create(key, {}, { name: "one" }).id);
  });
});

describe("sandbox provider: differences", () => {
  const statement = { Effect: "Deny", Action: "s3:*" };
  /** Of documents that the sandbox compares and does not judge. */
  const QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy";
  const policy = (text: string): Properties => ({ queueUrl: "https://q", policy: text });
  const none = { changed: [], replaces: [], deleteBeforeReplace: false };

  it("sees none between equal inputs, whatever a document's spacing and key order", () => {
    assert.deepEqual(diff(BUCKET, { bucket: "data", tags: { a: "1", b: "2" } }, { tags: { b: "2", a: "1" }, bucket: "data" }), none);
    assert.deepEqual(diff(QUEUE_POLICY, policy(JSON.stringify(statement)), policy('{ "Action": "s3:*",\n "Effect": "Deny" }')), none);
    assert.deepEqual(diff(TOPIC, {}, {}), none);
    const encryption = create(ENCRYPTION, { bucket: "b", rules: [{ bucketKeyEnabled: true }] });
    const plain = { ...encryption, inputs: { bucket: "b", rules: [{ bucketKeyEnabled: true }] } };
    assert.deepEqual(new SandboxProvider().diff({ urn: urn(ENCRYPTION), id: "b" }, plain, encryption.inputs, config), none, "inputs written before there were any __defaults");
  });

  it("sees a change in a document, and an order that matters", () => {
    assert.deepEqual(diff(QUEUE_POLICY, policy('{"a":[1,2]}'), policy('{"a":[2,1]}')).changed, ["policy"]);
    assert.deepEqual(diff(QUEUE_POLICY, policy('{"a":[1]}'), policy('{"a":[1,2]}')).changed, ["policy"]);
    assert.deepEqual(diff(QUEUE_POLICY, policy('{"a":1}'), policy(UNKNOWN)).changed, ["policy"]);
  });

  it("updates what can be changed, and replaces for what cannot", () => {
    assert.deepEqual(diff(BUCKET, { bucket: "data" }, { bucket: "data", tags: { a: "1" } }), { ...none, changed: ["tags"] });
    assert.deepEqual(diff(BUCKET, { bucket: "data" }, { bucket: "other" }), { changed: ["bucket"], replaces: ["bucket"], deleteBeforeReplace: true });
    assert.deepEqual(diff(BUCKET, { bucket: "data" }, { bucket: UNKNOWN }).replaces, ["bucket"]);
  });

  it("deletes first where the program gave the name, whether it changes or not, as the bridge does", () => {
    assert.equal(diff(TOPIC, { name: "t.fifo", fifoTopic: true }, { name: "t.fifo" }).deleteBeforeReplace, true);
    assert.equal(diff(TOPIC, { name: "a" }, { name: "b" }).deleteBeforeReplace, true, "the bridge does not look at what changed");
    assert.equal(diff(TOPIC, { fifoTopic: true }, {}).deleteBeforeReplace, false, "a generated name becomes another one");
    assert.equal(diff(QUEUE_POLICY, policy("{}"), { queueUrl: "https://p", policy: "{}" }).deleteBeforeReplace, false, "it has no name");
  });

  it("replaces for a property within a block where that property changes, and for no other of the block", () => {
    const lock = (objectLockEnabled: string, days: number): Properties => ({
      bucket: "data",
      objectLockConfiguration: { objectLockEnabled, rule: { defaultRetention: { days } } },
    });
    assert.deepEqual(diff(BUCKET, lock("Enabled", 1), lock("Enabled", 2)), { ...none, changed: ["objectLockConfiguration"] });
    assert.deepEqual(diff(BUCKET, lock("Enabled", 1), lock("Disabled", 1)).replaces, ["objectLockConfiguration"]);
  });

  it("replaces a resource whose region has become another, by its own input or the provider's", () => {
    assert.deepEqual(diff(TOPIC, { name: "t" }, { name: "t", region: "us-east-1" }).replaces, ["region"]);
    assert.deepEqual(diff(TOPIC, { name: "t" }, { name: "t" }, { region: "us-east-1", defaultTags: {} }).replaces, ["region"]);
    assert.deepEqual(diff(TOPIC, { name: "t" }, { name: "t", region: "eu-west-1" }), none, "it is there already");
    const role = { name: "r", assumeRolePolicy: "{}" };
    assert.deepEqual(diff("aws:iam/role:Role", role, role, { region: "us-east-1", defaultTags: {} }), none);
  });
});

describe("sandbox provider: what AWS refuses only when it is asked", () => {
  const oneRegion = { name: "uploads", s3BucketName: "b", isMultiRegionTrail: false, includeGlobalServiceEvents: false };
  const allRegions = { ...oneRegion, isMultiRegionTrail: true };

  it("a trail of all regions without global service events, created so or changed to it", () => {
    const refused = /InvalidParameterCombinationException: Multi-Region trail must include global service events/;
    const provider = new SandboxProvider();
    create(TRAIL, allRegions, { provider, preview: true });
    assert.throws(() => create(TRAIL, allRegions, { provider }), refused);
    const { id, outputs } = create(TRAIL, oneRegion, { provider });
    const update = (news: Properties, preview: boolean): State =>
      provider.update({ urn: urn(TRAIL), id }, outputs, check(TRAIL, news).inputs, preview, config);
    update(allRegions, true);
    assert.throws(() => update(allRegions, false), refused);
    update({ ...allRegions, includeGlobalServiceEvents: true }, false);
    const byDefault = update({ name: "uploads", s3BucketName: "b", isMultiRegionTrail: true }, false);
    assert.equal(byDefault.outputs["includeGlobalServiceEvents"], true);
  });

  it("a log group's deletion while it is protected from that", () => {
    const provider = new SandboxProvider();
    const remove = (protectedFromIt: boolean): void => {
      const state = create(LOG_GROUP, { name: "/a", deletionProtectionEnabled: protectedFromIt }, { provider: new SandboxProvider() });
      provider.delete({ urn: urn(LOG_GROUP), id: state.id }, state, config);
    };
    assert.throws(() => { remove(true); }, /ValidationException: Cannot delete log group with deletion protection enabled/);
    remove(false);
  });

  it("a bucket name in -an outside of the namespace of the account and the region, and another name in it", () => {
    const own = { bucket: "data-111122223333-eu-west-1-an", bucketNamespace: "account-regional" };
    create(BUCKET, own);
    const cases: readonly (readonly [inputs: Properties, region: string, says: RegExp])[] = [
      [{ bucket: own.bucket }, "eu-west-1", /ends with -an outside/],
      [{ bucket: "team-an", bucketNamespace: "global" }, "eu-west-1", /ends with -an outside/],
      [{ ...own, bucket: "data" }, "eu-west-1", /must end with -111122223333-eu-west-1-an/],
      [own, "us-east-1", /must end with -111122223333-us-east-1-an/],
      [{ ...own, bucket: "data-999988887777-eu-west-1-an" }, "eu-west-1", /must end with/],
      [{ ...own, bucket: "data-111122223333-me-south-1-an" }, "me-south-1", /has no account regional namespaces/],
    ];
    for (const [inputs, region, says] of cases) {
      assert.throws(() => create(BUCKET, inputs, { config: { region, defaultTags: {} } }), says);
    }
  });
});

describe("sandbox provider: how many there may be", () => {
  const fill = (type: string, most: number, inputs: (number: number) => Properties, region = "eu-west-1"): (() => unknown) => {
    const provider = new SandboxProvider();
    const place = { region, defaultTags: {} };
    for (let number = 0; number < most; number++) create(type, inputs(number), { provider, name: `n${number}`, config: place });
    return () => create(type, inputs(most), { provider, name: "more", config: place });
  };
  const rule = (number: number): Properties => ({ name: `r${number}`, eventPattern: "{}" });

  it("300 rules on a bus, 100 where AWS has fewer", () => {
    assert.throws(fill(RULE, 300, rule), /LimitExceededException: the event bus default has 300 rules already; AWS allows 300/);
    assert.throws(fill(RULE, 100, rule, "af-south-1"), /AWS allows 100/);
    fill(RULE, 299, rule)();
  });

  it("100 metric filters of a log group, 5 targets of a rule, 10 resource policies that name no log group, 5 trails", () => {
    assert.throws(fill(FILTER, 100, (number) => ({ ...filter, name: `f${number}` })), /the log group g has 100 metric filters already/);
    assert.throws(fill("aws:cloudwatch/eventTarget:EventTarget", 5, (number) => ({ rule: "r", targetId: `t${number}`, arn: "a" })), /5 targets/);
    assert.throws(fill("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", 10, (number) => ({ policyName: `p${number}`, policyDocument: "{}" })), /10 resource policies/);
    fill("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", 10, (number) => ({ resourceArn: `g${number}`, policyDocument: "{}" }))();
    assert.throws(fill(TRAIL, 5, (number) => ({ name: `trail-${number}`, s3BucketName: "b" })), /MaximumNumberOfTrailsExceededException/);
  });
});

describe("sandbox provider: accounts", () => {
  const [here, there] = ["111122223333", "444455556666"];
  const configOf = (args: Record<string, unknown>): ProviderConfig => readProviderConfig({ region: "eu-west-1", ...args });
  const role = (arn: string): Record<string, unknown> => ({ assumeRoles: JSON.stringify([{ roleArn: arn }]) });

  it("is in the account of the role that it assumes", () => {
    assert.equal(configOf({}).account, here);
    const place = configOf(role(`arn:aws:iam::${there}:role/audit`));
    assert.equal(create(BUCKET, { bucket: "data" }, { config: place }).outputs["arn"], "arn:aws:s3:::data");
    assert.equal(create(TOPIC, { name: "t" }, { config: place }).outputs["arn"], `arn:aws:sns:eu-west-1:${there}:t`);
  });

  it("refuses an account that is not allowed, and a role that cannot be assumed", () => {
    const allowed = { allowedAccountIds: JSON.stringify([there]) };
    assert.equal(configOf({ ...allowed, ...role(`arn:aws:iam::${there}:role/audit`) }).account, there);
    assert.throws(() => configOf({ ...allowed, ...role("arn:aws:iam::777788889999:role/audit") }), /AWS account ID not allowed: 777788889999/);
    assert.throws(() => configOf(role(`arn:aws:iam::${there}:role/no-such-role`)), /AccessDenied: not authorized to perform: sts:AssumeRole/);
  });

  it("gives a bucket's name once in all accounts, others once in each", () => {
    const provider = new SandboxProvider();
    const elsewhere = configOf(role(`arn:aws:iam::${there}:role/audit`));
    create(LOG_GROUP, { name: "/a" }, { provider, name: "first" });
    create(LOG_GROUP, { name: "/a" }, { provider, name: "second", config: elsewhere });
    create(BUCKET, { bucket: "data" }, { provider, name: "first" });
    assert.throws(() => create(BUCKET, { bucket: "data" }, { provider, name: "second", config: elsewhere }), /BucketAlreadyOwnedByYou/);
  });

  it("forwards to a bus of another account or region only as a role, and has dead-letter queues and log groups where the rule is", () => {
    const target = (inputs: Record<string, unknown>): unknown => create("aws:cloudwatch/eventTarget:EventTarget", { rule: "r", targetId: "t", ...inputs });
    const bus = (place: string): string => `arn:aws:events:${place}:event-bus/hub`;
    const roleArn = `arn:aws:iam::${here}:role/r`;
    target({ arn: bus(`eu-west-1:${here}`) });
    for (const place of [`us-east-1:${here}`, `eu-west-1:${there}`]) {
      assert.throws(() => target({ arn: bus(place) }), /RoleArn is required for target t/);
      target({ arn: bus(place), roleArn });
      assert.throws(() => target({ arn: `arn:aws:logs:${place}:log-group:/a`, roleArn }), /is not in the rule's account and region/);
      assert.throws(() => target({ arn: bus(place), roleArn, deadLetterConfig: { arn: `arn:aws:sqs:${place}:q` } }), /the dead-letter queue .* is not in the rule's/);
    }
  });
});

describe("sandbox provider: names that AWS gives once", () => {
  it("refuses a taken bucket name, in V2 and another region too, and frees it with the deletion", () => {
    const provider = new SandboxProvider();
    const first = create(BUCKET, { bucket: "data" }, { provider, name: "one" });
    const second = (): unknown => create("aws:s3/bucketV2:BucketV2", { bucket: "data", region: "us-west-2" }, { provider, name: "two" });
    assert.throws(second, /BucketAlreadyOwnedByYou: the bucket data exists already: .*::one has it\. Choose another name for .*::two/);
    provider.delete({ urn: urn(BUCKET, "one"), id: first.id }, first, config);
    second();
  });

  it("takes a log group's name once a region", () => {
    const provider = new SandboxProvider();
    create(LOG_GROUP, { name: "/a" }, { provider, name: "one" });
    create(LOG_GROUP, { name: "/a", region: "us-west-2" }, { provider, name: "two" });
    assert.throws(() => create(LOG_GROUP, { name: "/a" }, { provider, name: "three" }), /ResourceAlreadyExistsException/);
  });

  it("knows the names of resources of earlier runs once the engine has spoken of them", () => {
    const state = create(BUCKET, { bucket: "data" });
    const provider = new SandboxProvider();
    provider.diff({ urn: urn(BUCKET), id: state.id }, state, state.inputs, config);
    assert.throws(() => create(BUCKET, { bucket: "data" }, { provider, name: "two" }), /BucketAlreadyOwnedByYou/);
  });

  it("follows a resource that is renamed in place, when the rename is deployed", () => {
    const type = "aws:organizations/policy:Policy";
    const provider = new SandboxProvider();
    const { id, outputs } = create(type, { name: "old", content: "{}" }, { provider, name: "one" });
    const renamed = check(type, { name: "new", content: "{}" }).inputs;
    const another = (name: string): unknown => create(type, { name, content: "{}" }, { provider, name });
    provider.update({ urn: urn(type, "one"), id }, outputs, renamed, true, config);
    assert.throws(() => another("old"), /DuplicatePolicyException/);
    provider.update({ urn: urn(type, "one"), id }, outputs, renamed, false, config);
    assert.throws(() => another("new"), /DuplicatePolicyException/);
    another("old");
  });

  it("takes nothing in a preview, and lets what AWS overwrites be declared twice", () => {
    const provider = new SandboxProvider();
    create(BUCKET, { bucket: "data" }, { provider, preview: true });
    create(BUCKET, { bucket: "data" }, { provider });
    create(POLICY, { bucket: "data", policy: denying }, { provider, name: "one" });
    create(POLICY, { bucket: "data", policy: denying }, { provider, name: "two" });
  });
});

describe("sandbox provider: reading", () => {
  const nothing = { inputs: {}, outputs: {} };

  it("gives a refresh back what the engine knows", () => {
    const state = create(POLICY, { bucket: "data", policy: denying });
    const known = { inputs: state.inputs, outputs: { ...state.outputs, id: state.id } };
    assert.deepEqual(new SandboxProvider().read({ urn: urn(POLICY), id: "data" }, known, config), { id: "data", ...known });
  });

  it("adopts by id what an id is enough for", () => {
    const { id, outputs, inputs } = new SandboxProvider().read({ urn: urn(BUCKET), id: "company-logs" }, nothing, config) ?? assert.fail();
    assert.deepEqual([id, outputs["arn"], inputs["bucket"]], ["company-logs", "arn:aws:s3:::company-logs", "company-logs"]);
    const arn = "arn:aws:sns:us-east-1:444455556666:pager";
    assert.equal(new SandboxProvider().read({ urn: urn(TOPIC), id: arn }, nothing, config)?.outputs["arn"], arn);
  });

  it("reads a resource that another stack of the process has created", () => {
    const provider = new SandboxProvider();
    const state = create(POLICY, { bucket: "data", policy: denying }, { provider });
    const elsewhere = { urn: urn(POLICY, "elsewhere"), id: "data" };
    assert.equal(provider.read(elsewhere, nothing, config)?.outputs["policy"], state.outputs["policy"]);
    assert.equal(provider.read(elsewhere, nothing, { region: "us-west-2", defaultTags: {} }), undefined, "not in another region");
  });

  it("says that a resource is not there where an id alone says nothing, or is none", () => {
    assert.equal(new SandboxProvider().read({ urn: urn(POLICY), id: "data" }, nothing, config), undefined);
    assert.equal(new SandboxProvider().read({ urn: urn(BUCKET), id: "Not A Bucket" }, nothing, config), undefined);
  });
});
