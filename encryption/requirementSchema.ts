/** The requirement as people write it, in stack configs and policy-pack configs: its schema and its problems. */
import { z } from "zod";
import { valueText, type Problem, type ProblemPath } from "../validation/problem";
import { parseArn, partitionOfRegion } from "./arn";
import { catalogue, encryptionMethods, type EncryptionMethodId } from "./methods";
import { defaultRequirement, type EncryptionRequirement } from "./requirement";

const methodIds = encryptionMethods.map((method) => method.id) as [EncryptionMethodId, ...EncryptionMethodId[]];
/** A method by its id. */
export const methodIdSchema = z.enum(methodIds);

const approvable = methodIds.filter((id) => id !== "none");

/** Shape of a requirement; {@link requirementProblems} finds what no shape can say. */
export const requirementSchema = z
  .strictObject({
    methods: z
      .array(methodIdSchema)
      .min(1)
      .meta({
        description: "Methods that an object may be encrypted with.",
        allowed: `a list of ${approvable.join(", ")}`,
        example: `methods: [${defaultRequirement.methods[0] ?? ""}]`,
      }),
    kmsKeyArns: z
      .array(z.string())
      .min(1)
      .exactOptional()
      .meta({
        description: "The only KMS keys that an object may be encrypted with; any key when left out.",
        allowed: "a list of ARNs of KMS keys (no aliases) in the stack's region; leave it out to allow any key",
        example: "kmsKeyArns: [arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab]",
      }),
    origin: z.enum(["any", "header"]).default(defaultRequirement.origin).meta({
      description:
        "`any`: the bucket's default encryption will do. `header`: each request must ask for the method itself.",
      allowed: "any, header",
      example: "origin: any",
    }),
  })
  .meta({
    description: "What a proper upload is. Everything else derives from it.",
    allowed: "a map with methods and, optionally, kmsKeyArns and origin",
    example: `requirement: { methods: [${defaultRequirement.methods.join(", ")}] }`,
  });

/**
 * What is wrong or contradictory in a requirement of the right shape.
 * @param region the region that the keys must be in, where it is known
 */
export function requirementProblems(requirement: EncryptionRequirement, path: ProblemPath, region?: string): Problem[] {
  const problems: Problem[] = [];
  requirement.methods.forEach((method, index) => {
    if (method === "none") {
      problems.push({
        path: [...path, "methods", index],
        message: `"none" cannot be approved: S3 has encrypted every new object since January 2023`,
        allowed: approvable.join(", "),
        example: `methods: [${defaultRequirement.methods[0] ?? ""}]`,
      });
    } else if (requirement.methods.indexOf(method) < index) {
      problems.push({ path: [...path, "methods", index], message: `"${method}" is named twice` });
    }
  });
  const { kmsKeyArns } = requirement;
  if (kmsKeyArns) {
    // Misspelt methods are another problem's matter: one of them may have meant a KMS method.
    const methods = catalogue.filter(({ id }) => requirement.methods.includes(id));
    if (methods.length === new Set(requirement.methods).size && !methods.some(({ usesKmsKey }) => usesKmsKey)) {
      problems.push({
        path: [...path, "kmsKeyArns"],
        message: `names KMS keys, but no approved method uses one (approved: ${requirement.methods.join(", ")})`,
        allowed: `kmsKeyArns only beside ${catalogue.flatMap(({ id, usesKmsKey }) => (usesKmsKey ? id : [])).join(" or ")}`,
        example: "methods: [sse-kms]",
      });
    }
    kmsKeyArns.forEach((arn, index) => {
      const at = [...path, "kmsKeyArns", index];
      const problem = kmsKeyArnProblem(arn, at, region);
      if (problem) problems.push(problem);
      else if (kmsKeyArns.indexOf(arn) < index) problems.push({ path: at, message: `${valueText(arn)} is named twice` });
    });
  }
  return problems;
}

/** What is wrong with the ARN of a KMS key; undefined when nothing is. */
export function kmsKeyArnProblem(text: string, path: ProblemPath, region?: string): Problem | undefined {
  const problem = regionalArnProblem(text, path, "kms", region, {
    allowed: `the ARN of a KMS key${region ? ` in ${region}` : ""}`,
    example: `arn:${partitionOfRegion(region ?? "")}:kms:${region ?? "us-east-1"}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
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
  advice: { allowed: string; example: string },
): Problem | undefined {
  const arn = parseArn(text);
  const wrong = (message: string): Problem => ({ path, message: `${valueText(text)} ${message}`, ...advice });
  if (!arn) return wrong("is not an ARN");
  if (arn.service !== service) return wrong(`is an ARN of ${arn.service}, not of ${service}`);
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(arn.region)) return wrong(`names no AWS region`);
  if (arn.partition !== partitionOfRegion(arn.region)) {
    return wrong(`puts region ${arn.region} in partition ${arn.partition}, but it is in ${partitionOfRegion(arn.region)}`);
  }
  if (region !== undefined && arn.region !== region) {
    return wrong(`is in region ${arn.region}, but the stack deploys to ${region}`);
  }
  if (!/^\d{12}$/.test(arn.account)) return wrong("names no account");
  return undefined;
}
