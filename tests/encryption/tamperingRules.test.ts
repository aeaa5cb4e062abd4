/** Protects the watch over the audit: each act of the catalogue on what is ours is told once, and no other. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { longestPlace } from "../../encryption/arn";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { partOf, tamperings, watchedParts, watchedResources } from "../../encryption/tampering";
import { tamperingRules, type ExpectedPrincipal } from "../../encryption/tamperingRules";
import { managementRecord, matchEventPattern as matchesPattern, toEventBridgeEvent, transformInput } from "../../simulator";
import { actsOn, audit, audits, deployer, eventOf, matching, place, rulesOf } from "./watched";

const account = place.accountId;
const somebody = { arn: `arn:aws:sts::${account}:assumed-role/ops/mallory` };
const words = ({ eventName, field, name }: { eventName: string; field: string | undefined; name: string }): string => `${eventName} by ${field ?? ""} on ${name}`;

describe("the catalogue of tampering", () => {
  it("names each act on a kind of resource once, and what it would do in a sentence", () => {
    const acts = tamperings.flatMap(({ service, eventNames, resource }) => eventNames.map((name) => `${service} ${name} ${resource}`));
    assert.equal(new Set(acts).size, acts.length);
    for (const { effect } of tamperings) assert.match(effect, /^[A-Z].*\.$/);
  });

  it("has acts on every kind of resource, and a part for each", () => {
    assert.deepEqual([...new Set(tamperings.map(({ resource }) => resource))].sort(), Object.keys(watchedResources).sort());
    assert.deepEqual([...new Set(tamperings.map(partOf))].sort(), Object.keys(watchedParts).sort());
  });
});

describe("the rules on tampering", () => {
  it("watch a trail that is named by its ARN by its name as well, and the other way round", () => {
    const arn = `arn:aws:cloudtrail:us-east-1:${account}:trail/central`;
    for (const trail of ["central", arn]) {
      const rules = rulesOf({ ...audit, trails: [trail] });
      const stops = actsOn({ ...audit, trails: ["central"] }, somebody).filter(({ tampering }) => tampering.resource === "trail");
      assert.ok(stops.some(({ name }) => name === "central") && stops.some(({ name }) => name === arn));
      for (const act of stops) assert.equal(matching(rules, act).length, act.ours ? 1 : 0, `${trail}: ${words(act)}`);
    }
  });

  it("match each act on what is the audit's by the rule of its part, and none on what is others'", () => {
    const rules = rulesOf();
    for (const act of actsOn(audit, somebody)) {
      assert.deepEqual(matching(rules, act), act.ours ? [`watch-${partOf(act.tampering)}`] : [], words(act));
    }
  });

  it("match attempts that were refused as well, where their record names the resource", () => {
    const [act] = actsOn(audit, somebody).filter(({ ours }) => ours);
    assert.ok(act);
    assert.equal(matching(rulesOf(), { ...act, errorCode: "AccessDenied" }).length, 1);
  });

  it("do not match other calls of the same services on the same resources", () => {
    for (const [service, eventName, requestParameters] of [
      ["cloudtrail", "StartLogging", { name: audit.trails[0] }],
      ["events", "EnableRule", { name: `${audit.namePrefix}-uploads` }],
      ["s3", "PutBucketTagging", { bucketName: "acme-orders" }],
      ["logs", "PutRetentionPolicy", { logGroupName: "/another" }],
      ["lambda", "RemovePermission", { functionName: audit.namePrefix }],
    ] as const) {
      const event = toEventBridgeEvent(managementRecord({ service, eventName, requestParameters, principal: somebody, account, region: place.region, time: new Date(0) }));
      assert.deepEqual(rulesOf().filter(({ eventPattern }) => matchesPattern(eventPattern, event)), [], eventName);
    }
  });

  it("without keys have no rule on keys, and without a log bucket none that names one", () => {
    assert.deepEqual(rulesOf({ ...audit, kmsKeyArns: [] }).map(({ part }) => part), ["trail", "log", "alarm", "bucket"]);
    assert.ok(!rulesOf({ ...audit, logBucket: undefined })[0]?.eventPattern.includes("s3.amazonaws.com"));
  });

  it("leave an exempt role's sessions, users and the root alone, and nobody else", () => {
    const user = `arn:aws:iam::${account}:user/admin`;
    const root = `arn:aws:iam::${account}:root`;
    const exempt = [deployer, `arn:aws:iam::${account}:role/ci-*`, user, root];
    const rules = rulesOf(audit, exempt);
    const told = (arn: string): boolean => {
      const [act] = actsOn(audit, { arn }).filter(({ ours }) => ours);
      assert.ok(act);
      return matching(rules, act).length > 0;
    };
    // A session's record has the role with its path; the session's own ARN has none.
    for (const arn of [deployer, `arn:aws:iam::${account}:role/ci-eu`, user, root]) assert.equal(told(arn), false, arn);
    for (const arn of [somebody.arn, `arn:aws:iam::${account}:role/pipeline`, `arn:aws:iam::${account}:role/deploy/pipeline2`, `arn:aws:iam::${account}:user/admin2`, `arn:aws:iam::999988887777:role/ci-eu`]) {
      assert.equal(told(arn), true, arn);
    }
    const [act] = actsOn(audit, { service: "config.amazonaws.com" }).filter(({ ours }) => ours);
    assert.ok(act && matching(rules, act).length === 1, "a service has neither ARN nor role");
  });

  it("property: whatever the audit, each act on what is ours is told by one rule that AWS accepts, unless by an exempt principal", () => {
    const exemptions = fc.subarray([deployer, `arn:aws:iam::${account}:role/ci-*`, `arn:aws:iam::${account}:user/admin`]);
    const principals = fc.constantFrom(somebody.arn, deployer, `arn:aws:iam::${account}:role/ci-1`, `arn:aws:iam::${account}:user/admin`, `arn:aws:iam::${account}:user/x`);
    fc.assert(
      fc.property(audits, exemptions, principals, fc.nat(), (of, exempt, arn, pick) => {
        const rules = rulesOf(of, exempt);
        for (const { eventPattern } of rules) assert.ok(eventPattern.length <= awsLimits.eventPatternCharacters);
        assert.equal(new Set(rules.map(({ suffix }) => suffix)).size, rules.length);
        const acts = actsOn(of, { arn });
        const isExempt = exempt.some((one) => one === arn || (one.endsWith("*") && arn.startsWith(one.slice(0, -1))));
        for (let index = pick % 7; index < acts.length; index += 7) {
          const act = acts[index];
          if (act) assert.equal(matching(rules, act).length, act.ours && !isExempt ? 1 : 0, `${words(act)} by ${arn}`);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("property: are as many as for the longest names, so that what is not known yet does not decide it", () => {
    const expected: ExpectedPrincipal[] = [{ arn: deployer, reason: "deploys" }];
    fc.assert(
      fc.property(audits, (of) => {
        const longest = { audit: { ...of, topicArn: `arn:aws-us-gov:sns:ap-southeast-1:${account}:${"t".repeat(256)}`, kmsKeyArns: of.kmsKeyArns.map((arn) => arn.replace("arn:aws:kms:us-east-1", "arn:aws-us-gov:kms:ap-southeast-1")) }, place: longestPlace };
        const planned = tamperingRules(longest.audit, longest.place, expected);
        const made = tamperingRules(of, place, expected, longest);
        assert.deepEqual(made.map(({ suffix }) => suffix), planned.map(({ suffix }) => suffix));
        for (const { eventPattern } of made) assert.ok(eventPattern.length <= awsLimits.eventPatternCharacters);
      }),
      { numRuns: 30 },
    );
  });

  it("refuse more exemptions or exclusions than a pattern has room for, naming the config key", () => {
    const many = Array.from({ length: 60 }, (_, index) => `arn:aws:iam::${account}:role/a-rather-long-role-name-${index}`);
    const excess = (work: () => unknown): string | undefined => {
      try {
        work();
        return undefined;
      } catch (error) {
        assert.ok(error instanceof AwsLimitError);
        return error.excess;
      }
    };
    assert.equal(excess(() => rulesOf(audit, many)), "expectedPrincipals");
    const excludedBuckets = Array.from({ length: 40 }, (_, index) => `acme-a-rather-long-bucket-name-that-is-excluded-${index}`);
    assert.equal(excess(() => rulesOf({ ...audit, scope: { buckets: "all", excludedBuckets } })), "excludedBuckets");
  });
});

describe("the messages on tampering", () => {
  it("say in a person's words what was done to what, by whom, from where and when", () => {
    const rules = rulesOf();
    for (const act of actsOn(audit, somebody).filter(({ ours, field }) => ours && field !== undefined)) {
      const [rule] = rules.filter(({ suffix }) => matching(rules, act).includes(suffix));
      assert.ok(rule);
      const text = transformInput(rule.message, eventOf(act));
      for (const part of [act.eventName, act.name, somebody.arn, "203.0.113.10", "1970-01-01T00:00:00Z", account, place.region, "docs/runbook.md#somebody-touched-the-audit-itself"]) {
        assert.ok(text.includes(part), `${part} in ${text}`);
      }
      assert.doesNotMatch(text, /<|undefined/);
    }
  });

  it("say so where an attempt was refused", () => {
    const [act] = actsOn(audit, somebody).filter(({ ours }) => ours);
    const [rule] = rulesOf();
    assert.ok(act && rule);
    assert.match(transformInput(rule.message, eventOf({ ...act, errorCode: "AccessDenied" })), /error: AccessDenied/);
  });
});
