/** Protects the commands for a trail that exists: run in a shell, they keep what is the trail's own. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditScope } from "../../encryption/auditScope";
import { eventSelectors, selectorName, toCloudTrailApi } from "../../encryption/eventSelectors";
import { putEventSelectorsCommand } from "../../encryption/putEventSelectorsCommand";

/** Stands in for the AWS CLI: its queries are JMESPath, which a library evaluates on what the API answers. */
const fakeAws = `
const { readFileSync, writeFileSync } = require("node:fs");
const { search } = require(${JSON.stringify(require.resolve("@aws-lambda-powertools/jmespath"))});
const [service, operation, ...rest] = process.argv.slice(2);
const options = Object.fromEntries(rest.flatMap((word, index) => (word.startsWith("--") ? [[word.slice(2), rest[index + 1]]] : [])));
const fail = (why) => { console.error(why); process.exit(254); };
const file = process.env.FAKE_TRAIL;
const { name, ...selectors } = JSON.parse(readFileSync(file, "utf8"));
if (service !== "cloudtrail" || options["trail-name"] !== name) fail("TrailNotFoundException: " + options["trail-name"]);
if (operation === "get-event-selectors") {
  const answer = search(options.query, selectors);
  console.log(options.output === "text" ? String(answer) : JSON.stringify(answer, undefined, 4));
} else if (operation === "put-event-selectors") {
  // Either kind takes the place of the other.
  const put = options["advanced-event-selectors"] === undefined ? { EventSelectors: options["event-selectors"] } : { AdvancedEventSelectors: options["advanced-event-selectors"] };
  const [[key, text]] = Object.entries(put);
  writeFileSync(file, JSON.stringify({ name, [key]: JSON.parse(text) }));
} else fail("unexpected operation " + operation);
`;

interface Trail {
  readonly name: string;
  readonly EventSelectors?: readonly object[];
  readonly AdvancedEventSelectors?: readonly object[];
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The trail afterwards. */
  readonly trail: Trail;
}

const all: AuditScope = { buckets: "all", excludedBuckets: [] };
const listed: AuditScope = { buckets: ["acme"], bucketPrefixes: ["team-"], excludedBuckets: ["team-logs"] };
const audit = (scope: AuditScope): object[] => toCloudTrailApi(eventSelectors(scope, "aws"));
const managementEvents = { Name: "Management events", FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] };
const unnamed = { FieldSelectors: [{ Field: "eventCategory", Equals: ["Data"] }, { Field: "resources.type", Equals: ["AWS::Lambda::Function"] }] };

describe("the commands for a trail that exists", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "selectors-"));
    writeFileSync(join(folder, "aws.js"), fakeAws);
    writeFileSync(join(folder, "aws"), `#!/bin/sh\nexec "${process.execPath}" "${join(folder, "aws.js")}" "$@"\n`);
    chmodSync(join(folder, "aws"), 0o755);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs the commands on a trail; gives the trail afterwards. */
  function run(trail: Trail, scope: AuditScope, trailName = trail.name): Ran {
    return runShell(trail, putEventSelectorsCommand(trailName, eventSelectors(scope, "aws")));
  }

  function runShell(trail: Trail, commands: string): Ran {
    const file = join(folder, "trail.json");
    writeFileSync(file, JSON.stringify(trail));
    const { status, stderr, stdout } = spawnSync("/bin/sh", ["-c", commands], {
      encoding: "utf8",
      cwd: folder,
      env: { PATH: `${folder}:/usr/bin:/bin`, FAKE_TRAIL: file },
    });
    return { status, stderr, stdout, trail: JSON.parse(readFileSync(file, "utf8")) as Trail };
  }

  it("add the audit's selectors behind the trail's own, with a name or without one", () => {
    const { status, trail, stderr } = run({ name: "org", AdvancedEventSelectors: [managementEvents, unnamed] }, listed);
    assert.equal(status, 0, stderr);
    assert.deepEqual(trail.AdvancedEventSelectors, [managementEvents, unnamed, ...audit(listed)]);
  });

  it("put them on a trail that has no selectors", () => {
    assert.deepEqual(run({ name: "org" }, all).trail.AdvancedEventSelectors, audit(all));
    assert.deepEqual(run({ name: "org", EventSelectors: [], AdvancedEventSelectors: [] }, all).trail.AdvancedEventSelectors, audit(all));
  });

  it("replace an earlier version of the audit's, and change nothing the second time", () => {
    const earlier = run({ name: "org", AdvancedEventSelectors: [managementEvents] }, all).trail;
    const changed = run(earlier, listed).trail;
    assert.deepEqual(changed.AdvancedEventSelectors, [managementEvents, ...audit(listed)]);
    assert.deepEqual(run(changed, listed).trail, changed);
  });

  const s3 = (...Values: string[]): object => ({ Type: "AWS::S3::Object", Values });
  const advanced = (Name: string, ...fields: (readonly [Field: string, operator: string, ...values: string[]])[]): object => ({
    Name,
    FieldSelectors: fields.map(([Field, operator, ...values]) => ({ Field, [operator]: values })),
  });
  const management = ["eventCategory", "Equals", "Management"] as const;
  const data = (type: string) => [["eventCategory", "Equals", "Data"], ["resources.type", "Equals", type]] as const;
  const [ofS3, ofLambda, ofDynamoDb] = ["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"] as const;
  const named = (type: string): string => `Data events of ${type}`;
  const conversions: readonly (readonly [what: string, basic: object, ...advanced: object[]])[] = [
    ["management events, as every new trail has", { ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] }, advanced("Management events", management)],
    ["management events that write, without those of KMS", { ReadWriteType: "WriteOnly", IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: ["kms.amazonaws.com"] }, advanced("Management events", management, ["readOnly", "Equals", "false"], ["eventSource", "NotEquals", "kms.amazonaws.com"])],
    ["nothing but reads of two buckets", { ReadWriteType: "ReadOnly", IncludeManagementEvents: false, DataResources: [s3("arn:aws:s3:::acme/", "arn:aws:s3:::team/in")] }, advanced(named(ofS3), ...data(ofS3), ["readOnly", "Equals", "true"], ["resources.ARN", "StartsWith", "arn:aws:s3:::acme/", "arn:aws:s3:::team/in"])],
    ["all of S3, by its short name", { ReadWriteType: "All", IncludeManagementEvents: false, DataResources: [s3("arn:aws-cn:s3")] }, advanced(named(ofS3), ...data(ofS3))],
    ["all of S3 beside one bucket", { ReadWriteType: "All", IncludeManagementEvents: false, DataResources: [s3("arn:aws:s3:::acme/", "arn:aws:s3:::")] }, advanced(named(ofS3), ...data(ofS3))],
    ["one function, and no other whose name begins like it", { ReadWriteType: "All", IncludeManagementEvents: false, DataResources: [{ Type: ofLambda, Values: ["arn:aws:lambda:us-east-1:111122223333:function:f"] }] }, advanced(named(ofLambda), ...data(ofLambda), ["resources.ARN", "Equals", "arn:aws:lambda:us-east-1:111122223333:function:f"])],
    ["all functions and one table", { ReadWriteType: "All", IncludeManagementEvents: false, DataResources: [{ Type: ofLambda, Values: ["arn:aws:lambda"] }, { Type: ofDynamoDb, Values: ["arn:aws:dynamodb:us-east-1:111122223333:table/t"] }] }, advanced(named(ofLambda), ...data(ofLambda)), advanced(named(ofDynamoDb), ...data(ofDynamoDb), ["resources.ARN", "Equals", "arn:aws:dynamodb:us-east-1:111122223333:table/t"])],
  ];
  for (const [what, basic, ...converted] of conversions) {
    it(`convert the basic selectors of a trail that records ${what}`, () => {
      const { status, stderr, trail } = run({ name: "org", EventSelectors: [basic] }, listed);
      assert.equal(status, 0, stderr);
      assert.deepEqual(trail, { name: "org", AdvancedEventSelectors: [...converted, ...audit(listed)] });
    });
  }

  it("convert several basic selectors, and change nothing the second time", () => {
    const basics = conversions.map(([, basic]) => basic);
    const { trail } = run({ name: "org", EventSelectors: basics }, listed);
    const byText = (selectors: readonly object[] = []): string[] => selectors.map((selector) => JSON.stringify(selector)).sort();
    assert.deepEqual(byText(trail.AdvancedEventSelectors), byText([...conversions.flatMap(([, , ...converted]) => converted), ...audit(listed)]));
    assert.deepEqual(run(trail, listed).trail, trail);
  });

  it("say what they do before they do it, and how to undo it", () => {
    const basic: Trail = { name: "it's", EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] }] };
    const { stdout, trail } = run(basic, all);
    assert.match(stdout, /basic event selectors\. Advanced ones that record the same take their place[^]*The trail gets these event selectors[^]*Management events[^]*S3 object encryption audit/);
    const undo = /^aws cloudtrail put-event-selectors [^]*?^\]'$/m.exec(stdout)?.[0] ?? "";
    assert.deepEqual(runShell(trail, undo).trail, basic);
    assert.doesNotMatch(run(trail, all).stdout, /basic/);
  });

  it("fail where the trail cannot be read, without an attempt to write", () => {
    const { status, trail } = run({ name: "org", AdvancedEventSelectors: [managementEvents] }, all, "other");
    assert.notEqual(status, 0);
    assert.deepEqual(trail.AdvancedEventSelectors, [managementEvents]);
  });

  for (const name of ["org trail", "it's", "$(touch pwned)", "`touch pwned`", "a;touch pwned", "arn:aws:cloudtrail:us-east-1:111122223333:trail/org"]) {
    it(`take ${name} for the name of a trail and for nothing else`, () => {
      const { status, trail, stderr } = run({ name }, all);
      assert.equal(status, 0, stderr);
      assert.deepEqual(trail.AdvancedEventSelectors, audit(all));
      assert.equal(existsSync(join(folder, "pwned")), false);
    });
  }

  it("quote the name of a trail only where the shell asks for it", () => {
    const given = (name: string): string[] => [...putEventSelectorsCommand(name, eventSelectors(all, "aws")).matchAll(/ get-event-selectors --trail-name (.*?) --/g)].flatMap(([, written]) => written ?? []);
    const arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/org_1.a";
    assert.deepEqual([...new Set(given(arn))], [arn]);
    for (const name of ["org trail", "(org)", "org&"]) assert.deepEqual([...new Set(given(name))], [`'${name}'`]);
  });

  it("find the audit's selectors by the name that they have", () => {
    assert.deepEqual(eventSelectors(all, "aws").map(({ name }) => name), [selectorName]);
  });
});
