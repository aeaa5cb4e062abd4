/**
 * The requests that a bucket is put to: every method by header and none, every kind of key, all kinds of principals,
 * keys anywhere in the bucket, and whatever the bucket's own policy makes an exception for.
 */
import { catalogue, type CataloguedMethod } from "../../encryption/methods";
import type { EncryptionRequirement } from "../../encryption/requirement";
import type { PolicyDocument, RequestContext, RequestPrincipal } from "../../simulator";
import { customerAlgorithmHeader, encryptionHeader, kmsKeyIdHeader } from "../../simulator/uploadRequest";

/** Where a bucket is, as far as it is known. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** What a request asks for, with words for it. */
export interface EncryptionVariant {
  /** Completes "PutObject …". */
  readonly words: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A method that does not exist today. */
  readonly future?: boolean;
}

/** A principal with words for it. */
export interface PrincipalVariant {
  /** Completes "by …". */
  readonly words: string;
  readonly principal: RequestPrincipal;
}

/** Something that the bucket's policy makes an exception for. */
export interface Exception {
  /** Condition key in lower case, or `Principal` for a NotPrincipal element. */
  readonly key: string;
  readonly value: string;
  readonly principal?: RequestPrincipal;
  readonly context?: RequestContext;
}

const futureAlgorithm = "aws:kms:not-invented-yet";

/** Every way to ask for an encryption, by headers. */
export function encryptionVariants(requirement: EncryptionRequirement, place: Place): EncryptionVariant[] {
  const { account, region, partition } = place;
  const keyId = "00000000-1111-2222-3333-444444444444";
  const rightKey = requirement.kmsKeyArns?.[0];
  const keys: readonly (readonly [words: string, key: string | undefined])[] = [
    ["without a key id (the AWS managed key)", undefined],
    ...(rightKey === undefined ? [] : [["with an approved key", rightKey] as const]),
    ["with another key", `arn:${partition}:kms:${region}:${account}:key/${keyId}`],
    ["with a key of another account", `arn:${partition}:kms:${region}:999988887777:key/${keyId}`],
    ["with a key by its alias", "alias/some-key"],
    ["with a key by its bare id", keyId],
  ];
  const byHeader = (method: CataloguedMethod): EncryptionVariant[] => {
    const { algorithm } = method;
    if (algorithm === undefined) return [];
    const words = `with ${encryptionHeader}: ${algorithm}`;
    if (!method.usesKmsKey) return [{ words, headers: { [encryptionHeader]: algorithm } }];
    return keys.map(([keyWords, key]) => ({
      words: `${words} ${keyWords}`,
      headers: { [encryptionHeader]: algorithm, ...(key !== undefined && { [kmsKeyIdHeader]: key }) },
    }));
  };
  return [
    { words: "without an encryption header", headers: {} },
    ...catalogue.flatMap(byHeader),
    { words: "with a customer-provided key (SSE-C)", headers: { [customerAlgorithmHeader]: "AES256" } },
    {
      words: `with a future method (${encryptionHeader}: ${futureAlgorithm})`,
      headers: { [encryptionHeader]: futureAlgorithm },
      future: true,
    },
  ];
}

/** The keys that UpdateObjectEncryption is tried with. */
export function updateVariants(requirement: EncryptionRequirement, place: Place): { kmsKeyArn: string }[] {
  const { account, region, partition } = place;
  return [
    ...(requirement.kmsKeyArns?.slice(0, 1) ?? []),
    `arn:${partition}:kms:${region}:${account}:key/00000000-1111-2222-3333-444444444444`,
  ].map((kmsKeyArn) => ({ kmsKeyArn }));
}

/** A role, the root and an anonymous caller; roles of the bucket's account and of another one. */
export function principalVariants(account: string, partition: string): PrincipalVariant[] {
  const other = "999988887777";
  return [
    { words: "a role of the account", principal: { arn: `arn:${partition}:iam::${account}:role/any-role`, account } },
    { words: "the account's root", principal: { arn: `arn:${partition}:iam::${account}:root`, account } },
    { words: "a role of another account", principal: { arn: `arn:${partition}:iam::${other}:role/any-role`, account: other } },
    { words: "an anonymous caller", principal: "anonymous" },
  ];
}

const exampleKeys = ["object", "folder/deep/object.txt"];

/** Object keys anywhere in the bucket: some of no particular kind, and one for each pattern of the policy's resources. */
export function objectKeys(policy: PolicyDocument | undefined): string[] {
  const patterns = policy?.statements.flatMap(({ resource }) => resource.patterns) ?? [];
  const derived = patterns.flatMap((pattern) => {
    const slash = pattern.indexOf("/");
    const key = slash < 0 ? "" : example(pattern.slice(slash + 1));
    return key === "" ? [] : [key];
  });
  return [...new Set([...exampleKeys, ...derived])];
}

/** A text that a pattern with `*`, `?` and policy variables matches. */
function example(pattern: string): string {
  return pattern.replaceAll(/\$\{[^}]*\}/g, "x").replaceAll("*", "x").replaceAll("?", "x");
}

/** Condition keys that the requests settle themselves: naming them makes no exception. */
const settledKeys = new Set([
  ...[encryptionHeader, kmsKeyIdHeader, customerAlgorithmHeader].map((header) => `s3:${header}`),
  "aws:securetransport",
]);

/** What the policy's Deny statements leave out: by principal, or by a condition on something else than the encryption. */
export function exceptions(policy: PolicyDocument | undefined, account: string): Exception[] {
  const found = new Map<string, Exception>();
  const add = (exception: Exception): void => {
    found.set(`${exception.key}=${exception.value}`, exception);
  };
  for (const { effect, principal, conditions } of policy?.statements ?? []) {
    if (effect !== "Deny") continue;
    if (principal?.element === "NotPrincipal") {
      for (const { id } of principal.principals) add({ key: "NotPrincipal", value: id, principal: principalFrom(id, account) });
    }
    for (const condition of conditions) {
      const key = condition.key.toLowerCase();
      if (settledKeys.has(key)) continue;
      for (const pattern of condition.values) {
        const value = example(pattern);
        add(
          key === "aws:principalarn"
            ? { key, value: pattern, principal: principalFrom(value, account) }
            : { key, value: pattern, context: { [key]: value } },
        );
      }
      // A condition may also be about a key that the request does not have.
      add({ key, value: "(other)", context: { [key]: otherValue(condition.values) } });
    }
  }
  return [...found.values()];
}

function otherValue(values: readonly string[]): string {
  // Of the same kind as the values, so that numbers, dates and addresses still are some.
  const [first = ""] = values;
  if (/^(true|false)$/i.test(first)) return /^true$/i.test(first) ? "false" : "true";
  if (/^-?\d+(\.\d+)?$/.test(first)) return String(Number(first) + 1000);
  if (/^\d{4}-\d\d-\d\dT/.test(first)) return "2199-01-01T00:00:00Z";
  if (/^\d+\.\d+\.\d+\.\d+(\/\d+)?$/.test(first)) return "203.0.113.77";
  return "something-else";
}

function principalFrom(value: string, account: string): RequestPrincipal {
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(value)) return { service: value };
  if (/^\d{12}$/.test(value)) return { arn: `arn:aws:iam::${value}:role/any-role`, account: value };
  const owner = /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(value)?.[1] ?? account;
  const arn = value.startsWith("arn:") ? value.replace(/^(arn:[^:]*:(?:iam|sts)::)[^:]*:/, `$1${owner}:`) : `arn:aws:iam::${account}:role/any-role`;
  return { arn, account: owner };
}
