/**
 * EventBridge event patterns that pick the audited uploads from the account's default bus.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
import { exclusionsFromPrefixes, uploadEventNames, type AuditScope } from "./auditScope";
import { AwsLimitError, awsLimits, eventRulesOnBus } from "./limits";

/** Of a bus's rules, the share that one stack takes, by this project's own choice: other rules are on the bus as well. */
const shareOfBus = 1 / 3;

/** A value of a field that event patterns compare: a text, or what one begins or ends with, or all but some. */
export type Matcher = string | { prefix: string } | { suffix: string } | { exists: true } | { "anything-but": string[] };

/** How many rules of one kind a stack puts on a bus, at most. */
export function rulesOfStack(region?: string): number {
  return Math.floor(eventRulesOnBus(region) * shareOfBus);
}

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
 * @param detail what the uploads' events have beside that
 * @param longest the same as long as it can be, where it is not known yet: it decides how many patterns there are
 * @throws AwsLimitError when the list needs more rules than one stack should put on a bus
 * @throws Error when the scope names no bucket
 */
export function eventPatterns(scope: AuditScope, region?: string, owner?: string, detail: object = {}, longest: object = detail): string[] {
  const matchers = bucketMatchers(scope);
  if (scope.buckets === "all") {
    const pattern = render(matchers, [], owner, longest);
    if (pattern.length > awsLimits.eventPatternCharacters) throw tooManyExclusions(scope.excludedBuckets, pattern);
    return [render(matchers, [], owner, detail)];
  }
  const excluded = exclusionsFromPrefixes(scope);
  const chunks: Matcher[][] = [];
  let chunk: Matcher[] = [];
  for (const matcher of matchers ?? []) {
    if (chunk.length > 0 && render([...chunk, matcher], excluded, owner, longest).length > awsLimits.eventPatternCharacters) {
      chunks.push(chunk);
      chunk = [];
    }
    chunk.push(matcher);
  }
  chunks.push(chunk);
  const tooLong = chunks.map((one) => render(one, excluded, owner, longest)).find((pattern) => pattern.length > awsLimits.eventPatternCharacters);
  if (tooLong !== undefined) throw tooManyExclusions(excluded, tooLong);
  const rulesOnBus = eventRulesOnBus(region);
  const mostRules = rulesOfStack(region);
  if (chunks.length > mostRules) {
    throw new AwsLimitError(
      "auditedBuckets",
      `${matchers?.length ?? 0} buckets and prefixes need ${chunks.length} EventBridge rules; this program puts at most ` +
        `${mostRules} of the ${rulesOnBus} that a bus may have${region === undefined ? "" : ` in ${region}`}`,
    );
  }
  return chunks.map((one) => render(one, excluded, owner, detail));
}

/**
 * What the names of the audited buckets match, each of them once; undefined where every name does.
 * @throws Error when the scope names no bucket
 */
export function bucketMatchers(scope: AuditScope): Matcher[] | undefined {
  const { excludedBuckets } = scope;
  // A negation cannot be spread over rules: each would let the others' exclusions through.
  if (scope.buckets === "all") return excludedBuckets.length > 0 ? [{ "anything-but": [...excludedBuckets] }] : undefined;
  const prefixes = scope.bucketPrefixes.filter(
    (prefix, index, all) => !all.some((other, at) => prefix.startsWith(other) && (prefix !== other || at < index)),
  );
  const covered = (name: string): boolean => prefixes.some((prefix) => name.startsWith(prefix));
  const names = new Set(scope.buckets.filter((name) => !covered(name) && !excludedBuckets.includes(name)));
  const matchers = [...names, ...prefixes.map((prefix) => ({ prefix }))];
  if (matchers.length === 0) throw new Error("the audit scope names no bucket");
  return matchers;
}

/**
 * Of an event's detail, what leaves out buckets that a prefix matches, and buckets of other accounts. The values of one field are
 * ORed, so they are told by another one, the bucket among the event's resources: conditions on an array hold for one element.
 * Its ARN ends with the bucket's name. A copy from another bucket names that one, too, and matches.
 * @param owner the account of the bucket, or undefined for any. A caller who is denied finds an empty text for that account in
 *   the record, which matches no account; the bucket's owner finds it there. A record without the field matches as well: none is
 *   known, but it should rather count twice than not at all.
 *   https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-receive-logs-from-multiple-accounts.html
 */
export function ofBuckets(excluded: readonly string[], owner?: string): object {
  if (excluded.length === 0 && owner === undefined) return {};
  const suffixes = excluded.map((name) => `:::${name}`);
  return {
    resources: {
      type: ["AWS::S3::Bucket"],
      ...(owner !== undefined && { accountId: [owner, { exists: false }] }),
      // The form that the user guide shows, where it will do: Event Ruler's own checker takes no list here.
      ...(excluded.length > 0 && { ARN: [{ "anything-but": { suffix: suffixes.length === 1 ? suffixes[0] : suffixes } }] }),
    },
  };
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
 * @param excluded buckets that a prefix among them matches, but that are not audited
 * @param owner see {@link ofBuckets}
 * @param beside what else the event's detail has, or has in place of what every upload has
 */
function render(bucketName: readonly Matcher[] | undefined, excluded: readonly string[], owner: string | undefined, beside: object): string {
  return JSON.stringify({
    source: ["aws.s3"],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: {
      eventSource: ["s3.amazonaws.com"],
      eventName: uploadEventNames,
      ...(bucketName && { requestParameters: { bucketName } }),
      ...ofBuckets(excluded, owner),
      ...beside,
    },
  });
}
