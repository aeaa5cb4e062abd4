/**
 * Protects that any valid stack config can be tried with `npm start`: whatever it names, owns, leaves out or says exists,
 * uploads are sent, and what is shown of them is true.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { partitionOfRegion } from "../../encryption/arn";
import { catalogue, type EncryptionMethodId } from "../../encryption/methods";
import { parseStackConfig } from "../../config/parse";
import { demonstrate, type Demonstration } from "../../sandbox/demo/demonstration";
import { drawnDashboard } from "../../sandbox/demo/picture";
import { reportText } from "../../sandbox/demo/report";
import { deployInProcess, project } from "./inProcess";

interface Tried {
  readonly stack: string;
  readonly region: string;
  readonly values: Readonly<Record<string, unknown>>;
}

async function tried({ stack, region, values }: Tried): Promise<Demonstration> {
  return demonstrate(stack, await deployInProcess({ stack, region, values }), {});
}

/** What holds for every stack. */
function assertTrue({ result, requests, stack, metrics }: Demonstration): void {
  assert.ok(result.uploads.length > 0, "uploads were sent");
  const kinds = new Map(metrics.map(({ metricName, kind }) => [metricName, kind]));
  for (const { what, bucket, outcome, metrics: counted, notCounted } of result.uploads) {
    const own = counted.filter((name) => ["method", "failure"].includes(kinds.get(name) ?? ""));
    // What S3 refuses for another reason than access is in no metric.
    if (notCounted === null) assert.equal(own.length, 1, `${what} to ${bucket} (${outcome}): ${counted.join(", ")}`);
    else assert.match(notCounted, /^no (trail logs it|enabled rule matches it|metric filter matches it)$/);
  }
  for (const { metricName, violation } of metrics) {
    if (violation === undefined) continue;
    const alarm = result.alarms.find((one) => one.metric === metricName);
    assert.equal(alarm?.state === "ALARM", (result.metrics[metricName] ?? 0) > 0, `${metricName}: ${alarm?.state}`);
  }
  assertToldOf(result, new Set(metrics.flatMap(({ metricName, violation }) => (violation === undefined ? [] : metricName))));
  for (const columns of [undefined, 80, 30]) {
    const text = reportText({ ...result, pictures: [] }, metrics, { columns, color: false });
    if (columns !== undefined) for (const line of text.split("\n")) assert.ok(line.length <= Math.max(columns, 40), line);
  }
  const { svg, html } = drawnDashboard(stack, requests, result);
  assert.ok(svg.startsWith("<svg") && html.startsWith("<!doctype html>"));
}

/** Every upload against the requirement is told, where that was asked for. */
function assertToldOf({ messages, uploads }: Demonstration["result"], violations: ReadonlySet<string>): void {
  const wrong = uploads.flatMap(({ bucket, principal, metrics }) => metrics.filter((name) => violations.has(name)).map(() => `${bucket} ${principal}`));
  if (messages?.details === "each") assert.ok(messages.sent.length >= wrong.length, `${messages.sent.length} messages on ${wrong.length}`);
  if (messages?.details === "grouped") {
    const told = new Set(messages.sent.map(({ bucket, principal }) => `${bucket} ${principal}`));
    assert.deepEqual([...told].map((one) => one.split(" ")[0]).sort(), [...new Set(wrong)].map((one) => one.split(" ")[0]).sort());
  }
}

const kmsMethods = catalogue.filter(({ usesKmsKey }) => usesKmsKey).map(({ id }) => id);
const defaults = catalogue.filter(({ algorithm }) => algorithm !== undefined).map(({ id }) => id);
const approvable: readonly EncryptionMethodId[] = catalogue.map(({ id }) => id).filter((id) => id !== "none");
const name = fc.constantFrom("orders", "invoices", "media", "exports", "scratch", "logs-eu").map((word) => `acme-${word}`);
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

/** A map without the keys that were left out. */
const map = (shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(shape).map((values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));

const stacks: fc.Arbitrary<Tried> = fc
  .tuple(
    fc.constantFrom("us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1", "me-central-1", "eusc-de-east-1"),
    fc.uniqueArray(fc.constantFrom(...approvable), { minLength: 1 }),
  )
  .chain(([region, methods]) => {
    const partition = partitionOfRegion(region);
    const arn = (service: string, resource: string): string => `arn:${partition}:${service}:${service === "iam" ? "" : region}:111122223333:${resource}`;
    const keyArn = fc.constantFrom("1", "2", "3").map((digit) => arn("kms", `key/${digit.repeat(8)}-1111-2222-3333-444444444444`));
    const approvedDefaults = defaults.filter((id) => methods.includes(id));
    const exemption = map({
      arn: fc.constantFrom("role/importer", "role/path/team-*", "user/batch", "role/?-job").map((resource) => arn("iam", resource)),
      methods: optional(fc.uniqueArray(fc.constantFrom(...approvable.filter((id) => !methods.includes(id)), "sse-c" as EncryptionMethodId), { minLength: 1 })),
      reason: fc.constant("until May"),
    });
    const accessPoint = map({
      vpcId: optional(fc.constantFrom("vpc-0a1b2c3d", "vpc-0a1b2c3d4e5f67890")),
      readers: optional(fc.constantFrom("444455556666", arn("iam", "role/partner"))),
    });
    // In a region an account has one access point of a name.
    const withPoints = (of: Record<string, unknown>): Record<string, unknown> => {
      const points = (of["accessPoints"] ?? []) as Record<string, unknown>[];
      return {
        ...of,
        ...(points.length > 0 && {
          accessPoints: points.map(({ readers, ...point }, index) => {
            const pointName = `${String(of["name"])}-${index}`;
            const Resource = `${arn("s3", `accesspoint/${pointName}`)}/object/*`;
            return { name: pointName, ...point, ...(readers !== undefined && { additionalStatements: [{ Effect: "Allow", Principal: { AWS: readers }, Action: "s3:GetObject", Resource }] }) };
          }),
        }),
      };
    };
    const bucket = map({
      name,
      method: optional(fc.constantFrom(...(approvedDefaults.length > 0 ? approvedDefaults : defaults))),
      enforcement: optional(fc.constantFrom("deny", "audit")),
      versioning: optional(fc.boolean()),
      exemptPrincipals: optional(fc.array(exemption, { maxLength: 2 })),
      accessPoints: optional(fc.array(accessPoint, { maxLength: 2 })),
    }).map(withPoints);
    const values = map({
      requirement: map({
        methods: fc.constant(methods),
        kmsKeyArns: methods.some((id) => kmsMethods.includes(id)) ? optional(fc.uniqueArray(keyArn, { minLength: 1 })) : fc.constant(undefined),
        origin: optional(fc.constantFrom("any", "header")),
      }),
      buckets: optional(fc.uniqueArray(bucket, { maxLength: 4, selector: (one) => one["name"] })),
      scope: optional(
        map({
          buckets: optional(fc.oneof(fc.constant("all"), fc.uniqueArray(name))),
          bucketPrefixes: optional(fc.uniqueArray(fc.constantFrom("acme-", "retail", "x", "p".repeat(62)), { minLength: 1, maxLength: 2 })),
          excludedBuckets: optional(fc.uniqueArray(fc.oneof(name, fc.constantFrom("acme-legacy", "retail-access-logs", "acme-new")), { maxLength: 2 })),
        }),
      ),
      trail: optional(
        fc.oneof(
          fc.constant("existing"),
          map({ mode: fc.constant("existing"), name: fc.constantFrom("org-trail", arn("cloudtrail", "trail/org-trail")) }),
          map({
            multiRegion: optional(fc.boolean()),
            kmsKey: optional(fc.constantFrom("create", "none")),
            logBucket: optional(fc.oneof(map({ existing: fc.constant("acme-central-logs") }), map({ name: fc.constant("acme-trail") }))),
          }),
        ),
      ),
      logGroup: optional(map({ name: optional(fc.constant("/security/s3-uploads")), resourcePolicy: optional(fc.constantFrom("create", "existing")) })),
      deadLetterQueue: optional(fc.boolean()),
      alarms: optional(map({ periodMinutes: optional(fc.constantFrom(1, 5, 60)), deniedUploads: optional(fc.constantFrom(0, 10)), silentHours: optional(fc.constantFrom(1, 24)) })),
      notifications: optional(
        fc.oneof(map({ topicArn: fc.constant(arn("sns", "soc")) }), map({ emails: fc.constant(["a@example.com"]) })).chain((topic) =>
          map({ details: optional(fc.constantFrom("each", ...(region === "me-central-1" ? [] : ["grouped"]))) }).map((details) => ({ ...topic, ...details })),
        ),
      ),
      policies: optional(map({ identity: optional(fc.boolean()), resourceControl: optional(fc.constant({ targets: ["r-abcd"] })) })),
      protect: optional(fc.boolean()),
    });
    return values.map((all) => ({ stack: "tried", region, values: all }));
  });

function isValid({ stack, region, values }: Tried): boolean {
  try {
    parseStackConfig(values, { project, stack, region });
    return true;
  } catch {
    return false;
  }
}

describe("any stack can be tried", () => {
  it("whatever its config, as long as it is valid", async () => {
    let valid = 0;
    let withAccessPoints = 0;
    await fc.assert(
      fc.asyncProperty(stacks, async (stack) => {
        fc.pre(isValid(stack));
        valid += 1;
        if (JSON.stringify(stack.values).includes('"accessPoints":[{')) withAccessPoints += 1;
        assertTrue(await tried(stack));
      }),
      { numRuns: 15 },
    );
    assert.ok(valid >= 15 && withAccessPoints > 0, `${valid}, ${withAccessPoints} of them with access points`);
  });

  const cases: readonly [what: string, stack: Omit<Tried, "stack">, says: (demo: Demonstration) => void][] = [
    [
      "a stack that owns no bucket sends to ones that exist, and alarms fire",
      { region: "us-west-2", values: { requirement: { methods: ["sse-s3", "sse-kms"] }, notifications: { emails: ["cto@example.com", "ops@example.com"] } } },
      ({ result }) => {
        assert.ok(result.notes.some((note) => note.includes("owns no bucket")));
        assert.ok(result.alarms.some(({ state }) => state === "ALARM"));
        assert.deepEqual(new Set(result.uploads.map(({ bucket }) => bucket)).has("acme-legacy-dsse-kms"), true);
      },
    ],
    [
      "an existing trail gets the exported selectors: a prefix is audited, and what is excluded is not",
      {
        region: "eu-west-1",
        values: { trail: { mode: "existing", name: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/org" }, scope: { bucketPrefixes: ["retail-"], excludedBuckets: ["retail-access-logs"] } },
      },
      ({ result }) => {
        assert.ok(result.notes.some((note) => note.includes("no trail of its own")));
        const to = (bucket: string): (string | null)[] => result.uploads.filter((upload) => upload.bucket === bucket).map(({ notCounted }) => notCounted);
        assert.ok(to("retail-legacy").length > 5 && to("retail-legacy").every((why) => why === null));
        assert.deepEqual([to("retail-access-logs"), to("acme-elsewhere")], [["no trail logs it"], ["no trail logs it"]]);
      },
    ],
    [
      "a log bucket that exists takes the trail's deliveries, and is not audited",
      { region: "us-gov-west-1", values: { requirement: { methods: ["dsse-kms"] }, buckets: [{ name: "agency-records", versioning: true }], trail: { kmsKey: "none", logBucket: { existing: "agency-central-logs" } } } },
      ({ result }) => {
        const delivery = result.uploads.find(({ bucket }) => bucket === "agency-central-logs");
        assert.deepEqual([delivery?.outcome, delivery?.notCounted], ["stored, SSE_S3", "no trail logs it"]);
      },
    ],
    [
      "buckets that exist, by name and prefix, without a queue and with a log group of another name",
      {
        region: "eu-north-1",
        values: {
          requirement: { methods: ["sse-kms"] },
          scope: { buckets: ["games-saves", "games-builds"], bucketPrefixes: ["games-logs-"] },
          logGroup: { name: "/security/s3-uploads", retentionDays: 365, resourcePolicy: "existing" },
          deadLetterQueue: false,
          alarms: { periodMinutes: 60 },
        },
      },
      ({ result }) => {
        assert.deepEqual([...new Set(result.uploads.map(({ bucket }) => bucket))].filter((name) => name.startsWith("games")).sort(), ["games-builds", "games-logs-legacy", "games-saves"]);
      },
    ],
    [
      "a bucket under audit gets every kind of upload beside one that denies, and an exempt principal does what it is exempt for",
      {
        region: "us-east-1",
        values: {
          requirement: { methods: ["sse-kms"] },
          buckets: [
            { name: "acme-one", enforcement: "audit" },
            { name: "acme-two", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/imports/job-*", methods: ["sse-c"], reason: "until May" }] },
          ],
        },
      },
      ({ result }) => {
        const outcomes = (bucket: string, what: string): string[] => result.uploads.filter((one) => one.bucket === bucket && one.what === what).map(({ outcome }) => outcome);
        assert.deepEqual(outcomes("acme-one", "SSE-S3 by header"), ["stored, SSE_S3"]);
        assert.deepEqual(outcomes("acme-two", "SSE-S3 by header"), ["denied by DenyOtherEncryptionMethods"]);
        assert.deepEqual(outcomes("acme-two", "SSE-C by an exempt principal"), ["stored, SSE_C"]);
      },
    ],
    [
      "more buckets than get uploads",
      { region: "us-east-1", values: { buckets: Array.from({ length: 10 }, (_, index) => ({ name: `acme-${index}` })), scope: { buckets: "all" } } },
      ({ result }) => {
        assert.ok(result.notes.includes("2 more buckets of the stack got no upload."));
      },
    ],
  ];
  for (const [what, stack, says] of cases) {
    it(what, async () => {
      const demo = await tried({ ...stack, stack: "tried" });
      assertTrue(demo);
      says(demo);
    });
  }
});
