/** What a judge refuses in calls that are right, and why that does not count. */
import type { Refusal } from "./verdicts";

/** Refusals that do not count, of one operation. */
export interface Difference extends Refusal {
  readonly why: string;
}

export const differences: readonly Difference[] = [
  {
    operation: "logs PutQueryDefinition",
    by: "moto",
    reason: "NotImplementedError: The put_query_definition action has not been implemented",
    why: "moto does not know the operation; its members are checked by the API model alone",
  },
  {
    operation: "cloudwatch PutLogAlarm",
    by: "moto",
    reason: "NotImplementedError: The put_log_alarm action has not been implemented",
    why: "moto does not know the operation; its members are checked by the API model alone",
  },
];

/** Whether a refusal is one that does not count. */
export function isExplained({ operation, by, reason }: Refusal): boolean {
  return differences.some((one) => one.operation === operation && one.by === by && one.reason === reason);
}
