/** The requirement as people write it, in stack configs and policy-pack configs: its schema and its problems. */
import { z } from "zod";
import { catalogue, encryptionMethods, type EncryptionMethodId } from "../encryption/methods";
import { defaultRequirement, type EncryptionRequirement } from "../encryption/requirement";
import { kmsKeyArnProblem } from "./arnProblems";
import { exampleKmsKeyArn } from "./examples";
import { valueText, type Problem, type ProblemPath } from "./problem";
import { unknownText } from "./schemaMeta";

const methodIds = encryptionMethods.map((method) => method.id) as [EncryptionMethodId, ...EncryptionMethodId[]];
/** A method by its id. */
export const methodIdSchema = z.enum(methodIds);

const approvable = methodIds.filter((id) => id !== "none");
const withKmsKey = catalogue.flatMap(({ id, usesKmsKey }) => (usesKmsKey ? id : []));

/** The default requirement as an example, key included. */
export const requirementExample = `requirement: { methods: [${defaultRequirement.methods.join(", ")}] }`;
const methodsExample = (methods: readonly EncryptionMethodId[]): string => `methods: [${methods[0] ?? ""}]`;

/** Shape of a requirement; {@link requirementProblems} finds what no shape can say. */
export const requirementSchema = z
  .strictObject({
    methods: z
      .array(methodIdSchema)
      .min(1)
      .meta({
        description: "Methods that an object may be encrypted with.",
        allowed: `a list of ${approvable.join(", ")}`,
        synonyms: Object.fromEntries(catalogue.flatMap(({ algorithm, id }) => (algorithm === undefined ? [] : [[algorithm, id]]))),
        example: methodsExample(defaultRequirement.methods),
      }),
    kmsKeyArns: z
      .array(z.string().meta({ knownLater: unknownText }))
      .min(1)
      .exactOptional()
      .meta({
        description: "The only KMS keys that an object may be encrypted with; any key when left out.",
        allowed: "a list of ARNs of KMS keys (no aliases) in the stack's region; leave it out to allow any key",
        example: `kmsKeyArns: [${exampleKmsKeyArn()}]`,
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
    example: requirementExample,
    typeName: "Requirement",
    shortFor: "methods",
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
        example: methodsExample(defaultRequirement.methods),
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
        allowed: `kmsKeyArns only beside ${withKmsKey.join(" or ")}`,
        example: methodsExample(withKmsKey),
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
