/** What is wrong with a policy document, told the way AWS would tell it when the document is saved. */
import { type TextPosition } from "../textPosition";

/** One thing that is wrong with a policy document. */
export interface PolicyProblem {
  /** Where, e.g. `Statement[2].Principal`; empty for the document itself. */
  readonly path: string;
  /** What, with AWS's error code and, where it is known, in AWS's words. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /** It is not known whether AWS refuses the document for it; the message says so. */
  readonly uncertain?: true;
  /** Line and column, from 1, where the document was given as text. */
  readonly line?: number;
  readonly column?: number;
}

/** Thrown when a policy document is to be evaluated that AWS refuses, or perhaps refuses: it decides nothing. */
export class PolicyDocumentError extends Error {
  constructor(readonly problems: readonly PolicyProblem[]) {
    super(`the policy document is invalid:\n${problems.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`);
    this.name = "PolicyDocumentError";
  }
}

/** A problem in one line: `Statement[2] (line 31, column 9): MalformedPolicy: Missing required field Principal. …` */
export function describeProblem(problem: PolicyProblem): string {
  const position = problem.line === undefined ? "" : `line ${problem.line}, column ${problem.column ?? 1}`;
  const where = [problem.path, problem.path && position ? `(${position})` : position].filter(Boolean).join(" ");
  return `${where || "document"}: ${problem.message}. ${problem.hint}.`;
}

/** Collects the problems of one document. */
export class ProblemList {
  readonly problems: PolicyProblem[] = [];

  /** @param code error code with which AWS refuses such documents, e.g. `MalformedPolicy`. */
  constructor(private readonly code: string) {}

  /** Notes a problem; message and hint carry no closing full stop. */
  add(path: string, message: string, hint: string, position?: TextPosition): void {
    this.problems.push({ path, message: `${this.code}: ${message}`, hint, ...position });
  }

  /**
   * Notes something of which no AWS page and no recorded answer says whether AWS takes it.
   * @param question what is not known, as a clause after "not known of AWS:"
   */
  addUncertain(path: string, question: string, hint: string): void {
    this.problems.push({ path, message: `not known of AWS: ${question}`, hint, uncertain: true });
  }
}
