/** Whether S3 would take the policies that the stack writes for its buckets, the owners' own statements included. */
import { partitionOfRegion, type AwsEnvironment } from "../../encryption/arn";
import { accessPointPolicy, bucketDefault, bucketPolicy, type BucketPolicyOptions } from "../../encryption/bucketPolicy";
import { AwsLimitError } from "../../encryption/limits";
import { policyDocument, type PolicyDocument } from "../../encryption/policyDocument";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { parsePolicyDocument, pathParts, publicAccessProblems, type PolicyProblem } from "../../simulator/iam";
import type { Problem, ProblemPath } from "../../validation/problem";
import type { BucketSettings } from "../schemas";

/**
 * What S3 would say of a bucket's policy, at the statement of the config that it lies in. Where public policies are
 * blocked on the bucket, one that makes it public is refused as well.
 * @param requirement undefined where it is contradictory itself: then the own statements are looked at alone
 * @param path of the bucket in the config
 */
export function bucketPolicyProblems(
  bucket: BucketSettings,
  requirement: EncryptionRequirement | undefined,
  region: string | undefined,
  path: ProblemPath,
): Problem[] {
  if (bucket.additionalStatements.length === 0) return [];
  const partition = region === undefined ? partitionNamed(bucket) : partitionOfRegion(region);
  const document = requirement && smallPolicyOf(bucket, requirement, partition);
  const { Statement } = document ?? policyDocument(bucket.additionalStatements);
  const parsed = parsePolicyDocument({ Version: "2012-10-17", Statement }, "bucket", { name: bucket.bucketName, partition });
  const mayBePublic = bucket.publicAccessBlock === "keep";
  const problems = !parsed.valid ? parsed.problems : mayBePublic ? [] : publicAccessProblems(parsed.document);
  const generated = Statement.length - bucket.additionalStatements.length;
  return problems.flatMap((problem) => {
    const own = ownPath(problem, generated);
    return own ? { path: [...path, ...own], message: wordsOf(problem) } : [];
  });
}

/** The whole policy; undefined where it is larger than S3 allows, which is reported as such. */
function smallPolicyOf(bucket: BucketSettings, requirement: EncryptionRequirement, partition: string): PolicyDocument | undefined {
  try {
    return policyOf(bucket, requirement, partition);
  } catch (error) {
    if (error instanceof AwsLimitError) return undefined;
    throw error;
  }
}

/**
 * The policy that a bucket gets.
 * @throws AwsLimitError where it is larger than S3 allows
 */
export function policyOf(bucket: BucketSettings, requirement: EncryptionRequirement, partition: string): PolicyDocument {
  return bucketPolicy({ ...policyOptions(bucket, requirement), partition });
}

/**
 * The policy that an access point of a bucket gets; undefined where it gets none.
 * @throws AwsLimitError where it is larger than S3 allows
 */
export function accessPointPolicyOf(
  bucket: BucketSettings,
  accessPoint: BucketSettings["accessPoints"][number],
  requirement: EncryptionRequirement,
  place: AwsEnvironment,
): PolicyDocument | undefined {
  return accessPointPolicy(policyOptions(bucket, requirement), accessPoint, place);
}

function policyOptions(bucket: BucketSettings, requirement: EncryptionRequirement): Omit<BucketPolicyOptions, "partition"> {
  const { method, kmsKeyArn = requirement.kmsKeyArns?.[0], defaultEncryption, ...terms } = bucket;
  return {
    ...terms,
    requirement,
    default: defaultEncryption === "keep" ? undefined : bucketDefault(requirement, method),
    ...(kmsKeyArn !== undefined && { defaultKmsKeyArn: kmsKeyArn }),
  };
}

/** The partition that the own statements name, while that of the region is not known. */
function partitionNamed({ additionalStatements }: BucketSettings): string {
  const resources = additionalStatements.flatMap(({ Resource, NotResource }) => Resource ?? NotResource ?? []);
  return /^arn:([^:]+):/.exec(resources[0] ?? "")?.[1] ?? "aws";
}

/**
 * A problem's place below the bucket, in a statement of the owner's: they stand behind the generated ones. What is wrong
 * with those is wrong with other values of the config, which are checked as what they are.
 */
function ownPath({ path }: PolicyProblem, generated: number): ProblemPath | undefined {
  const [element, index, ...rest] = pathParts(path);
  if (element !== "Statement" || typeof index !== "number" || index < generated) return undefined;
  return ["additionalStatements", index - generated, ...rest];
}

/** What S3 says of a policy. @param owner whose policy it is */
export function wordsOf({ message, hint, uncertain }: PolicyProblem, owner = "bucket"): string {
  const verdict = uncertain ? `it is not known whether S3 takes the ${owner}'s policy` : `S3 would refuse the ${owner}'s policy`;
  return `${verdict} (${message}). ${hint}`;
}
