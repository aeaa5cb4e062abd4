/**
 * Protects that nothing in a config reaches a limit of AWS that the config does not check: the largest stacks that the
 * program makes are put before the sandbox, whose numbers are its own.
 */
import assert from "node:assert/strict";
import { AccessPolicies } from "../../components/accessPolicies";
import { EncryptedBucket } from "../../components/encryptedBucket";
import { ObjectEncryptionAudit } from "../../components/objectEncryptionAudit";
import type { ObjectEncryptionAuditArgs } from "../../arguments/interfaces";
import { longestPrefix } from "../../arguments/names";
import { uploadIdentityPolicy, uploadResourceControlPolicy, uploadServiceControlPolicy } from "../../encryption/accessPolicies";
import type { AwsEnvironment } from "../../encryption/arn";
import { excluding, type AuditScope } from "../../encryption/auditScope";
import { bucketDefault, bucketPolicy } from "../../encryption/bucketPolicy";
import { eventPatterns } from "../../encryption/eventPattern";
import { eventSelectors } from "../../encryption/eventSelectors";
import { AwsLimitError } from "../../encryption/limits";
import { catalogue } from "../../encryption/methods";
import { metricFilters } from "../../encryption/metricFilters";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { SandboxProvider } from "../../sandbox/provider/provider";
import { declare, of, type Registered } from "../components/declare";

const govCloud: AwsEnvironment = { partition: "aws-us-gov", region: "us-gov-west-1", accountId: "111122223333" };
const smallBus: AwsEnvironment = { partition: "aws", region: "eu-south-1", accountId: "111122223333" };

const namePrefix = "p".repeat(longestPrefix);
const tags = Object.fromEntries([...Array(47).keys()].map((number) => [`${number}`.padEnd(128, "k"), "v".repeat(256)]));
const requirementOf = (keys: number, { partition, region, accountId }: AwsEnvironment) => ({
  methods: ["sse-kms", "dsse-kms"] satisfies EncryptionRequirement["methods"] as ("sse-kms" | "dsse-kms")[],
  origin: "header" as const,
  kmsKeyArns: [...Array(keys).keys()].map((id) => `arn:${partition}:kms:${region}:${accountId}:key/${String(id).padStart(8, "0")}-12ab-34cd-56ef-1234567890ab`),
});
const bucketNames = (count: number): string[] => [...Array(count).keys()].map((number) => `${number}-`.padEnd(63, "b"));
const exemptions = (count: number): { arn: string; reason: string }[] =>
  [...Array(count).keys()].map((number) => ({ arn: `arn:aws-us-gov:iam::111122223333:role/${String(number).padEnd(64, "r")}`, reason: "r" }));

/** The largest number that something can be generated for without an AwsLimitError. */
function largest(generate: (count: number) => void): number {
  let [fits, tooMany] = [0, 1024];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    try {
      generate(middle);
      fits = middle;
    } catch (error) {
      if (!(error instanceof AwsLimitError)) throw error;
      tooMany = middle;
    }
  }
  assert.ok(fits > 0);
  return fits;
}

/** What the sandbox refuses of resources, in the region of a place. */
function refusals(registered: readonly Registered[], { region }: AwsEnvironment): string[] {
  const provider = new SandboxProvider();
  return registered.filter(({ custom }) => custom).flatMap(({ name, type, inputs }) => {
    const urn = `urn:pulumi:dev::project::${type}::${name}`;
    const checked = provider.check({ ...inputs }, { urn, olds: undefined, seed: Buffer.from("") });
    const found = checked.refusals.map(({ property, reason }) => `${type} ${property}: ${reason}`);
    try {
      provider.create(urn, checked.inputs, false, { region, defaultTags: {} });
    } catch (error) {
      found.push(`${type}: ${(error as Error).message}`);
    }
    return found;
  });
}

const logBucket = "l".repeat(63);
const scopeOf = (buckets: number): AuditScope => ({
  buckets: bucketNames(buckets),
  bucketPrefixes: ["shared-"],
  excludedBuckets: [],
});

describe("the largest stack is one that AWS takes", () => {
  for (const place of [govCloud, smallBus]) {
    it(`with as many buckets as a trail or the rules of ${place.region} have room for`, async () => {
      const count = largest((buckets) => {
        eventSelectors(excluding(scopeOf(buckets), logBucket), place.partition);
        eventPatterns(scopeOf(buckets), place.region);
      });
      const registered = await declare(() => {
        new ObjectEncryptionAudit(namePrefix, {
          namePrefix,
          tags,
          requirement: requirementOf(19, place),
          trail: { name: "t".repeat(128), multiRegion: true, kmsKey: "none", logBucket: { name: logBucket, expireAfterDays: 2_147_483_647 } },
          scope: { buckets: bucketNames(count), bucketPrefixes: ["shared-"] },
          logGroup: { name: "g".repeat(512), retentionDays: 3653 },
          alarms: { periodMinutes: 60, deniedUploads: Number.MAX_SAFE_INTEGER, silentHours: 168 },
          notifications: { emails: ["security@example.com"] },
        });
      }, place);
      assert.ok(of(registered, ":EventRule").length > 15, String(of(registered, ":EventRule").length));
      assert.deepEqual(refusals(registered, place), []);
    });
  }

  it("with every method approved, and as many keys as a filter has room for", async () => {
    const methods = catalogue.flatMap(({ id, applications }) => (applications.some(({ sseApplied }) => sseApplied.length > 0) ? [id] : []));
    const requirement = (keys: number): EncryptionRequirement => ({ ...requirementOf(keys, govCloud), methods, origin: "any" });
    const count = largest((keys) => metricFilters(requirement(keys)));
    assert.ok(count > 10, String(count));
    const registered = await declare(() => {
      new ObjectEncryptionAudit(namePrefix, { namePrefix, requirement: requirement(count) as NonNullable<ObjectEncryptionAuditArgs["requirement"]>, trail: { kmsKey: "none", logBucket: { name: logBucket } } });
    }, govCloud);
    assert.deepEqual(refusals(registered, govCloud), []);
  });

  it("with a bucket that exempts as many principals as its policy has room for", async () => {
    const bucketName = "b".repeat(63);
    const requirement = requirementOf(19, govCloud);
    const { partition } = govCloud;
    const count = largest((principals) => bucketPolicy({ partition, bucketName, requirement, default: bucketDefault(requirement), enforcement: "deny", exemptPrincipals: exemptions(principals) }));
    const registered = await declare(() => {
      new EncryptedBucket(bucketName, { bucketName, requirement, exemptPrincipals: exemptions(count), versioning: true, expireAfterDays: 1, tags });
    }, govCloud);
    assert.deepEqual(refusals(registered, govCloud), []);
  });

  it("with policies that name as many buckets and exempt as many principals as they have room for", async () => {
    const requirement = requirementOf(5, govCloud);
    const { partition } = govCloud;
    const common = { requirement, namePrefix, tags };
    const buckets = largest((count) => uploadIdentityPolicy(requirement, govCloud, bucketNames(count)));
    const ofScp = exemptions(largest((count) => uploadServiceControlPolicy(requirement, partition, exemptions(count))));
    const ofRcp = exemptions(largest((count) => uploadResourceControlPolicy(requirement, partition, exemptions(count))));
    assert.ok(ofScp.length > ofRcp.length, "the one may be longer than the other");
    const registered = await declare(() => {
      const targets = ["r-abcd", "111122223333"];
      new AccessPolicies("scp", { ...common, identity: true, bucketNames: bucketNames(buckets), serviceControl: { targets }, exemptPrincipals: ofScp });
      new AccessPolicies("rcp", { ...common, resourceControl: { targets }, exemptPrincipals: ofRcp });
    }, govCloud);
    assert.deepEqual(refusals(registered, govCloud), []);
  });
});
