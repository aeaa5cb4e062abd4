/** A wrong configuration is refused with path, allowed values and an example; a right one is read in full. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { usersOf } from "../../../policypack/config/keyUse";
import { crossGuardProperties, packConfigSchema, parsePackConfig } from "../../../policypack/config/packConfig";
import { policies } from "../../../policypack/policies/all";

const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const reason = "legacy";
const examples: Readonly<Record<string, unknown>> = {
  allowedExceptions: [{ key: "aws:SourceVpce", reason }],
  updateObjectEncryption: false,
  requireBucketKey: true,
  requireSseCBlocked: true,
  auditedBuckets: ["*"],
  account: "111122223333",
};

describe("policypack/config/packConfig", () => {
  it("everything has a default", () => {
    const { config } = parsePackConfig("p", {});
    assert.deepEqual(config, {
      exemptions: [],
      allowedExceptions: [],
      updateObjectEncryption: true,
      requireSseCBlocked: false,
      auditedBuckets: [],
    });
  });

  it("reads everything, as far as its policy uses it", () => {
    const full = {
      requirement: { methods: ["sse-kms"], kmsKeyArns: [key], origin: "header" },
      exemptions: [{ bucket: "a-*", reason }, { urn: "urn:*", reason, expires: "2030-02-28" }, { tag: { key: "k" }, reason }, { tag: { key: "k", value: "v" }, reason }],
      allowedExceptions: [{ key: "NotPrincipal", reason }, { key: "aws:SourceVpce", values: ["vpce-1"], reason, expires: "2030-01-01" }],
      updateObjectEncryption: false,
      requireBucketKey: true,
      requireSseCBlocked: true,
      auditedBuckets: ["*"],
      account: "111122223333",
      wholePack: { exemptions: [{ bucket: "*-alb-logs", requirement: { methods: ["sse-s3"], origin: "any" }, reason }], allowedExceptions: [], account: "111122223333" },
    };
    for (const [key, value] of Object.entries(full)) {
      const { config, message } = parsePackConfig(usersOf(key)?.[0] ?? "s3-default-encryption", { [key]: value });
      assert.deepEqual(config?.[key as keyof typeof config], value, message);
    }
  });

  const wrong: readonly [says: string, raw: object, ...expected: RegExp[]][] = [
    ["an unknown key", { requirements: {} }, /requirements/, /Did you mean requirement\?/],
    ["a method that does not exist", { requirement: { methods: ["kms"] } }, /requirement\.methods\[0\]/, /sse-kms/],
    ["what no shape can say, beside what is misspelt", { requirements: {}, requirement: { methods: ["none"] }, exemptions: [{ reason }] }, /has 3 problems/, /requirement\.methods\[0\].*cannot be approved/, /exemptions\[0\].*names no buckets/],
    ["no methods", { requirement: { methods: [] } }, /requirement\.methods/],
    ["a key that is no ARN", { requirement: { methods: ["sse-kms"], kmsKeyArns: ["alias/mine"] } }, /requirement\.kmsKeyArns\[0\]/],
    ["exemptions that are no list", { exemptions: "all" }, /exemptions: /],
    ["exemptions for the whole pack that are no list", { wholePack: { exemptions: "all" } }, /wholePack\.exemptions: /],
    ["a date with a time", { exemptions: [{ bucket: "a", reason, expires: "2027-05-31T00:00:00Z" }] }, /exemptions\[0\]\.expires/],
    ["a date with a year too many", { exemptions: [{ bucket: "a", reason, expires: "+002027-05-31" }] }, /exemptions\[0\]\.expires/],
    ["a date with a time of no zone", { exemptions: [{ bucket: "a", reason, expires: "2027-05-31T00:00" }] }, /exemptions\[0\]\.expires/],
    ["a date without a day", { exemptions: [{ bucket: "a", reason, expires: "2027-05" }] }, /exemptions\[0\]\.expires/],
    ["an exemption without reason", { exemptions: [{ bucket: "a" }] }, /exemptions\[0\]\.reason/],
    ["an exemption with an empty reason", { exemptions: [{ bucket: "a", reason: " " }] }, /exemptions\[0\]\.reason.*gives no reason/],
    ["an exemption of nothing", { exemptions: [{ reason }] }, /exemptions\[0\].*names no buckets/, /exactly one of bucket, urn and tag/],
    ["an exemption in two ways", { exemptions: [{ bucket: "a", reason }, { bucket: "a", urn: "b", reason }] }, /exemptions\[1\].*several ways/],
    ["a date in another order", { exemptions: [{ bucket: "a", reason, expires: "31.12.2027" }] }, /exemptions\[0\]\.expires/, /YYYY-MM-DD/],
    ["a date that does not exist", { exemptions: [{ bucket: "a", reason, expires: "2027-13-01" }] }, /exemptions\[0\]\.expires/],
    ["a day that does not exist", { exemptions: [{ bucket: "a", reason, expires: "2027-02-30" }] }, /exemptions\[0\]\.expires/],
    ["an exception without key", { allowedExceptions: [{ reason }] }, /allowedExceptions\[0\]\.key/],
    ["an exception without reason", { allowedExceptions: [{ key: "aws:SourceVpce" }] }, /allowedExceptions\[0\]\.reason/],
    ["no values", { allowedExceptions: [{ key: "aws:SourceVpce", values: [], reason }] }, /allowedExceptions\[0\]\.values/],
    ["text for Boolean", { requireBucketKey: "yes" }, /requireBucketKey/, /true, false/],
    ["an account as a number", { account: 111122223333 }, /account/, /12 digits, quoted/],
    ["an account that is none", { wholePack: { account: "1234" } }, /account/],
    ["an account with a digit too many", { wholePack: { account: "1111222233334" } }, /account: .*is not an account id/],
    ["an account with words around it", { wholePack: { account: "account 111122223333" } }, /account: .*is not an account id/],
    ["an exemption whose requirement is none", { exemptions: [{ bucket: "a", requirement: { methods: ["none"] }, reason }] }, /exemptions\[0\]\.requirement\.methods\[0\].*cannot be approved/],
    ["an exemption of nothing for the whole pack", { wholePack: { exemptions: [{ reason }] } }, /wholePack\.exemptions\[0\].*names no buckets/],
    ["a key of one policy for the whole pack", { wholePack: { requireBucketKey: true } }, /wholePack\.requireBucketKey: is not a known key/],
    ["several at once", { account: "1", auditedBuckets: "x" }, /account/, /auditedBuckets/],
  ];
  for (const [says, raw, ...expected] of wrong) {
    it(`refuses ${says}`, () => {
      const { message = "" } = parsePackConfig("s3-default-encryption", raw);
      assert.match(message, /The configuration of policy s3-default-encryption/);
      for (const pattern of expected) assert.match(message, pattern);
    });
  }

  it("never throws, whatever it is given, and either reads or says what is wrong", () => {
    const names = Object.keys(packConfigSchema.shape);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names, "constructor"), fc.jsonValue()), (raw) => {
        const { config, message } = parsePackConfig("p", raw);
        assert.notEqual(config === undefined, message === undefined);
      }),
    );
  });

  it("refuses a key that its policy does not use, with the place where it belongs", () => {
    for (const key of Object.keys(packConfigSchema.shape)) {
      const users = usersOf(key);
      if (!users) continue;
      for (const { name } of policies) {
        const { message = "" } = parsePackConfig(name, { [key]: examples[key] });
        if (users.includes(name)) assert.equal(message, "", `${name}: ${key}`);
        else assert.match(message, new RegExp(`1\\. ${key}: is not used by ${name}\\.\n.*Allowed: ${key} under ${users.join(" or ")}${["allowedExceptions", "account"].includes(key) ? `, or wholePack\\.${key} under any policy` : ""}\\.`));
      }
    }
    assert.match(parsePackConfig("s3-default-encryption", { account: "111122223333" }).message ?? "", /or wholePack\.account under any policy/);
  });

  it("names only policies that there are", () => {
    const names = policies.map(({ name }) => name);
    for (const key of Object.keys(packConfigSchema.shape)) for (const user of usersOf(key) ?? []) assert.ok(names.includes(user), user);
  });

  it("CrossGuard is told of every key", () => {
    assert.deepEqual(Object.keys(crossGuardProperties).sort(), Object.keys(packConfigSchema.shape).sort());
  });
});
