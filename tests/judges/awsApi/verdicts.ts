/** What was judged, and what the judges said of it: the content of recorded.json. */
import { createHash } from "node:crypto";
import type { Call } from "./call";
import recorded from "./recorded.json";
import type { WrongInput } from "./wrongInputs";

/** Who refuses a call: the API model that botocore carries, or moto, which carries the call out. */
export type Judge = "botocore" | "moto";

/** A refusal of one of a sequence's calls. */
export interface Refusal {
  /** Service and operation: `s3 CreateBucket`. */
  readonly operation: string;
  readonly by: Judge;
  readonly reason: string;
}

/** Verdict on the calls of a stack. */
export interface StackVerdict {
  /** By operation, a digest of the calls that were judged. */
  readonly digests: Readonly<Record<string, string>>;
  readonly refusals: readonly Refusal[];
}

/** Verdict on the calls of a resource with a wrong input. */
export interface WrongInputVerdict {
  /** Of the wrong input. What stands around it may change: it is right wherever the stacks are. */
  readonly digest: string;
  readonly refusals: readonly Refusal[];
}

/** The content of recorded.json. */
export interface RecordedVerdicts {
  readonly versions: Readonly<Record<"python" | "botocore" | "moto", string>>;
  /** By the stack's id. */
  readonly stacks: Readonly<Record<string, StackVerdict>>;
  /** By what is wrong. */
  readonly wrongInputs: Readonly<Record<string, WrongInputVerdict>>;
}

export const recordedVerdicts = recorded as RecordedVerdicts;

/** The name of a call's operation, with its service. */
export const operationOf = ({ service, operation }: Call): string => `${service} ${operation}`;

/** By operation, how many calls and a digest of them; the order in which resources are created does not count. */
export function digestsOf(calls: readonly Call[]): Record<string, string> {
  const byOperation = new Map<string, string[]>();
  for (const call of calls) {
    const texts = byOperation.get(operationOf(call)) ?? [];
    const { account, region, params } = call;
    const elsewhere = account !== undefined || region !== undefined;
    byOperation.set(operationOf(call), [...texts, canonical(elsewhere ? [account ?? null, region ?? null, params] : params)]);
  }
  return Object.fromEntries(
    [...byOperation].sort().map(([operation, texts]) => {
      return [operation, `${texts.length} ${texts.length === 1 ? "call" : "calls"}, ${digest(texts.sort().join("\n"))}`];
    }),
  );
}

/** Tells whether a recorded verdict is of the wrong input as it is now. */
export function digestOf({ type, inputs }: WrongInput): string {
  return digest(canonical([type, inputs]));
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** JSON with members in the order of their names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner,
  );
}
