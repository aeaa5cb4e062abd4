/** Turns zod's issues into problems that name the value, what is allowed and an example. */
import { z } from "zod";
import { didYouMean } from "./didYouMean";
import { valueText, type Problem, type ProblemPath } from "./problem";

/** What schemas say of a field, through `.meta()`: for messages and for the reference in the docs. */
export interface FieldMeta {
  /** What the field is for: a sentence. */
  readonly description: string;
  /** What values it takes, as completing "Allowed: …". */
  readonly allowed?: string;
  /** A right value, as YAML in one line, key included. */
  readonly example?: string;
  /** What a changed value takes away from a deployed stack. */
  readonly changing?: Changing;
  /** Other names that people have for right values. */
  readonly synonyms?: Readonly<Record<string, string>>;
  /** A component takes an Output here as well: what stands for its value in checks until it is known. */
  readonly knownLater?: unknown;
  /** A component takes the value as JSON text. */
  readonly jsonText?: true;
  /** What the interface of a map is called in the components' package. */
  readonly typeName?: string;
  /** What the interface is, where the description is of one of several keys that have it. */
  readonly typeDescription?: string;
}

/** What stands for the text of an Output in checks: nothing that any of them would take for right, or say more of. */
export const unknownText = "(an Output)";

/** What holds data or watches, and is deleted or replaced when a value changes. */
export interface Changing {
  /** Its kinds, such as `trail` and `bucket`. */
  readonly loses: readonly string[];
  /** What happens, for the reference in the docs: a sentence. */
  readonly what: string;
}

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
  const { value: output, issues: found } = run(schema, value);
  const mistyped = found.filter((issue) => isMistyped(issue, value));
  // zod measures a text that stands for a list as well: of a value of the wrong type that says nothing.
  const issues = found.filter(
    (issue) => !mistyped.some((other) => other !== issue && String(other.path) === String(issue.path)),
  );
  return {
    value: output as z.output<T>,
    problems: issues.flatMap((issue) => problemsOf(issue, schema, value)),
    broken: new Set(mistyped.map(({ path }) => String(path[0] ?? ""))),
  };
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
  const meta = metaAlong(schema, path);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => {
      const meant = didYouMean(key, known);
      const example = meant === undefined ? meta.example : metaAlong(schema, [...path, meant]).example;
      return {
        path: [...path, key],
        message: `is not a known key; its value is ${valueText(valueAt(value, [key]))}`,
        didYouMean: meant,
        allowed: known.length > 0 ? known.join(", ") : undefined,
        example,
      };
    });
  }
  return [
    {
      path,
      message: value === undefined ? "is missing" : `${valueText(value)} ${complaint(issue)}`,
      // What a check of our own says may well name the value.
      withoutValue: issue.code === "custom" ? undefined : value === undefined ? "is missing" : complaint(issue),
      allowed: meta.allowed ?? allowedBy(issue),
      didYouMean: issue.code === "invalid_value" ? (synonymFor(value, meta) ?? suggestion(value, issue.values)) : undefined,
      example: meta.example,
    },
  ];
}

function synonymFor(value: unknown, { synonyms = {} }: Partial<FieldMeta>): string | undefined {
  return typeof value === "string" && Object.hasOwn(synonyms, value) ? synonyms[value] : undefined;
}

/** What is wrong with the value, as a clause that follows it. */
function complaint(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `is not ${withArticle(issue.expected)}`;
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

/** The parts of zod's schema definitions that lead from a schema to the ones inside it. */
interface SchemaDefinition {
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly shape?: Record<string, z.ZodType>;
}

const definition = (schema: z.ZodType): SchemaDefinition => schema.def as SchemaDefinition;

/** The schema inside optionals, defaults and preprocessing. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const { innerType, in: input, out } = definition(schema);
  // Preprocessing is a pipe out of a transform: what it leads to says what is allowed.
  const inner = innerType ?? (input && out ? (isTransform(input) ? out : input) : undefined);
  return inner ? unwrap(inner) : schema;
}

function isTransform(schema: z.ZodType): boolean {
  return (schema.def as { type: string }).type === "transform";
}

function step(schema: z.ZodType, part: string | number): z.ZodType | undefined {
  const { element, valueType, shape } = definition(unwrap(schema));
  if (typeof part === "number") return element;
  // A key such as `constructor` is not in the shape, although every object has something of that name.
  return shape && Object.hasOwn(shape, part) ? shape[part] : valueType;
}

/** The schema at a path; undefined where there is none. */
export function schemaAt(schema: z.ZodType, path: ProblemPath): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>((current, part) => current && step(current, part), schema);
}

/** The keys of the object schema at a path; none when there is no such schema. */
function keysAt(schema: z.ZodType, path: ProblemPath): string[] {
  const at = schemaAt(schema, path);
  return Object.keys((at && definition(unwrap(at)).shape) ?? {});
}

/** The path as far as it is of keys that the schemas name and of places in lists. */
export function knownPath(schema: z.ZodType, path: ProblemPath): ProblemPath {
  const known: (string | number)[] = [];
  let current: z.ZodType | undefined = schema;
  for (const part of path) {
    const { shape }: SchemaDefinition = definition(unwrap(current));
    if (typeof part === "string" && !(shape && Object.hasOwn(shape, part))) break;
    current = step(current, part);
    if (!current) break;
    known.push(part);
  }
  return known;
}

/** What the schemas along a path say of values and examples; the innermost that says something wins. */
export function metaAlong(schema: z.ZodType, path: ProblemPath): Partial<FieldMeta> {
  let current: z.ZodType | undefined = schema;
  let meta = metaOf(schema);
  for (const part of path) {
    current = current && step(current, part);
    if (!current) break;
    const inner = metaOf(current);
    if (inner.allowed !== undefined || inner.example !== undefined) meta = inner;
  }
  return meta;
}

/** A schema's own meta data, or that of the schema it wraps. */
export function metaOf(schema: z.ZodType): Partial<FieldMeta> {
  const { innerType } = definition(schema);
  return { ...(innerType && metaOf(innerType)), ...(schema.meta() as Partial<FieldMeta> | undefined) };
}
