/** Contradictions of the access points of buckets, and what S3 would refuse in their policies. */
import { accessPointArn, parseArn, partitionOfRegion } from "../../encryption/arn";
import { generatedSids } from "../../encryption/uploadDenials";
import { policyDocument, type PolicyStatement } from "../../encryption/policyDocument";
import { parsePolicyDocument, pathParts, publicAccessProblems } from "../../simulator/iam";
import { documentationAccount } from "../../validation/examples";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";
import type { ArgumentContext } from "../context";
import type { BucketSettings } from "../schemas";
import { wordsOf } from "./bucketPolicies";
import { otherPartition } from "./common";
import { ownStatementProblems } from "./ownStatements";

type AccessPoint = BucketSettings["accessPoints"][number];
type Deployed = Pick<ArgumentContext, "region" | "accountId">;

/** Names that several access points have: by buckets, each with the path of its access points. */
export function repeatedAccessPoints(buckets: readonly { readonly accessPoints: readonly AccessPoint[]; readonly path: ProblemPath }[]): Problem[] {
  const all = buckets.flatMap(({ accessPoints, path }) => accessPoints.map(({ name }, index) => ({ name, path: [...path, index, "name"] })));
  return all.flatMap(({ name, path }, index) =>
    all.findIndex((other) => other.name === name) < index
      ? [{ path, message: `${valueText(name)} is the name of another access point as well`, allowed: "a name that no other access point of the account has in the region" }]
      : [],
  );
}

/**
 * What is wrong with the access points of a bucket.
 * @param path of the bucket in what people wrote
 */
export function accessPointProblems(bucket: BucketSettings, deployed: Deployed, path: ProblemPath): Problem[] {
  return bucket.accessPoints.flatMap((accessPoint, index) => statementProblems(bucket, accessPoint, deployed, [...path, "accessPoints", index]));
}

function statementProblems(bucket: BucketSettings, accessPoint: AccessPoint, deployed: Deployed, path: ProblemPath): Problem[] {
  const { additionalStatements } = accessPoint;
  if (additionalStatements.length === 0 || namesPlaceholder(additionalStatements, deployed)) return [];
  const listed = [...path, "additionalStatements"];
  const slips = ownStatementProblems(additionalStatements, generatedSids(bucket), listed, (resource, at) => resourceProblems(resource, at, accessPoint, deployed));
  return slips.length > 0 ? slips : policyProblems(accessPoint, deployed, listed);
}

/** Whether statements name the account of AWS's documentation, which is told as what it is. */
function namesPlaceholder(statements: readonly PolicyStatement[], { accountId }: Deployed): boolean {
  const resources = statements.flatMap(({ Resource = [], NotResource = [] }) => [Resource, NotResource].flat());
  return accountId !== undefined && accountId !== documentationAccount && resources.some((resource) => parseArn(resource)?.account === documentationAccount);
}

/** What S3 would say of the own statements. Those that are generated are wrong with other values alone. */
function policyProblems({ name, vpcId, additionalStatements }: AccessPoint, { region, accountId }: Deployed, listed: ProblemPath): Problem[] {
  const partition = region === undefined ? undefined : partitionOfRegion(region);
  const arn = region === undefined || accountId === undefined ? undefined : accessPointArn({ partition: partition ?? "", region, accountId }, name);
  const parsed = parsePolicyDocument(policyDocument(additionalStatements), "accessPoint", { partition, accessPointArn: arn });
  // "Access points with a network origin of VPC are always considered non-public, regardless of the access point policy":
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html
  const problems = !parsed.valid ? parsed.problems : vpcId !== undefined ? [] : publicAccessProblems(parsed.document);
  return problems.map((problem) => {
    const [, index = 0, ...rest] = pathParts(problem.path);
    return { path: problem.path === "" ? listed : [...listed, index, ...rest], message: wordsOf(problem, "access point") };
  });
}

function resourceProblems(resource: string, path: ProblemPath, { name }: AccessPoint, { region, accountId }: Deployed): Problem[] {
  const arn = parseArn(resource);
  const isOwn =
    arn?.service === "s3" &&
    (arn.resource === `accesspoint/${name}` || arn.resource.startsWith(`accesspoint/${name}/`)) &&
    (region === undefined || arn.region === region) &&
    (accountId === undefined || arn.account === accountId);
  if (isOwn) return [otherPartition(resource, path, region) ?? []].flat();
  const own = `arn:${region === undefined ? "<partition>" : partitionOfRegion(region)}:s3:${region ?? "<region>"}:${accountId ?? "<account>"}:accesspoint/${name}`;
  return [{ path, message: `${valueText(resource)} is not this access point or objects behind it`, allowed: `${own} or ${own}/object/<key pattern>` }];
}
