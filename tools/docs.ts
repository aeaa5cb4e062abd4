/** `npm run docs`: writes the generated files; with --check it only says which of them are out of date. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { generatedFiles } from "./docs/generatedFiles";

const root = resolve(__dirname, "..");
const check = process.argv.includes("--check");
let stale = 0;
for (const { path, content } of generatedFiles()) {
  const file = resolve(root, path);
  if (currentContent(file) === content) continue;
  stale++;
  if (check) console.error(`${path} is out of date: run npm run docs`);
  else {
    writeFileSync(file, content);
    console.error(`wrote ${path}`);
  }
}
process.exitCode = check && stale > 0 ? 1 : 0;

function currentContent(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
