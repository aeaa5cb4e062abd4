/** Protects what an audit declares in other accounts and regions: who may do what there, and that nothing is of the wrong place. */
import assert from "node:assert/strict";
import { eventPatterns } from "../../encryption/eventPattern";
import { metricNamespace } from "../../encryption/methods";
import { audit, key } from "./audit";
import { of, only, statements, type Registered } from "./declare";

const member = "444455556666";
const other = "777788889999";
const accounts = [
  { id: member, roleArn: `arn:aws:iam::${member}:role/audit` },
  { id: other, roleArn: `arn:aws:iam::${other}:role/audit`, trail: "existing" },
];
const estate = { regions: ["eu-west-1"], accounts, trail: { multiRegion: true } };

/** The resources of a type in an account, by the names that they have there. */
const inAccount = (all: readonly Registered[], type: string, account: string): Registered[] => of(all, type).filter(({ name }) => name.includes(account));

describe("an audit of several accounts and regions", () => {
  let all: Registered[];
  before(async () => {
    all = await audit(estate);
  });

  it("reaches each account by a role of its own, and no other account by it", () => {
    const providers = of(all, "pulumi:providers:aws");
    assert.deepEqual(providers.map(({ inputs }) => [inputs["region"], inputs["assumeRoles"], inputs["allowedAccountIds"]]), accounts.map(({ id, roleArn }) => [
      "us-east-1",
      JSON.stringify([{ roleArn, sessionName: "audit-dev" }]),
      JSON.stringify([id]),
    ]));
  });

  it("declares rules in each account and region, to the bus at home, as a role that may put events there alone", () => {
    const rules = of(all, ":EventRule").filter(({ inputs }) => inputs["name"] === "audit-dev-forward");
    assert.deepEqual(rules.map(({ name, inputs }) => [name, inputs["region"]]).sort(), [
      ["audit-444455556666", undefined],
      ["audit-444455556666-eu-west-1", "eu-west-1"],
      ["audit-777788889999", undefined],
      ["audit-777788889999-eu-west-1", "eu-west-1"],
      ["audit-regions-eu-west-1", "eu-west-1"],
    ]);
    const scope = { buckets: "all", excludedBuckets: [`audit-dev-trail-${member}`] } as const;
    for (const { inputs } of inAccount(rules, ":EventRule", member)) assert.equal(inputs["eventPattern"], eventPatterns(scope, undefined, member)[0]);
    for (const { inputs } of inAccount(rules, ":EventRule", other)) assert.equal(inputs["eventPattern"], eventPatterns({ buckets: "all", excludedBuckets: [] }, undefined, other)[0]);
    for (const target of of(all, ":EventTarget").filter(({ inputs }) => inputs["targetId"] === "upload-hub")) {
      assert.equal(target.inputs["arn"], only(all, ":EventBus").inputs["arn"] ?? "arn:aws:cloudwatch:::audit");
      assert.ok(target.inputs["roleArn"]);
      assert.ok(target.dependencies.some((urn) => urn.includes("rolePolicy:RolePolicy")), "the role may do so before anything is forwarded");
      assert.ok(target.dependencies.some((urn) => urn.includes("eventBusPolicy:EventBusPolicy")), "and the bus takes it");
      assert.ok(target.inputs["deadLetterConfig"]);
    }
  });

  it("has queues that take what the rules of their own account and region could not deliver", () => {
    const conditions = of(all, ":QueuePolicy").map((policy) => JSON.stringify(statements(policy)[0]?.["Condition"]));
    for (const place of [`eu-west-1:${member}`, `us-east-1:${member}`, "eu-west-1:111122223333"]) {
      assert.ok(conditions.some((one) => one.includes(`arn:aws:events:${place}:rule/audit-dev-forward*`)), place);
    }
    const home = conditions.find((one) => one.includes("rule/audit-dev-uploads\""));
    assert.match(home ?? "", /rule\/audit-dev-uploads\/audit-dev-hub\*/, "the one at home that of the rules on the bus as well");
  });

  it("lets these accounts put events on the bus, and home's own where it has other regions", async () => {
    const principals = (registered: readonly Registered[]): unknown => statements(only(registered, ":EventBusPolicy")).map(({ Principal }) => Principal);
    const root = (id: string): string => `arn:aws:iam::${id}:root`;
    assert.deepEqual(principals(all), [{ AWS: ["111122223333", member, other].map(root) }]);
    assert.deepEqual(principals(await audit({ accounts })), [{ AWS: [member, other].map(root) }]);
  });

  it("makes messages at home, of what counts there and of what is forwarded, by a role that rules of both buses may take on", async () => {
    const registered = await audit({ ...estate, notifications: { details: "each" } });
    const mails = of(registered, ":EventRule").filter(({ inputs }) => String(inputs["name"]).startsWith("audit-dev-mail-"));
    const [onHub, atHome] = [true, false].map((hub) => mails.filter(({ inputs }) => (inputs["eventBusName"] !== undefined) === hub));
    assert.ok(onHub && atHome && onHub.length > 2);
    assert.deepEqual(onHub.map(({ inputs }) => inputs["name"]), atHome.map(({ inputs }) => inputs["name"]));
    const owners = (rules: readonly Registered[]): unknown => [...new Set(rules.map(({ inputs }) => (JSON.parse(String(inputs["eventPattern"])) as { detail: { resources?: { accountId?: unknown[] } } }).detail.resources?.accountId?.[0]))];
    assert.deepEqual([owners(onHub), owners(atHome)], [[undefined], ["111122223333"]], "home's own bus has records of uploads to others' buckets as well");
    const targets = of(registered, ":EventTarget").filter(({ inputs }) => inputs["targetId"] === "topic");
    assert.deepEqual(targets.filter(({ inputs }) => inputs["eventBusName"] !== undefined).length, onHub.length);
    const sources = (type: string): string => JSON.stringify(of(registered, type).map(({ inputs }) => inputs["assumeRolePolicy"] ?? inputs["policy"]));
    for (const type of [":Role", ":QueuePolicy"]) {
      for (const rule of ["audit-dev-mail-*", "audit-dev-uploads/audit-dev-mail-*"]) assert.ok(sources(type).includes(`us-east-1:111122223333:rule/${rule}`), `${type} ${rule}`);
    }
  });

  it("makes a trail of all regions where none is said to exist, which does not record its own log files", () => {
    const [trail, ...more] = inAccount(all, ":Trail", member);
    assert.ok(trail && more.length === 0);
    assert.deepEqual(inAccount(all, ":Trail", other), []);
    assert.deepEqual([trail.inputs["name"], trail.inputs["s3BucketName"], trail.inputs["isMultiRegionTrail"]], ["audit-dev", `audit-dev-trail-${member}`, true]);
    assert.match(JSON.stringify(trail.inputs["advancedEventSelectors"]), new RegExp(`notStartsWiths.*arn:aws:s3:::audit-dev-trail-${member}/`));
    const [policy] = inAccount(all, ":BucketPolicy", member);
    assert.ok(policy);
    assert.match(JSON.stringify(statements(policy)), new RegExp(`AWSLogs/${member}/`));
  });

  it("gives a trail in another account a key of the requirement that is there, and else none", async () => {
    const there = `arn:aws:kms:us-east-1:${member}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
    const keyOf = async (kmsKeyArns: string[]): Promise<unknown> => {
      const [trail] = inAccount(await audit({ ...estate, requirement: { methods: ["sse-kms"], kmsKeyArns } }), ":Trail", member);
      return trail?.inputs["kmsKeyId"];
    };
    assert.equal(await keyOf([key, there]), there);
    assert.equal(await keyOf([key]), undefined);
  });

  it("makes one trail of an organization, whose log bucket takes what it records of members", async () => {
    const registered = await audit({ ...estate, accounts: accounts.map(({ id, roleArn }) => ({ id, roleArn })), trail: { multiRegion: true, organization: { id: "o-abcd123456" } } });
    assert.equal(only(registered, ":Trail").inputs["isOrganizationTrail"], true);
    const policy = JSON.stringify(statements(only(registered, ":BucketPolicy")));
    for (const folder of ["AWSLogs/111122223333/*", "AWSLogs/o-abcd123456/*"]) assert.ok(policy.includes(folder), folder);
  });

  it("counts once more by account and region where that is asked for, and its alarms stay on the sums", async () => {
    const registered = await audit({ ...estate, metricDimensions: ["region", "account"] });
    const filters = of(registered, ":LogMetricFilter").map(({ inputs }) => ({ ...(inputs["metricTransformation"] as { defaultValue?: string; dimensions?: object }), name: String(inputs["name"]), pattern: inputs["pattern"] }));
    const [byPlace, sums] = [true, false].map((dimensions) => filters.filter((filter) => (filter.dimensions !== undefined) === dimensions));
    assert.ok(byPlace && sums);
    assert.deepEqual(sums, of(all, ":LogMetricFilter").map(({ inputs }) => ({ ...(inputs["metricTransformation"] as object), name: inputs["name"], pattern: inputs["pattern"] })));
    for (const filter of byPlace) {
      assert.deepEqual([filter.dimensions, filter.defaultValue], [{ account: "$.account", region: "$.region" }, undefined]);
      const sum: { name: string; pattern: unknown } | undefined = sums.find((one): boolean => `${one.name}_BY_PLACE` === filter.name);
      assert.deepEqual([sum?.name, sum?.pattern], [filter.name.replace("_BY_PLACE", ""), filter.pattern]);
    }
    assert.equal(byPlace.length, sums.length);
    for (const { inputs } of of(registered, ":MetricAlarm").filter((alarm) => alarm.inputs["namespace"] === metricNamespace)) assert.equal(inputs["dimensions"], undefined);
    const widgets = JSON.stringify(JSON.parse(String(only(registered, ":Dashboard").inputs["dashboardBody"])));
    for (const place of ["111122223333", member, other].flatMap((id) => ["us-east-1", "eu-west-1"].map((region) => `"account","${id}","region","${region}"`))) assert.ok(widgets.includes(place), place);
  });

  it("says in saved queries and in the dashboard in which account and region", async () => {
    for (const registered of [all, await audit()]) {
      const said = registered === all;
      for (const { inputs } of of(registered, ":QueryDefinition")) assert.equal(/\baccount\b.*\bregion\b/.test(String(inputs["queryString"])), said, String(inputs["queryString"]));
      assert.equal(String(only(registered, ":Dashboard").inputs["dashboardBody"]).includes("inRegion"), said);
    }
  });
});
