/** Pairs of a generated bucket policy and a request, which the simulator's evaluation is compared on. */
import fc from "fast-check";
import { identify } from "../../../simulator/iam/principal";
import { policy, request, type GeneratedPolicy, type GeneratedRequest } from "./generator";
import { allowsEverything, type Question } from "./question";

/** A pair, and the question that it makes. */
export interface GeneratedPair {
  readonly document: GeneratedPolicy;
  readonly request: GeneratedRequest;
}

const requestsPerPolicy = 3;
/** Of those that are recorded: the same whatever the tests' own seed is. */
const recorded = { seed: 20260701, policies: 5000 };
/** An account of its own, so that the bucket policy alone decides between allow and neither. */
const bucketAccount = "999988887777";

const pairs = fc.tuple(policy, fc.array(request, { minLength: requestsPerPolicy, maxLength: requestsPerPolicy }));

/** So many policies at random, each with a few requests. */
export function generatedPairs({ seed, policies } = recorded): GeneratedPair[] {
  return fc.sample(pairs, { seed, numRuns: policies }).flatMap(([document, requests]) => requests.map((one) => ({ document, request: one })));
}

export function questionOf({ document, request: generated }: GeneratedPair): Question {
  return {
    request: generated,
    account: bucketAccount,
    resourcePolicy: document,
    identityPolicies: identify(generated.principal).kind === "aws" ? [allowsEverything] : [],
  };
}
