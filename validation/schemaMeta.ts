/** What schemas say of their fields, and where in a schema a field is. */
import type { z } from "zod";
import type { ProblemPath } from "./problem";

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
  /** The key of a map that people mean who give a text or a list in place of the map. */
  readonly shortFor?: string;
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
export function keysAt(schema: z.ZodType, path: ProblemPath): string[] {
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

/** Where a schema has a key of a name: paths with 0 for any entry of a list. */
export function placesOf(schema: z.ZodType, key: string, path: ProblemPath = []): ProblemPath[] {
  const { element, shape } = definition(unwrap(schema));
  return [
    ...(element ? placesOf(element, key, [...path, 0]) : []),
    ...Object.entries(shape ?? {}).flatMap(([name, inner]) => [...(name === key ? [[...path, name]] : []), ...placesOf(inner, key, [...path, name])]),
  ];
}
