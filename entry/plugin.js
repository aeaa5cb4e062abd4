"use strict";
/**
 * What Pulumi starts as the package's plugin, named by `main` of package.json.
 *
 * Pulumi has registered a ts-node by then, which takes the tsconfig.json of the project that uses the plugin, if it has one,
 * and checks the types of all sources at each start. Ours takes its place.
 */
const fs = require("node:fs");

const typescript = require("ts-node").create({ transpileOnly: true, cwd: __dirname });
require.extensions[".ts"] = (module, file) => module._compile(typescript.compile(fs.readFileSync(file, "utf8"), file), file);
require("./provider.ts");
