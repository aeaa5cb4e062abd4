/** Bundles the commands: for a checkout as they stand there, and with `npm pack` for whoever installs the package. */
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/**
 * Writes main.cjs and worker.cjs.
 * @param outdir the folder
 * @param external the packages that stay outside: those that are there where the bundle runs
 * @returns what esbuild says of what went in
 */
export function bundleCommands(outdir, external) {
  const { metafile } = require("esbuild").buildSync({
    entryPoints: { main: path.join(root, "cli/main.ts"), worker: path.join(root, "replay/worker.ts") },
    bundle: true,
    platform: "node",
    target: "node20",
    outdir,
    outExtension: { ".js": ".cjs" },
    absWorkingDir: root,
    metafile: true,
    logLevel: "error",
    ...(external === "all" ? { packages: "external" } : { external }),
  });
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const outdir = path.join(root, "dist", "cli");
  const { noticesOf } = require("../tools/notices.js");
  const metafile = bundleCommands(outdir, Object.keys(dependencies));
  fs.writeFileSync(path.join(outdir, "THIRD-PARTY-NOTICES"), noticesOf(metafile, root).join("\n\n"));
}
