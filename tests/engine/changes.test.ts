/**
 * Protects the recorded table of what a change of the config does to a deployed stack (tools/docs/changes.json) from growing
 * old: the engine is asked about several changes at once, of which each keeps what was recorded of it alone.
 * changes.long.test.ts asks about each on its own, and about those of several accounts and regions.
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

/** A change with the top-level keys that it gives other values, and what was recorded of it. */
interface Change {
  readonly values: ConfigValues;
  readonly recorded: RecordedChange;
}

function withChanges(base: ConfigValues, group: readonly Change[]): ConfigValues {
  const all: ConfigValues = Object.assign({}, base, ...group.map(({ values }) => values));
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** As few groups as come of putting each change into the first whose changes it leaves alone. */
function groups(base: ConfigValues, changes: readonly ChangeCase[]): Change[][] {
  const found: Change[][] = [];
  for (const change of changes) {
    const recorded = recordedChanges.find((one) => title(one) === title(change));
    assert.ok(recorded, `${title(change)} is not recorded: npm run record:changes`);
    const one = { values: difference(base, change.config), recorded };
    const group = found.find((others) => others.every((other) => areApart(one, other)));
    if (group) group.push(one);
    else found.push([one]);
  }
  return found;
}

/** The top-level keys whose values differ; undefined where the key is gone. */
function difference(base: ConfigValues, other: ConfigValues): ConfigValues {
  const keys = [...new Set([...Object.keys(base), ...Object.keys(other)])];
  return Object.fromEntries(keys.filter((key) => JSON.stringify(base[key]) !== JSON.stringify(other[key])).map((key) => [key, other[key]]));
}

/** Keys of which each decides what the others create: every account has something in every region. */
const estate = /^(?:regions|accounts|trail)/;

/** Two changes of different keys that do nothing different to one resource. Which KMS key a bucket gets hangs on several keys. */
function areApart(one: Change, other: Change): boolean {
  if ([one, other].every(({ recorded }) => estate.test(recorded.key))) return false;
  if ([one, other].every(({ recorded }) => recorded.key.includes("kmsKey"))) return false;
  const effectsOn = ({ recorded }: Change): Map<string, string> =>
    new Map(Object.entries(listsOf(recorded)).flatMap(([effect, resources]) => resources.map((resource) => [resource, effect] as const)));
  const others = effectsOn(other);
  const agree = [...effectsOn(one)].every(([resource, effect]) => [undefined, effect].includes(others.get(resource)));
  return agree && Object.keys(one.values).every((key) => !(key in other.values));
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
