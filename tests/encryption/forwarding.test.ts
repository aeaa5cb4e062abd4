/** Protects what an estate counts: uploads of each of its accounts and regions, each once; and who may forward to its bus. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { updateEventName, uploadEventNames } from "../../encryption/auditScope";
import { eventPatterns } from "../../encryption/eventPattern";
import { forwardingName, forwardingPermission, forwardingTrust, hubBusArn, hubPolicy, hubRules } from "../../encryption/forwarding";
import { AwsLimitError, awsLimits } from "../../encryption/limits";
import { matchEventPattern, toEventBridgeEvent } from "../../simulator";
import { copyRecordsOf, countOf, estates, everyAccount, everyRegion, pipelineOf, recordsOf, type Estate, type OwnedBucket } from "./estates";
import { allBuckets, bucketNames, isAudited } from "./scopes";

const home = { partition: "aws", region: "eu-west-1", accountId: "111122223333" };
const outside = "999900001111";

const buckets: fc.Arbitrary<OwnedBucket> = fc.record({
  name: bucketNames,
  account: fc.constantFrom(...everyAccount, outside),
  region: fc.constantFrom(...everyRegion, "ap-south-1"),
});
const callers = fc.constantFrom(...everyAccount, outside);

const counts = ({ scope, accounts, regions }: Estate, { name, account, region }: OwnedBucket): boolean =>
  accounts.includes(account) && regions.includes(region) && isAudited(scope, name);

describe("an estate", () => {
  it("property: counts each upload to an audited bucket of its accounts and regions once, stored or denied, whoever makes it, and no other", () => {
    fc.assert(
      fc.property(estates, buckets, callers, fc.constantFrom(...uploadEventNames.filter((name) => name !== updateEventName)), fc.boolean(), (estate, bucket, caller, eventName, denied) => {
        assert.equal(countOf(pipelineOf(estate), recordsOf(bucket, caller, eventName, denied)), counts(estate, bucket) ? 1 : 0);
      }),
      { numRuns: 300 },
    );
  });

  it("property: misses no copy into an audited bucket, and counts one twice only where it comes from a bucket of another of its accounts", () => {
    fc.assert(
      fc.property(estates, buckets, buckets, callers, fc.boolean(), (estate, from, to, caller, sourceFirst) => {
        fc.pre(from.name !== to.name || (from.account === to.account && from.region === to.region));
        const count = countOf(pipelineOf(estate), copyRecordsOf(from, to, caller, sourceFirst));
        const expected = counts(estate, to) ? 1 : 0;
        if (from.account === to.account) assert.equal(count, expected);
        else assert.ok(count >= expected && count <= 2 && (expected === 1 || count <= 1), `${count}`);
      }),
      { numRuns: 300 },
    );
  });

  it("tells the uploads of an account's own buckets by the bucket, not by what else a record names", () => {
    const [pattern] = eventPatterns(allBuckets, undefined, "111122223333");
    const matches = (resources: unknown): boolean => {
      const [record] = recordsOf({ name: "aaa", account: "222233334444", region: "eu-west-1" }, "111122223333", "PutObject");
      return matchEventPattern(pattern, toEventBridgeEvent({ ...record, resources }));
    };
    const object = { type: "AWS::S3::Object", ARN: "arn:aws:s3:::aaa/k" };
    const bucket = (accountId?: string): object => ({ type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::aaa", ...(accountId !== undefined && { accountId }) });
    assert.equal(matches([object, bucket("111122223333")]), true);
    assert.equal(matches([object, bucket("222233334444")]), false);
    assert.equal(matches([object, bucket("222233334444"), { type: "AWS::S3::AccessPoint", accountId: "111122223333", ARN: "arn:aws:s3:eu-west-1:111122223333:accesspoint/a" }]), false, "an access point of the caller's");
    assert.equal(matches([object, bucket()]), true, "a record that tells no account counts rather than being missed");
  });

  it("splits a long list over as many rules for any account", () => {
    const names = Array.from({ length: 200 }, (_, index) => `acme-warehouse-${index}`);
    const scope = { buckets: names, bucketPrefixes: [], excludedBuckets: [] };
    const patterns = eventPatterns(scope, undefined, "111122223333");
    assert.ok(patterns.length > eventPatterns(scope).length - 1 && patterns.length > 1);
    for (const pattern of patterns) assert.ok(pattern.length <= awsLimits.eventPatternCharacters);
  });
});

describe("the bus at home", () => {
  it("lets in the accounts that forward, by their names, and nobody else", () => {
    const { Statement } = hubPolicy(home, "audit", ["222233334444", "444455556666"]);
    assert.deepEqual(Statement, [
      {
        Sid: "AuditedAccountsToUploads",
        Effect: "Allow",
        Principal: { AWS: ["arn:aws:iam::222233334444:root", "arn:aws:iam::444455556666:root"] },
        Action: "events:PutEvents",
        Resource: "arn:aws:events:eu-west-1:111122223333:event-bus/audit-uploads",
      },
    ]);
  });

  it("has a policy that AWS takes, or says how many accounts are too many", () => {
    const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index).padStart(12, "0"));
    assert.ok(JSON.stringify(hubPolicy(home, "audit", ids(250))).length <= 10_240);
    assert.throws(() => hubPolicy(home, "audit", ids(320)), (error) => error instanceof AwsLimitError && error.excess === "accounts" && /320 accounts/.test(error.message));
  });

  it("names its rules for the dead-letter queue as AWS does rules of a bus", () => {
    assert.equal(hubRules("audit"), "audit-uploads/audit-hub*");
  });
});

describe("the role that forwards", () => {
  it("is EventBridge's alone, on behalf of the rules that forward from its account", () => {
    const { Statement } = forwardingTrust({ ...home, accountId: "222233334444" }, "audit");
    assert.deepEqual(Statement[0]?.Condition, {
      StringEquals: { "aws:SourceAccount": "222233334444" },
      ArnLike: { "aws:SourceArn": `arn:aws:events:*:222233334444:rule/${forwardingName("audit")}*` },
    });
    assert.deepEqual(Statement[0]?.Principal, { Service: "events.amazonaws.com" });
  });

  it("puts events on the bus at home, and can do nothing else", () => {
    const { Statement } = forwardingPermission(home, "audit");
    assert.deepEqual(Statement.map(({ Effect, Action, Resource }) => [Effect, Action, Resource]), [["Allow", "events:PutEvents", hubBusArn(home, "audit")]]);
  });
});
