/** The buckets that can be judged by what they let in. */
import type { Judgement } from "../../judge/bucket";
import type { JudgedEncryption } from "../../judge/bucketJudge";
import type { PolicyContext } from "../policy";
import { locatedBy } from "../stack/accessPoints";
import type { DeclaredBucket } from "../stack/bucketModel";

/** A bucket of which enough is known to be judged. */
export interface JudgeableBucket {
  readonly bucket: DeclaredBucket;
  readonly encryption: JudgedEncryption;
  /** JSON text; undefined where there is none. */
  readonly policy: string | undefined;
}

/** The buckets whose policy is known. Requests that bring a method of their own are judged even while the default is not. */
export function judgeable(context: PolicyContext): JudgeableBucket[] {
  return context.outcomes.flatMap((bucket): JudgeableBucket[] => {
    const policy = context.policy(bucket);
    if (policy.state === "unknown" || policy.state === "malformed") return [];
    if (policy.state === "known" && bucket.bucketName === undefined) return [];
    const encryption = context.encryption(bucket);
    return [
      {
        bucket,
        encryption: encryption.state === "known" ? encryption.value : encryption.state === "unknown" ? "open" : undefined,
        policy: policy.state === "known" ? policy.value : undefined,
      },
    ];
  });
}

/** What a bucket lets in, with the access points that the program gives it. */
export function judgementOf(context: PolicyContext, { bucket, encryption, policy }: JudgeableBucket): Judgement {
  const { bucketName, region, accessPoints } = bucket;
  return context.judge.judge(bucketName, encryption, policy, region, accessPoints.map((point) => locatedBy(policy, point)));
}
