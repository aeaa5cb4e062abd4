/**
 * Methods that came into the catalogue later than the cases that name methods one by one. To such a case a later method is
 * what a method of the future was: it gets in where those get in.
 */
import { catalogue, encryptionHeaders, type CataloguedMethod, type EncryptionMethodId } from "../../encryption/methods";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";

/** The methods that cases name. */
const named: readonly string[] = ["none", "sse-c", "sse-s3", "sse-kms", "dsse-kms"] satisfies EncryptionMethodId[];

export const laterMethods: readonly CataloguedMethod[] = catalogue.filter(({ id }) => !named.includes(id));

/** The default requirement, and all later methods approved: for what is about the methods that cases name. */
export const approvingLater: EncryptionRequirement = { ...defaultRequirement, methods: [...defaultRequirement.methods, ...laterMethods.map(({ id }) => id)] };

/** Whether an upload asks for a later method. */
export function asksForLater({ headers = {} }: { readonly headers?: Readonly<Record<string, string>> }): boolean {
  return laterMethods.some(({ algorithm }) => algorithm !== undefined && headers[encryptionHeaders.algorithm] === algorithm);
}
