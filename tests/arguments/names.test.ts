/** Protects the names of resources: predictable, and such as AWS accepts, or refused before anything is made. */
import assert from "node:assert/strict";
import { isBucketName } from "../../arguments/fields";
import { accountLogBuckets, logBucketName, logBucketOf, logBucketOfTrail, longestPrefix } from "../../arguments/names";
import { namePrefix } from "../../config/context";
import { ConfigError, parseStackConfig } from "../../config/parse";
import { pathText } from "../../validation/problem";

function problemsOf(project: string, stack: string, values: Record<string, unknown> = {}): string[] {
  try {
    parseStackConfig(values, { project, stack, region: "us-east-1" });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems.map(({ path, message }) => `${pathText(path) || "(top level)"}: ${message}`);
  }
}

describe("names", () => {
  it("begin with project and stack, in letters that every service takes", () => {
    assert.equal(namePrefix("s3-encryption-audit", "dev"), "s3-encryption-audit-dev");
    assert.equal(namePrefix("s3-encryption-audit", "eu.prod/a"), "s3-encryption-audit-eu-prod-a");
  });

  it("of log buckets are bucket names, whatever the case of the stack's", () => {
    assert.equal(logBucketName("Audit_Dev", "111122223333"), "audit-dev-trail-111122223333");
    assert.ok(isBucketName(logBucketName(namePrefix("s3-encryption-audit", "Prod_EU"), "111122223333")));
  });

  it("of log buckets are those given: of one that exists before one to create, before one made of the prefix", () => {
    const created = { expireAfterDays: 365 };
    assert.deepEqual(
      [{ ...created, existing: "acme-logs", name: "acme-new" }, { ...created, name: "acme-new" }, created].map((logBucket) => logBucketOf({ logBucket }, "audit", "111122223333")),
      ["acme-logs", "acme-new", "audit-trail-111122223333"],
    );
    assert.equal(logBucketOfTrail({ mode: "existing", logBucket: created }, "audit", "111122223333"), undefined);
    assert.equal(logBucketOfTrail({ mode: "create", logBucket: created }, "audit", "111122223333"), "audit-trail-111122223333");
  });

  it("of log buckets in other accounts are there where a trail is created", () => {
    const [created, existing, left] = ["444455556666", "777788889999", "999900001111"].map((id) => ({ id, roleArn: `arn:aws:iam::${id}:role/audit` }));
    assert.ok(created && existing && left);
    const accounts = [{ ...created, trail: "create" as const }, { ...existing, trail: "existing" as const }, left];
    const trail = { mode: "create" as const, multiRegion: false, logBucket: { expireAfterDays: 365 } };
    assert.deepEqual(accountLogBuckets({ accounts, trail }, "audit"), ["audit-trail-444455556666", "audit-trail-999900001111"]);
    assert.deepEqual(accountLogBuckets({ accounts, trail: { ...trail, organization: { id: "o-abcd123456" } } }, "audit"), ["audit-trail-444455556666"]);
  });

  it("may be as long as leaves room for suffixes", () => {
    const project = "s3-encryption-audit";
    const longest = "s".repeat(longestPrefix - project.length - 1);
    const ownNames = { trail: { logBucket: { name: "acme-logs" } } };
    assert.deepEqual(problemsOf(project, longest, ownNames), []);
    assert.match(problemsOf(project, `${longest}s`, ownNames).join("\n"), /^\(top level\): project and stack make names .* 49 characters$/);
  });

  it("that project and stack make for the log bucket are refused where S3 would, unless another is given", () => {
    const long = "a-long-name-of-a-stack-here";
    assert.match(problemsOf("s3-encryption-audit", long).join("\n"), /trail\.logBucket\.name: is missing, and the name made of project and stack \(.*-<account>\) is no bucket name/);
    assert.deepEqual(problemsOf("s3-encryption-audit", long, { trail: "existing" }), []);
    assert.deepEqual(problemsOf("s3-encryption-audit", long, { trail: { logBucket: { name: "acme-logs" } } }), []);
  });

  it("that project and stack make for the trail are refused where CloudTrail would, unless another is given", () => {
    assert.match(problemsOf("audit", "feature--x").join("\n"), /trail\.name: is missing, and the name made of project and stack \(audit-feature--x\) is no trail name/);
    assert.deepEqual(problemsOf("audit", "feature--x", { trail: { name: "feature-x" } }), []);
    assert.deepEqual(problemsOf("audit", "feature--x", { trail: "existing" }), []);
  });

  const names: readonly (readonly [name: string, valid: boolean])[] = [
    ["acme", true],
    ["a.b-c.d", true],
    ["123", true],
    [`a${"b".repeat(62)}`, true],
    ["ab", false],
    [`a${"b".repeat(63)}`, false],
    ["Acme", false],
    ["acme_orders", false],
    ["-acme", false],
    ["acme-", false],
    [".acme", false],
    ["acme.", false],
    ["ac..me", false],
    ["192.168.5.4", false],
    ["xn--acme", false],
    ["sthree-acme", false],
    ["amzn-s3-demo-acme", false],
    ["acme-s3alias", false],
    ["acme--ol-s3", false],
    ["acme.mrap", false],
    ["acme--x-s3", false],
    ["acme--table-s3", false],
    ["acme\n", false],
  ];
  for (const [name, valid] of names) {
    it(`${JSON.stringify(name)} is ${valid ? "a" : "no"} bucket name`, () => {
      assert.equal(isBucketName(name), valid);
    });
  }
});
