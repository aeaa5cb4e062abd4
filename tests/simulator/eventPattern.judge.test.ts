/** matchEventPattern against the verdicts of Event Ruler: see tests/judges/eventRuler/README.md. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { matchEventPattern } from "../../simulator/eventPattern/matchEventPattern";
import { PatternError } from "../../simulator/patternError";
import { differences } from "../judges/eventRuler/differences";
import { ownQuestions } from "../judges/eventRuler/ownPatterns";

interface Case {
  readonly about?: string;
  readonly pattern: string;
  readonly event: string;
  readonly verdict: string;
}

const file = join(__dirname, "../judges/eventRuler/cases.json");
const cases = JSON.parse(readFileSync(file, "utf8")) as Case[];

const keyOf = (pair: { pattern: string; event: string }): string => `${pair.pattern}\n${pair.event}`;
const explained = new Map(differences.map((difference) => [keyOf(difference), difference]));

function answer(pattern: string, event: string): string {
  try {
    return matchEventPattern(pattern, event) ? "match" : "no match";
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const offset = error.offset ?? -1;
    assert.ok(offset >= 0 && offset <= pattern.length, `${error.message}: no offset in the text`);
    return "invalid";
  }
}

/** Names the pair in a failure, so that it can be tried alone. */
function check(pair: Case, expected: string): void {
  assert.equal(answer(pair.pattern, pair.event), expected, `${pair.pattern} on ${pair.event}`);
}

describe("matchEventPattern, judged by Event Ruler", () => {
  const byAbout = new Map<string, Case[]>();
  for (const one of cases) {
    const about = one.about ?? "generated patterns and events";
    const group = byAbout.get(about);
    if (group) group.push(one);
    else byAbout.set(about, [one]);
  }

  for (const [about, group] of byAbout) {
    it(`agrees on ${about} (${group.length})`, () => {
      for (const one of group) check(one, explained.get(keyOf(one))?.ours ?? one.verdict);
    });
  }

  it("was asked about the patterns that are deployed, as they are now", () => {
    const asked = new Set(cases.map(keyOf));
    const left = ownQuestions.filter((question) => !asked.has(keyOf(question)));
    assert.deepEqual(left.map(({ about }) => about), [], "record the verdicts anew: tests/judges/eventRuler/README.md");
  });

  it("has enough of each verdict to be worth something", () => {
    for (const verdict of ["match", "no match", "invalid"]) {
      assert.ok(cases.filter((one) => one.verdict === verdict).length > 250, verdict);
    }
  });

  it("explains only differences that there are", () => {
    for (const { pattern, event, ours } of differences) {
      const judged = cases.find((one) => one.pattern === pattern && one.event === event);
      assert.ok(judged, `no case: ${pattern} on ${event}`);
      assert.notEqual(judged.verdict, ours, `no difference: ${pattern} on ${event}`);
    }
  });
});
