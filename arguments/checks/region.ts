/** A region that nothing here has been made for, or that this version does not know. */
import { isSupportedPartition, partitionOfRegion, supportedPartitions } from "../../encryption/arn";
import { regions } from "../../encryption/regions";
import { didYouMean } from "../../validation/didYouMean";
import { valueText, type Problem, type ProblemPath } from "../../validation/problem";

/** @param path what names the region, for the message */
export function regionProblems(region: string | undefined, path: ProblemPath): Problem[] {
  const partition = region === undefined ? undefined : partitionOfRegion(region);
  if (partition === undefined || isSupportedPartition(partition)) return [];
  return [
    {
      path,
      message:
        `${valueText(region)} is in partition ${partition}, whose services have principals and addresses of their own: ` +
        `policies made here would name others`,
      allowed: `a region of ${supportedPartitions.join(", ")}`,
      example: "aws:region: eu-central-1",
    },
  ];
}

/** The region, where it is one that this version knows: what is said of other regions' resources holds beside such a one alone. */
export function knownRegion(region: string | undefined): string | undefined {
  return region !== undefined && regions.includes(region) ? region : undefined;
}

/**
 * A region that may be misspelt, or newer than this version. Nothing that is in another region is blamed for it.
 * @param path what names the region, for the message
 */
export function regionWarnings(region: string | undefined, path: ProblemPath): Problem[] {
  if (region === undefined || knownRegion(region) !== undefined) return [];
  const meant = didYouMean(region, regions, 2);
  return [
    {
      path,
      message: `${valueText(region)} is no region that this version knows: whether keys and topics are in it is not checked`,
      didYouMean: meant,
      allowed: "a region of AWS, which may be newer than this version",
      example: `aws:region: ${meant ?? "eu-central-1"}`,
    },
  ];
}
