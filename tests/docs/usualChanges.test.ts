/** Protects that the usual changes are made where docs/architecture.md says: what they are about stands nowhere else. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { encryptionMethods, metricNamespace } from "../../encryption/methods";
import { specialMetrics } from "../../encryption/metrics";
import { generatedSids } from "../../encryption/uploadDenials";
import { policies } from "../../policypack/policies/all";
import awsContract from "../../sandbox/provider/awsContract.json";
import { behaviours } from "../../sandbox/provider/resources";

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

/** The files of some folders in whose code, comments left out, something stands. */
function filesThatHold(folders: readonly string[], pattern: RegExp): string[] {
  return folders
    .flatMap(sources)
    .filter((file) => file !== "arguments/interfaces.ts")
    .filter((file) => pattern.test(fs.readFileSync(path.join(repository, file), "utf8").replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "")))
    .sort();
}

/** The files of some folders, but those named, in whose code a text in quotes stands. */
function filesWith(folders: readonly string[], text: string, but: readonly string[]): string[] {
  const quoted = new RegExp(`["'\`]${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}["'\`]`);
  return filesThatHold(folders, quoted).filter((file) => !but.includes(file));
}

const core = ["arguments", "components", "config", "encryption", "policypack"];

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
    for (const name of names) assert.deepEqual(filesWith(core, name, ["encryption/methods.ts"]), [], name);
  });

  it("another metric namespace: it stands once", () => {
    assert.deepEqual(filesWith([...core, "sandbox"], metricNamespace, ["encryption/methods.ts"]), []);
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

  it("a new alarm: when one goes off stands in alarms.ts, that of the one log alarm beside it, and one component declares them all", () => {
    assert.deepEqual(filesThatHold(core, /comparisonOperator:\s*"/), ["encryption/alarms.ts", "encryption/logAlarm.ts"]);
    assert.deepEqual(filesThatHold(core, /\bnew aws\.cloudcontrol\.Resource\(/), ["components/groupedMessages.ts"]);
    assert.deepEqual(filesThatHold(core, /\bnew aws\.cloudwatch\.MetricAlarm\(/), ["components/auditAlarms.ts"]);
    assert.deepEqual(filesThatHold(core, /\b(?!declare)\w+(Alarm|Alarms)\(/), changes.get("a new alarm")?.slice().sort());
  });

  it("a new service that alarms act on: its name stands once", () => {
    for (const service of ["ssm-incidents", "aiops", "autoscaling"]) {
      const named = filesThatHold(core, new RegExp(`^\\s*"?${service}"?: \\{`, "m"));
      assert.deepEqual(named, changes.get("a new service that alarms act on"), service);
      assert.deepEqual(filesWith(core, service, named), [], service);
    }
  });

  it("a new check of arguments: the components' list and the stack config's have each, or another check has it", () => {
    const checks = sources("arguments/checks").flatMap((file) =>
      [...fs.readFileSync(path.join(repository, file), "utf8").matchAll(/^export function (\w+Problems)\(/gm)].map(([, name = ""]) => ({ name, file })),
    );
    assert.ok(checks.length >= 20);
    for (const { name, file } of checks) {
      // Imported, and used.
      const used = filesThatHold(["arguments", "components", "config"], new RegExp(`\\b${name}\\b[^]*\\b${name}\\b`)).filter((one) => one !== file);
      const lists = ["arguments/components.ts", "config/contradictions.ts"];
      const inLists = lists.every((list) => used.includes(list));
      assert.ok(inLists || used.some((one) => one.startsWith("arguments/checks/")) || ["homeRegionProblems", "regionProblems"].includes(name), `${name} of ${file} is used by ${used.join(", ")}`);
    }
  });

  it("an excluded prefix: the files that tell by excluded buckets are the table's, the others hand them on", () => {
    const handingOn = ["arguments/checks/limits.ts", "encryption/dashboard.ts", "encryption/limits.ts", "encryption/logAlarm.ts", "encryption/tamperingRules.ts", "encryption/uploadMessages.ts"];
    const known = filesThatHold(["arguments", "config", "encryption"], /excludedBuckets|exclusionsFromPrefixes/);
    assert.deepEqual(known, [...(changes.get("an excluded prefix") ?? []), ...handingOn].sort());
  });

  it("a new deny statement: its Sid stands where it is made", () => {
    const made = changes.get("a new deny statement") ?? [];
    const sids = generatedSids({ enforcement: "deny", requireTls: "enforce" });
    assert.ok(sids.length >= 6);
    for (const sid of sids) assert.deepEqual(filesWith([...core, "judge", "simulator", "inspect"], sid, made), [], sid);
  });

  it("a new resource type in the sandbox: one entry in the file of its service, and its declaration in the contract", () => {
    const types = Object.keys(behaviours);
    assert.deepEqual(Object.keys(awsContract.resources).sort(), types.slice().sort());
    const services = sources("sandbox/provider/services").map((file) => fs.readFileSync(path.join(repository, file), "utf8"));
    for (const type of types) {
      assert.equal(services.filter((text) => text.includes(`"${type}": `)).length, 1, type);
    }
  });
});
