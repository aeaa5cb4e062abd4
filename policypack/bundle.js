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

/** The licences of the packages in a bundle, which ask to be passed on with every copy. */
function licencesOf({ inputs }) {
  const folders = Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.resolve(file))?.[0] ?? []);
  return [...new Set(folders)].map((folder) => {
    const file = fs.readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    if (file === undefined) throw new Error(`${folder} has no licence to pass on`);
    return `${path.basename(folder)}\n\n${fs.readFileSync(path.join(folder, file), "utf8")}`;
  });
}

if (require.main === module) {
  const { metafile } = require("esbuild").buildSync({ ...exports.bundleOptions, outfile: exports.bundleFile, metafile: true });
  const dist = path.dirname(exports.bundleFile);
  fs.copyFileSync(path.join(__dirname, "..", "LICENSE"), path.join(dist, "LICENSE"));
  fs.writeFileSync(path.join(dist, "THIRD-PARTY-NOTICES"), licencesOf(metafile).join("\n"));
}
