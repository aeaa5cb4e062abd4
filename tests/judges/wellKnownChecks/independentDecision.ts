/**
 * What another evaluator of IAM policies, @cloud-copilot/iam-simulate, says of an upload. The truth of a case hangs on
 * this project's own evaluation; this one says whether that can be believed.
 */
import { anonymousPrincipal, runUnsafeSimulation } from "@cloud-copilot/iam-simulate";
import { violationOf } from "../../../encryption/requirement";
import { evaluateBucketPolicy, evaluateUpload, iamActionOf, objectArn, type UploadRequest } from "../../../simulator";
import { identify, principalKeys } from "../../../simulator/iam/principal";
import { askedEncryption, uploadContext } from "../../../simulator/uploadRequest";
import { requirementOf, type ComparisonCase } from "./case";
import { matrix, truthBucket } from "./truth";

/** Whether a statement of the case's policy denies a request, by either evaluator. */
export interface Denials {
  readonly ours: boolean;
  readonly theirs: boolean;
}

/**
 * The requests of the matrix on which a verdict hangs: without a policy they would be stored against the requirement.
 * Each once for the policy, which sees the same action in PutObject and CopyObject, and nothing of the object's name
 * that a probe does not name.
 */
export function wrongRequests(tested: ComparisonCase): UploadRequest[] {
  if (tested.policy === undefined) return [];
  const bucket = truthBucket({ ...tested, policy: undefined });
  const owner = { arn: `arn:aws:iam::${bucket.account}:root` };
  const requests = matrix(tested).map(({ request }) => request);
  const keys = new Set([requests[0]?.key, ...(tested.probes ?? []).map(({ key }) => key)]);
  return requests.filter((request) => {
    if (!keys.has(request.key) || request.action === "CopyObject" || request.action === "CreateMultipartUpload") return false;
    const result = evaluateUpload(bucket, { ...request, principal: owner });
    return result.outcome === "stored" && violationOf(requirementOf(tested), result.applied) !== undefined;
  });
}

/** How the two evaluators see a request. */
export function denials(tested: ComparisonCase, bucket: ReturnType<typeof truthBucket>, request: UploadRequest): Denials {
  const asked = askedEncryption(request);
  if ("reason" in asked || tested.policy === undefined) throw new Error("a request that no policy is asked about");
  const identity = identify(request.principal);
  const context = uploadContext(bucket, request, identity, asked);
  const action = iamActionOf(request.action);
  const resource = objectArn(bucket, request.key);
  const decision = runUnsafeSimulation(
    {
      request: {
        principal: identity.kind === "anonymous" ? anonymousPrincipal : identity.kind === "service" ? identity.service : identity.arn,
        action,
        resource: { resource, accountId: bucket.account },
        contextVariables: lowerCased({ ...principalKeys(identity), ...context }),
      },
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      // The form in which the judge takes a policy that needs no checking; it wants a name to be there.
      resourcePolicy: { __validated: true, policyDocument: JSON.parse(tested.policy) as object, metadata: { name: "bucket" }, errors: [] },
    } as unknown as Parameters<typeof runUnsafeSimulation>[0],
    {},
  );
  const own = evaluateBucketPolicy(bucket.policy, { action, resource, principal: request.principal, context });
  return { ours: own.decision === "explicitDeny", theirs: decision === "ExplicitlyDenied" };
}

function lowerCased(context: Readonly<Record<string, unknown>>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(context)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key.toLowerCase(), Array.isArray(value) ? (value as string[]) : String(value)]),
  );
}
