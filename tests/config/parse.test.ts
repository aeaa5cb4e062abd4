/** Protects parsing as a whole: whatever a config says, it is accepted or refused with all problems, never a crash. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { ConfigError, parseStackConfig } from "../../config/parse";
import { pathText } from "../../validation/problem";
import { bucketDefaults } from "./bucketDefaults";

const context = { project: "s3-encryption-audit", stack: "dev", region: "us-east-1" };
const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** A right config that says something of everything. */
const full = {
  requirement: { methods: ["sse-kms", "dsse-kms"], kmsKeyArns: [key], origin: "any" },
  scope: { buckets: ["acme-orders"], bucketPrefixes: ["team-"], excludedBuckets: ["team-logs"] },
  regions: ["eu-west-1"],
  metricDimensions: ["region"],
  accounts: [{ id: "444455556666", roleArn: "arn:aws:iam::444455556666:role/audit", trail: "create" }],
  trail: { mode: "create", name: "s3-uploads", multiRegion: true, kmsKey: key, logBucket: { name: "acme-trail", expireAfterDays: 30 } },
  logGroup: { name: "/aws/events/x", retentionDays: 30, kmsKeyArn: key, resourcePolicy: "existing" },
  deadLetterQueue: false,
  alarms: { periodMinutes: 5, deniedUploads: 10, silentHours: 24, actions: ["arn:aws:lambda:us-east-1:111122223333:function:page"], okActions: [] },
  notifications: { emails: ["a@example.com"], httpsEndpoints: ["https://example.com"], kmsKeyArn: key },
  buckets: [
    {
      name: "acme",
      method: "sse-kms",
      kmsKeyArn: key,
      enforcement: "deny",
      denyBelow: ["orders/"],
      defaultEncryption: "enforce",
      publicAccessBlock: "keep",
      ownership: "keep",
      requireTls: "keep",
      tags: { team: "orders" },
      versioning: true,
      exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/x", reason: "r" }],
      additionalStatements: [{ Sid: "Own", Effect: "Allow", Principal: { AWS: "111122223333" }, Action: ["s3:GetObject"], Resource: "arn:aws:s3:::acme/*", Condition: { Bool: { "aws:SecureTransport": "true" } } }],
      accessPoints: [
        { name: "acme-app", vpcId: "vpc-0a1b2c3d4e5f67890", additionalStatements: [{ Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "s3:GetObject", Resource: "arn:aws:s3:us-east-1:111122223333:accesspoint/acme-app/object/*" }] },
      ],
      protect: true,
      forceDestroy: false,
    },
    { name: "acme-2" },
  ],
  tampering: { trail: "own", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/deployer", reason: "runs pulumi up" }] },
  lake: { create: true, accountIds: ["444455556666"], days: 90, gigabytesPerQuery: 100, resultBucket: { name: "acme-results", expireAfterDays: 30 } },
  policies: { identity: true, serviceControl: { targets: ["r-abcd"] }, resourceControl: { targets: [] }, exemptPrincipals: [] },
  tags: { team: "security" },
  protect: true,
  forceDestroy: true,
};

type Path = readonly (string | number)[];

/** The paths of all values inside a value, itself included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, Array.isArray(value) ? Number(name) : name]))];
}

/** A copy with another value at a path; a key in brackets is added to the map there. */
function changed(value: unknown, [part, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (part === undefined) return change(value);
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  (copy as Record<string | number, unknown>)[part] = changed((value as Record<string | number, unknown>)[part], rest, change);
  return copy;
}

const wrongValues = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 10_000, "", " ", "x", "sse-kns", "none", "all", "existing", "create", "acme", "Bad_Name", key, "arn:aws:s3:::x", [], {}, [null], ["acme", "acme"], [[]]),
  fc.string(),
  fc.dictionary(fc.constantFrom("constructor", "toString", "methods", "name", "zzz"), fc.constant(1)),
);
const changes = fc.array(
  fc.record({
    at: fc.constantFrom(...pathsOf(full).filter((path) => path.length > 0)),
    wrong: wrongValues,
    as: fc.constantFrom("value", "extra key", "twice"),
    name: fc.constantFrom("constructor", "toString", "hasOwnProperty", "mthods", "nam", "enforcment"),
  }),
  { minLength: 1, maxLength: 4 },
);

describe("parseStackConfig", () => {
  it("accepts a config that says something of everything, as it is", () => {
    assert.deepEqual(parseStackConfig(full, context), { ...full, buckets: [full.buckets[0], { name: "acme-2", ...bucketDefaults }] });
  });

  it("property: accepts or refuses, with problems that say where, what, what is allowed and an example, each once", () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(changes, (wrongs) => {
        let values: unknown = full;
        for (const { at, wrong, as, name } of wrongs) {
          try {
            values = changed(values, at, (old) => {
              if (as === "extra key" && typeof old === "object" && old !== null && !Array.isArray(old)) return { ...old, [name]: wrong };
              if (as === "twice" && Array.isArray(old)) return [...(old as unknown[]), ...(old as unknown[])];
              return wrong;
            });
          } catch {
            // An earlier change took away what this one was to change.
          }
        }
        try {
          parseStackConfig(values as Record<string, unknown>, context);
          seen.accepted++;
        } catch (error) {
          assert.ok(error instanceof ConfigError, `${String(error)}\n${JSON.stringify(values)}`);
          seen.refused++;
          const said = error.problems.map(({ path, message }) => `${pathText(path)}: ${message}`);
          assert.deepEqual(said, [...new Set(said)], "nothing twice");
          for (const { path, message, allowed, example } of error.problems) {
            const at = pathText(path);
            assert.match(at, /^s3-encryption-audit:/);
            assert.ok(allowed, `${at} ${message}: what is allowed`);
            assert.ok(example, `${at} ${message}: an example`);
            assert.doesNotMatch(message, /undefined|\[object|\.$/, at);
            assert.ok(error.message.includes(`${at}: ${message}.`));
          }
        }
      }),
      // Whatever the seed, one of each kind.
      { numRuns: 500, examples: [[[]], [[{ at: ["requirement"], wrong: 1, as: "value", name: "nam" }]]] },
    );
    assert.ok(seen.accepted > 0 && seen.refused > 0, JSON.stringify(seen));
  });

  it("gives all problems in one message, those of shape and contradictions", () => {
    const refused = (): unknown =>
      parseStackConfig({ requirment: {}, logGroup: { retentionDays: 91 }, buckets: [{ name: "Bad_Name" }, { name: "acme" }, { name: "acme" }], tags: { "aws:x": "y" } }, context);
    assert.throws(refused, (error) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(
        error.message,
        [
          "The config of stack dev has 5 problems; nothing was changed.",
          "  1. s3-encryption-audit:logGroup.retentionDays: 91 is not one of the allowed values.",
          "     Allowed: 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.",
          "     Example: retentionDays: 90",
          '  2. s3-encryption-audit:buckets[0].name: "Bad_Name" is not a valid bucket name.',
          "     Allowed: 3 to 63 lower-case letters, digits, periods and hyphens, beginning and ending with a letter or digit, no two periods in a row, not like an IP address, without the prefixes and suffixes that S3 reserves.",
          "     Example: acme-orders-dev",
          "  3. s3-encryption-audit:requirment: is not a known key; its value is {}.",
          "     Did you mean requirement?",
          "     Allowed: requirement, scope, regions, accounts, metricDimensions, trail, logGroup, deadLetterQueue, alarms, notifications, tampering, lake, buckets, policies, tags, protect, forceDestroy.",
          "     Example: requirement: { methods: [sse-kms, dsse-kms] }",
          '  4. s3-encryption-audit:buckets[2].name: "acme" is also the name of buckets[1].',
          "     Allowed: a name that no other bucket has.",
          "     Example: acme-orders-dev",
          "  5. s3-encryption-audit:tags.aws:x: is not a valid tag key.",
          "     Allowed: 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:.",
          "     Example: tags: { team: security }",
        ].join("\n"),
      );
      return true;
    });
  });

  it("finds contradictions in what has the right types, also beside a key that has not", () => {
    assert.throws(
      () => parseStackConfig({ trail: 5, tags: [], policies: { identity: true } }, context),
      (error) => error instanceof ConfigError && error.problems.length === 3 && error.problems.some(({ path }) => path.includes("identity")),
    );
  });
});

describe("the account, once it is known", () => {
  const documentation = "111122223333";
  const placeholders = (account: string): string[] => {
    try {
      parseStackConfig(full, { ...context, accountId: account });
      return [];
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /placeholder: it names the account of AWS's documentation, but the stack deploys to 222233334444/);
      return error.problems.map(({ path }) => pathText(path));
    }
  };

  it("finds every ARN of the documentation's account, wherever it stands", () => {
    assert.deepEqual(placeholders("222233334444"), [
      "s3-encryption-audit:requirement.kmsKeyArns[0]",
      "s3-encryption-audit:trail.kmsKey",
      "s3-encryption-audit:logGroup.kmsKeyArn",
      "s3-encryption-audit:alarms.actions[0]",
      "s3-encryption-audit:notifications.kmsKeyArn",
      "s3-encryption-audit:tampering.exemptPrincipals[0].arn",
      "s3-encryption-audit:buckets[0].kmsKeyArn",
      "s3-encryption-audit:buckets[0].exemptPrincipals[0].arn",
      "s3-encryption-audit:buckets[0].accessPoints[0].additionalStatements[0].Resource",
    ]);
  });

  it("has nothing against them in that account", () => {
    assert.deepEqual(placeholders(documentation), []);
  });
});
