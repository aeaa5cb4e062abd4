/**
 * Protects the recorded table of what a change of the config does to a deployed stack (tools/docs/changes.json) from growing
 * old: the engine is asked about several changes at once, of which each keeps what was recorded of it alone.
 * changes.long.test.ts asks about each on its own, and about those of a lake and of several accounts and regions.
 */
import assert from "node:assert/strict";
import { recordedChanges, type RecordedChange } from "../../tools/docs/changesReference";
import { stacksAtHome, type ChangeCase, type ConfigValues } from "./changeCases";
import { effects, stackConfig, stepsOf, title, twoAtATime, type Effects } from "./changeEffects";
import { assertSucceeded, withStack } from "./harness";

describe("changes of the config of a deployed stack, several at once", () => {
  for (const { name, config, changes } of stacksAtHome) {
    it(`${name}: what each does is as recorded`, async () => {
      await withStack({ program: { repository: true }, config: stackConfig(config) }, async ({ engine }) => {
        assertSucceeded(await engine.up());
        await twoAtATime(groups(config, changes), async (group) => {
          const found = effects(await stepsOf(engine, withChanges(config, group)));
          assert.deepEqual(found, union(group), `${group.map(({ recorded }) => title(recorded)).join("; ")}; if that is meant: npm run record:changes`);
        });
      });
    });
  }
});

/** A change with what it gives other values, and what was recorded of it. */
interface Change {
  readonly values: readonly Difference[];
  readonly recorded: RecordedChange;
}

/** A value within a config that differs; undefined where it is gone. */
interface Difference {
  readonly path: readonly string[];
  readonly value: unknown;
}

function withChanges(base: ConfigValues, group: readonly Change[]): ConfigValues {
  const all = structuredClone(base) as Branch;
  for (const { path, value } of group.flatMap(({ values }) => values)) {
    const parent = path.slice(0, -1).reduce((branch, key) => branch[key] as Branch, all);
    const last = path.at(-1) ?? "";
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
  }
  return all;
}

/** As few groups as come of putting each change into the first whose changes it leaves alone. */
function groups(base: ConfigValues, changes: readonly ChangeCase[]): Change[][] {
  const found: Change[][] = [];
  for (const change of changes) {
    const recorded = recordedChanges.find((one) => title(one) === title(change));
    assert.ok(recorded, `${title(change)} is not recorded: npm run record:changes`);
    const one = { values: differences(base, change.config), recorded };
    const group = found.find((others) => others.every((other) => areApart(one, other)));
    if (group) group.push(one);
    else found.push([one]);
  }
  return found;
}

type Branch = Record<string, unknown>;

/** Where two configs differ: in keys of the top level, and in keys of buckets, each of which acts on its bucket alone. */
function differences(base: unknown, other: unknown, path: readonly string[] = []): Difference[] {
  if (JSON.stringify(base) === JSON.stringify(other)) return [];
  const isWhole = path.length > 0 && path[0] !== "buckets";
  if (isWhole || !isMap(base) || !isMap(other) || namesIn(base) !== namesIn(other)) return [{ path, value: other }];
  return [...new Set([...Object.keys(base), ...Object.keys(other)])].flatMap((key) => differences(base[key], other[key], [...path, key]));
}

const isMap = (value: unknown): value is Branch => typeof value === "object" && value !== null;
const namesIn = (value: Branch): string => (Array.isArray(value) ? JSON.stringify(value.map((one: unknown) => (isMap(one) ? one["name"] : one))) : "");

/** Keys of which each decides what the others create: every account has something in every region. */
const estate = /^(?:regions|accounts|trail)/;

/** Keys of a bucket of which each decides what the others mean. */
const deciding = /^buckets\[\]\.(?:enforcement|denyBelow|defaultEncryption|method|kmsKeyArn)/;

/** Two changes of different values that do nothing different to one resource. Which KMS key a bucket gets hangs on several keys. */
function areApart(one: Change, other: Change): boolean {
  if ([estate, deciding].some((keys) => [one, other].every(({ recorded }) => keys.test(recorded.key)))) return false;
  if ([one, other].every(({ recorded }) => recorded.key.includes("kmsKey"))) return false;
  const effectsOn = ({ recorded }: Change): Map<string, string> =>
    new Map(Object.entries(listsOf(recorded)).flatMap(([effect, resources]) => resources.map((resource) => [resource, effect] as const)));
  const others = effectsOn(other);
  const agree = [...effectsOn(one)].every(([resource, effect]) => [undefined, effect].includes(others.get(resource)));
  return agree && one.values.every(({ path }) => other.values.every((another) => !path.every((key, at) => at >= another.path.length || another.path[at] === key)));
}

function union(group: readonly Change[]): Effects {
  const all = group.map(({ recorded }) => listsOf(recorded));
  const kinds = Object.keys(listsOf(group[0]?.recorded)) as (keyof Effects)[];
  return Object.fromEntries(kinds.map((kind) => [kind, [...new Set(all.flatMap((one) => one[kind]))].sort()])) as unknown as Effects;
}

function listsOf(recorded: RecordedChange | undefined): Effects {
  assert.ok(recorded);
  const { updates, replaces, replacesOldFirst, creates, deletes, keeps } = recorded;
  return { updates, replaces, replacesOldFirst, creates, deletes, keeps };
}
