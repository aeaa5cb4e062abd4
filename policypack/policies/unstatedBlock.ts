/** What nothing but S3's own setting blocks: advice to state it, within the report of a bucket or as one of its own. */
import type { ReportViolation } from "@pulumi/policy";
import { blockedEncryptionTypes } from "../../encryption/blockedTypes";
import type { Hole } from "../../judge/bucket";
import { list } from "../../judge/words";
import { reportAs, type PolicyContext } from "../policy";
import { advisedEncryption, encryptionAfterAdvice } from "../stack/advisedEncryption";
import { pageOf, toldOnce, type Finding } from "../wording/alike";
import { pasteable, remedyLines } from "../wording/remedy";
import type { JudgeableBucket } from "./judgeable";

/** A method that S3 blocks by itself and that nothing else stops. An older bucket may be without that block. */
export interface UnstatedBlock {
  readonly why: string;
  /** What to do, as a clause, where the bucket's default encryption can state the block. */
  readonly toState: string | undefined;
  /** What is to be denied, where it cannot. */
  readonly toDeny: readonly Hole[];
}

/**
 * What is to be said of a bucket; undefined where another violation's remedy states the block.
 * @param holes what would get in without the block
 */
export function unstatedBlock(context: PolicyContext, { bucket, encryption }: JudgeableBucket, holes: readonly Hole[]): UnstatedBlock | undefined {
  const after = encryptionAfterAdvice(context, bucket, encryption);
  if (holes.length === 0 || (typeof after === "object" && after.blockedEncryptionTypes)) return undefined;
  const methods = list([...new Set(holes.map(({ storedAs }) => storedAs))]);
  const why = `Nothing but S3's own setting blocks ${methods}: a bucket from before April 2026 may be without it, and it can be lifted unseen.`;
  const types = JSON.stringify(blockedEncryptionTypes(context.requirement, "deny"));
  return advisedEncryption(context, bucket).statesBlocks
    ? { why, toState: `state blockedEncryptionTypes: ${types} in the rule of its default encryption`, toDeny: [] }
    : { why: `${why} Its inline default encryption cannot state it.`, toState: undefined, toDeny: holes };
}

/** Reports the advice on its own. */
export function adviseBlock(policyName: string, context: PolicyContext, report: ReportViolation, { bucket, encryption, policy }: JudgeableBucket, unstated: UnstatedBlock): void {
  const { analysis, judge } = context;
  const { why, toState, toDeny } = unstated;
  const statements = judge.remedy(bucket.bucketName, encryption, policy, toDeny, bucket.region);
  const finding: Finding = {
    kind: [unstated.why, pasteable(bucket, statements)],
    lines: () =>
      toState === undefined
        ? [`: add to its bucket policy (${pageOf(policyName)}):`, ...remedyLines(bucket, statements, analysis), `  ${why}`]
        : [`: ${toState}. ${why} (${pageOf(policyName)})`],
    ifLike: (other) => `: ${toState ?? "add the statements given"}, just as for ${other}.`,
  };
  const source = toState === undefined ? bucket.policies[0] : bucket.encryptions[0];
  reportAs(report, "advisory", toldOnce(analysis, policyName, bucket, finding), source?.urn ?? bucket.urn);
}
