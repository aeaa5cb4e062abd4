/** Protects tables in a terminal: every line fits, no word is broken that need not be, and nothing is lost. */
import assert from "node:assert/strict";
import * as util from "node:util";
import fc from "fast-check";
import { textOf, type Table } from "../../report/table";
import { plain, terminalOf, type Terminal } from "../../report/terminal";
import { terminalTable } from "../../report/terminalTable";
import { widthOf, wrapped } from "../../report/wrap";

const uploads: Table = {
  columns: [{ title: "request" }, { title: "what S3 did" }, { title: "sum", align: "right" }],
  rows: [
    ["no header", "stored, Default_SSE_KMS", "1"],
    ["SSE-S3 by header", { text: "denied by DenyOtherEncryptionMethods", tone: "bad" }, "12"],
  ],
};
const narrow = (columns: number): Terminal => ({ columns, color: false });

describe("report/terminalTable", () => {
  it("has columns as wide as their cells where nothing limits them, and pads no line's end", () => {
    assert.equal(
      terminalTable(uploads, plain),
      [
        "request           what S3 did                           sum",
        "----------------  ------------------------------------  ---",
        "no header         stored, Default_SSE_KMS                 1",
        "SSE-S3 by header  denied by DenyOtherEncryptionMethods   12",
      ].join("\n"),
    );
  });

  it("breaks cells between words where the terminal is too narrow", () => {
    assert.equal(
      terminalTable(uploads, narrow(50)),
      [
        "request           what S3 did                  sum",
        "----------------  ---------------------------  ---",
        "no header         stored, Default_SSE_KMS        1",
        "SSE-S3 by header  denied by                     12",
        "                  DenyOtherEncryptionMethods",
      ].join("\n"),
    );
  });

  it("breaks names after their parts where words do not fit", () => {
    const names: Table = { columns: [{ title: "bucket" }, { title: "metrics" }], rows: [["acme-legacy-dsse-kms", "sse-kms-header + wrong-kms-key"]] };
    assert.equal(
      terminalTable(names, narrow(20)),
      ["bucket     metrics", "---------  ---------", "acme-      sse-kms-", "legacy-    header +", "dsse-kms   wrong-", "           kms-key"].join("\n"),
    );
  });

  it("lists titles and values where no table fits, and leaves out what is empty", () => {
    const row: Table = { columns: [{ title: "a" }, { title: "b" }, { title: "c" }], rows: [["abcdefgh", "", "x y"], ["1", "2", "3"]] };
    assert.equal(terminalTable(row, narrow(7)), ["a", "  abcde", "  fgh", "c", "  x y", "", "a", "  1", "b", "  2", "c", "  3"].join("\n"));
  });

  it("knows that some characters take two columns", () => {
    const keys: Table = { columns: [{ title: "key" }, { title: "n" }], rows: [["請求書", "1"], ["x", "2"]] };
    assert.equal(terminalTable(keys, plain), ["key     n", "------  -", "請求書  1", "x       2"].join("\n"));
  });

  it("colours what has a tone, word by word where it is broken, and nothing without colour", () => {
    const colored = terminalTable(uploads, { columns: 50, color: true });
    assert.ok(colored.includes("\u001b[31mdenied by\u001b[39m") && colored.includes("\u001b[31mDenyOtherEncryptionMethods\u001b[39m"));
    assert.equal(util.stripVTControlCharacters(colored), terminalTable(uploads, narrow(50)).replaceAll(/ +$/gm, ""));
    assert.ok(!terminalTable(uploads, narrow(50)).includes("\u001b"));
  });

  const word = fc.stringMatching(/^[a-z請]{1,12}([-/:.][a-z]{1,8}){0,3}$/);
  const cell = fc.array(word, { maxLength: 5 }).map((all) => all.join(" "));
  const tables = fc.integer({ min: 1, max: 5 }).chain((count) =>
    fc.record({
      columns: fc.array(fc.record({ title: word }), { minLength: count, maxLength: count }),
      rows: fc.array(fc.array(cell, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 5 }),
    }),
  );

  it("fits into any terminal, and loses no character", () => {
    const characters = (text: string): string => [...text.replaceAll(/[\s]/g, "")].sort().join("");
    fc.assert(
      fc.property(tables, fc.integer({ min: 4, max: 120 }), (table, columns) => {
        const text = terminalTable(table, narrow(columns));
        for (const line of text.split("\n")) assert.ok(widthOf(line) <= columns, `${line} is longer than ${columns}`);
        const [first = "", second = "", ...rest] = text.split("\n");
        // A title may be broken over several lines, so the rule is whichever line is made of hyphens and gaps alone.
        const body = [first, second, ...rest].filter((line) => !/^-+( {2}-+)*$/.test(line)).join("");
        const cells = table.rows.flat().map(textOf);
        const titles = table.columns.map(({ title }) => title);
        if (body.length !== [first, second, ...rest].join("").length) assert.equal(characters(body), characters([...titles, ...cells].join("")));
        else for (const one of cells) for (const character of new Set(characters(one))) assert.ok(body.includes(character), one);
      }),
    );
  });

  it("breaks no word that fits into its line", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.integer({ min: 12, max: 60 }), (all, width) => {
        const broken = wrapped(all.join(" "), width).join(" ").split(" ");
        for (const one of all) if (widthOf(one) <= width) assert.ok(broken.includes(one), one);
      }),
    );
  });
});

describe("report/terminal", () => {
  const tty = (isTTY: boolean, columns: number, colors: boolean) => terminalOf({ isTTY, columns, hasColors: () => colors });
  it("knows a pipe by itself, and leaves colour to Node.js, which follows NO_COLOR", () => {
    assert.deepEqual(tty(false, 80, true), plain);
    assert.deepEqual(tty(true, 80, true), { columns: 80, color: true });
    assert.deepEqual(tty(true, 0, false), { columns: undefined, color: false });
  });
});
