/** A requirement in words, for people who did not write it. */
import { approvedMethods, preferredDefault, type EncryptionRequirement } from "./requirement";

/** More keys than this are counted instead of named. */
const mostNamed = 3;

/** What every upload is to be, in one sentence. */
export function requirementText(requirement: EncryptionRequirement): string {
  const { kmsKeyArns = [], origin } = requirement;
  const methods = alternatives(approvedMethods(requirement).map(({ label }) => label));
  const keys = kmsKeyArns.length > mostNamed ? `one of ${kmsKeyArns.length} KMS keys` : alternatives(kmsKeyArns.map((arn) => `\`${arn}\``));
  const withKeys = keys === "" ? "" : `, where KMS is used with ${keys}`;
  // Where no default can be proper, as with SSE-C alone, only a request can ask for it.
  const anyOrigin = origin === "any" && preferredDefault(requirement) !== undefined;
  const how = anyOrigin ? "by a header of the upload or by the bucket's default" : "by a header of the upload, for which the bucket's default is no substitute";
  return `Every upload is to be encrypted with ${methods}${withKeys}; ${how}.`;
}

function alternatives(words: readonly string[]): string {
  const [last = "", ...before] = [...words].reverse();
  return before.length === 0 ? last : `${before.reverse().join(", ")} or ${last}`;
}
