/** The error of every definition that AWS would refuse: it says what is wrong and where. */
import { positionAt, type TextPosition } from "./textPosition";

/** Where in a definition the problem is. A text gives an offset, data gives a path; a JSON text gives both. */
export interface PatternPosition {
  /** Path of the offending value, for example `detail.eventName[0].prefix`. `$` is the whole definition. */
  readonly path?: string | undefined;
  /** Offset in the text, in UTF-16 code units from 0; at most the length of the text. */
  readonly offset?: number | undefined;
  /** The text that the offset counts in; gives the error its line and column. */
  readonly text?: string | undefined;
}

/** A pattern, selector or alarm definition that cannot be evaluated because AWS has no meaning for it. */
export class PatternError extends Error {
  /** What is wrong, without the position. */
  readonly problem: string;
  readonly path: string | undefined;
  readonly offset: number | undefined;
  /** Line of the offset, from 1. */
  readonly line: number | undefined;
  /** Column of the offset in its line, from 1. */
  readonly column: number | undefined;
  private readonly text: string | undefined;

  constructor(problem: string, position: PatternPosition) {
    const place = lineAndColumn(position);
    const where = [
      position.path === undefined ? [] : [position.path],
      place ? [`line ${place.line}, column ${place.column}`] : [],
    ].flat();
    super(where.length > 0 ? `${problem} (at ${where.join(", ")})` : problem);
    this.name = "PatternError";
    this.problem = problem;
    this.path = position.path;
    this.offset = position.offset;
    this.line = place?.line;
    this.column = place?.column;
    this.text = position.text;
  }

  /** The same error seen from outside: its path starts with the path of the definition that it was found in. */
  within(path: string): PatternError {
    const inner = this.path === undefined || this.path === "$" ? "" : this.path;
    const glue = inner === "" || inner.startsWith("[") ? "" : ".";
    return new PatternError(this.problem, { path: `${path}${glue}${inner}`, offset: this.offset, text: this.text });
  }
}

/** Runs `evaluate`; a {@link PatternError} that it throws gets `path` in front of its own. */
export function withinPath<Result>(path: string, evaluate: () => Result): Result {
  try {
    return evaluate();
  } catch (error) {
    throw error instanceof PatternError ? error.within(path) : error;
  }
}

/** `path` extended by the name of a member: `detail`, `detail.eventName`, `detail["a.b"]`. */
export function memberPath(path: string, name: string): string {
  if (!/^[\w$-]+$/.test(name)) return `${path === "$" ? "" : path}[${JSON.stringify(name)}]`;
  return path === "$" ? name : `${path}.${name}`;
}

/** `path` extended by an array index: `resources[0]`. */
export function itemPath(path: string, index: number): string {
  return `${path === "$" ? "" : path}[${index}]`;
}

function lineAndColumn({ offset, text }: PatternPosition): TextPosition | undefined {
  return offset === undefined || text === undefined ? undefined : positionAt(text, offset);
}
