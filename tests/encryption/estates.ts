/** Estates at random: accounts and regions, and the pipeline that audits them. */
import fc from "fast-check";
import { excluding, exclusionsFromPrefixes, type AuditScope } from "../../encryption/auditScope";
import { eventPatterns } from "../../encryption/eventPattern";
import { eventSelectors } from "../../encryption/eventSelectors";
import { metricFilters } from "../../encryption/metricFilters";
import { auditMetrics } from "../../encryption/metrics";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { uploadMessageRules, type UploadMessageRule } from "../../encryption/uploadMessages";
import { cloudTrailRecord, runPipeline, type PipelineDefinitions } from "../../simulator";
import { scopes } from "./scopes";

export interface Estate {
  readonly scope: AuditScope;
  /** Home's first. */
  readonly accounts: readonly string[];
  /** Home's first. */
  readonly regions: readonly string[];
  /** One trail of the organization, or one in each account. */
  readonly organization: boolean;
}

export const everyAccount = ["111122223333", "222233334444", "444455556666", "777788889999"] as const;
export const everyRegion = ["us-east-1", "eu-west-1", "us-west-2"] as const;

export const estates: fc.Arbitrary<Estate> = fc.record({
  scope: scopes,
  accounts: fc.shuffledSubarray([...everyAccount], { minLength: 1 }),
  regions: fc.shuffledSubarray([...everyRegion], { minLength: 1 }),
  organization: fc.boolean(),
});

/** What no upload here is: every method is an upload against it that counts under the method's own metric. */
const requirement: EncryptionRequirement = { methods: ["sse-s3"], origin: "any" };
const counting = auditMetrics(requirement).flatMap(({ kind, metricName }) => (kind === "method" || kind === "failure" ? metricName : []));

const logBucketIn = (account: string): string => `trail-${account}`;

/** The pipeline of an estate, as its components declare it (tests/components/estate.test.ts). */
export function pipelineOf({ scope, accounts: [home = "", ...others], regions: [homeRegion = "", ...further], organization }: Estate, stated = requirement): PipelineDefinitions {
  const patternsIn = (account: string, region: string, audited: AuditScope): { name: string; eventPattern: string }[] =>
    eventPatterns(audited, region, account).map((eventPattern, index) => ({ name: `${account} ${region} ${index}`, eventPattern }));
  const without = (account: string): AuditScope => (organization && account !== home ? scope : excluding(scope, logBucketIn(account)));
  const trailIn = (account: string) => [{ name: account, selectors: eventSelectors(organization ? excluding(scope, logBucketIn(home)) : without(account), "aws") }];
  const placeIn = (account: string, region: string) => ({ account, region, trails: trailIn(account), rules: patternsIn(account, region, without(account)) });
  return {
    ...placeIn(home, homeRegion),
    forwarding: [...further.map((region) => placeIn(home, region)), ...others.flatMap((account) => [homeRegion, ...further].map((region) => placeIn(account, region)))],
    hubRules: eventPatterns(scope, homeRegion).map((eventPattern, index) => ({ name: `hub ${index}`, eventPattern })),
    metricFilters: metricFilters(stated, exclusionsFromPrefixes(scope)),
    alarms: [],
  };
}

/** The same estate with the rules that make messages, in place of those that bring events to the log group. */
export function messagesOf(estate: Estate, stated: EncryptionRequirement): PipelineDefinitions {
  const { scope, accounts: [home = ""], regions: [region] } = estate;
  const named = (rules: readonly UploadMessageRule[]): { name: string; eventPattern: string }[] => rules.map(({ part, eventPattern }) => ({ name: part.part, eventPattern }));
  return {
    ...pipelineOf(estate, stated),
    rules: named(uploadMessageRules(stated, excluding(scope, logBucketIn(home)), { region, owner: home, excludedBuckets: exclusionsFromPrefixes(scope) })),
    hubRules: named(uploadMessageRules(stated, scope, { region })),
  };
}

/** How many times uploads count, each under one metric of its method or as denied. */
export function countOf(pipeline: PipelineDefinitions, records: readonly object[]): number {
  return runPipeline(pipeline, records).records.reduce((sum, { counted }) => sum + counted.filter(({ metricName }) => counting.includes(metricName)).length, 0);
}

export interface OwnedBucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

/** The records of an upload by somebody of an account: the bucket owner's, and where it is another account, the caller's. */
export function recordsOf(bucket: OwnedBucket, caller: string, eventName: string, denied = false): object[] {
  const record = (recipient: string): object => ({
    ...cloudTrailRecord(
      bucket,
      { action: "PutObject", key: "a/b", principal: { arn: `arn:aws:iam::${caller}:role/x`, account: caller } },
      denied
        ? { outcome: "denied", by: "noAllow", reason: "no statement allows it" }
        : { outcome: "stored", applied: { method: "sse-kms", origin: "default" }, sseApplied: "Default_SSE_KMS" },
      { time: new Date(0), region: bucket.region, recipient },
    ),
    eventName,
  });
  return [...new Set([bucket.account, caller])].map(record);
}

/**
 * The records of a copy from one bucket to another: of the account that has the target, of the caller's, and it may be of the one
 * that has the source. Each names both buckets.
 */
export function copyRecordsOf(from: OwnedBucket, to: OwnedBucket, caller: string, sourceFirst: boolean): object[] {
  const named = ({ name, account }: OwnedBucket): object[] => [
    { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${name}/a/b` },
    { accountId: account, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${name}` },
  ];
  const resources = sourceFirst ? [...named(from), ...named(to)] : [...named(to), ...named(from)];
  const [record = {}] = recordsOf(to, to.account, "CopyObject");
  return [...new Set([to.account, caller, from.account])].map((recipientAccountId) => ({ ...record, resources, recipientAccountId }));
}
