/** The parts of a JSON filter pattern, as the parser gives them and the evaluator takes them. */

/** One step from a JSON value into it. */
export type SelectorStep =
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  /** `.*`: the value of any property of an object. */
  | { readonly kind: "anyProperty" }
  /** `[*]`: any element of an array. */
  | { readonly kind: "anyElement" };

/** A property selector, from the root `$`: at least one step, the first of which is into an object. */
export type Selector = readonly SelectorStep[];

export type ComparisonOperator = "=" | "!=" | "<" | ">" | "<=" | ">=";

/** What a value is compared with. */
export type Operand =
  /** Text with wildcards: the literal parts between the asterisks. One part is a plain text. */
  | { readonly kind: "text"; readonly parts: readonly string[] }
  /** A number without quotation marks; the text is how it was written. */
  | { readonly kind: "number"; readonly value: number; readonly text: string }
  | { readonly kind: "regex"; readonly source: string; readonly expression: RegExp };

export type Expression =
  | { readonly kind: "or" | "and"; readonly operands: readonly Expression[] }
  | {
      readonly kind: "comparison";
      readonly selector: Selector;
      readonly operator: ComparisonOperator;
      readonly operand: Operand;
    }
  | { readonly kind: "is"; readonly selector: Selector; readonly value: null | true | false }
  | { readonly kind: "notExists"; readonly selector: Selector };
