/** A region that nothing here has been made for. */
import { isSupportedPartition, partitionOfRegion, supportedPartitions } from "../../encryption/arn";
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
