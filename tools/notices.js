// The licences of the packages in a bundle, which ask to be passed on with every copy.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

/**
 * A text for each package that went into a bundle.
 * @param {object} metafile of esbuild
 * @param {string} folder that its paths are relative to
 */
exports.noticesOf = ({ inputs }, folder) => {
  const packages = Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.resolve(folder, file))?.[0] ?? []);
  return [...new Set(packages)].map((root) => {
    const entries = fs.readdirSync(root, { withFileTypes: true });
    const texts = entries.filter((entry) => entry.isFile() && /^(licen[cs]e|notice)/i.test(entry.name)).map(({ name }) => name);
    if (texts.length === 0) throw new Error(`${root} has no licence to pass on`);
    return [path.basename(root), ...texts.map((name) => fs.readFileSync(path.join(root, name), "utf8"))].join("\n\n");
  });
};
