/** Turns zod's issues into problems that name the value, what is allowed and an example. */
import { z } from "zod";
import { didYouMean } from "./didYouMean";
import { valueText, type Problem, type ProblemPath } from "./problem";
import { metaAlong, metaOf, schemaAt, type FieldMeta } from "./schemaMeta";
import { slipIn, type CandidateIssue, type Slip } from "./slips";
import { unknownKeyProblem } from "./unknownKeys";
import { meantText } from "./yamlText";

/** What parsing gave. */
export interface Parsed<T> {
  /** The value with its defaults. Where there are problems: as far as it could be read. */
  readonly value: T;
  readonly problems: readonly Problem[];
  /** Keys of the top level in which something has another type than {@link value} promises. */
  readonly broken: ReadonlySet<string>;
}

/**
 * Parses a value; gives it typed and with its defaults, and every problem it has.
 *
 * Unlike `safeParse` it gives a value beside problems, so that further checks can add theirs to the same message:
 * those that look at no {@link Parsed.broken} key.
 */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown): Parsed<z.output<T>> {
  const given = run(schema, value);
  const slips = given.issues.flatMap((issue) => {
    const slip = slipOf(issue, schema, value);
    return slip ? [{ path: pathOf(issue), ...slip }] : [];
  });
  // As if the slips had not been made, so that whatever else is wrong is told with them.
  const mended = slips.reduce((current, { path, meant }) => withValueAt(current, path, meant), value);
  const { value: output, issues: left } = slips.length > 0 ? run(schema, mended) : given;
  const told = new Set(given.issues.map(({ path }) => String(path)));
  const more = left.filter(({ path }) => !told.has(String(path)));
  return {
    value: output as z.output<T>,
    problems: [
      ...withoutMeasures(given.issues, value).flatMap((issue) => problemsOf(issue, schema, value)),
      ...withoutMeasures(more, mended).flatMap((issue) => problemsOf(issue, schema, mended)),
    ],
    broken: new Set(left.filter((issue) => isMistyped(issue, mended)).map(({ path }) => String(path[0] ?? ""))),
  };
}

/** zod measures a text that stands for a list as well: of a value of the wrong type that says nothing. */
function withoutMeasures(issues: readonly z.core.$ZodIssue[], value: unknown): z.core.$ZodIssue[] {
  const mistyped = issues.filter((issue) => isMistyped(issue, value));
  return issues.filter((issue) => !mistyped.some((other) => other !== issue && String(other.path) === String(issue.path)));
}

/** A copy with another value at a path; without change where something else than a map or a list is on the way. */
function withValueAt(value: unknown, [part, ...rest]: ProblemPath, inner: unknown): unknown {
  if (part === undefined) return inner;
  if (typeof value !== "object" || value === null) return value;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string | number, unknown>;
  copy[part] = withValueAt(copy[part], rest, inner);
  return copy;
}

/** Whether a value is of another type than its schema's, rather than a wrong value of that type. */
function isMistyped(issue: z.core.$ZodIssue, rootValue: unknown): boolean {
  if (issue.code === "invalid_type" || issue.code === "invalid_union") return true;
  if (issue.code !== "invalid_value") return false;
  // zod says of a map where a word is wanted just that it is none of the words.
  const type = typeof valueAt(rootValue, pathOf(issue));
  return !issue.values.some((allowed) => typeof allowed === type);
}

function pathOf(issue: z.core.$ZodIssue): ProblemPath {
  return issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
}

/** zod's parser below `safeParse`, which drops the value where there are issues. */
function run(schema: z.ZodType, value: unknown): { value: unknown; issues: z.core.$ZodIssue[] } {
  const payload = schema._zod.run({ value, issues: [] }, { async: false });
  if (payload instanceof Promise) throw new Error("the schema has asynchronous checks");
  const issues = payload.issues.map((issue) => z.core.util.finalizeIssue(issue, undefined, z.core.config()));
  return { value: payload.value, issues };
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, rootValue: unknown): Problem[] {
  const path = pathOf(issue);
  const value = valueAt(rootValue, path);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKeyProblem(schema, path, key, valueAt(value, [key])));
  const meta = metaAlong(schema, path);
  const slip = slipOf(issue, schema, rootValue);
  const clause = value === undefined ? "is missing" : value === null ? "has no value" : (slip?.clause ?? complaint(issue, value));
  return [
    {
      path,
      message: value === undefined || value === null ? clause : `${valueText(value)} ${clause}`,
      // What a check of our own says may well name the value.
      withoutValue: issue.code === "custom" ? undefined : clause,
      allowed: meta.allowed ?? allowedBy(issue),
      didYouMean: slip
        ? meantText(path.slice(-1).filter((part) => typeof part === "string"), slip.meant)
        : issue.code === "invalid_value"
          ? (synonymFor(value, meta) ?? suggestion(value, issue.values))
          : undefined,
      example: meta.example,
    },
  ];
}

/** The slip that made a value one of another type, or none of the allowed ones. */
function slipOf(issue: z.core.$ZodIssue, schema: z.ZodType, rootValue: unknown): Slip | undefined {
  const path = pathOf(issue);
  const at = schemaAt(schema, path);
  const value = valueAt(rootValue, path);
  if (at === undefined || value === undefined || !["invalid_type", "invalid_value", "invalid_union"].includes(issue.code)) return undefined;
  const issuesOf = (candidate: unknown): CandidateIssue[] =>
    run(at, candidate).issues.map((one) => ({ path: one.path, missing: valueAt(candidate, pathOf(one)) === undefined }));
  return slipIn(value, issuesOf, metaOf(at).shortFor);
}

function synonymFor(value: unknown, { synonyms = {} }: Partial<FieldMeta>): string | undefined {
  return typeof value === "string" && Object.hasOwn(synonyms, value) ? synonyms[value] : undefined;
}

/** What is wrong with the value, as a clause that follows it. */
function complaint(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "string" && typeof value === "number" ? "is a number, not text" : `is not ${withArticle(issue.expected)}`;
    case "invalid_value":
      return "is not one of the allowed values";
    case "too_small":
      if (issue.origin === "array") return "is empty";
      if (issue.origin === "string") return "is too short";
      return "is too small";
    case "too_big":
      return issue.origin === "number" ? "is too large" : "is too long";
    case "custom":
      return issue.message;
    case "invalid_format":
      return { email: "is not an e-mail address", url: "is not an address that is allowed" }[issue.format as string] ?? "is not valid";
    case "not_multiple_of":
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
    case "unrecognized_keys":
      return "is not valid";
  }
}

function withArticle(type: string): string {
  const words: Record<string, string> = { array: "a list", record: "a map", object: "a map", int: "a whole number" };
  return words[type] ?? `a ${type}`;
}

function allowedBy(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case "invalid_value":
      return issue.values.map(String).join(", ");
    case "invalid_type":
      return withArticle(issue.expected);
    case "too_small":
      return issue.origin === "array" ? "at least one entry" : `at least ${issue.minimum}`;
    case "too_big":
      return `at most ${issue.maximum}`;
    default:
      return undefined;
  }
}

function suggestion(value: unknown, candidates: readonly unknown[]): string | undefined {
  if (typeof value !== "string") return undefined;
  return didYouMean(
    value,
    candidates.filter((candidate) => typeof candidate === "string"),
  );
}

/** The value at a path. Where a short form stands for a map, the short form is the value of all that is in it. */
function valueAt(value: unknown, path: ProblemPath): unknown {
  return path.reduce<unknown>((at, part) => {
    if (typeof at !== "object") return at;
    return at === null ? undefined : (at as Record<string | number, unknown>)[part];
  }, value);
}
