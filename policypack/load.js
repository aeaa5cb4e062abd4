// The entry of the pack: its bundle where it was packed, its sources in the repository, bundled in memory at each start
// so that they are never out of date.
"use strict";
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { bundleFile, bundleOptions } = require("./bundle");

const [source] = bundleOptions.entryPoints;
if (!fs.existsSync(source)) {
  require(bundleFile);
} else {
  const [{ text }] = require("esbuild").buildSync({ ...bundleOptions, write: false }).outputFiles;
  const bundle = new Module(source, module);
  bundle.filename = source;
  bundle.paths = Module._nodeModulePaths(path.dirname(source));
  bundle._compile(text, source);
}
