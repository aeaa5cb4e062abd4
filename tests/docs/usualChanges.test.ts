/** Protects that the usual changes are made where docs/architecture.md says: what they are about stands nowhere else. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { encryptionMethods, metricNamespace } from "../../encryption/methods";
import { specialMetrics } from "../../encryption/metrics";
import { policies } from "../../policypack/policies/all";

const repository = path.resolve(__dirname, "../..");

/** The table's rows: the files of each change. */
function usualChanges(): Map<string, string[]> {
  const text = fs.readFileSync(path.join(repository, "docs/architecture.md"), "utf8");
  const [, table = ""] = /^\| Change \| Files \|\n\| --- \| --- \|\n((?:\|.*\n)+)/m.exec(text) ?? [];
  const rows = table.trimEnd().split("\n").map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
  return new Map(rows.map(([change = "", files = ""]) => [change, [...files.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file)]));
}

/** Source files, without tests, generated ones and prose. */
function sources(folder: string): string[] {
  return fs.readdirSync(path.join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return sources(file);
    return entry.name.endsWith(".ts") ? [file] : [];
  });
}

/** The files of a folder, but those named, in whose code a text in quotes stands. */
function filesWith(folders: readonly string[], text: string, but: readonly string[]): string[] {
  const quoted = new RegExp(`["'\`]${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}["'\`]`);
  return folders
    .flatMap(sources)
    .filter((file) => !but.includes(file) && file !== "arguments/interfaces.ts")
    .filter((file) => quoted.test(fs.readFileSync(path.join(repository, file), "utf8").replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "")));
}

describe("the ten usual changes", () => {
  const changes = usualChanges();

  it("are ten, and are made in files that there are", () => {
    assert.equal(changes.size, 10);
    for (const [change, files] of changes) {
      assert.ok(files.length > 0, change);
      for (const file of files) assert.ok(fs.existsSync(path.join(repository, file)), `${change}: ${file}`);
    }
  });

  it("a new method: metrics, filters, alarms, policies and schemas are derived, and name no metric of a method", () => {
    const names = encryptionMethods.flatMap(({ applications }) => applications.flatMap(({ metricName, filterName }) => [metricName, filterName]));
    assert.ok(names.length >= 8);
    for (const name of names) assert.deepEqual(filesWith(["arguments", "components", "config", "encryption", "policypack"], name, ["encryption/methods.ts"]), [], name);
  });

  it("another metric namespace: it stands once", () => {
    assert.deepEqual(filesWith(["arguments", "components", "config", "encryption", "policypack", "sandbox"], metricNamespace, ["encryption/methods.ts"]), []);
  });

  it("a metric that is no method's: its name stands once", () => {
    for (const { metricName } of Object.values(specialMetrics)) {
      assert.deepEqual(filesWith(["arguments", "components", "config", "encryption"], metricName, ["encryption/metrics.ts"]), [], metricName);
    }
  });

  it("a new policy: a file of its own, and a line in all.ts", () => {
    for (const { name } of policies) assert.ok(fs.existsSync(path.join(repository, "policypack/policies", `${name}.ts`)), name);
  });

  it("a new argument: the components and the stack config have the same schemas, so that a key is written once", () => {
    for (const file of sources("config")) assert.doesNotMatch(fs.readFileSync(path.join(repository, file), "utf8"), /z\.(string|number|enum|literal)\(/, file);
  });
});
