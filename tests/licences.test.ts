/** Everything that is installed for use or development is under a permissive licence, by what package-lock.json says of it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { dependencies as ofPack } from "../policypack/package.json";

const root = resolve(__dirname, "..");

/** By their SPDX names; CC-BY and CC0 are those of lists, not of code. */
const permissive = new Set(["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-3.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "Python-2.0"]);

/** Packages that name a file instead of a licence, with the licence that the file begins with. */
const inFile: Readonly<Record<string, RegExp>> = { "node_modules/@logdna/tail-file": /^The MIT License \(MIT\)/ };

const { packages } = JSON.parse(readFileSync(resolve(root, "package-lock.json"), "utf8")) as { packages: Record<string, { version?: string; license?: string }> };

/** Whether a licence expression leaves a choice of permissive licences alone: of `A OR B` one of them will do. */
function isPermissive(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, "$1");
  if (bare.includes(" OR ")) return bare.split(" OR ").some(isPermissive);
  return bare.split(" AND ").every((name) => permissive.has(name));
}

describe("licences of the dependencies", () => {
  it("are permissive", () => {
    const others = Object.entries(packages).flatMap(([path, { license = "none" }]) => {
      const text = inFile[path];
      if (text && text.test(readFileSync(resolve(root, path, "LICENSE"), "utf8"))) return [];
      return isPermissive(license) ? [] : `${path}: ${license}`;
    });
    assert.deepEqual(others, []);
    assert.ok(Object.keys(packages).length > 100);
  });

  it("are told from others", () => {
    assert.deepEqual(["MIT", "(MIT OR GPL-3.0)", "(BSD-3-Clause AND Apache-2.0)"].map(isPermissive), [true, true, true]);
    assert.deepEqual(["AGPL-3.0-or-later", "none", "(MIT AND GPL-3.0)", "GPL-2.0 OR LGPL-3.0", "SEE LICENSE IN LICENSE"].map(isPermissive), [false, false, false, false, false]);
  });

  it("are those of the policy pack as well, which is published by itself", () => {
    for (const [name, version] of Object.entries(ofPack)) assert.equal(packages[`node_modules/${name}`]?.version, version, name);
  });
});
