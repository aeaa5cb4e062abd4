/** Writes the questions for the judge, one a line: those of questions.ts and ownPatterns.ts, and generated ones from a fixed seed. */
import fc from "fast-check";
import { events, patterns } from "./generator";
import { ownQuestions } from "./ownPatterns";
import { questions } from "./questions";

const generated = fc.sample(fc.tuple(patterns, events), { seed: 20200616, numRuns: 1500 });

for (const { about, pattern, event } of [...questions, ...ownQuestions]) print({ about, pattern, event });
for (const [pattern, event] of generated) print({ pattern, event });

function print(question: object): void {
  process.stdout.write(`${JSON.stringify(question)}\n`);
}
