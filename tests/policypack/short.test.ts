/** Protects that reports are short, begin with what to do, and that nothing is said twice or left out. */
import assert from "node:assert/strict";
import { policies } from "../../policypack/policies/all";
import { laterMethods } from "../encryption/laterMethods";
import { packViolations, type Declared, type PackViolation } from "./stack";

const bucket = (name: string, inputs: Record<string, unknown> = {}): Declared => ({ type: "aws:s3/bucket:Bucket", name, inputs: { bucket: `acme-${name}`, ...inputs } });
const linesOf = ({ message }: PackViolation): string[] => message.split("\n");
/** What is to be pasted, and the lines that say how in each language. */
const isCode = (line: string): boolean => /^ {4}|^ {2}<bucket name>/.test(line);

const denyWrongUploads = "s3-deny-wrong-uploads";

describe("policypack, what its reports look like", () => {
  // Where there is more than one method to name, they stand in a list.
  const more = laterMethods.length > 0 ? laterMethods.length + 1 : 0;
  it("of one bucket with nothing: at most twelve lines without the code, and more for methods that came later, with the two that the engine writes above each", async () => {
    for (const inputs of [{}, { __defaults: ["bucket"] }]) {
      const found = await packViolations([bucket("orders", inputs)]);
      assert.deepEqual(found.map(({ policy }) => policy), ["s3-default-encryption", denyWrongUploads, "s3-upload-audited"]);
      const lines = found.flatMap(linesOf);
      const text = lines.filter((line) => !isCode(line));
      assert.ok(text.length + 2 * found.length <= 12 + more, lines.join("\n"));
      const pasted = lines.filter((line) => isCode(line) && !/^ {4}(TypeScript|Python|Go|YAML) |^ {2}<bucket name>/.test(line));
      assert.deepEqual(pasted.filter((line) => line.length > 120), []);
    }
  });

  it("what to do comes before what is wrong, and each leads to its policy's heading", async () => {
    for (const { policy, message } of await packViolations([bucket("orders")])) {
      assert.match(message, new RegExp(`docs/policy-pack\\.md#${policy}\\)`));
      const [first = ""] = message.split("\n");
      assert.match(first, /: give it |Add to its bucket policy|: add it /, policy);
    }
  });

  it("of fifty buckets alike: the text once, and one line with its own URN for each other one, from each policy", async () => {
    const names = Array.from({ length: 50 }, (_, index) => `b${index}`);
    const found = await packViolations(names.map((name) => bucket(name)));
    for (const { name } of policies) {
      const own = found.filter(({ policy }) => policy === name);
      if (own.length === 0) continue;
      assert.deepEqual(own.map(({ urn }) => urn).sort(), [...names].sort(), name);
      const [first, ...others] = own;
      assert.ok(first && linesOf(first).length > 1);
      for (const one of others) assert.deepEqual([linesOf(one).length, /just as/.test(one.message), one.message.startsWith(`Bucket acme-${one.urn ?? ""}`)], [1, true, true], one.message);
    }
  });

  it("advice whose statements a mandatory remedy holds is silent, and speaks where that was not reported", async () => {
    const future = async (config: Parameters<typeof packViolations>[1]): Promise<number> =>
      (await packViolations([bucket("orders")], config)).filter(({ policy }) => policy === "s3-deny-future-methods").length;
    assert.equal(await future({}), 0);
    assert.equal(await future({ [denyWrongUploads]: "disabled" }), 1);
    assert.equal(await future({ [denyWrongUploads]: { exemptions: [{ bucket: "acme-*", reason: "moves in May" }] } }), 1);
  });

  it("of a hole that the default encryption closes, no statement is asked for again", async () => {
    const found = await packViolations([bucket("orders")]);
    const uploads = found.find(({ policy }) => policy === denyWrongUploads)?.message ?? "";
    assert.doesNotMatch(uploads, /without an encryption header|DenyMissingEncryptionHeader|DenySseC/);
    const alone = await packViolations([bucket("orders")], { "s3-default-encryption": "disabled" });
    assert.match(alone.find(({ policy }) => policy === denyWrongUploads)?.message ?? "", /DenyMissingEncryptionHeader[^]*without an encryption header/);
  });
});
