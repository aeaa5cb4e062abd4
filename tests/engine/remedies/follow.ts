/** Follows what the pack prints about programs until they are green, or no more can be followed. */
import assert from "node:assert/strict";
import type { Engine } from "../../../sandbox/engine";
import { PRELUDE, violations, type Violation } from "../policypackReport";
import { EDITED_PRELUDE, editProgram } from "./editProgram";
import { instructionOf } from "./instructions";
import type { Shape } from "./shapes";

/** What becomes of a shape. */
export interface Followed {
  readonly shape: Shape;
  program: string;
  /** How often its program was edited. */
  steps: number;
  /** The Sids of the statements that were added. */
  readonly added: Set<string>;
  /** What is still said: mandatory, or that something cannot be judged yet. */
  left: readonly Violation[];
  /** What could not be followed. */
  problem?: string;
}

/** The most that a developer should have to do. */
export const mostSteps = 2;

/**
 * Previews the programs together, each in a block of its own, follows what is printed about each, and previews again, at most
 * {@link mostSteps} times. What was written last with `writeProgram` is what the result is about.
 * @param exempt asks for exemptions in the pack's configuration, which the next preview is given
 */
export async function follow(shapes: readonly Shape[], engine: Engine, writeProgram: (text: string) => void, exempt: (exemptions: readonly unknown[]) => void): Promise<Followed[]> {
  const all = shapes.map((shape): Followed => ({ shape, program: shape.program, steps: 0, added: new Set(), left: [] }));
  for (let step = 0; ; step++) {
    writeProgram(PRELUDE + EDITED_PRELUDE + all.map(({ program }) => `{\n${program}\n}`).join("\n"));
    const said = violations(await engine.previewText());
    for (const one of all) one.left = said.filter((violation) => isOf(violation, one.shape.name) && isInTheWay(violation));
    const open = all.filter(({ left, problem }) => left.length > 0 && problem === undefined);
    if (step === mostSteps || open.length === 0) return all;
    for (const one of open) doWhatIsSaid(one, said, exempt);
  }
}

function doWhatIsSaid(one: Followed, said: readonly Violation[], exempt: (exemptions: readonly unknown[]) => void): void {
  try {
    const instructions = one.left.flatMap((violation) => instructionOf(violation, said) ?? []);
    assert.ok(instructions.length > 0, "nothing is said that can be done");
    one.program = editProgram(one.program, instructions);
    one.steps++;
    for (const instruction of instructions) {
      if (instruction.kind === "ask for exemptions") exempt(instruction.exemptions);
      if (instruction.kind === "add statements") for (const { Sid } of JSON.parse(instruction.json) as { Sid: string }[]) one.added.add(Sid);
    }
  } catch (error) {
    if (!(error instanceof assert.AssertionError)) throw error;
    one.problem = error.message;
  }
}

/** What was printed, for a message. */
export function textOf(some: readonly Violation[]): string {
  return some.map(({ level, policy, type, resource, text }) => `[${level}] ${policy} ${type} ${resource}\n${text}`).join("\n\n");
}

/** Whether a violation is shown with a resource of a shape. */
export function isOf({ resource }: Pick<Violation, "resource">, name: string): boolean {
  return resource === name || resource.startsWith(`${name}-`);
}

/** Whether a violation keeps a program from being green: what is only advised does not. */
export function isInTheWay({ level, policy }: Violation): boolean {
  return level === "mandatory" || policy === "s3-unverifiable-at-preview";
}
