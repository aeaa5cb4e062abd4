/**
 * Protects what the policy pack says of buckets on the real engine: of every way to declare one, at preview and during
 * an update, and that what it tells people to paste is all that they need.
 */
import assert from "node:assert/strict";
import type { CommandResult } from "../../tools/childProcess";
import { assertRefused, assertSucceeded, declared, withStack } from "./harness";
import { cases, deployable, DENY, programOf } from "./policypackCases";
import { PRELUDE, sourcePack, statementsToPaste, summary, violations, violationsOf, type Violation } from "./policypackReport";

describe("the policy pack's verdicts", () => {
  let atPreview: Violation[];
  let afterPasting: Violation[];
  let updated: CommandResult;
  const pasted: Record<string, unknown[]> = {};

  before(async () => {
    await withStack({ program: programOf(), policyPacks: [{ folder: sourcePack }] }, async ({ engine, writeProgram }) => {
      const preview = await engine.previewText();
      assertRefused(preview, /s3-encryption-audit@v\d+\.\d+\.\d+/);
      atPreview = violations(preview);
      for (const violation of atPreview) {
        if (violation.policy === DENY && /Add to its|just as bucket/.test(violation.text)) pasted[violation.resource] = statementsToPaste(violation, atPreview);
      }
      writeProgram(programOf(pasted));
      afterPasting = violations(await engine.previewText());
      writeProgram(programOf({}, deployable));
      updated = await engine.up();
    });
  });

  for (const { name, protects, refused = {}, noted = {} } of cases) {
    it(`${name}: ${protects}`, () => {
      const found = violationsOf(atPreview, name);
      const expected = [...Object.keys(refused).map((policy) => `mandatory ${policy} ${name}`), ...Object.keys(noted).map((policy) => `advisory ${policy} ${name}`)];
      assert.deepEqual([...new Set(summary(found))], expected.sort(), found.map(({ text }) => text).join("\n"));
      for (const { policy, text } of found) {
        const { source, flags } = { ...refused, ...noted }[policy] ?? /^$/;
        assert.match(text, new RegExp(source, `${flags}m`));
      }
    });
  }

  it("says of both what is declared twice", () => {
    const said = violationsOf(atPreview, "twice").map(({ text }) => / has 2 (.*), which/.exec(text)?.[1]);
    assert.deepEqual(said.sort(), ["bucket policies", "default encryptions"]);
  });

  it("has no more to say once the statements of its messages are pasted", () => {
    assert.ok(Object.keys(pasted).length >= 8, `buckets with statements to paste: ${Object.keys(pasted).join(", ")}`);
    const still = afterPasting.filter(({ policy, text }) => policy === DENY && /Add to its|just as bucket/.test(text));
    // The program gives this one no place for statements.
    assert.deepEqual(summary(still), ["mandatory s3-deny-wrong-uploads imported-bad"]);
  });

  it("names no statement more than a hole needs", () => {
    assert.deepEqual(Object.entries(pasted).map(([name, { length }]) => `${name} ${length}`).sort(), [
      "got-bad 1",
      "hole 1",
      "imported-bad 1",
      "inline-bad 1",
      "open 1",
      "prefix 1",
      "secret-bad 1",
      "spared 1",
      "v2-bad 1",
    ]);
  });

  it("says the same during an update, in which the engine calls stack policies at the end", () => {
    assertRefused(updated);
    const names = cases.filter((one) => !deployable.includes(one)).map(({ name }) => name);
    assert.deepEqual(summary(violations(updated)), summary(atPreview.filter(({ resource }) => !names.includes(resource))));
  });

  it("lets a stack of proper buckets through, again and again", async () => {
    const proper = cases.filter(({ refused, name }) => refused === undefined && !/twice/.test(name));
    const program = `${PRELUDE}${proper.map(({ program }) => `{ const ADDED: any[] = []; ${program} }`).join("\n")}`;
    await withStack({ program, policyPacks: [{ folder: sourcePack }] }, async ({ engine }) => {
      assertSucceeded(await engine.previewText());
      assertSucceeded(await engine.up());
      const count = declared(await engine.exportStack()).length;
      assert.ok(count > proper.length * 2, `${count} resources`);
      const again = await engine.previewText("--expect-no-changes");
      assertSucceeded(again);
      assert.deepEqual(violations(again).filter(({ level }) => level === "mandatory"), []);
    });
  });
});
