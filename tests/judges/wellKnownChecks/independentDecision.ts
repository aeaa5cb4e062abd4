/**
 * What another evaluator of IAM policies is asked of a case's uploads (see tests/judges/iamSimulate). The truth of a case
 * hangs on this project's own evaluation; the other one says whether that can be believed.
 */
import { blocksNothing } from "../../../encryption/blockedTypes";
import { violationOf } from "../../../encryption/requirement";
import { evaluateUpload, iamActionOf, objectArn, type UploadRequest } from "../../../simulator";
import { identify } from "../../../simulator/iam/principal";
import { askedEncryption, uploadContext } from "../../../simulator/uploadRequest";
import { asksForLater } from "../../encryption/laterMethods";
import type { Question } from "../iamSimulate/question";
import { requirementOf, type ComparisonCase } from "./case";
import { matrix, truthBucket } from "./truth";

/**
 * The requests of the matrix on which a verdict hangs: without a policy they would be stored against the requirement.
 * Each once for the policy, which sees the same action in PutObject and CopyObject, and nothing of the object's name
 * that a probe does not name.
 */
function wrongRequests(tested: ComparisonCase): UploadRequest[] {
  // Policies are what is compared, not what S3 blocks besides.
  const bucket = { ...truthBucket({ ...tested, policy: undefined }), blockedEncryptionTypes: [blocksNothing] };
  const owner = { arn: `arn:aws:iam::${bucket.account}:root` };
  const requests = matrix(tested).map(({ request }) => request);
  const keys = new Set([requests[0]?.key, ...(tested.probes ?? []).map(({ key }) => key)]);
  return requests.filter((request) => {
    // To a policy a later method is what the one is that does not exist, which is asked about.
    if (asksForLater(request) || !keys.has(request.key) || request.action === "CopyObject" || request.action === "CreateMultipartUpload") return false;
    const result = evaluateUpload(bucket, { ...request, principal: owner });
    return result.outcome === "stored" && violationOf(requirementOf(tested), result.applied) !== undefined;
  });
}

/** Whether the case's policy denies its wrong uploads, as questions; none where there is no policy, or one that S3 refuses. */
export function wrongUploadQuestions(tested: ComparisonCase): Question[] {
  const { policy, right } = tested;
  if (policy === undefined || right.letsIn === "refused") return [];
  const bucket = truthBucket(tested);
  return wrongRequests(tested).map((request) => {
    const asked = askedEncryption(request);
    if ("reason" in asked) throw new Error("a request that no policy is asked about");
    const { principal } = request;
    return {
      request: { principal, action: iamActionOf(request.action), resource: objectArn(bucket, request.key), context: uploadContext(bucket, request, identify(principal), asked) },
      account: bucket.account,
      resourcePolicy: JSON.parse(policy) as object,
      identityPolicies: [],
    };
  });
}
