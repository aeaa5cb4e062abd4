/**
 * What S3 answers to a bucket policy. It looks at policies when they are put, hence at creation and update and not at
 * preview: a deployment breaks in the middle.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 *
 * Of all that the sandbox refuses, this alone is no rule of its own: one check serves stack config, policy pack and
 * sandbox, and what keeps it honest are answers of S3 that others recorded (tests/judges/s3BucketPolicies).
 */
import { describeProblem, parsePolicyDocument, publicAccessProblems, type PolicyProblem } from "../../../simulator";
import { type Surroundings } from "../behaviour";
import { type Place } from "../place";
import { text, type Properties } from "../values";

const publicAccessBlock = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

/**
 * Refuses, in S3's words, the policy that a bucket or a bucket policy is given.
 * @throws Error with MalformedPolicy for one that S3 does not take, and with AccessDenied for one that would make the
 *   bucket public although its public access block forbids that
 */
export function refuseBucketPolicy(inputs: Properties, { partition }: Place, surroundings: Surroundings): void {
  const policy = text(inputs, "policy");
  const bucket = text(inputs, "bucket");
  if (policy === undefined || policy === "") return;
  const parsed = parsePolicyDocument(policy, "bucket", { name: bucket, partition });
  if (!parsed.valid) throw refused(bucket, parsed.problems);
  const open = publicAccessProblems(parsed.document);
  if (open.length > 0 && blocksPublicPolicies(bucket, surroundings)) throw refused(bucket, open);
}

/** New buckets block public access until a block of their own says otherwise; what it leaves out is off. */
function blocksPublicPolicies(bucket: string | undefined, surroundings: Surroundings): boolean {
  const block = surroundings.first(({ type, inputs }) => type === publicAccessBlock && inputs["bucket"] === bucket);
  return block === undefined || block.inputs["blockPublicPolicy"] === true;
}

/**
 * Refuses, in S3's words, the policy that an access point is given.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutAccessPointPolicy.html
 * @throws Error as {@link refuseBucketPolicy}
 */
export function refuseAccessPointPolicy(policy: string | undefined, arn: string, { partition }: Place, blocksPublic: boolean): void {
  // The provider's own word for none, of which it makes no call.
  if (policy === undefined || policy === "" || policy === "{}") return;
  const parsed = parsePolicyDocument(policy, "accessPoint", { accessPointArn: arn, partition });
  if (!parsed.valid) throw refused(arn, parsed.problems, "access point");
  const open = publicAccessProblems(parsed.document);
  if (open.length > 0 && blocksPublic) throw refused(arn, open, "access point");
}

function refused(owner: string | undefined, problems: readonly PolicyProblem[], kind = "bucket"): Error {
  return new Error([`putting the policy of the ${kind} ${owner ?? ""}:`, ...problems.map(describeProblem)].join("\n  "));
}
