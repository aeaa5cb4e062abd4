// Bundles the pack with what it needs of the project (encryption/, simulator/, validation/) and zod into one file.
"use strict";
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
  require("esbuild").buildSync({ ...exports.bundleOptions, outfile: exports.bundleFile, legalComments: "inline" });
}
