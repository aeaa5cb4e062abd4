/** Protects that a value that is right but for how it is written is told with the line that mends it, and nothing is missed beside it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as yaml from "js-yaml";
import { ConfigError, parseStackConfig } from "../../config/parse";
import { pathText, type Problem } from "../../validation/problem";

const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1" };
const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

type Values = Readonly<Record<string, unknown>>;

function problemsOf(values: Values): readonly Problem[] {
  try {
    parseStackConfig(values, context);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** What is told: paths without the project's name, and what was meant. */
const told = (values: Values): string[] =>
  problemsOf(values).map(({ path, message, didYouMean }) => `${pathText(path).replace("s3-encryption-audit:", "")} ${message.replace(/^.*?(?=is |has )/, "")} → ${(didYouMean ?? "").replace("s3-encryption-audit:", "")}`);

describe("a slip in a stack config", () => {
  const cases: readonly (readonly [what: string, values: Values, ...told: string[]])[] = [
    ["numbers in quotes", { alarms: { silentHours: "24", periodMinutes: "5" } }, "alarms.periodMinutes is text, not a number: write it without quotes → periodMinutes: 5", "alarms.silentHours is text, not a number: write it without quotes → silentHours: 24"],
    ["a switch in quotes", { buckets: [{ name: "acme", versioning: "True" }] }, "buckets[0].versioning is text, not true or false: write it without quotes → versioning: true"],
    ["a switch by the words of an older YAML", { buckets: [{ name: "acme", versioning: "off" }] }, "buckets[0].versioning is text: YAML's words are true and false → versioning: false"],
    ["a number for a tag", { tags: { cost: 4711 } }, 'tags.cost is a number, not text: put it in quotes → cost: "4711"'],
    ["a switch for a tag", { tags: { prod: true } }, 'tags.prod is a boolean, not text: put it in quotes → prod: "true"'],
    ["an account as a number", { policies: { serviceControl: { targets: [111122223333] } } }, 'policies.serviceControl.targets[0] is a number, not text: put it in quotes → "111122223333"'],
    ["one method for the list", { requirement: { methods: "sse-kms" } }, "requirement.methods is one entry, not a list: put it in brackets → methods: [sse-kms]"],
    ["one bucket for the list", { buckets: { name: "acme" } }, "buckets is one entry, not a list: put it in brackets → buckets: [{ name: acme }]"],
    ["a list for one value", { alarms: { silentHours: [24] } }, "alarms.silentHours is a list: write its one entry without brackets → silentHours: 24"],
    ["a map as JSON in quotes", { logGroup: '{"retentionDays": 30}' }, "logGroup is text, not a map: write it without quotes → logGroup: { retentionDays: 30 }"],
    ["a list as JSON in quotes", { scope: { bucketPrefixes: '["acme-"]' } }, "scope.bucketPrefixes is text, not a list: write it without quotes → bucketPrefixes: [acme-]"],
    ["a name for the map that it stands in", { logGroup: "/acme/uploads" }, "logGroup is not a map: write it under name → logGroup: { name: /acme/uploads }"],
    ["names for maps that they stand in", { buckets: ["acme", "acme-2"] }, "buckets[0] is not a map: write it under name → { name: acme }", "buckets[1] is not a map: write it under name → { name: acme-2 }"],
    ["methods for the requirement", { requirement: ["sse-kms"] }, "requirement is not a map: write it under methods → requirement: { methods: [sse-kms] }"],
    ["a method for the requirement", { requirement: "sse-kms" }, "requirement is not a map: write it under methods → requirement: { methods: [sse-kms] }"],
    ["an address for the notifications", { notifications: "a@example.com" }, "notifications is not a map: write it under emails → notifications: { emails: [a@example.com] }"],
    ["an ARN for an exemption, and what it lacks", { buckets: [{ name: "acme", exemptPrincipals: ["arn:aws:iam::111122223333:role/x"] }] }, 'buckets[0].exemptPrincipals[0] is not a map: write it under arn → { arn: "arn:aws:iam::111122223333:role/x" }', "buckets[0].exemptPrincipals[0].reason is missing → "],
    ["the way to a key in its name", { "logGroup.retentionDays": 30 }, "logGroup.retentionDays is not a known key: what belongs in logGroup is written inside of it; its value is 30 → logGroup: { retentionDays: 30 }"],
    ["the way to an entry in its name, misspelt", { "bukets[0].name": "acme" }, 'bukets[0].name is not a known key: what belongs in buckets is written inside of it; its value is "acme" → buckets: [{ name: acme }]'],
    ["the way to a key in its name, in a map", { trail: { "logBucket.existing": "acme" } }, 'trail["logBucket.existing"] is not a known key: what belongs in logBucket is written inside of it; its value is "acme" → logBucket: { existing: acme }'],
    ["a key that belongs in another", { retentionDays: 30 }, "retentionDays is not a known key here, but one of logGroup; its value is 30 → logGroup: { retentionDays: 30 }"],
    ["a key that belongs at the top", { trail: { requirement: { methods: ["sse-kms"] } } }, 'trail.requirement is not a known key here, but one of the top level; its value is {"methods":["sse-kms"]} → requirement: { methods: [sse-kms] }'],
    ["a key that belongs in one of several", { kmsKeyArn: key }, `kmsKeyArn is not a known key here, but one of logGroup, notifications, buckets[]; its value is "${key}" → `],
  ];
  for (const [what, values, ...expected] of cases) {
    it(`is told: ${what}`, () => {
      assert.deepEqual(told(values), expected);
    });
  }

  it("hides nothing that is wrong beside it, or in what was meant", () => {
    assert.deepEqual(told({ tags: { cost: 4711, "aws:x": "y" }, buckets: '[{"name": "Acme", "method": "sse-s3"}]' }), [
      "buckets is text, not a list: write it without quotes → buckets: [{ name: Acme, method: sse-s3 }]",
      'tags.cost is a number, not text: put it in quotes → cost: "4711"',
      "buckets[0].name is not a valid bucket name → ",
      "buckets[0].method is not approved by the requirement → ",
      "tags.aws:x is not a valid tag key → ",
    ]);
  });

  it("is not seen where the value would be wrong without it", () => {
    assert.deepEqual(told({ logGroup: { retentionDays: "91" }, notifications: "nobody", requirement: "sse-kns", protect: "maybe" }), [
      "requirement is not a map → ",
      "logGroup.retentionDays is not one of the allowed values → ",
      "notifications is not a map → ",
      "protect is not a boolean → ",
    ]);
  });

  const right = {
    requirement: { methods: ["sse-kms"], kmsKeyArns: [key] },
    scope: { bucketPrefixes: ["team-"], excludedBuckets: ["team-logs"] },
    trail: { multiRegion: true, logBucket: { expireAfterDays: 30 } },
    logGroup: { retentionDays: 30 },
    alarms: { periodMinutes: 5, deniedUploads: 10, silentHours: 24 },
    notifications: { emails: ["a@example.com"] },
    buckets: [{ name: "acme", versioning: true, exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", reason: "r" }] }],
    policies: { serviceControl: { targets: ["r-abcd"] } },
    protect: true,
  };
  type Path = readonly (string | number)[];
  const pathsOf = (value: unknown, path: Path = []): Path[] =>
    typeof value !== "object" || value === null ? [path] : [path, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, Array.isArray(value) ? Number(name) : name]))];
  const at = (value: unknown, path: Path): unknown => path.reduce((current, part) => (current as Record<string | number, unknown>)[part], value);
  const replaced = (value: unknown, [part, ...rest]: Path, inner: unknown): unknown => {
    if (part === undefined) return inner;
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string | number, unknown>;
    copy[part] = replaced(copy[part], rest, inner);
    return copy;
  };
  /** Each way to write a value wrong, where it is one. */
  const slips: readonly ((value: unknown) => unknown)[] = [
    (value) => (typeof value === "number" || typeof value === "boolean" ? String(value) : undefined),
    (value) => (Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : undefined),
    (value) => (typeof value === "object" ? JSON.stringify(value) : undefined),
  ];

  it("property: whatever is written in quotes or without brackets is one problem, with the line that mends it", () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(right).filter((path) => path.length > 0)), fc.constantFrom(...slips), (path, slip) => {
        const value = at(right, path);
        const wrong = slip(value);
        if (wrong === undefined) return;
        seen++;
        const [problem, ...more] = problemsOf(replaced(right, path, wrong) as Values);
        assert.ok(problem, pathText(path));
        assert.deepEqual([pathText(problem.path), more], [`s3-encryption-audit:${pathText(path)}`, []]);
        const mended = yaml.load((problem.didYouMean ?? "").replace("s3-encryption-audit:", ""));
        const last = path.at(-1);
        assert.deepEqual(typeof last === "string" ? (mended as Values)[last] : mended, value);
      }),
      { numRuns: 500 },
    );
    assert.ok(seen > 50, String(seen));
  });
});
