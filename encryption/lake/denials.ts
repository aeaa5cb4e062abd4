/**
 * What `enforcement: deny` would have denied an upload by, as SQL over its record: the deny statements of the requirement,
 * translated one by one.
 */
import { putAction, updateAction, updateEventName, updateMethod } from "../auditScope";
import { bucketDefault } from "../bucketPolicy";
import { catalogue, encryptionHeaders, encryptionMethod, sseCAlgorithm } from "../methods";
import type { Condition, ConditionValue, PolicyStatement } from "../policyDocument";
import { defaultViolation, type EncryptionRequirement } from "../requirement";
import { conditionKeys, uploadDenials } from "../uploadDenials";
import { all, any, certainly, isAnyOf, isNoneOf, jsonText, literal } from "./sql";

/** The columns that hold what a request asked for. */
const asked = { algorithm: "asked_algorithm", kmsKeyId: "asked_key", customerAlgorithm: "asked_customer_algorithm" } as const;

const isUpdate = `eventname = ${literal(updateEventName)}`;

const parameter = (...path: readonly string[]): string => jsonText("requestparameters", ...path);
/** An update sets one method, and names its key in the request's body. */
const ofUpdate = (update: string, other: string): string => `CASE WHEN ${isUpdate} THEN ${update} ELSE ${other} END`;

/** These columns, each with its expression over a record. */
export const askedColumns: readonly (readonly [expression: string, name: string])[] = [
  [ofUpdate(literal(encryptionMethod(updateMethod).algorithm ?? ""), parameter(encryptionHeaders.algorithm)), asked.algorithm],
  [ofUpdate(parameter("ObjectEncryption", "SSEKMS", "KMSKeyArn"), parameter(encryptionHeaders.kmsKeyId)), asked.kmsKeyId],
  [ofUpdate("NULL", parameter(encryptionHeaders.customerAlgorithm)), asked.customerAlgorithm],
];

const columnOf: Readonly<Record<string, string>> = {
  [conditionKeys.algorithm]: asked.algorithm,
  [conditionKeys.kmsKeyId]: asked.kmsKeyId,
  [conditionKeys.customerAlgorithm]: asked.customerAlgorithm,
};

/**
 * The Sid of the statement that would deny an upload that was stored; NULL where none would. Nobody is exempt, and the bucket's
 * default encryption is proper where a default can be.
 */
export function denialOf(requirement: EncryptionRequirement): string {
  const { method, usesKmsKey } = bucketDefault(requirement);
  const defaultSatisfies = defaultViolation(requirement, method, usesKmsKey ? requirement.kmsKeyArns?.[0] : undefined) === undefined;
  const statements = uploadDenials(requirement, { resource: "*", principal: "*", defaultSatisfies });
  const cases = statements.map((statement) => `WHEN ${appliesTo(statement)} THEN ${literal(statement.Sid ?? "")}`);
  return ["CASE", "  WHEN errorcode IS NOT NULL THEN NULL", `  WHEN ${certainly(contradicts)} THEN NULL`, ...cases.map((line) => `  ${line}`), "END"].join("\n");
}

/** A request that contradicts itself is refused whatever the policy says. */
const contradicts = (() => {
  const withoutKey = catalogue.flatMap(({ usesKmsKey, algorithm }) => (usesKmsKey || algorithm === undefined ? [] : [algorithm]));
  const { algorithm, kmsKeyId, customerAlgorithm } = asked;
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html: a full key ARN.
  const namesKey = `regexp_like(coalesce(${kmsKeyId}, ''), '^arn:aws[a-zA-Z0-9-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+$')`;
  return any(
    all(isUpdate, `NOT ${namesKey}`),
    all(`${customerAlgorithm} IS NOT NULL`, any(`${algorithm} IS NOT NULL`, `${kmsKeyId} IS NOT NULL`, `${customerAlgorithm} <> ${literal(sseCAlgorithm)}`)),
    all(`NOT ${isUpdate}`, `${kmsKeyId} IS NOT NULL`, any(`${algorithm} IS NULL`, isAnyOf(algorithm, withoutKey))),
  );
})();

function appliesTo({ Action, Condition: condition = {} }: PolicyStatement): string {
  const actions = [Action ?? []].flat();
  const [puts, updates] = [actions.includes(putAction), actions.includes(updateAction)];
  const ofAction = puts && updates ? [] : [updates ? isUpdate : `NOT ${isUpdate}`];
  return all(...ofAction, ...conditionsOf(condition));
}

function conditionsOf(condition: Condition): string[] {
  return Object.entries(condition).flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) => translated(operator, key, [values].flat().map(String))));
}

/**
 * One operator on one key.
 * @throws Error for what no statement of the requirement has: nothing is left out silently
 */
function translated(operator: string, key: string, values: readonly ConditionValue[]): string {
  const column = columnOf[key];
  const texts = values.map(String);
  if (column === undefined) throw new Error(`no column holds the condition key ${key}`);
  switch (operator) {
    case "Null":
      return `${column} IS ${texts[0] === "true" ? "" : "NOT "}NULL`;
    case "StringEquals":
      return certainly(isAnyOf(column, texts));
    case "StringNotEquals":
      // Holds where the key is absent.
      return any(`${column} IS NULL`, isNoneOf(column, texts));
    default:
      throw new Error(`the operator ${operator} has no translation to SQL`);
  }
}
