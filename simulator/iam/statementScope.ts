/** What the readers of a statement's elements share. */
import { type PolicyVersion } from "./document";
import { type PolicyKindRules } from "./kinds";
import { type ProblemList } from "./problems";

/** Where a statement stands and what it must observe. */
export interface StatementScope {
  readonly index: number;
  readonly path: string;
  readonly version: PolicyVersion;
  readonly rules: PolicyKindRules;
  readonly bucketName: string | undefined;
  readonly problems: ProblemList;
}
