// Bundles the pack with what it needs of the project (encryption/, judge/, simulator/, validation/) and zod into one file.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

/** Options for esbuild; Pulumi's own packages stay outside, since the engine's own must be the same ones. */
exports.bundleOptions = {
  entryPoints: [path.join(__dirname, "index.ts")],
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["@pulumi/*"],
  logLevel: "silent",
};

/** Where the bundle of a packed pack is. */
exports.bundleFile = path.join(__dirname, "dist", "policypack.js");

if (require.main === module) {
  // Packing happens in the repository: a packed pack has no use for it.
  const { noticesOf } = require("../tools/notices");
  const { metafile } = require("esbuild").buildSync({ ...exports.bundleOptions, outfile: exports.bundleFile, metafile: true });
  const dist = path.dirname(exports.bundleFile);
  fs.copyFileSync(path.join(__dirname, "..", "LICENSE"), path.join(dist, "LICENSE"));
  fs.writeFileSync(path.join(dist, "THIRD-PARTY-NOTICES"), noticesOf(metafile, process.cwd()).join("\n"));
}
