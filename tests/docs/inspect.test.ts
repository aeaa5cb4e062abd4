/** Protects docs/inspect.md from saying something else than the command does. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { accessPointParts } from "../../inspect/accessPointParts";
import { bucketParts } from "../../inspect/bucketParts";
import { parseInventory } from "../../inspect/inventory";
import { adoptionReadingPolicy, readingPolicy } from "../../inspect/permissions";
import { verdictWords } from "../../inspect/report";

const text = fs.readFileSync(path.resolve(__dirname, "..", "..", "docs", "inspect.md"), "utf8");
const blocks = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, block = ""]) => block);

describe("docs/inspect.md", () => {
  it("has the IAM policy, every part with its permission, and every verdict", () => {
    assert.ok(blocks.some((block) => JSON.stringify(JSON.parse(block)) === JSON.stringify(readingPolicy)));
    for (const { name, operation, action } of bucketParts) {
      assert.match(text, new RegExp(`\\| \`${name}\` \\| \\[${operation}\\]\\(https://docs.aws.amazon.com/AmazonS3/latest/API/API_${operation}.html\\) \\| \`${action}\` \\|`));
    }
    for (const { name, operation, action } of accessPointParts) {
      assert.match(text, new RegExp(`\\| \`${name}\` \\| \\[${operation}\\]\\(https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_${operation}.html\\) \\| \`${action}\` \\|`));
    }
    for (const { text: words } of Object.values(verdictWords)) assert.ok(text.includes(`| ${words} |`), words);
  });

  it("shows an inventory that is one", () => {
    const example = blocks.find((block) => block.includes('"Buckets"'));
    assert.equal(parseInventory(example ?? "", "example").Buckets.length, 1);
  });
});

describe("docs/adopt.md", () => {
  it("has the IAM policy that reading what is taken over takes", () => {
    const page = fs.readFileSync(path.resolve(__dirname, "..", "..", "docs", "adopt.md"), "utf8");
    const found = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, block = ""]) => JSON.stringify(JSON.parse(block)));
    assert.deepEqual(found, [JSON.stringify(adoptionReadingPolicy)]);
  });
});
