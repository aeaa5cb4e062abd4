/** What the readers of a statement's elements share. */
import { type PolicyVersion } from "./document";
import { type PolicyKindRules } from "./kinds";
import { type Partitions } from "./partitions";
import { type ProblemList } from "./problems";

/** Where a statement stands and what it must observe. */
export interface StatementScope {
  readonly index: number;
  readonly path: string;
  readonly version: PolicyVersion;
  readonly rules: PolicyKindRules;
  readonly bucketName: string | undefined;
  /** Of an access point policy. */
  readonly accessPointArn: string | undefined;
  /** The partitions that the document names, to be compared when all of them are known. */
  readonly partitions: Partitions;
  readonly problems: ProblemList;
}
