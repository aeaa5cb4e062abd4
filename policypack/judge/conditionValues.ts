/** Values that a condition may tell apart: such as meet it, such as do not, and what lies right beside a limit. */
import type { PolicyCondition } from "../../simulator";
import { example } from "./example";

/** A value for a request, and the value of the policy that it comes from; `(other)` for one that is not in the policy. */
export interface CandidateValue {
  readonly value: string;
  readonly pattern: string;
}

const other = "(other)";
const day = 24 * 60 * 60 * 1000;

/** Candidates for the key of a condition, those of the policy first. */
export function candidateValues({ operator, values }: PolicyCondition): CandidateValue[] {
  // A policy variable has no value of its own; values that differ from it are tried all the same.
  const written = values.filter((value) => !/\$\{[^*?$]/.test(value));
  return [...written.flatMap((value) => near(operator.base, value)), ...beside(operator.base).map((value) => ({ value, pattern: other }))];
}

/** A value that meets a value of the policy, and its neighbours where values have an order. */
function near(operator: string, pattern: string): CandidateValue[] {
  const same = (value: string): CandidateValue => ({ value, pattern });
  if (operator === "Null") return [];
  if (operator.startsWith("Numeric")) {
    return [0, -1, 1].map((step) => (step === 0 ? same(pattern) : { value: String(Number(pattern) + step), pattern: other }));
  }
  if (operator.startsWith("Date")) {
    const time = /^\d{5,}$/.test(pattern) ? Number(pattern) * 1000 : Date.parse(pattern);
    return [0, -day, day].map((step) =>
      step === 0 ? same(pattern) : { value: new Date(time + step).toISOString().replace(/\.\d+Z$/, "Z"), pattern: other },
    );
  }
  if (operator.includes("IpAddress")) return [same(pattern.split("/")[0] ?? pattern)];
  return [same(example(pattern))];
}

/** Values that a policy is unlikely to hold, in a form that the operator takes. */
function beside(operator: string): string[] {
  if (operator === "Bool") return ["true", "false"];
  if (operator.includes("IpAddress")) return ["203.0.113.77"];
  if (operator.startsWith("Numeric") || operator.startsWith("Date")) return [];
  if (operator.startsWith("Arn")) return ["arn:aws:s3:us-east-1:999988887777:something/else"];
  if (operator === "BinaryEquals") return ["c29tZXRoaW5nIGVsc2U="];
  return ["something-else"];
}
