#!/usr/bin/env node
/**
 * The entry of `s3-encryption-audit`. From a checkout it bundles the sources first, once for each state of them: threads would
 * otherwise compile them one by one, each anew.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** Folders that hold no sources of the commands. */
const others = new Set(["dist", "docs", "examples", "node_modules", "tests"]);

/** Of a checkout: what was packed has all that it needs, or its installer says so. */
function isInstalled() {
  return !fs.existsSync(path.join(root, "cli", "main.ts")) || fs.existsSync(path.join(root, "node_modules", "esbuild"));
}

async function bundled() {
  const built = path.join(root, "dist", "cli", "main.cjs");
  // A checkout may have been packed: what its sources say now counts.
  if (!fs.existsSync(path.join(root, "cli", "main.ts"))) return built;
  // Named by the state of the sources, so that it is made once for each.
  const state = createHash("sha256").update(process.version);
  for (const folder of fs.readdirSync(root, { withFileTypes: true })) {
    if (!folder.isDirectory() || folder.name.startsWith(".") || others.has(folder.name)) continue;
    for (const name of fs.readdirSync(path.join(root, folder.name), { recursive: true }).sort()) {
      if (!/\.(ts|json)$/.test(name)) continue;
      const { mtimeMs, size } = fs.statSync(path.join(root, folder.name, name));
      state.update(`${folder.name}/${name} ${mtimeMs} ${size}\n`);
    }
  }
  const target = path.join(root, "node_modules/.cache/s3-encryption-audit", state.digest("hex").slice(0, 16));
  const main = path.join(target, "main.cjs");
  if (fs.existsSync(main)) return main;
  // Beside it first: two runs at once make the same, and neither sees half of it.
  const making = `${target}.${process.pid}`;
  const { bundleCommands } = await import("./bundle.mjs");
  bundleCommands(making, "all");
  try {
    fs.renameSync(making, target);
  } catch {
    fs.rmSync(making, { recursive: true });
  }
  return main;
}

if (isInstalled()) require(await bundled());
else {
  process.stderr.write(`The packages are not installed yet. Once, in ${root}: npm ci --loglevel=error\n`);
  // What is missing is told as by the commands themselves.
  process.exitCode = 3;
}
