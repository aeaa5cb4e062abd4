/** Protects the direction of imports: no cycles between files, and between folders what docs/architecture.md allows. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

const repository = path.resolve(__dirname, "..");
const document = "docs/architecture.md";

/** Paths of all own TypeScript files, from the root of the repository, with slashes. */
function ownFiles(folder = ""): string[] {
  return fs.readdirSync(path.join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return /^(\..*|node_modules|dist)$/.test(entry.name) ? [] : ownFiles(file);
    return /\.ts$/.test(entry.name) ? [file] : [];
  });
}

/** What a file imports, type-only imports included: as it writes them. */
function specifiers(file: string): string[] {
  const source = ts.createSourceFile(file, fs.readFileSync(path.join(repository, file), "utf8"), ts.ScriptTarget.ES2022);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) found.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The module that a node names: `import … from`, `export … from`, `import x = require()`, `import()`, `require()`. */
function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const imports = expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === "require");
  return imports ? node.arguments[0] : undefined;
}

/** The own file that an import leads to. Packages and data files are none. */
function resolve(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const isFile = (candidate: string): boolean => fs.statSync(path.join(repository, candidate), { throwIfNoEntry: false })?.isFile() ?? false;
  const found = [target, `${target}.ts`, path.posix.join(target, "index.ts")].find(isFile);
  assert.ok(found, `${file} imports ${specifier}, which is not there`);
  return found.endsWith(".ts") ? found : undefined;
}

const files = ownFiles();
const imports = new Map(files.map((file) => [file, specifiers(file).flatMap((specifier) => resolve(file, specifier) ?? [])]));

/** The first cycle that imports from a file lead into, as a path that ends where it begins. */
function cycleFrom(file: string, trail: readonly string[], done: Set<string>): string[] | undefined {
  if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
  if (done.has(file)) return undefined;
  for (const target of imports.get(file) ?? []) {
    const cycle = cycleFrom(target, [...trail, file], done);
    if (cycle) return cycle;
  }
  done.add(file);
  return undefined;
}

/** The part of the repository that a file belongs to, as the table calls it. Of tests/, each folder is a part. */
function partOf(file: string): string {
  const parts = file.split("/");
  if (parts.length === 1) return file;
  return `${parts.slice(0, parts[0] === "tests" ? Math.min(2, parts.length - 1) : 1).join("/")}/`;
}

/** Imports by folder, as the table of the document has them. */
function documentedImports(): Record<string, string[]> {
  const text = fs.readFileSync(path.join(repository, document), "utf8");
  const [, table] = /^\| Folder \| Imports \|\n\| --- \| --- \|\n((?:\|.*\n)+)/m.exec(text) ?? [];
  assert.ok(table, `${document} has a table "| Folder | Imports |"`);
  const rows = table.trimEnd().split("\n").map((row) => row.split("|").slice(1, -1).map(namesIn));
  const folders = rows.map(([names]) => names?.join() ?? "");
  assert.equal(new Set(folders).size, folders.length, `${document} has one row a folder`);
  return Object.fromEntries(rows.map(([, names = []], index) => [folders[index] ?? "", [...names].sort()]));
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}

describe("architecture", () => {
  it("has no import cycles between files, type-only imports included", () => {
    const done = new Set<string>();
    for (const file of files) assert.equal(cycleFrom(file, [], done)?.join(" -> "), undefined);
  });

  it(`imports between folders what ${document} says, and nothing else`, () => {
    const found = new Map<string, Set<string>>();
    for (const [file, targets] of imports) {
      const part = partOf(file);
      if (part.startsWith("tests/")) continue;
      const others = found.get(part) ?? new Set();
      for (const target of targets) if (partOf(target) !== part) others.add(partOf(target));
      found.set(part, others);
    }
    assert.deepEqual(Object.fromEntries([...found].map(([part, others]) => [part, [...others].sort()])), documentedImports());
  });

  it("imports no Pulumi in the core and in the simulator", () => {
    const pure = files.filter((file) => ["encryption/", "simulator/"].includes(partOf(file)));
    assert.deepEqual(pure.filter((file) => specifiers(file).some((specifier) => specifier.startsWith("@pulumi/"))), []);
  });
});
