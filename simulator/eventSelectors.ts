/**
 * Evaluates the advanced event selectors of an AWS CloudTrail trail.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
 */
import { selectorFields, type FieldRule, type OperatorName } from "./eventSelectorFields";
import { itemPath, memberPath, PatternError } from "./patternError";
import { RecordError } from "./recordError";

/** Compiled selectors of one trail. */
export interface EventSelectors {
  /** Whether the trail logs the event that a record tells of. */
  matches(record: object): boolean;
}

/** An operator that selects (one of its values is to match), or one that deselects (none may). */
interface Operator {
  readonly name: OperatorName;
  readonly negative: boolean;
  readonly test: (actual: string, value: string) => boolean;
}

const operators: readonly Operator[] = [
  { name: "Equals", negative: false, test: (actual, value) => actual === value },
  { name: "NotEquals", negative: true, test: (actual, value) => actual === value },
  { name: "StartsWith", negative: false, test: (actual, value) => actual.startsWith(value) },
  { name: "NotStartsWith", negative: true, test: (actual, value) => actual.startsWith(value) },
  { name: "EndsWith", negative: false, test: (actual, value) => actual.endsWith(value) },
  { name: "NotEndsWith", negative: true, test: (actual, value) => actual.endsWith(value) },
];

interface Condition {
  readonly operator: Operator;
  readonly values: readonly string[];
}

interface FieldSelector {
  readonly field: string;
  readonly conditions: readonly Condition[];
}

/**
 * Whether a trail with these advanced event selectors logs the event of a record.
 *
 * The selectors are ORed, the field selectors of one are ANDed. On one field, the operators that select (Equals, StartsWith,
 * EndsWith) are ORed, those that deselect (NotEquals, NotStartsWith, NotEndsWith) are ANDed, and so are the two groups. A
 * field that the record does not have satisfies operators that deselect only.
 *
 * A record names several resources, for an upload the object and its bucket. `resources.type` and `resources.ARN` speak
 * of one resource: the conditions on both must hold for the same one. Otherwise the ARN of the bucket could satisfy a
 * selector on objects, and a negative operator could be satisfied by whichever resource it does not mean.
 *
 * @param selectors as in the CloudTrail API (`FieldSelectors`, `Field`, `StartsWith`) or in Pulumi (`fieldSelectors`,
 *   `field`, `startsWiths`)
 * @param record a CloudTrail record
 * @throws PatternError with the path of what CloudTrail would refuse
 * @throws RecordError when the record does not tell its event category, or its resources
 */
export function matchEventSelectors(selectors: unknown, record: object): boolean {
  return compileEventSelectors(selectors).matches(record);
}

/**
 * Compiles selectors that are to be matched against many records.
 * @throws PatternError as {@link matchEventSelectors}
 */
export function compileEventSelectors(selectors: unknown): EventSelectors {
  const compiled = listOf(selectors, "$", "advanced event selectors").map((selector, index) =>
    compileSelector(selector, itemPath("$", index)),
  );
  return {
    matches(record) {
      const fields = fieldsOf(record);
      return compiled.some((selector) => matchesSelector(selector, fields));
    },
  };
}

function compileSelector(selector: unknown, path: string): readonly FieldSelector[] {
  const members = membersOf(selector, path, ["Name", "FieldSelectors"]);
  const name = members.get("Name");
  if (name && typeof name.value !== "string") throw new PatternError("a name is a text", { path: name.path });
  const list = members.get("FieldSelectors");
  if (!list) throw new PatternError("an advanced event selector has FieldSelectors", { path });
  const fieldSelectors = listOf(list.value, list.path, "field selectors").map((one, index) =>
    compileFieldSelector(one, itemPath(list.path, index)),
  );
  checkCategory(fieldSelectors, list.path);
  return fieldSelectors;
}

function compileFieldSelector(selector: unknown, path: string): FieldSelector {
  const members = membersOf(selector, path, ["Field", ...operators.map(({ name }) => name)]);
  const field = members.get("Field");
  if (typeof field?.value !== "string") throw new PatternError("a field selector names its Field", { path });
  const conditions = operators.flatMap((operator) => {
    const member = members.get(operator.name);
    if (!member) return [];
    const values = listOf(member.value, member.path, "values").map((value, index) => {
      if (typeof value === "string" && value !== "") return value;
      throw new PatternError("a value is a text that is not empty", { path: itemPath(member.path, index) });
    });
    return [{ operator, values }];
  });
  if (conditions.length === 0) {
    throw new PatternError(`one of ${operators.map(({ name }) => name).join(", ")} is needed`, { path });
  }
  return { field: field.value, conditions };
}

/** Checks the fields against what CloudTrail takes for the event category that the selector is on. */
function checkCategory(fieldSelectors: readonly FieldSelector[], path: string): void {
  const at = fieldSelectors.findIndex(({ field }) => field === "eventCategory");
  const category = fieldSelectors[at];
  if (!category) throw new PatternError("eventCategory is required", { path });
  checkField(category, { operators: ["Equals"], single: true }, itemPath(path, at));
  const name = category.conditions[0]?.values[0] ?? "";
  const fields = selectorFields.get(name);
  if (!fields) {
    const known = [...selectorFields.keys()].join(", ");
    throw new PatternError(`a trail has no event category "${name}" (${known})`, { path });
  }
  fieldSelectors.forEach((selector, index) => {
    const { field } = selector;
    const rule = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!rule) {
      throw new PatternError(`"${field}" is not a field of ${name} events (${Object.keys(fields).join(", ")})`, { path: itemPath(path, index) });
    }
    checkField(selector, rule, itemPath(path, index));
    checkRepetition(selector, fieldSelectors.slice(0, index), rule, itemPath(path, index));
  });
  for (const [field, { required }] of Object.entries(fields)) {
    if (required && !fieldSelectors.some((selector) => selector.field === field)) throw new PatternError(`${field} is required for ${name} events`, { path });
  }
}

function checkField({ field, conditions }: FieldSelector, { operators: allowed, single, values: known }: FieldRule, path: string): void {
  const values = conditions.flatMap((condition) => condition.values);
  const isAllowed = ({ operator }: Condition): boolean => !allowed || allowed.includes(operator.name);
  if (!conditions.every(isAllowed) || (single && values.length > 1)) {
    throw new PatternError(`${field} takes ${(allowed ?? []).join(" and ")}${single ? " with one value" : ""}`, { path });
  }
  if (known && !values.every((value) => known.includes(value))) {
    throw new PatternError(`${field} takes ${known.join(" or ")}, as a text`, { path });
  }
}

/**
 * CloudTrail says how the operators of one field selector are combined, not how those of several on one field are. Both
 * readings (merged into one, or ANDed as those on different fields) agree unless two of them select.
 */
function checkRepetition({ field, conditions }: FieldSelector, before: readonly FieldSelector[], { single }: FieldRule, path: string): void {
  const same = before.filter((other) => other.field === field);
  const selects = (one: readonly Condition[]): boolean => one.some(({ operator }) => !operator.negative);
  if (same.length > 0 && single) throw new PatternError(`${field} is there twice`, { path });
  if (selects(conditions) && same.some((other) => selects(other.conditions))) {
    throw new PatternError(`${field} is selected twice, which CloudTrail does not say how to read: one field selector may have several operators`, { path });
  }
}

/** The fields of a record that selectors look at. */
interface RecordFields {
  /** Values by field, except those of resources. */
  readonly values: ReadonlyMap<string, string>;
  readonly resources: readonly ReadonlyMap<string, string>[];
}

function fieldsOf(record: object): RecordFields {
  const { userIdentity, ...fields } = record as Readonly<Record<string, unknown>>;
  const direct = ["eventName", "eventSource", "eventType", "readOnly", "sessionCredentialFromConsole"];
  const values = [...direct, "errorCode", "vpcEndpointId"].map((name) => [name, fields[name]] as const);
  return {
    values: texts([
      ...values,
      ["eventCategory", eventCategoryOf(record)],
      ["userIdentity.arn", (userIdentity as { arn?: unknown } | null | undefined)?.arn],
    ]),
    resources: resourcesOf(record).map((resource) =>
      texts([
        ["resources.type", resource.type],
        // Records of requests on many objects, such as ListObjects, have the start of their ARNs.
        ["resources.ARN", resource.ARN ?? resource.ARNPrefix],
      ]),
    ),
  };
}

/** A record need not name resources; what else stands there is none of CloudTrail's. */
function resourcesOf(record: object): readonly Readonly<Record<string, unknown>>[] {
  const { resources } = record as { resources?: unknown };
  const list = resources ?? [];
  if (Array.isArray(list) && list.every((one) => typeof one === "object" && one !== null)) return list;
  throw new RecordError(record, `its resources are ${JSON.stringify(resources)}, not a list of objects`);
}

/** Texts and booleans: CloudTrail writes `readOnly` as a boolean, selectors as a text. */
function texts(entries: readonly (readonly [name: string, value: unknown])[]): ReadonlyMap<string, string> {
  return new Map(
    entries.flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "boolean" ? [[name, String(value)] as const] : [],
    ),
  );
}

/** Records before version 1.07 have no `eventCategory`, but from 1.06 on they have `managementEvent`. */
function eventCategoryOf(record: object): string {
  const { eventCategory, managementEvent } = record as { eventCategory?: unknown; managementEvent?: unknown };
  if (typeof eventCategory === "string") return eventCategory;
  if (typeof managementEvent === "boolean") return managementEvent ? "Management" : "Data";
  throw new RecordError(record, "it has neither eventCategory nor managementEvent: its category is not known");
}

function matchesSelector(selector: readonly FieldSelector[], { values, resources }: RecordFields): boolean {
  const onResource = selector.filter(({ field }) => field.startsWith("resources."));
  const onRecord = selector.filter((one) => !onResource.includes(one));
  if (!onRecord.every((one) => matchesField(one, values))) return false;
  return onResource.length === 0 || resources.some((resource) => onResource.every((one) => matchesField(one, resource)));
}

function matchesField({ field, conditions }: FieldSelector, values: ReadonlyMap<string, string>): boolean {
  const actual = values.get(field);
  const holds = ({ operator, values: wanted }: Condition): boolean => actual !== undefined && wanted.some((value) => operator.test(actual, value));
  const selecting = conditions.filter(({ operator }) => !operator.negative);
  const deselecting = conditions.filter(({ operator }) => operator.negative);
  return (selecting.length === 0 || selecting.some(holds)) && !deselecting.some(holds);
}

interface Member {
  readonly value: unknown;
  readonly path: string;
}

/** An API name in all its spellings; Pulumi begins with a small letter, and has `startsWiths` for `StartsWith`. */
function spellings(name: string): readonly string[] {
  const small = name.charAt(0).toLowerCase() + name.slice(1);
  return name.endsWith("With") ? [name, small, `${small}s`] : [name, small];
}

/** The members of an object by their API names, in either spelling; null and undefined are absent. */
function membersOf(value: unknown, path: string, names: readonly string[]): ReadonlyMap<string, Member> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new PatternError("an object is expected", { path });
  }
  const members = new Map<string, Member>();
  for (const [key, member] of Object.entries(value)) {
    const name = names.find((one) => spellings(one).includes(key));
    const inner = memberPath(path, key);
    if (name === undefined) throw new PatternError(`"${key}" is not one of ${names.join(", ")}`, { path: inner });
    if (member === undefined || member === null) continue;
    if (members.has(name)) throw new PatternError(`${name} is there in both spellings`, { path: inner });
    members.set(name, { value: member, path: inner });
  }
  return members;
}

function listOf(value: unknown, path: string, what: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new PatternError(`a list of ${what} is expected, with at least one`, { path });
  }
  return value;
}
