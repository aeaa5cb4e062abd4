/**
 * What S3 blocks on a bucket before any policy or default is asked: `BlockedEncryptionTypes` of its encryption rule.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html
 */
import { catalogue, type CataloguedMethod } from "./methods";
import { approvesMethod, type EncryptionRequirement } from "./requirement";
import type { ExemptPrincipal } from "./uploadDenials";

/** The blocked type that blocks nothing. S3 takes it alone. */
export const blocksNothing = "NONE";

/** What S3 blocks on a new bucket of a region, and on any whose rule does not say what is blocked; empty where nothing. */
export function typesBlockedByDefault(region: string): string[] {
  return blockable.flatMap(({ blocking }) => (blocking.regionsWithoutDefault.includes(region) ? [] : blocking.type));
}

/** Why S3 refuses a list of blocked types, with its answer where that is known; undefined where it takes the list. */
export function blockedTypesFault(types: readonly string[]): string | undefined {
  const known = [...blockable.map(({ blocking }) => blocking.type), blocksNothing];
  const unknown = types.filter((type) => !known.includes(type));
  if (unknown.length > 0) return `it knows ${known.join(", ")}, and not ${unknown.join(", ")}`;
  if (types.length === 0) return "InvalidArgument: the list is empty";
  if (new Set(types).size < types.length) return "InvalidArgument: a type is named twice";
  return types.length > 1 && types.includes(blocksNothing) ? `InvalidArgument: ${blocksNothing} stands beside other types` : undefined;
}

/**
 * What the rule of a bucket says is blocked; undefined where it says nothing, and S3's own setting stays.
 *
 * - `deny` blocks what is not approved. A block knows no exceptions, so an exemption that names a method lifts it, and the
 *   bucket policy denies that method to everybody else.
 * - `audit` denies nothing by itself: it lifts a block that would deny what is approved, and leaves alone what S3 blocks
 *   beside that.
 */
export function blockedEncryptionTypes(
  requirement: EncryptionRequirement,
  enforcement: "deny" | "audit",
  exemptPrincipals: readonly ExemptPrincipal[] = [],
): readonly string[] | undefined {
  if (enforcement === "audit" && !blockable.some(({ id }) => approvesMethod(requirement, id))) return undefined;
  const blocked = blockable.filter(
    ({ id }) => !approvesMethod(requirement, id) && !exemptPrincipals.some(({ methods }) => methods?.includes(id)),
  );
  return blocked.length > 0 ? blocked.map(({ blocking }) => blocking.type) : [blocksNothing];
}

type Blockable = CataloguedMethod & Required<Pick<CataloguedMethod, "blocking">>;

const blockable: readonly Blockable[] = catalogue.flatMap((method) =>
  method.blocking ? { ...method, blocking: method.blocking } : [],
);
