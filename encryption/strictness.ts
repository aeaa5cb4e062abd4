/** Compares two encryption requirements: which asks for more, and what satisfies both. */
import {
  approvedMethods,
  approvesApplication,
  approvesMethod,
  type EncryptionRequirement,
} from "./requirement";
import { catalogue, encryptionMethod, type CataloguedMethod } from "./methods";

/**
 * The requirement that exactly those objects satisfy that satisfy both; undefined when no object can.
 *
 * Methods and KMS keys are intersected. Where no key is left, the methods that use one are not left either.
 */
export function strictest(left: EncryptionRequirement, right: EncryptionRequirement): EncryptionRequirement | undefined {
  const origin = left.origin === "header" || right.origin === "header" ? "header" : "any";
  const keys = commonKeys(left, right);
  const methods = catalogue.filter(
    ({ id, usesKmsKey }) => approvesMethod(left, id) && approvesMethod(right, id) && !(usesKmsKey && keys?.length === 0),
  );
  if (methods.length === 0) return undefined;
  return {
    methods: methods.map(({ id }) => id),
    ...(keys && methods.some(({ usesKmsKey }) => usesKmsKey) && { kmsKeyArns: keys }),
    origin,
  };
}

/** The strictest of several requirements; undefined when they exclude each other. At least one must be given. */
export function strictestOf(requirements: readonly EncryptionRequirement[]): EncryptionRequirement | undefined {
  const [first, ...others] = requirements;
  if (!first) throw new Error("strictestOf needs at least one requirement");
  return others.reduce<EncryptionRequirement | undefined>(
    (joined, requirement) => joined && strictest(joined, requirement),
    first,
  );
}

/**
 * What one requirement lets in that another does not, in words that complete "it allows …"; empty when the first asks
 * for at least as much as the second.
 */
export function loosenings(requirement: EncryptionRequirement, than: EncryptionRequirement): string[] {
  const shared = approvedMethods(requirement).filter(({ id }) => approvesMethod(than, id));
  return [
    ...approvedMethods(requirement)
      .filter((method) => !shared.includes(method))
      .map(({ label }) => label),
    ...(shared.some(({ usesKmsKey }) => usesKmsKey) ? looserKeys(requirement, than) : []),
    ...shared.filter((method) => isLooserInOrigin(method, requirement, than)).map(({ label }) => `${label} by bucket default`),
  ];
}

function commonKeys(left: EncryptionRequirement, right: EncryptionRequirement): readonly string[] | undefined {
  if (!left.kmsKeyArns || !right.kmsKeyArns) return left.kmsKeyArns ?? right.kmsKeyArns;
  const keys = right.kmsKeyArns;
  return left.kmsKeyArns.filter((arn) => keys.includes(arn));
}

function looserKeys({ kmsKeyArns }: EncryptionRequirement, than: EncryptionRequirement): string[] {
  if (!than.kmsKeyArns) return [];
  if (!kmsKeyArns) return ["any KMS key"];
  return kmsKeyArns.filter((arn) => !than.kmsKeyArns?.includes(arn)).map((arn) => `KMS key ${arn}`);
}

/** Methods that only a header can ask for, such as SSE-C, are the same under both origins. */
function isLooserInOrigin({ id }: CataloguedMethod, requirement: EncryptionRequirement, than: EncryptionRequirement): boolean {
  return encryptionMethod(id).applications.some(
    ({ origin }) => approvesApplication(requirement, id, origin) && !approvesApplication(than, id, origin),
  );
}
