/** Protects what the scanner is made of, and what it does with files that are not as they should be. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { FieldReader } from "../../replay/scan/fields";
import { RecordScanner } from "../../replay/scan/records";
import { Structure } from "../../replay/scan/structure";
import { compileStructure, structureFile } from "../../replay/scan/compileStructure";
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
      object: (window, { from, to, flags }, position) => objects.push({ text: window.toString("utf8", from, to), flags, position }),
      problem: (position, problem) => problems.push({ position, problem }),
    },
    most,
  );
  const bytes = Buffer.from(text);
  scanner.begin();
  for (let at = 0; at < bytes.length; at += piece) scanner.push(bytes.subarray(at, Math.min(bytes.length, at + piece)));
  scanner.end();
  return { objects, problems };
}

const one = '{"eventVersion":"1.11","eventName":"PutObject"}';
const other = '{"eventVersion":"1.11","eventName":"GetObject"}';

describe("the scanner", () => {
  it("is what its source compiles to", async () => {
    const file = resolve(__dirname, "../../replay/scan/structureWasm.ts");
    assert.equal(readFileSync(file, "utf8"), structureFile(await compileStructure()), "run npm run replay:scanner");
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

describe("the reader of fields", () => {
  const structure = new Structure([], 1 << 16);
  const reader = new FieldReader(structure, [["a"], ["b", "c"], ["d", "[]", "e"]]);
  const read = (text: string): boolean | undefined => {
    const length = structure.text.write(text);
    structure.text.fill(32, length, length + 256);
    return reader.read(0, length);
  };

  it("property: takes for JSON what JSON.parse does, whatever is done to a text", () => {
    fc.assert(
      fc.property(record, fc.array(fc.nat(255), { minLength: 10, maxLength: 40 }), fc.nat(), fc.constantFrom("", '"', "\\", "{", "}", "[", "]", ",", ":", "0", "-", "e", ".", "t", "\u0001", "\n", " "), fc.boolean(), (value, spelling, place, damage, insert) => {
        const text = spelled(value, spelling);
        const at = place % text.length;
        const changed = `${text.slice(0, at)}${damage}${text.slice(insert ? at : at + 1)}`;
        let right = true;
        try {
          const parsed: unknown = JSON.parse(Buffer.from(changed).toString());
          right = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
        } catch {
          right = false;
        }
        // What stands around an object is not its own.
        if (changed.startsWith("{") && changed.endsWith("}")) assert.equal(read(changed), right, changed);
      }),
      { numRuns: 1500 },
    );
  });

  it("property: reads an object of a shape that it knows as one that it sees first", () => {
    const paths = [["eventName"], ["eventID"], ["userIdentity", "arn"], ["resources", "[]", "ARN"], ["resources", "[]"], ["readOnly"], ["requestParameters"], ["managementEvent"]];
    const knowing = new FieldReader(structure, paths);
    const readBy = (by: FieldReader, text: string): unknown => {
      const length = structure.text.write(text);
      structure.text.fill(32, length, length + 256);
      const whole = by.read(0, length);
      return whole === true ? [by.ambiguous, [...by.finds.subarray(0, by.count * 3)]] : whole;
    };
    const others = ["", "a", "ä}\",[", "\\\\", "\u0001", "{}", "x".repeat(70)].map((text) => JSON.stringify(text).slice(1, -1));
    const damages = ['"', "{", "}", "[", "]", ",", ":", "0", "01", "-", "e", "true", "nul", "\n", " ", "x"];
    fc.assert(
      fc.property(record, fc.nat(), fc.constantFrom(...damages, ...others), fc.nat(8), (value, place, other, removed) => {
        const text = JSON.stringify(value);
        readBy(knowing, text);
        const at = place % text.length;
        for (const changed of [text, text.replace(/"(?=[^"]*"[,}])/, `"${other}`), `${text.slice(0, at)}${other}${text.slice(at + removed)}`]) {
          assert.deepEqual(readBy(knowing, changed), readBy(new FieldReader(structure, paths), changed), changed);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it("finds values by their paths, in elements too", () => {
    assert.equal(read('{"a":1,"b":{"c":"x","a":2},"d":[{"e":true},{"f":0},{"e":[]}]}'), true);
    const found = Array.from({ length: reader.count }, (_, index) => {
      const [slot = 0, from = 0, to = 0] = reader.finds.subarray(index * 3, index * 3 + 3);
      return [slot, structure.text.toString("utf8", from, to)];
    });
    assert.deepEqual(found, [[0, "1"], [1, '"x"'], [3, ""], [2, "true"], [3, ""], [3, ""], [2, "[]"]]);
  });

  for (const text of ['{"a"b:1,"":2}', '{"a":1,"b":2}x', '{"a":1,"b":2} ', '{"a":1,"b":tru}', '{"a":1,"b":}', '{"a":1 ,"b":02}']) {
    it(`does not take ${text} for what it resembles`, () => {
      assert.equal(read('{"a":1,"b":2}'), true);
      assert.equal(read(text), false);
    });
  }

  it("looks at escapes in objects of known shapes", () => {
    assert.equal(read('{"a":"y"}'), true);
    assert.equal(read('{"a":"\\x"}'), false);
    assert.equal(read('{"a":"\\n"}'), true);
  });

  for (const text of ['{"a":1,"a":2}', '{"b":{"c":1},"b":{}}', '{"b":[{"c":1}]}']) {
    it(`says that ${text} is ambiguous`, () => {
      for (const time of ["first", "second"]) {
        assert.equal(read(text), true, time);
        assert.equal(reader.ambiguous, true, time);
      }
    });
  }
});
