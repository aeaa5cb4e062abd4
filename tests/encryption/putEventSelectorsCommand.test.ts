/** Protects the commands for a trail that exists: run in a shell, they keep what is the trail's own. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditScope } from "../../encryption/auditScope";
import { eventSelectors, selectorName, toCloudTrailApi } from "../../encryption/eventSelectors";
import { putEventSelectorsCommand } from "../../encryption/putEventSelectorsCommand";

/**
 * Stands in for the AWS CLI. Of JMESPath it knows the two expressions that the command has, with the answers that the
 * CLI's own library gives to them, and fails on any other.
 */
const fakeAws = `
const { readFileSync, writeFileSync } = require("node:fs");
const [service, operation, ...rest] = process.argv.slice(2);
const options = Object.fromEntries(rest.flatMap((word, index) => (word.startsWith("--") ? [[word.slice(2), rest[index + 1]]] : [])));
const fail = (why) => { console.error(why); process.exit(254); };
const file = process.env.FAKE_TRAIL;
const trail = JSON.parse(readFileSync(file, "utf8"));
if (service !== "cloudtrail" || options["trail-name"] !== trail.name) fail("TrailNotFoundException: " + options["trail-name"]);
if (operation === "get-event-selectors") {
  const merge = /^\\[AdvancedEventSelectors\\[\\?Name != '([^']*)'\\] \\|\\| \`\\[\\]\`, \`([^\`]*)\`\\]\\[\\]$/.exec(options.query);
  if (options.query === "length(EventSelectors || \`[]\`)") console.log(String((trail.EventSelectors ?? []).length));
  else if (merge) console.log(JSON.stringify([...(trail.AdvancedEventSelectors ?? []).filter(({ Name }) => Name !== merge[1]), ...JSON.parse(merge[2])]));
  else fail("unexpected query " + options.query);
} else if (operation === "put-event-selectors") {
  const { EventSelectors, ...kept } = trail;
  writeFileSync(file, JSON.stringify({ ...kept, AdvancedEventSelectors: JSON.parse(options["advanced-event-selectors"]) }));
} else fail("unexpected operation " + operation);
`;

interface Trail {
  readonly name: string;
  readonly EventSelectors?: readonly object[];
  readonly AdvancedEventSelectors?: readonly object[];
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
  function run(trail: Trail, scope: AuditScope, trailName = trail.name): { status: number | null; stderr: string; trail: Trail } {
    const file = join(folder, "trail.json");
    writeFileSync(file, JSON.stringify(trail));
    const { status, stderr } = spawnSync("/bin/sh", ["-c", putEventSelectorsCommand(trailName, eventSelectors(scope, "aws"))], {
      encoding: "utf8",
      cwd: folder,
      env: { PATH: `${folder}:/usr/bin:/bin`, FAKE_TRAIL: file },
    });
    return { status, stderr, trail: JSON.parse(readFileSync(file, "utf8")) as Trail };
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

  it("fail on a trail with basic selectors, say why, and leave it as it is", () => {
    const basic: Trail = { name: "org", EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true }] };
    const { status, stderr, trail } = run(basic, all);
    assert.notEqual(status, 0);
    assert.match(stderr, /basic event selectors/);
    assert.deepEqual(trail, basic);
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
    const firstLine = (name: string): string => putEventSelectorsCommand(name, eventSelectors(all, "aws")).split("\n")[0] ?? "";
    assert.match(firstLine("arn:aws:cloudtrail:us-east-1:111122223333:trail/org_1.a"), / --trail-name arn:aws:cloudtrail:us-east-1:111122223333:trail\/org_1\.a --/);
    for (const name of ["org trail", "(org)", "org&"]) assert.ok(firstLine(name).includes(` --trail-name '${name}' --`), name);
  });

  it("find the audit's selectors by the name that they have", () => {
    assert.deepEqual(eventSelectors(all, "aws").map(({ name }) => name), [selectorName]);
  });
});
