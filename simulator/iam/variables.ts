/**
 * Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}` for the characters
 * themselves.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import { globPattern, literalPattern, type GlobPattern } from "./glob";

/** The value of a single-valued condition key of the request; undefined when it is absent or has several values. */
export type VariableLookup = (key: string) => string | undefined;

/** A text of a policy, with its variables found. */
export interface Template {
  readonly pieces: readonly TemplatePiece[];
  readonly hasVariables: boolean;
}

/** Text with wildcards, text without (an escape), or a variable. */
type TemplatePiece =
  | { readonly text: string }
  | { readonly literal: string }
  | { readonly variable: string; readonly fallback?: string };

const placeholder = /\$\{([^}]*)\}/g;
const variable = /^\s*([^\s,:]+:[^,]*?)\s*(?:,\s*'([^']*)')?\s*$/;

/**
 * Takes a text of a policy apart.
 * @param variables false for policies of version 2008-10-17, where `${…}` is plain text.
 */
export function parseTemplate(text: string, variables: boolean): Template {
  if (!variables || !text.includes("${")) return { pieces: [{ text }], hasVariables: false };
  const pieces: TemplatePiece[] = [];
  let end = 0;
  for (const found of text.matchAll(placeholder)) {
    const content = found[1] ?? "";
    const piece = parsePlaceholder(content);
    if (!piece) continue;
    if (found.index > end) pieces.push({ text: text.slice(end, found.index) });
    pieces.push(piece);
    end = found.index + found[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return { pieces, hasVariables: pieces.some((piece) => "variable" in piece) };
}

/** The first `${…` of a text that is not a policy variable as IAM defines them, if there is one. */
export function malformedVariable(text: string): string | undefined {
  for (const found of text.matchAll(/\$\{([^}]*)(\}?)/g)) {
    if (found[2] === "" || !parsePlaceholder(found[1] ?? "")) return found[0];
  }
  return undefined;
}

function parsePlaceholder(content: string): TemplatePiece | undefined {
  if (content === "*" || content === "?" || content === "$") return { literal: content };
  const [, name, fallback] = variable.exec(content) ?? [];
  if (name === undefined) return undefined;
  return fallback === undefined ? { variable: name } : { variable: name, fallback };
}

/** The text with every variable replaced and wildcards as plain characters; undefined when a variable has no value. */
export function resolveText(template: Template, lookup: VariableLookup): string | undefined {
  let text = "";
  for (const piece of template.pieces) {
    const part = valueOf(piece, lookup);
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}

/**
 * The pattern with every variable replaced; undefined when a variable has no value. Wildcards in the value of a
 * variable are plain characters: who makes a request must not widen what a policy says.
 */
export function resolvePattern(template: Template, lookup: VariableLookup): GlobPattern | undefined {
  const pattern: number[] = [];
  for (const piece of template.pieces) {
    const part = valueOf(piece, lookup);
    if (part === undefined) return undefined;
    for (const code of "text" in piece ? globPattern(part) : literalPattern(part)) pattern.push(code);
  }
  return pattern;
}

function valueOf(piece: TemplatePiece, lookup: VariableLookup): string | undefined {
  if ("text" in piece) return piece.text;
  if ("literal" in piece) return piece.literal;
  return lookup(piece.variable) ?? piece.fallback;
}
