/** Protects that the generated files say what the code says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { generatedFiles } from "../../tools/docs/generatedFiles";

describe("generated files", () => {
  for (const { path, content } of generatedFiles()) {
    it(`${path} is up to date`, () => {
      assert.equal(readFileSync(resolve(__dirname, "../..", path), "utf8"), content, "run npm run docs");
    });
  }
});
