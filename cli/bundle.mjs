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
 * @returns the files of packages that went in
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
  return Object.keys(metafile.inputs).filter((file) => file.startsWith("node_modules/"));
}

/** The licences of packages, which ask to be passed on with every copy. */
function notices(files) {
  const folders = new Set(files.map((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)[0]));
  return [...folders].map((folder) => {
    const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
    const texts = entries.filter((entry) => entry.isFile() && /^(licen[cs]e|notice)/i.test(entry.name)).map(({ name }) => name);
    if (texts.length === 0) throw new Error(`${folder} has no licence to pass on`);
    return [path.basename(folder), ...texts.map((name) => fs.readFileSync(path.join(root, folder, name), "utf8"))].join("\n\n");
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const outdir = path.join(root, "dist", "cli");
  const files = bundleCommands(outdir, Object.keys(dependencies));
  fs.writeFileSync(path.join(outdir, "THIRD-PARTY-NOTICES"), notices(files).join("\n\n"));
}
