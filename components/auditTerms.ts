/** What the parts of an audit have in common. */
import type * as pulumi from "@pulumi/pulumi";
import type { AuditSettings } from "../arguments/schemas";
import type { AwsEnvironment } from "../encryption/arn";
import type { AuditScope } from "../encryption/auditScope";
import type { StatedRequirement } from "./requirement";

export interface AuditTerms {
  readonly settings: AuditSettings;
  /** What the names of all resources begin with. */
  readonly namePrefix: string;
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly requirement: StatedRequirement;
  readonly scope: pulumi.Output<AuditScope>;
  /** Buckets that are not audited although events of them may reach the log group: exclusionsFromPrefixes (encryption/auditScope.ts). */
  readonly excludedBuckets: pulumi.Output<string[]>;
  /** Whether several accounts and regions are audited. */
  readonly estate: boolean;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
