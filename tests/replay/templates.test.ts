/** Protects the templates: what fits one is JSON, its values stand where they are looked for, and what is remembered is remembered of the same values alone. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { UNKNOWN } from "../../replay/scan/memoWat";
import { Structure } from "../../replay/scan/structure";
import { templateOf } from "../../replay/scan/template";
import { Templates, type ArnParts, type ValueUse } from "../../replay/scan/templates";
import { parseJson } from "../../simulator/iam/json";
import { record, spelled } from "./records";

/** Templates on a window of their own, with the text that is put into it. */
class Window<Note> {
  readonly structure = new Structure([], 1 << 18);
  readonly templates: Templates<Note>;

  constructor(arns: ArnParts = { slashes: 0, ends: [] }) {
    this.templates = new Templates(this.structure, arns);
  }

  /** @param behind what stands there, as something does in a file */
  match(text: string, behind = '"}]},{"a":1}'): Note | undefined {
    const { text: window } = this.structure;
    const length = window.write(`,${text}`);
    window.write(behind, length);
    return this.templates.match(1, length);
  }

  add(text: string, uses: readonly (ValueUse | undefined)[], note: Note): void {
    const json = Buffer.from(text).toString("latin1");
    const template = templateOf(json);
    assert.ok(template);
    this.templates.add(json, template, uses, note);
  }

  values(count: number): string[] {
    return Array.from({ length: count }, (_, value) => this.structure.text.toString("latin1", this.templates.start(value), this.templates.end(value)));
  }
}

/** What of a text is its template, and what its values; undefined of what is no JSON, or has no template. */
function taken(text: string): { readonly template: string; readonly values: string[] } | undefined {
  try {
    parseJson(text);
  } catch {
    return undefined;
  }
  const json = Buffer.from(text).toString("latin1");
  const template = templateOf(json);
  return (
    template && {
      template: template.pieces.map(({ from, to }) => json.slice(from, to)).join("\n"),
      values: template.values.map((_, index) => json.slice(template.pieces[index]?.to, template.pieces[index + 1]?.from)),
    }
  );
}

describe("templates", () => {
  const spelling = fc.array(fc.nat(255), { minLength: 10, maxLength: 40 });
  const damages = fc.constantFrom("", '"', "\\", "{", "}", "[", "]", ",", ":", "0", "01", "-", "e", "true", "nul", "\u0001", "\n", " ", "ä", "\\u00", "\\x", "x".repeat(70));

  it("property: fit a text if it is JSON and differs in values alone, whatever is done to it, and tell its values", () => {
    const window = new Window<string>();
    fc.assert(
      fc.property(record, spelling, fc.nat(), damages, fc.nat(8), (value, numbers, place, damage, removed) => {
        const text = spelled(value, numbers);
        const first = taken(text);
        assert.ok(first);
        if (window.match(text) === undefined) window.add(text, first.values.map(() => undefined), first.template);
        const at = place % text.length;
        for (const changed of [text, `${text.slice(0, at)}${damage}${text.slice(at + removed)}`, text.replace(/"(?=[^"]*"[,}])/, `"${damage}`)]) {
          // Half of a character is none in UTF-8.
          const whole = Buffer.from(changed).toString();
          const expected = taken(whole);
          const found = window.match(whole);
          if (found !== undefined) assert.deepEqual({ template: found, values: window.values(expected?.values.length ?? 0) }, expected, whole);
          if (expected?.template === first.template) assert.equal(found, first.template, whole);
        }
      }),
      { numRuns: 600 },
    );
  });

  it("take for values what JSON.parse does", () => {
    const window = new Window<string>();
    window.add('{"a":1}', [undefined], "scalar");
    window.add('{"a":"x"}', [undefined], "string");
    const pieces = ["", "0", "1", "9", "-", "+", ".", "e", "E", "true", "false", "null", "nulL", "t", '"', "\\", "\\u0041", "\\uD8gg", "\\n", "\\a", "x", "\u0007", "\u007f", "ü", " ", "{", "]"];
    for (const first of pieces) {
      for (const second of pieces) {
        for (const third of pieces) {
          for (const text of [`{"a":${first}${second}${third}}`, `{"a":"${first}${second}${third}"}`]) {
            const expected = taken(text);
            // What has another template is JSON all the same.
            const kind = expected && { '{"a":\n}': "scalar", '{"a":"\n"}': "string" }[expected.template];
            assert.equal(window.match(text), kind, text);
            if (kind !== undefined) assert.deepEqual(window.values(1), expected?.values);
          }
        }
      }
    }
  });

  it("take nothing beside an object for a part of it", () => {
    const window = new Window<string>();
    window.add('{"a":1}', [undefined], "scalar");
    for (const text of ['{"a":1}x', '{"a":1} ', '{"a":1}}', '{"a":1},{"a":1}', ' {"a":1}', '{"a":1', "", "{"]) assert.equal(window.match(text), undefined, text);
  });

  for (const text of ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"b":{"c":[{"d":1,"d":2}]}}', `{"a":${"[".repeat(200)}${"]".repeat(200)}}`, `{"a":[${"1,".repeat(5000)}1]}`]) {
    it(`there is none of ${text.slice(0, 40)}`, () => assert.equal(templateOf(text), undefined));
  }

  it("are found again after there was no room for all of them", () => {
    const window = new Window<number>();
    const text = (index: number): string => `{"name-${index}-${"x".repeat(2000)}":"value"}`;
    for (let index = 0; index < 3000; index++) {
      window.add(text(index), [undefined], index);
      assert.equal(window.match(text(index)), index);
      const before = window.match(text(Math.max(0, index - 900)));
      assert.ok(before === undefined || before === Math.max(0, index - 900));
    }
    window.add(`{"${"y".repeat(3_000_000)}":1}`, [undefined], -1);
    assert.equal(window.match(text(2999)), 2999);
  });
});

describe("what is remembered of templates", () => {
  const arns: ArnParts = { slashes: 2, ends: ["arn:aws:s3:::x/y/z", ":::logs", "a/b/s", "s"] };
  const some = fc.constantFrom("", "a", "b", "a\\u0062", "ä", "x".repeat(15), "x".repeat(16), "x".repeat(33), "x".repeat(34));
  const arn = fc.constantFrom("arn:aws:s3:::x/y/z", "arn:aws:s3:::w/x/y/z", "arn:aws:s3:::a/b/c", "arn:aws:s3:::a/b/d", "arn:aws:s3:::a/b/ds", "arn:aws:s3:::b/b/ds", "arn:aws:s3:::logs", "a/b/:::logs", "a/b/:::log\\u0073", "a/b/c", "a/b/s", "a/b/a/b/s", "s", "");

  /** What of an ARN counts, said in another way. */
  const counts = (text: string): string => {
    if (text.includes("\\") || text.split("/").length <= arns.slashes) return text;
    const end = arns.ends.find((one) => text.endsWith(one));
    return `${text.split("/").slice(0, arns.slashes).join("/")}/ ${end ?? ""} ${end === text}`;
  };

  it("property: the outcome of the same template with the same values that count, and of no others", () => {
    const text = fc.record({ b: fc.boolean(), w: fc.constantFrom("", "a", "a\\u0062"), arn, s: some, free: some, n: fc.constantFrom(0, -1.5) });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.nat(2)), { minLength: 60, maxLength: 100 }), (all) => {
        const window = new Window<boolean>(arns);
        const known = new Map<string, number>();
        all.forEach(([one, level], outcome) => {
          const json = `{${one.b ? '"b":[],' : ""}"w":"${one.w}","s":"${one.s}","arn":"${one.arn}","free":"${one.free}","n":${one.n}}`;
          if (window.match(json) === undefined) window.add(json, [{ level: 0 }, { level: 1 }, { level: 0, arn: true }, undefined, { level: 0 }], true);
          assert.equal(window.match(json, `${outcome}`.repeat(16)), true);
          const escapes = json.includes("\\");
          const key = JSON.stringify([one.b, one.w, escapes ? [one.arn] : counts(one.arn), one.n, level, level > 0 && one.s]);
          // Escapes anywhere make ARNs count as a whole, so that the same may be asked for in two ways: both are unknown at first.
          const told = `${key}${escapes}`;
          assert.equal(window.templates.recall(level), known.get(told) ?? UNKNOWN, told);
          if (known.has(told)) return;
          window.templates.remember(outcome);
          known.set(told, outcome);
          assert.equal(window.templates.recall(level), outcome);
        });
      }),
      { numRuns: 100 },
    );
  });

  it("is forgotten where there is no room, and never taken for another's", () => {
    const window = new Window<boolean>();
    window.add('{"a":"x"}', [{ level: 0 }], true);
    const text = (index: number): string => `{"a":"${index} ${"x".repeat(900)}"}`;
    let remembered = 0;
    for (let index = 0; index < 20_000; index++) {
      window.match(text(index));
      assert.equal(window.templates.recall(0), UNKNOWN);
      window.templates.remember(index);
      window.match(text(index >> 1));
      const outcome = window.templates.recall(0);
      assert.ok(outcome === UNKNOWN || outcome === index >> 1);
      if (outcome !== UNKNOWN) remembered++;
    }
    assert.ok(remembered > 5000 && remembered < 20_000, String(remembered));
  });

  it("is nothing of values that are too long", () => {
    const window = new Window<boolean>();
    window.add('{"a":"x","b":1}', [{ level: 0 }, { level: 0 }], true);
    for (const length of [15_000, 16_312, 16_384, 100_000]) {
      const text = `{"a":"${"x".repeat(length)}","b":1}`;
      assert.equal(window.match(text), true);
      assert.equal(window.templates.recall(0), UNKNOWN);
      window.templates.remember(7);
      assert.equal(window.templates.recall(0), length < 16_000 ? 7 : UNKNOWN);
    }
  });
});
