/**
 * JSON as event patterns and policies need it: members of one name, the source text of numbers and positions are kept.
 *
 * `JSON.parse` loses all three, and each of them decides something: Event Ruler sees both of two equal names, and AWS
 * refuses a policy that has them; a number that no double can hold is compared by its text; and an error must say where
 * it is.
 */

interface Placed {
  /** Offset in the source text; undefined when the tree was made from data. */
  readonly offset: number | undefined;
}

export interface JsonObject extends Placed {
  readonly kind: "object";
  readonly members: readonly JsonMember[];
}

export interface JsonArray extends Placed {
  readonly kind: "array";
  readonly items: readonly JsonTree[];
}

export interface JsonString extends Placed {
  readonly kind: "string";
  readonly value: string;
}

export interface JsonNumber extends Placed {
  readonly kind: "number";
  /** The number as it was written. */
  readonly text: string;
}

export interface JsonLiteral extends Placed {
  readonly kind: "literal";
  readonly text: "null" | "true" | "false";
}

export type JsonTree = JsonObject | JsonArray | JsonString | JsonNumber | JsonLiteral;

/** One member of a JSON object; names may repeat. */
export interface JsonMember extends Placed {
  readonly name: string;
  readonly value: JsonTree;
}

/** Deepest nesting that is read, as in the JSON reader of Event Ruler. */
export const deepestNesting = 1000;
