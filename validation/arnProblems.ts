/** What is wrong with ARNs in a configuration. */
import { parseArn, partitionOfRegion } from "../encryption/arn";
import { exampleKmsKeyArn } from "./examples";
import { valueText, type Problem, type ProblemPath } from "./problem";

/** What is wrong with the ARN of a KMS key; undefined when nothing is. */
export function kmsKeyArnProblem(text: string, path: ProblemPath, region?: string): Problem | undefined {
  const problem = regionalArnProblem(text, path, "kms", region, {
    allowed: `the ARN of a KMS key${region ? ` in ${region}` : ""}`,
    example: exampleKmsKeyArn(region),
  });
  if (problem) return problem;
  const resource = parseArn(text)?.resource ?? "";
  if (/^key\/[A-Za-z0-9-]+$/.test(resource)) return undefined;
  return {
    path,
    message: resource.startsWith("alias/")
      ? `${valueText(text)} is an alias; CloudTrail records and policy conditions name the key itself`
      : `${valueText(text)} does not name a key`,
    allowed: "arn:<partition>:kms:<region>:<account>:key/<key id>",
  };
}

/** What is wrong with the ARN of a regional resource of a service; undefined when nothing is. */
export function regionalArnProblem(
  text: string,
  path: ProblemPath,
  service: string,
  region: string | undefined,
  advice: Pick<Problem, "allowed" | "example">,
): Problem | undefined {
  const arn = parseArn(text);
  const wrong = (message: string): Problem => ({ path, message: `${valueText(text)} ${message}`, ...advice });
  if (!arn) return wrong("is not an ARN");
  if (arn.service !== service) return wrong(`is an ARN of ${arn.service}, not of ${service}`);
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(arn.region)) return wrong(`names no AWS region`);
  if (arn.partition !== partitionOfRegion(arn.region)) {
    const problem = wrong(`puts region ${arn.region} in partition ${arn.partition}, but it is in ${partitionOfRegion(arn.region)}`);
    return { ...problem, didYouMean: text.replace(/^arn:[^:]*/, `arn:${partitionOfRegion(arn.region)}`) };
  }
  if (region !== undefined && arn.region !== region) {
    return wrong(`is in region ${arn.region}, but the stack deploys to ${region}`);
  }
  if (!/^\d{12}$/.test(arn.account)) return wrong("names no account");
  return undefined;
}
