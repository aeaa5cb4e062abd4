/** An audit to watch over, the acts that can be done to it, and who is told, as the words of the catalogue say it. */
import fc from "fast-check";
import type { AwsEnvironment } from "../../encryption/arn";
import { excluding } from "../../encryption/auditScope";
import { tamperings, type Tampering, type WatchedResource } from "../../encryption/tampering";
import { tamperingRules, type TamperingRule, type WatchedAudit } from "../../encryption/tamperingRules";
import { managementRecord, matchEventPattern, toEventBridgeEvent, type RequestPrincipal } from "../../simulator";
import { isAudited } from "./scopes";

export const place: AwsEnvironment = { partition: "aws", region: "us-east-1", accountId: "111122223333" };
const { accountId } = place;
const prefix = "s3-encryption-audit-dev";
export const topicArn = `arn:aws:sns:us-east-1:${accountId}:${prefix}-alarms`;
export const keyArn = (index = 0): string => `arn:aws:kms:us-east-1:${accountId}:key/1234abcd-12ab-34cd-56ef-${String(index).padStart(12, "0")}`;
export const deployer = `arn:aws:iam::${accountId}:role/deploy/pipeline`;

/** What the dev environment deploys, more or less. */
export const audit: WatchedAudit = {
  scope: { buckets: ["acme-orders"], bucketPrefixes: ["team-"], excludedBuckets: ["team-logs"] },
  namePrefix: prefix,
  trails: [prefix],
  logBucket: `${prefix}-trail-${accountId}`,
  logGroupName: "/aws/events/sse-objects",
  topicArn,
  kmsKeyArns: [keyArn(), keyArn(1)],
};

/** An act: what is done, how its record names what it is done to, and by whom. */
export interface Act {
  readonly tampering: Tampering;
  readonly eventName: string;
  readonly field: string | undefined;
  readonly name: string;
  readonly principal: RequestPrincipal;
  readonly errorCode?: string;
}

/** The event of an act on EventBridge's bus. */
export function eventOf({ tampering, eventName, field, name, principal, errorCode }: Act): object {
  const path = field?.split(".") ?? [];
  const [root, ...keys] = path;
  const value = keys.at(-1) === "alarmNames" ? ["another-alarm", name] : name;
  const nested = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
  const ofBucket = tampering.service === "s3" ? [{ accountId, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${name}` }] : undefined;
  const resources = root === "resources" ? [{ accountId, type: "AWS::KMS::Key", ARN: name }] : ofBucket;
  return toEventBridgeEvent(
    managementRecord({
      service: tampering.service,
      eventName,
      principal,
      requestParameters: root === "requestParameters" ? nested : { keyId: name },
      ...(resources && { resources }),
      ...(errorCode !== undefined && { errorCode }),
      account: accountId,
      region: place.region,
      time: new Date(0),
    }),
  );
}

/** The rules that match an act. */
export function matching(rules: readonly TamperingRule[], act: Act): string[] {
  const event = eventOf(act);
  return rules.filter(({ eventPattern }) => matchEventPattern(eventPattern, event)).map(({ suffix }) => suffix);
}

/** Names that an audit's resources have, by which an act reaches them, and names that others have. */
export function namesOf({ resource }: Tampering, of: WatchedAudit, here: AwsEnvironment): { readonly ours: string[]; readonly others: string[] } {
  const arn = (service: string, rest: string): string => `arn:${here.partition}:${service}:${here.region}:${here.accountId}:${rest}`;
  const named: Record<WatchedResource, { ours: string[]; others: string[] }> = {
    trail: { ours: [...of.trails, ...of.trails.map((name) => arn("cloudtrail", `trail/${name}`))], others: ["another-trail", `${of.namePrefix}x`] },
    // Of the others the audited ones are told as such: see bucket.
    logBucket: { ours: of.logBucket === undefined ? [] : [of.logBucket], others: isAudited(of.scope, "another-bucket") ? [] : ["another-bucket"] },
    rule: { ours: [`${of.namePrefix}-uploads`, `${of.namePrefix}-watch-key`], others: ["another", of.namePrefix.slice(1)] },
    logGroup: { ours: [of.logGroupName], others: ["/aws/lambda/x", `${of.logGroupName}2`] },
    logResourcePolicy: { ours: [`${of.namePrefix}-uploads`], others: ["another"] },
    allLogGroups: { ours: ["whatever"], others: [] },
    alarm: { ours: [`${of.namePrefix}-sse-c-header`, `${of.namePrefix}-dead-letters`], others: ["another"] },
    topic: { ours: [of.topicArn], others: [`${of.topicArn}2`] },
    subscription: { ours: [`${of.topicArn}:0f0e0d0c-0b0a-0908-0706-050403020100`], others: [`${of.topicArn}2:0f0e0d0c`] },
    queue: {
      ours: ["sqs.us-east-1.amazonaws.com", "queue.amazonaws.com"].map((host) => `https://${host}/${here.accountId}/${of.namePrefix}-dead-letters`),
      others: [`https://sqs.us-east-1.amazonaws.com/999988887777/${of.namePrefix}-dead-letters`, `https://sqs.us-east-1.amazonaws.com/${here.accountId}/x`],
    },
    bucket: bucketNames(of),
    key: { ours: [...of.kmsKeyArns], others: [keyArn(999_999)] },
  };
  return named[resource];
}

function bucketNames({ scope, logBucket }: WatchedAudit): { ours: string[]; others: string[] } {
  const known = scope.buckets === "all" ? ["any-bucket"] : [...scope.buckets, ...scope.bucketPrefixes.map((prefixOf) => `${prefixOf}x1`)];
  const all = [...known, ...scope.excludedBuckets, "elsewhere-1"].filter((name) => name !== logBucket);
  return { ours: all.filter((name) => isAudited(scope, name)), others: all.filter((name) => !isAudited(scope, name)) };
}

/** Every act of the catalogue on every name, ours and others', by one principal. */
export function actsOn(of: WatchedAudit, principal: RequestPrincipal, here = place): (Act & { readonly ours: boolean })[] {
  return tamperings.flatMap((tampering) => {
    const { ours, others } = namesOf(tampering, of, here);
    const fields = tampering.namedIn.length === 0 ? [undefined] : tampering.namedIn;
    return tampering.eventNames.flatMap((eventName) =>
      fields.flatMap((field) =>
        [...ours.map((name) => ({ name, ours: true })), ...others.map((name) => ({ name, ours: false }))].map((one) => ({ tampering, eventName, field, principal, ...one })),
      ),
    );
  });
}

export const rulesOf = (of: WatchedAudit = audit, exempt: readonly string[] = []): TamperingRule[] =>
  tamperingRules(of, place, exempt.map((arn) => ({ arn, reason: "expected" })));

const word = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789".split("")), minLength: 3, maxLength: 20 });

/** Audits at random. */
export const audits: fc.Arbitrary<WatchedAudit> = fc.record({
  scope: fc.oneof(
    fc.uniqueArray(word, { maxLength: 8 }).map((excludedBuckets) => ({ buckets: "all" as const, excludedBuckets })),
    fc.record({
      buckets: fc.uniqueArray(word.map((name) => `b-${name}`), { minLength: 1, maxLength: 90 }),
      bucketPrefixes: fc.uniqueArray(word.map((name) => `p-${name}-`), { maxLength: 4 }),
      excludedBuckets: fc.constant([] as string[]),
    }),
  ),
  namePrefix: word.map((name) => `audit-${name}`),
  trails: fc.uniqueArray(word.map((name) => `trail-${name}`), { minLength: 1, maxLength: 2 }),
  logBucket: fc.option(word.map((name) => `logs-${name}`), { nil: undefined }),
  logGroupName: fc.oneof(word, fc.integer({ min: 1, max: 512 }).map((length) => "g".repeat(length))),
  topicArn: word.map((name) => `arn:aws:sns:us-east-1:${accountId}:${name}`),
  kmsKeyArns: fc.integer({ min: 0, max: 60 }).map((count) => Array.from({ length: count }, (_, index) => keyArn(index))),
}).map((one) => (one.logBucket === undefined ? one : { ...one, scope: excluding(one.scope, one.logBucket) }));
