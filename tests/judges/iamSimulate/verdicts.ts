/** What was asked, and what the other evaluator said: the content of recorded.json. */
import { createHash } from "node:crypto";
import type { Decision, Question } from "./question";
import recorded from "./recorded.json";

/** Decisions on one group of questions. */
export interface RecordedGroup {
  /** Of the questions. */
  readonly digest: string;
  /** A letter for each question, in lines of a hundred. */
  readonly decisions: readonly string[];
}

/** The content of recorded.json. */
export interface RecordedVerdicts {
  readonly versions: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, RecordedGroup>>;
}

export const recordedVerdicts: RecordedVerdicts = recorded;

const letters: Readonly<Record<Decision, string>> = { explicitDeny: "D", allow: "A", neither: "-" };
const decisionBy = new Map(Object.entries(letters).map(([decision, letter]) => [letter, decision as Decision]));
const perLine = 100;

/**
 * The recorded decisions on a group's questions, in their order.
 * @throws Error where other questions were recorded, or none.
 */
export function decisionsOn(group: string, questions: readonly Question[]): Decision[] {
  const { digest, decisions = [] } = recordedVerdicts.groups[group] ?? {};
  if (digest !== digestOf(questions)) {
    throw new Error(`${group}: these questions are not those that were recorded. Record the decisions anew: npm run record:iam-simulate`);
  }
  return [...decisions.join("")].map((letter) => {
    const decision = decisionBy.get(letter);
    if (!decision) throw new Error(`${group}: ${JSON.stringify(letter)} is no decision`);
    return decision;
  });
}

/** A group as it is recorded. */
export function recordedGroup(questions: readonly Question[], decide: (question: Question) => Decision): RecordedGroup {
  const all = questions.map((question) => letters[decide(question)]).join("");
  return { digest: digestOf(questions), decisions: Array.from({ length: Math.ceil(all.length / perLine) }, (_, line) => all.slice(line * perLine, (line + 1) * perLine)) };
}

/** Tells whether recorded decisions are those on these questions. */
export function digestOf(questions: readonly Question[]): string {
  return createHash("sha256").update(JSON.stringify(questions)).digest("hex").slice(0, 16);
}
