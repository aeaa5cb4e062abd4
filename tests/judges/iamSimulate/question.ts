/** What is put to the other evaluator, and what it can say. */
import type { PolicyRequest } from "../../../simulator";

/** A request, and the policies that it meets. */
export interface Question {
  readonly request: PolicyRequest;
  /** Account of the resource. */
  readonly account: string;
  readonly resourcePolicy: object;
  readonly identityPolicies: readonly object[];
}

/** What all the policies together say of a request. */
export type Decision = "explicitDeny" | "allow" | "neither";

/** Lets a principal do whatever no other policy denies. */
export const allowsEverything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
