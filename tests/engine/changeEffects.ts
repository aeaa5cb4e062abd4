/** What a change of the config does to a deployed stack, from a preview's steps. */
import assert from "node:assert/strict";
import { inTurns } from "../../inspect/inTurns";
import type { Engine } from "../../sandbox/engine";
import type { PreviewStep } from "../../sandbox/engineOutput";
import type { RecordedChange } from "../../tools/docs/changesReference";
import type { ChangeCase, ConfigValues } from "./changeCases";
import { assertSucceeded } from "./harness";

/** What a change did, each list by its kind of effect. */
export type Effects = Omit<RecordedChange, "key" | "change">;

/** A change in words. */
export const title = ({ key, change }: Pick<ChangeCase, "key" | "change">): string => `${key}: ${change}`;

/** A stack config as a file's text; JSON is YAML. */
export function stackConfig(values: ConfigValues): string {
  const lines = Object.entries(values).map(([key, value]) => `  s3-encryption-audit:${key}: ${JSON.stringify(value)}\n`);
  return `config:\n  aws:region: us-east-1\n${lines.join("")}`;
}

/** The steps of a preview of a config. */
export async function stepsOf(engine: Engine, config: ConfigValues): Promise<PreviewStep[]> {
  const result = await engine.previewOf(stackConfig(config));
  assertSucceeded(result);
  return result.preview?.steps ?? [];
}

/** What a change does to the deployed stack. Fails where the config is refused. */
export async function recordChange(engine: Engine, { key, change, config }: ChangeCase): Promise<RecordedChange> {
  try {
    return { key, change, ...effects(await stepsOf(engine, config)) };
  } catch (error) {
    throw new Error(`${key}: ${change}: ${(error as Error).message}`, { cause: error });
  }
}

/** The effects of a preview's steps, each list sorted. */
export function effects(steps: readonly PreviewStep[]): Effects {
  const own = steps.filter(({ type }) => type.startsWith("aws:"));
  const named = (chosen: (step: PreviewStep) => boolean): string[] => own.filter(chosen).map(resourceName).sort();
  const position = (op: string, urn: string): number => {
    const found = own.findIndex((step) => step.op === op && step.urn === urn);
    assert.ok(found >= 0, `the preview has no ${op} of ${urn}`);
    return found;
  };
  const replaced = own.filter(({ op }) => op === "replace").map(({ urn }) => urn);
  const nameOf = ({ urn }: PreviewStep): string => urn.split("::").pop() ?? "";
  const goneBuckets = own.filter(({ op, type }) => op === "delete" && type === "aws:s3/bucket:Bucket").map(nameOf);
  // What S3 keeps for a bucket goes with it, whatever the engine does.
  const isRetained = (step: PreviewStep): boolean => step.retained && !(step.type.startsWith("aws:s3/bucket") && goneBuckets.includes(nameOf(step)));
  const retained = own.filter(isRetained).map(({ urn }) => urn);
  const oldFirst = replaced.filter((urn) => position("delete-replaced", urn) < position("create-replacement", urn));
  const isReplaced = ({ op, urn }: PreviewStep): boolean => op === "replace" && !retained.includes(urn);
  return {
    updates: named(({ op }) => op === "update"),
    replaces: named((step) => isReplaced(step) && !oldFirst.includes(step.urn)),
    replacesOldFirst: named((step) => isReplaced(step) && oldFirst.includes(step.urn)),
    // Of what is replaced and kept there are two from then on.
    creates: named(({ op, urn }) => op === "create" || (op === "create-replacement" && retained.includes(urn))),
    deletes: named((step) => step.op === "delete" && !isRetained(step)),
    keeps: named(isRetained),
  };
}

/** `Trail prod`: the type without its package and module. */
function resourceName({ type, urn }: PreviewStep): string {
  return `${type.split(":").pop() ?? ""} ${urn.split("::").pop() ?? ""}`;
}

/** The results of a task for each item, as {@link inTurns} has them, with as many at a time as there are cores to run previews on. */
export const twoAtATime = <Item, Result>(items: readonly Item[], task: (item: Item) => Promise<Result>): Promise<Result[]> => inTurns(items, 2, task);
