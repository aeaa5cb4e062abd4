/** Protects that a stack of several accounts and regions counts the uploads of each, as the demo shows and the components declare. */
import assert from "node:assert/strict";
import { widgetMetrics } from "../../report/dashboard/data";
import { demonstrate, type Demonstration } from "../../sandbox/demo/demonstration";
import { reportText } from "../../sandbox/demo/report";
import { deployInProcess } from "./inProcess";

const account = (id: string): { id: string; roleArn: string } => ({ id, roleArn: `arn:aws:iam::${id}:role/s3-encryption-audit` });
const home = "111122223333";
const [member, other] = ["444455556666", "777788889999"];

async function tried(values: Readonly<Record<string, unknown>>, region = "eu-west-1"): Promise<Demonstration> {
  return demonstrate("estate", await deployInProcess({ stack: "estate", region, values }), {});
}

const whole = {
  // Home's own region may be listed, as it is in the words of whoever lists all.
  regions: ["eu-west-1", "us-east-1"],
  accounts: [account(member), { ...account(other), trail: "existing" }],
  trail: { multiRegion: true },
};

describe("a stack of several accounts and regions", () => {
  const stacks: readonly (readonly [what: string, values: Readonly<Record<string, unknown>>])[] = [
    ["with a trail in each account", whole],
    ["with the organization's trail", { ...whole, accounts: [account(member), account(other)], trail: { multiRegion: true, organization: { id: "o-abcd123456" } } }],
    ["with trails that exist", { ...whole, accounts: whole.accounts.map((one) => ({ ...one, trail: "existing" })), trail: "existing" }],
    ["with prefixes, buckets left out and buckets of its own", { ...whole, scope: { bucketPrefixes: ["acme-"], excludedBuckets: ["acme-access-logs"] }, buckets: [{ name: "acme-orders" }] }],
    ["with a list of buckets", { ...whole, scope: { buckets: ["acme-a", "acme-b", "acme-c", "acme-d", "acme-e", "acme-f"] } }],
  ];
  for (const [what, values] of stacks) {
    it(`counts each upload once, ${what}`, async () => {
      const { result, metrics } = await tried(values);
      const kinds = new Map(metrics.map(({ metricName, kind }) => [metricName, kind]));
      const places = new Set(result.uploads.map((one) => `${one.account} ${one.region}`));
      assert.deepEqual([...places].sort(), [`${home} eu-west-1`, `${member} eu-west-1`, `${member} us-east-1`, `${other} eu-west-1`, `${other} us-east-1`]);
      for (const one of result.uploads) {
        const own = one.metrics.filter((name) => ["method", "failure"].includes(kinds.get(name) ?? ""));
        assert.equal(own.length, one.notCounted === null ? 1 : 0, `${one.what} to ${one.bucket}: ${one.metrics.join(", ")}`);
        if (one.account !== home) assert.equal(one.notCounted, null, `${one.what} to ${one.bucket}: ${one.notCounted ?? ""}`);
      }
      const [twice] = result.notCounted.filter(({ why }) => why.includes("of the caller's account"));
      assert.match(twice?.why ?? "", new RegExp(`^no (trail logs it|enabled rule matches it) in the record of the caller's account ${home}$`));
    });
  }

  it("shows account and region in its tables, and in those of its dashboard", async () => {
    const { result, metrics, stack } = await tried(whole);
    const text = reportText({ ...result, pictures: [] }, metrics, { columns: undefined, color: false });
    assert.match(text, /request +bucket +account +region +what S3 did/);
    assert.match(JSON.stringify(stack.dashboards), /latest\(account\) as inAccount, latest\(region\) as inRegion/);
  });

  it("has the same sums and alarms where it counts once more by account and region, and shows these in its dashboard", async () => {
    const [sums, byPlace] = [await tried(whole), await tried({ ...whole, metricDimensions: ["account", "region"] })];
    assert.deepEqual(byPlace.result.metrics, sums.result.metrics);
    assert.deepEqual(byPlace.result.alarms, sums.result.alarms);
    assert.deepEqual(byPlace.result.uploads.map(({ metrics }) => metrics), sums.result.uploads.map(({ metrics }) => metrics));
    const improper = byPlace.requests.pipeline.metrics.filter(({ metricName, dimensions }) => metricName === "improper-uploads" && dimensions);
    const placed = new Map(improper.map(({ dimensions, sum }) => [`${dimensions?.["account"] ?? ""} ${dimensions?.["region"] ?? ""}`, sum]));
    assert.ok(placed.size > 1 && [...placed.values()].reduce((sum, one) => sum + one, 0) === sums.result.metrics["improper-uploads"], JSON.stringify([...placed]));
    const [dashboard] = byPlace.stack.dashboards;
    const graph = dashboard?.body.widgets.find(({ properties }) => properties["title"] === "Against the requirement, by account and region");
    const shown = widgetMetrics(graph?.properties ?? {}).map(({ dimensions }) => `${dimensions["account"] ?? ""} ${dimensions["region"] ?? ""}`);
    assert.deepEqual([...placed.keys()].filter((place) => !shown.includes(place)), []);
  });

  it("of one region and account has nothing of it", async () => {
    const values = { trail: { multiRegion: true }, regions: ["eu-west-1"] };
    const { resources } = await deployInProcess({ stack: "one", region: "eu-west-1", values });
    const without = await deployInProcess({ stack: "one", region: "eu-west-1", values: { trail: values.trail } });
    assert.deepEqual(resources.map(({ urn, inputs }) => ({ urn, inputs })), without.resources.map(({ urn, inputs }) => ({ urn, inputs })));
    assert.deepEqual(resources.filter(({ type }) => /eventBus|iam/.test(type)), []);
  });

  it("forwards from the regions of its own account alone, where there is no other", async () => {
    const { stack } = await tried({ trail: { multiRegion: true }, regions: ["us-east-1"] });
    assert.deepEqual(stack.forwarding.map((place) => [place.account, place.region]), [[home, "us-east-1"]]);
  });
});
