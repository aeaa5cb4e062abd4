/**
 * The holes of a bucket: requests that would end as an object against the requirement, because neither its policy denies
 * them nor its encryption rule blocks them.
 *
 * Every request of asks.ts is put to the policy in every way that access.ts finds, for each account that the bucket may be
 * of. A hole names the way with the fewest exceptions.
 */
import { parsePolicyDocument } from "../simulator";
import { accessPointsOf } from "./accessPoints";
import type { Ask } from "./asks";
import { knownBucket, type Hole, type JudgedBucket, type JudgeOptions, type Judgement, type Untold } from "./bucket";
import { Inquiry, mostSteps } from "./inquiry";
import { shutOut } from "./shutOut";
import { isOffence, type OpenBucket } from "./uploads";
import { look } from "./ways";

/**
 * Judges a bucket.
 * @param open the same bucket without its policy
 */
export function judge(bucket: JudgedBucket, options: JudgeOptions, open: OpenBucket): Judgement {
  const parsed = bucket.policy === undefined ? undefined : parsePolicyDocument(bucket.policy, "bucket", knownBucket(bucket));
  if (parsed && !parsed.valid) return { valid: false, problems: parsed.problems };
  const policy = parsed?.document;
  const points = accessPointsOf(bucket, policy);
  const { problems } = points(bucket.place.account);
  if (problems.length > 0) return { valid: false, problems };
  const inquiry = new Inquiry(bucket, policy, options, open, points);
  // Whoever is let in by an exception writes to the bucket, whether the exception is allowed or not.
  const everybody = (): Inquiry => (inquiry.allowsNoException ? inquiry : new Inquiry(bucket, policy, { ...options, isAllowedException: () => false }, open, points));
  return { valid: true, ...holesOf(inquiry, options, open), shutOut: policy ? shutOut(bucket, policy, options, everybody) : [] };
}

function holesOf(inquiry: Inquiry, { statedBlocksOnly, trustUnknownAccessPoints: throughAny }: JudgeOptions, open: OpenBucket): { holes: readonly Hole[]; untold: readonly Untold[] } {
  const { owners } = inquiry;
  const untold = new Map<string, Untold>();
  const note = (one: Untold): unknown => untold.set(JSON.stringify(one), one);
  const as = look(mostSteps, { ...(throughAny && { throughAny }) });
  const holeOf = (ask: Ask): Hole[] => {
    const blockedByDefault = !statedBlocksOnly && open.isBlockedByDefault(ask);
    const found = owners.list.map((account) => ({ account, ...inquiry.find(ask, account, isOffence, as) }));
    const first = found.find(({ way }) => way);
    if (!first?.way) {
      // Where only methods of the future may get in, or what S3 blocks by itself, what was left out can hide no other hole.
      const without = ask.future || blockedByDefault ? [] : found.flatMap((one) => (one.way ? [] : one));
      without.flatMap((other) => other.untold).forEach(note);
      if (!owners.complete && without.some(({ whoeverOwns }) => !whoeverOwns)) note({ kind: "owners" });
      return [];
    }
    const { account, way } = first;
    const { upload, key } = inquiry.uploadOf(ask, way);
    const how = open.fate(account, upload);
    if (!isOffence(how)) throw new Error(`${ask.words} was found to break the requirement, and does not`);
    // What may have been overlooked shuts nobody out.
    const closed = owners.named.includes(account) ? [] : found.filter((other) => !other.way && other.untold.length === 0 && owners.named.includes(other.account));
    const unlessOf = closed.map((other) => other.account);
    return [{ request: ask.words, family: ask.family, ...(ask.key !== undefined && { keyWords: ask.key }), future: ask.future, blockedByDefault, ...how, ...way.passage, ...(key !== undefined && { key }), upload, bucketAccount: account, unlessOf }];
  };
  return { holes: inquiry.asks.flatMap(holeOf), untold: [...untold.values()] };
}
