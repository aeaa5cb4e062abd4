/** What the policy pack says of a case. */
import { BucketJudge } from "../../../judge/bucketJudge";
import { s3DefaultEncryption } from "../../../policypack/policies/s3-default-encryption";
import { s3DenyFutureMethods } from "../../../policypack/policies/s3-deny-future-methods";
import { s3DenyWrongUploads } from "../../../policypack/policies/s3-deny-wrong-uploads";
import { s3OnePolicyPerBucket } from "../../../policypack/policies/s3-one-policy-per-bucket";
import { s3UnverifiableAtPreview } from "../../../policypack/policies/s3-unverifiable-at-preview";
import { account, bucketName } from "../../judge/policies";
import { messages, usedBy, type Declared } from "../../policypack/stack";
import { requirementOf, type ComparisonCase, type Verdict } from "./case";
import { wrongUpload } from "./truth";

/** The pack's verdict, in the terms of the comparison, with what it reports. */
export interface OurVerdict {
  /** The stack is stopped. */
  readonly rejects: boolean;
  readonly verdict: Verdict;
  readonly messages: readonly string[];
}

/**
 * The verdict of the pack's policies on a stack that declares the bucket of a case. Which requests get in is asked of the
 * judge behind them, since their reports spell out only the first few.
 */
export async function ourVerdict(tested: ComparisonCase): Promise<OurVerdict> {
  const stack = declared(tested);
  const requirement = requirementOf(tested);
  const config = { requirement, account };
  const [byDefault, uploads, future, ...others] = await Promise.all(
    [s3DefaultEncryption, s3DenyWrongUploads, s3DenyFutureMethods, s3OnePolicyPerBucket, s3UnverifiableAtPreview].map((policy) => messages(policy, stack, usedBy(policy, config))),
  );
  const defaultEncryption = byDefault?.length === 0 ? "proper" : "wrong";
  const mandatory = [...(byDefault ?? []), ...(uploads ?? []), ...others.flat()];
  const common = { rejects: mandatory.length > 0, messages: mandatory };

  const judge = new BucketJudge({ requirement, updates: true, today: new Date(), isAllowedException: () => false }, { account });
  const { encryption, policy } = tested;
  const judgement = judge.judge(
    bucketName,
    encryption && {
      algorithm: encryption.sseAlgorithm,
      ...(encryption.kmsMasterKeyId !== undefined && { kmsKey: encryption.kmsMasterKeyId }),
      ...(encryption.blockedEncryptionTypes && { blockedEncryptionTypes: encryption.blockedEncryptionTypes }),
    },
    policy,
  );
  if (!judgement.valid) return { ...common, verdict: { defaultEncryption, letsIn: "refused" } };
  const letsIn = judgement.holes.filter((hole) => !hole.future && !hole.blockedByDefault).map(({ upload }) => wrongUpload(tested, upload));
  return {
    ...common,
    verdict: { defaultEncryption, letsIn: [...new Set(letsIn)], futureMethods: future?.length === 0 ? "denied" : "let in" },
  };
}

function declared({ encryption, policy }: ComparisonCase): Declared[] {
  const stack: Declared[] = [{ type: "aws:s3/bucket:Bucket", name: "orders", inputs: { bucket: bucketName } }];
  if (encryption) {
    const { bucketKeyEnabled, blockedEncryptionTypes, ...byDefault } = encryption;
    stack.push({
      type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      name: "orders-encryption",
      inputs: { bucket: bucketName, rules: [{ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled, blockedEncryptionTypes }] },
    });
  }
  if (policy !== undefined) {
    stack.push({ type: "aws:s3/bucketPolicy:BucketPolicy", name: "orders-policy", inputs: { bucket: bucketName, policy } });
  }
  return stack;
}
