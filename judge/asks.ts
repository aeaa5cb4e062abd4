/**
 * What a bucket is asked to store: every method by header and none, with every kind of key, and whatever method or key
 * the bucket's own policy mentions.
 */
import { updateEventName } from "../encryption/auditScope";
import { catalogue, methodOfAlgorithm, sseCAlgorithm } from "../encryption/methods";
import type { EncryptionRequirement } from "../encryption/requirement";
import type { PolicyCondition, UploadRequest } from "../simulator";
import { compileCondition, ContextKeys } from "../simulator/iam/conditions";
import { customerAlgorithmHeader, encryptionHeader, kmsKeyIdHeader } from "../simulator/uploadRequest";
import type { Place } from "./bucket";
import { distinct } from "./distinct";
import { otherAccount } from "./identities";
import { tellingValues } from "./keyValues";
import { remembered } from "./remembered";
import type { Statements } from "./statements";
import { hasVariables, variablesOf } from "./variables";

/** A request without its principal and circumstances, with words for it. */
export interface Ask {
  /** `PutObject with x-amz-server-side-encryption: aws:kms with another key`. */
  readonly words: string;
  /** The words without those for the key, and those for the key, where requests differ in it alone. */
  readonly family: string;
  readonly key?: string;
  /** It asks for a method that does not exist today. */
  readonly future: boolean;
  /** What becomes of it hangs on the bucket's encryption rule: on its default, or on what it blocks. */
  readonly hangsOnRule: boolean;
  readonly request: Pick<UploadRequest, "action" | "headers" | "objectEncryption">;
}

const keyId = "00000000-1111-2222-3333-444444444444";
const futureAlgorithm = "aws:kms:not-invented-yet";

/**
 * The requests that are put to a bucket. PutObject stands for CopyObject, CreateMultipartUpload and PostObject too: S3
 * authorizes them all as s3:PutObject, by the same condition keys.
 * @param updates put UpdateObjectEncryption to it as well
 */
export function asks(requirement: EncryptionRequirement, place: Place, policy: Statements | undefined, updates: boolean): Ask[] {
  const mentioned = mentionedValues(policy);
  const put = (what: string, headers: Readonly<Record<string, string>>, future = false, key?: string): Ask => ({
    words: key === undefined ? `PutObject ${what}` : `PutObject ${what} ${key}`,
    family: `PutObject ${what}`,
    ...(key !== undefined && { key }),
    future,
    hangsOnRule: !(encryptionHeader in headers),
    request: { action: "PutObject", headers },
  });
  const byHeader = (words: string, algorithm: string, withKeys: boolean, future: boolean): Ask[] => {
    if (!withKeys) return [put(words, { [encryptionHeader]: algorithm }, future)];
    return kmsKeys(requirement, place, mentioned(kmsKeyIdHeader)).map(([keyWords, key]) =>
      put(words, { [encryptionHeader]: algorithm, ...(key !== undefined && { [kmsKeyIdHeader]: key }) }, future, keyWords),
    );
  };
  const unknownAlgorithms = toldApart(policy, encryptionHeader, mentioned(encryptionHeader).filter((algorithm) => !methodOfAlgorithm(algorithm)));
  return [
    put("without an encryption header", {}),
    ...catalogue.flatMap(({ algorithm, usesKmsKey }) =>
      algorithm === undefined ? [] : byHeader(`with ${encryptionHeader}: ${algorithm}`, algorithm, usesKmsKey, false),
    ),
    put("with a customer-provided key (SSE-C)", { [customerAlgorithmHeader]: sseCAlgorithm }),
    // Whether a method of the future takes a KMS key nobody knows: both are tried.
    ...[...new Set([futureAlgorithm, ...unknownAlgorithms])].flatMap((algorithm) =>
      byHeader(`with a future method (${encryptionHeader}: ${algorithm})`, algorithm, true, true),
    ),
    ...(updates ? updateAsks(requirement, place, mentioned(kmsKeyIdHeader)) : []),
  ];
}

/** Ways to name a KMS key, with words for each; undefined: none named. */
function kmsKeys(requirement: EncryptionRequirement, place: Place, mentioned: readonly string[]): [words: string, key: string | undefined][] {
  const { account, region, partition } = place;
  const approved = requirement.kmsKeyArns ?? [];
  const [rightKey] = approved;
  const rightId = rightKey?.split("/").at(-1);
  return [
    ["without a key id (the AWS managed key)", undefined],
    ...(rightKey === undefined ? [] : ([["with an approved key", rightKey]] as [string, string][])),
    ["with another key", `arn:${partition}:kms:${region}:${account}:key/${keyId}`],
    ["with a key of another account", `arn:${partition}:kms:${region}:${otherAccount}:key/${keyId}`],
    ["with a key by its alias", "alias/some-key"],
    ["with a key by its bare id", keyId],
    ...(rightId === undefined ? [] : ([["with an approved key by its bare id", rightId]] as [string, string][])),
    // Operators without wildcards may hold one: no key has it in its name.
    ...mentioned.filter((key) => !approved.includes(key) && !/[*?]/.test(key)).map((key): [string, string] => [`with the key ${key}, which the policy mentions`, key]),
  ];
}

/** UpdateObjectEncryption takes the ARN of a key, and nothing else. */
function updateAsks(requirement: EncryptionRequirement, { account, region, partition }: Place, mentioned: readonly string[]): Ask[] {
  const keys = [
    ...(requirement.kmsKeyArns?.slice(0, 1) ?? []),
    `arn:${partition}:kms:${region}:${account}:key/${keyId}`,
    ...mentioned.filter((key) => /^arn:[^:]+:kms:[^:]+:\d{12}:key\/[\w-]+$/.test(key)),
  ];
  return [...new Set(keys)].map((kmsKeyArn) => ({
    words: `${updateEventName} to KMS key ${kmsKeyArn}`,
    family: updateEventName,
    key: `to KMS key ${kmsKeyArn}`,
    future: false,
    hangsOnRule: false,
    request: { action: updateEventName, objectEncryption: { kmsKeyArn } },
  }));
}

/**
 * Values that the policy's conditions hold for the condition key of a header: what they single out must be asked for,
 * or a policy that lets one wrong key in would pass.
 */
function mentionedValues(policy: Statements | undefined): (header: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (header) =>
    remembered(known, header, () => {
      const { values } = tellingValues(conditionsOn(policy, header), hasVariables(policy));
      // A pattern such as aws:kms* is met by an existing method, too, but that one is asked for anyway.
      return [...new Set(values.flatMap(({ value, from }) => (from.length === 0 ? [] : value)))];
    });
}

/** Values of a header of which the policy's conditions tell each from the others: a list may name hundreds of methods that do not exist. */
function toldApart(policy: Statements | undefined, header: string, values: readonly string[]): readonly string[] {
  const conditions = conditionsOn(policy, header);
  const variables = hasVariables(policy);
  const comparing = (policy?.statements ?? []).some((statement) => variablesOf(statement, variables).length > 0);
  if (comparing) return values;
  const tests = conditions.map((condition) => compileCondition(condition, variables));
  return distinct(values, (value) => tests.map((test) => Number(test(new ContextKeys({ [`s3:${header}`]: value })))).join(""));
}

function conditionsOn(policy: Statements | undefined, header: string): PolicyCondition[] {
  return (policy?.statements ?? []).flatMap((statement) => statement.conditions.filter(({ key }) => key.toLowerCase() === `s3:${header}`));
}
