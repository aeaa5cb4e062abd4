/** Protects what the scanner is made of, and what it does with files that are not as they should be. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pushAll } from "../../replay/read/textSink";
import { compileScanner, scannerFile } from "../../replay/scan/compile";
import { RecordScanner } from "../../replay/scan/records";
import { parseJson } from "../../simulator/iam/json";
import { record, spelled } from "./records";

const names = ["PutObject", "CopyObject"];

/** What a scanner says of a text that comes in pieces. */
function scanned(text: string | Buffer, piece = Infinity, most?: number): { objects: { text: string; flags: number; position: number }[]; problems: { position: number; problem: string }[] } {
  const objects: { text: string; flags: number; position: number }[] = [];
  const problems: { position: number; problem: string }[] = [];
  const scanner = new RecordScanner(
    names,
    {
      object: (window, { from, to, flags }, position) => {
        const json = window.toString("utf8", from, to);
        if (isJson(json)) objects.push({ text: json, flags, position });
        else problems.push({ position, problem: "not JSON" });
        return isJson(json);
      },
      problem: (position, problem) => problems.push({ position, problem }),
    },
    most,
  );
  const bytes = Buffer.from(text);
  scanner.begin();
  for (let at = 0; at < bytes.length; at += piece) pushAll(scanner, bytes.subarray(at, Math.min(bytes.length, at + piece)));
  scanner.end();
  return { objects, problems };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const one = '{"eventVersion":"1.11","eventName":"PutObject"}';
const other = '{"eventVersion":"1.11","eventName":"GetObject"}';

describe("the scanner", () => {
  it("is what its source compiles to", async () => {
    const file = resolve(__dirname, "../../replay/scan/scannerWasm.ts");
    assert.equal(readFileSync(file, "utf8"), scannerFile(await compileScanner()), "run npm run replay:scanner");
  });

  it("property: finds the same records in pieces of any length, where they stand", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), fc.array(fc.nat(255), { minLength: 20, maxLength: 60 }), fc.integer({ min: 1, max: 300 }), (records, spelling, piece) => {
        const text = spelled({ Records: records }, spelling);
        const whole = scanned(text);
        assert.deepEqual(scanned(text, piece), whole);
        // Not by JSON.parse, which on Node.js 24 takes `"\\""` for another key after objects that began with the same keys.
        assert.deepEqual(whole.objects.map(({ text: found }) => structuredClone(parseJson(found))), records);
        for (const { text: found, position } of whole.objects) {
          assert.equal(Buffer.from(text).subarray(position, position + Buffer.byteLength(found)).toString(), found);
        }
      }),
      { numRuns: 40 },
    );
  });

  for (const { what, text, flags } of [
    { what: "a name in a string is none", text: `{"Records":[{"a":"\\"eventName\\":\\"PutObject\\""}]}`, flags: [0] },
    { what: "a name that is longer is another", text: `{"Records":[{"eventName":"PutObjectAcl"},{"eventName":"XPutObject"}]}`, flags: [0, 0] },
    { what: "white space in between does not matter", text: `{"Records":[{"eventName" \n:\t "PutObject"}]}`, flags: [1] },
    { what: "white space without end may hide one", text: `{"Records":[{"eventName"${" ".repeat(80)}:"GetObject"}]}`, flags: [1] },
    { what: "an escape may spell one", text: `{"Records":[{"eventName":"Put\\u004fbject"},{"a":"\\\\u004f"}]}`, flags: [2, 0] },
  ]) {
    it(what, () => assert.deepEqual(scanned(text).objects.map((found) => found.flags), flags));
  }

  for (const { what, text, found, problems } of [
    { what: "text between records", text: `{"Records":[${one} oh ${other}]}`, found: [one, other], problems: 1 },
    { what: "a lost quote", text: `{"Records":[${one.replace('"1', "1")},${other},${one}]}`, found: [other, one], problems: 1 },
    { what: "a line that ends in a string", text: `${one.slice(0, 30)}\n${other}\n${one}\n`, found: [other, one], problems: 1 },
    { what: "something that is no object among records", text: `{"Records":[${one},7,${other}]}`, found: [one, other], problems: 1 },
    { what: "a brace that became a bracket", text: `{"Records":[{"eventVersion":"1","a":{"b":1[},${one},\n${other},${one}]}`, found: [one, other, one], problems: 1 },
    { what: "a brace that became a bracket in the last record but one", text: `{"Records":[${one},{"eventVersion":"1","a":{"b":1[},${other}]}`, found: [one, other], problems: 1 },
    { what: "a bad escape, before a record in another order and with another one inside", text: `{"Records":[{"a":"\\x","b":{"eventVersion":1}},{"b":1,"eventVersion":"1"}]}`, found: ['{"b":1,"eventVersion":"1"}'], problems: 1 },
    { what: "no JSON at all", text: "<html></html>", found: [], problems: 1 },
    { what: "a text that ends in a list", text: `{"Records":[${one},`, found: [one], problems: 1 },
    { what: "an empty file", text: "", found: [], problems: 0 },
    { what: "a byte order mark", text: `\ufeff${one}`, found: [one], problems: 0 },
    { what: "an array around everything", text: `[${one},\n${other}]`, found: [one, other], problems: 0 },
    { what: "other members beside the records", text: `{"x":[[1],[{"a":{}}]],"Records":[${one}],"y":{"Records":[1]}}`, found: [one], problems: 0 },
  ]) {
    it(`goes on behind ${what}`, () => {
      const result = scanned(text);
      assert.deepEqual(result.objects.map(({ text: each }) => each), found);
      assert.equal(result.problems.length, problems, JSON.stringify(result.problems));
    });
  }

  it("holds no more than a record in memory, and says of longer ones what they are", () => {
    const long = `{"eventVersion":"1.11","a":"${"x".repeat(3_000_000)}"}`;
    const { objects, problems } = scanned(`{"Records":[${one},${long},${other}]}`, 65_536, 1024 * 1024);
    assert.deepEqual(objects.map(({ text }) => text), [one, other]);
    assert.deepEqual(problems, [{ position: 12 + one.length + 1, problem: "a record of more than 1 MB" }]);
  });

  it("reads any amount of white space in a small window", () => {
    assert.deepEqual(scanned(`{"Records":[${one},${" ".repeat(5_000_000)}${other}]}`, 65_536, 1024 * 1024).objects.map(({ text }) => text), [one, other]);
  });
});
