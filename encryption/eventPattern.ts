/**
 * EventBridge event patterns that pick the audited uploads from the account's default bus.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
import { exclusionsFromPrefixes, uploadEventNames, type AuditScope } from "./auditScope";
import { AwsLimitError, awsLimits, eventRulesOnBus } from "./limits";

/** Of a bus's rules, the share that one stack takes, by this project's own choice: other rules are on the bus as well. */
const shareOfBus = 1 / 3;

type BucketMatcher = string | { prefix: string } | { "anything-but": string[] };

/**
 * Event patterns, as JSON text, that together match each audited upload once.
 *
 * One pattern, unless the bucket list is longer than AWS lets a pattern be: then the list is spread over several.
 * Since an event that two rules match would be logged and counted twice, buckets that a prefix covers are left to it,
 * and prefixes of prefixes likewise. Of buckets that are excluded from a prefix the patterns match copies from other buckets:
 * see {@link exclusionsFromPrefixes}.
 * @param region of the bus, where it is known: some buses take fewer rules
 * @param owner an account, where only uploads to its own buckets are to match: one from another account into one of these is
 *   recorded in both, and counts where the bucket is
 * @throws AwsLimitError when the list needs more rules than one stack should put on a bus
 * @throws Error when the scope names no bucket
 */
export function eventPatterns(scope: AuditScope, region?: string, owner?: string): string[] {
  if (scope.buckets === "all") {
    const { excludedBuckets } = scope;
    // A negation cannot be spread over rules: each would let the others' exclusions through.
    const pattern = render(excludedBuckets.length > 0 ? [{ "anything-but": [...excludedBuckets] }] : undefined, [], owner);
    if (pattern.length > awsLimits.eventPatternCharacters) throw tooManyExclusions(excludedBuckets, pattern);
    return [pattern];
  }
  const prefixes = scope.bucketPrefixes.filter(
    (prefix, index, all) => !all.some((other, at) => prefix.startsWith(other) && (prefix !== other || at < index)),
  );
  const covered = (name: string): boolean => prefixes.some((prefix) => name.startsWith(prefix));
  const names = new Set(scope.buckets.filter((name) => !covered(name) && !scope.excludedBuckets.includes(name)));
  const excluded = exclusionsFromPrefixes(scope);
  const matchers: BucketMatcher[] = [...names, ...prefixes.map((prefix) => ({ prefix }))];
  if (matchers.length === 0) throw new Error("the audit scope names no bucket");

  const patterns: string[] = [];
  let chunk: BucketMatcher[] = [];
  for (const matcher of matchers) {
    if (chunk.length > 0 && render([...chunk, matcher], excluded, owner).length > awsLimits.eventPatternCharacters) {
      patterns.push(render(chunk, excluded, owner));
      chunk = [];
    }
    chunk.push(matcher);
  }
  patterns.push(render(chunk, excluded, owner));
  const tooLong = patterns.find((pattern) => pattern.length > awsLimits.eventPatternCharacters);
  if (tooLong !== undefined) throw tooManyExclusions(excluded, tooLong);
  const rulesOnBus = eventRulesOnBus(region);
  const mostRules = Math.floor(rulesOnBus * shareOfBus);
  if (patterns.length > mostRules) {
    throw new AwsLimitError(
      "auditedBuckets",
      `${matchers.length} buckets and prefixes need ${patterns.length} EventBridge rules; this program puts at most ` +
        `${mostRules} of the ${rulesOnBus} that a bus may have${region === undefined ? "" : ` in ${region}`}`,
    );
  }
  return patterns;
}

function tooManyExclusions(excludedBuckets: readonly string[], pattern: string): AwsLimitError {
  return new AwsLimitError(
    "excludedBuckets",
    `${excludedBuckets.length} excluded buckets, the log bucket of a created trail counted, need an event pattern of ${pattern.length} characters; AWS allows ` +
      `${awsLimits.eventPatternCharacters}`,
  );
}

/**
 * @param bucketName what bucket names match, any of them; undefined for every name
 * @param excluded buckets that a prefix among them matches, but that are not audited. The values of one field are ORed,
 *   so they are told by another one, the bucket among the event's resources: conditions on an array hold for one
 *   element. Its ARN ends with the bucket's name. A copy from another bucket names that one, too, and matches.
 * @param owner the account of the bucket, or undefined for any. A caller who is denied finds an empty text for that account in
 *   the record, which matches no account; the bucket's owner finds it there. A record without the field matches as well: none is
 *   known, but it should rather count twice than not at all.
 *   https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-receive-logs-from-multiple-accounts.html
 */
function render(bucketName: BucketMatcher[] | undefined, excluded: readonly string[] = [], owner?: string): string {
  const suffixes = excluded.map((name) => `:::${name}`);
  return JSON.stringify({
    source: ["aws.s3"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["s3.amazonaws.com"],
      eventName: uploadEventNames,
      ...(bucketName && { requestParameters: { bucketName } }),
      ...((excluded.length > 0 || owner !== undefined) && {
        resources: {
          type: ["AWS::S3::Bucket"],
          ...(owner !== undefined && { accountId: [owner, { exists: false }] }),
          // The form that the user guide shows, where it will do: Event Ruler's own checker takes no list here.
          ...(excluded.length > 0 && { ARN: [{ "anything-but": { suffix: suffixes.length === 1 ? suffixes[0] : suffixes } }] }),
        },
      }),
    },
  });
}
