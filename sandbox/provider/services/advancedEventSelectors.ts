/**
 * What CloudTrail refuses as advanced event selectors of a trail (InvalidEventSelectorsException).
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
import { type Refusal } from "../behaviour";
import { isObject, type Properties } from "../values";

const ALL = "equals notEquals startsWiths notStartsWiths endsWiths notEndsWiths".split(" ");
const EQUALS = ["equals"];

/** One line of the page: for events of a category, a field takes these operators, and these values or any. */
type Line = readonly [category: string, field: string, operators: readonly string[], values?: RegExp];

const LINES: readonly Line[] = [
  ["Data", "eventCategory", EQUALS],
  ["Data", "resources.type", EQUALS, /^AWS::\w+::\w+$/],
  ["Data", "readOnly", EQUALS, /^(true|false)$/],
  ["Data", "eventName", ALL],
  ["Data", "eventSource", ALL],
  ["Data", "eventType", ALL],
  ["Data", "resources.ARN", ALL],
  ["Data", "userIdentity.arn", ALL],
  ["Data", "sessionCredentialFromConsole", ["equals", "notEquals"], /^true$/],
  ["Management", "eventCategory", EQUALS],
  ["Management", "readOnly", EQUALS, /^(true|false)$/],
  ["Management", "eventSource", ["notEquals"], /^(kms|rdsdata)\.amazonaws\.com$/],
  ["NetworkActivity", "eventCategory", EQUALS],
  ["NetworkActivity", "eventSource", EQUALS],
  ["NetworkActivity", "eventName", ALL],
  ["NetworkActivity", "errorCode", EQUALS, /^VpceAccessDenied$/],
  ["NetworkActivity", "vpcEndpointId", ALL],
  ["NetworkActivity", "userIdentity.arn", ALL],
];

const NEEDED: Readonly<Record<string, readonly string[]>> = { Data: ["resources.type"], NetworkActivity: ["eventSource"] };

/** The refusals of a trail's `advancedEventSelectors`, each with its path. */
export function advancedSelectorRefusals(selectors: readonly unknown[]): Refusal[] {
  const refusals = selectors.flatMap((selector, index) => ofSelector(selector, `advancedEventSelectors[${index}]`));
  const count = selectors.flatMap(fieldsOf).reduce<number>((sum, field) => sum + valuesOf(field).length, 0);
  if (count <= 500) return refusals;
  return [...refusals, { property: "advancedEventSelectors", reason: `${count} values in the selectors; CloudTrail accepts 500 a trail` }];
}

function fieldsOf(selector: unknown): Properties[] {
  return isObject(selector) && Array.isArray(selector["fieldSelectors"]) ? (selector["fieldSelectors"] as unknown[]).filter(isObject) : [];
}

function valuesOf(field: Properties): unknown[] {
  return ALL.flatMap((operator) => (Array.isArray(field[operator]) ? (field[operator] as unknown[]) : []));
}

function ofSelector(selector: unknown, path: string): Refusal[] {
  const fields = fieldsOf(selector);
  const category = fields.filter(({ field }) => field === "eventCategory").flatMap(valuesOf);
  const known = LINES.map(([name]) => name);
  if (category.length !== 1 || !known.some((name) => name === category[0])) {
    return [{ property: `${path}.fieldSelectors`, reason: `eventCategory must be Equals to one of ${[...new Set(known)].join(", ")}` }];
  }
  const needed = NEEDED[String(category[0])] ?? [];
  const missing = needed.filter((name) => !fields.some(({ field }) => field === name));
  return [
    ...missing.map((name) => ({ property: `${path}.fieldSelectors`, reason: `${name} is required for ${String(category[0])} events` })),
    ...fields.flatMap((field, index) => ofField(field, String(category[0]), `${path}.fieldSelectors[${index}]`)),
  ];
}

function ofField(selector: Properties, category: string, path: string): Refusal[] {
  const name = String(selector["field"]);
  const line = LINES.find(([of, field]) => of === category && field === name);
  if (!line) return [{ property: `${path}.field`, reason: `${name} is not a field of ${category} events of a trail` }];
  const [, , operators, pattern] = line;
  const given = ALL.filter((operator) => selector[operator] !== undefined);
  if (given.length === 0) return [{ property: path, reason: `${name} needs one of ${operators.join(", ")}` }];
  const refusals: Refusal[] = given
    .filter((operator) => !operators.includes(operator))
    .map((operator) => ({ property: `${path}.${operator}`, reason: `${name} of ${category} events takes ${operators.join(", ")}` }));
  for (const operator of given) {
    const values = Array.isArray(selector[operator]) ? (selector[operator] as unknown[]) : [];
    if (values.length === 0) refusals.push({ property: `${path}.${operator}`, reason: "an empty list" });
    values.forEach((value, index) => {
      const wrong = typeof value === "string" && (value.length < 1 || value.length > 2048 || pattern?.test(value) === false);
      if (wrong) refusals.push({ property: `${path}.${operator}[${index}]`, reason: `${name} of ${category} events does not take "${value}"` });
    });
  }
  return refusals;
}
