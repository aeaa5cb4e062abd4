/**
 * A policy document as plain, checked data. `parsePolicyDocument` is the only maker of such documents.
 *
 * Elements: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */

/**
 * What a document is attached to, which decides what it may contain: an S3 bucket or access point, an IAM identity, or an
 * account or organizational unit as service control policy (SCP) or resource control policy (RCP).
 */
export type PolicyKind = "bucket" | "accessPoint" | "identity" | "scp" | "rcp";

/** Version of the policy language. Policy variables exist only in 2012-10-17. */
export type PolicyVersion = "2008-10-17" | "2012-10-17";

export interface CheckedPolicy {
  /** `2008-10-17` where the document states none, as in IAM. */
  readonly version: PolicyVersion;
  readonly id?: string;
  readonly statements: readonly CheckedStatement[];
}

export interface CheckedStatement {
  /** Position among the statements, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  /** Absent in identity policies and SCPs. */
  readonly principal?: PrincipalElement;
  readonly action: PatternElement<"Action" | "NotAction">;
  readonly resource: PatternElement<"Resource" | "NotResource">;
  /** All must hold. */
  readonly conditions: readonly PolicyCondition[];
}

/** A list of patterns, of which one must match (or none must, for the Not… element). */
export interface PatternElement<Name extends string> {
  readonly element: Name;
  readonly patterns: readonly string[];
}

export interface PrincipalElement {
  readonly element: "Principal" | "NotPrincipal";
  readonly principals: readonly PolicyPrincipal[];
}

/** Keys of a `Principal` map. */
export const principalTypes = ["AWS", "Service", "Federated", "CanonicalUser"] as const;
export type PrincipalType = (typeof principalTypes)[number];

/** One principal that a statement names; `"*"` alone is `{ type: "AWS", id: "*" }`, which IAM treats alike. */
export interface PolicyPrincipal {
  readonly type: PrincipalType;
  readonly id: string;
}

/** One operator, key and list of values of a `Condition` block. */
export interface PolicyCondition {
  readonly operator: ConditionOperator;
  /** As written; IAM compares key names without regard to case. */
  readonly key: string;
  /** As strings, also where the document has numbers or Booleans. */
  readonly values: readonly string[];
}

/** A condition operator taken apart, e.g. `ForAllValues:StringLikeIfExists`. */
export interface ConditionOperator {
  /** As written. */
  readonly name: string;
  /** The operator alone, in AWS's spelling, e.g. `StringLike`. */
  readonly base: string;
  readonly set?: "ForAllValues" | "ForAnyValue";
  readonly ifExists: boolean;
}

const checked = new WeakSet<object>();

/** Marks a document as checked; for `parsePolicyDocument` alone. */
export function markChecked(document: CheckedPolicy): CheckedPolicy {
  checked.add(document);
  return document;
}

/** A checked document with some of its statements alone, which keep their positions. */
export function withStatements(document: CheckedPolicy, statements: readonly CheckedStatement[]): CheckedPolicy {
  return markChecked({ ...document, statements });
}

/** Whether a value is a document that `parsePolicyDocument` made, rather than a raw one. */
export function isPolicyDocument(value: unknown): value is CheckedPolicy {
  return typeof value === "object" && value !== null && checked.has(value);
}
