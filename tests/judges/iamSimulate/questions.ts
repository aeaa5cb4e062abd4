/** Everything that is put to the other evaluator, in groups that are recorded one by one. */
import { cases } from "../wellKnownChecks/cases";
import { wrongUploadQuestions } from "../wellKnownChecks/independentDecision";
import { generatedPairs, questionOf } from "./generated";
import { keyUses } from "./keyUse";
import type { Question } from "./question";

/** The groups by their names. */
export function allQuestions(): ReadonlyMap<string, readonly Question[]> {
  return new Map([
    [groups.generated, generatedPairs().map(questionOf)],
    [groups.keyUse, keyUses.map(({ question }) => question)],
    ...cases.map((tested) => [groups.comparison(tested.id), wrongUploadQuestions(tested)] as const),
  ]);
}

/** Names of the groups. */
export const groups = {
  generated: "generated bucket policies",
  keyUse: "keys of identity policies",
  comparison: (id: string): string => `comparison: ${id}`,
};
