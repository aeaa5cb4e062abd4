/**
 * The policies' own index, for whoever needs nothing else of the simulator: what a policy document says, what is wrong with
 * it, and what it decides.
 */
export { evaluateAccessPointPolicy, evaluateBucketPolicy } from "./evaluate";
export type { DecidingStatement, PolicyDecision, PolicyRequest } from "./evaluate";
export { parsePolicyDocument } from "./parse";
export type { KnownBucket, ParsedPolicy } from "./parse";
export { globPattern, matchesGlob } from "./glob";
export { readJson } from "../json/readJson";
export { pathParts } from "./documentPath";
export { publicAccessProblems } from "./publicAccess";
export { describeProblem, PolicyDocumentError } from "./problems";
export type { PolicyProblem } from "./problems";
export type { PolicyCondition, CheckedPolicy, PolicyKind, PolicyPrincipal, CheckedStatement } from "./document";
export type { ContextValue, RequestContext } from "./conditions";
export type { RequestPrincipal } from "./principal";
