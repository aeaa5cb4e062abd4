/**
 * docs/changes.md: what a change of each config key does to a deployed stack. Rendered from changes.json, which
 * tests/engine/changes.long.test.ts records on the real engine.
 */
import data from "./changes.json";

/** What one change of the config does to a deployed stack; resources as `Trail prod`, components left out. */
export interface RecordedChange {
  /** The config key, as docs/config.md spells it. */
  readonly key: string;
  /** What changes, in words. */
  readonly change: string;
  readonly updates: readonly string[];
  /** Replaced: the new one is there before the old one goes. */
  readonly replaces: readonly string[];
  /** Replaced, but the old one goes first. */
  readonly replacesOldFirst: readonly string[];
  readonly creates: readonly string[];
  readonly deletes: readonly string[];
  /** Left by the stack, and kept in AWS. */
  readonly keeps: readonly string[];
}

/** Everything that was recorded. */
export const recordedChanges: readonly RecordedChange[] = data;

/** Resources of one type in one cell: `MetricAlarm (3)`. */
function byType(resources: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    const [type = ""] = resource.split(" ", 1);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts].map(([type, count]) => (count === 1 ? type : `${type} (${count})`)).join(", ");
}

function row({ key, change, ...did }: RecordedChange): string {
  const replaced = [byType(did.replaces), did.replacesOldFirst.length === 0 ? "" : `old first: ${byType(did.replacesOldFirst)}`];
  const cells = [
    `\`${key}\``,
    change,
    byType(did.updates),
    replaced.filter((text) => text !== "").join("; "),
    byType(did.creates),
    byType(did.deletes),
    byType(did.keeps),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** The changes, those of a key together. */
function byKey(changes: readonly RecordedChange[]): RecordedChange[] {
  const keys = [...new Set(changes.map(({ key }) => key))];
  return keys.flatMap((key) => changes.filter((one) => one.key === key));
}

/** docs/changes.md. */
export function changesReference(): string {
  return `# What a change does

<!-- Generated from tools/docs/changes.json by \`npm run docs\`; do not edit. -->

What \`pulumi up\` does to a deployed stack when a config key changes. The table is recorded on the real Pulumi engine; what
forces a replacement is read from the source of the AWS provider. \`pulumi preview\` shows the same for your stack.

- **Replaced:** the new one is created before the old one is deleted.
- **Deleted:** what holds data (key, bucket, log group, queue) or watches (trail, rule, target, topic, subscription) is
  deleted or replaced only by the keys that say so in [config.md](config.md).
- **Stays in AWS:** it leaves the stack and is kept, with what it holds. The preview marks it \`[retain]\`.
- S3 refuses to delete a bucket that holds objects, unless \`forceDestroy: true\` was deployed before.

| Key | Change | Updated | Replaced | Created | Deleted | Stays in AWS |
| --- | --- | --- | --- | --- | --- | --- |
${byKey(recordedChanges).map(row).join("\n")}
`;
}
