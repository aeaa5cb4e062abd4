/** Hands the buckets and audits of an inventory over to a stack. */
import type { EncryptionRequirement } from "../../encryption/requirement";
import type { BucketFinding } from "../finding";
import type { AuditInventory, BucketInventory } from "../inventory";
import { adoptAudit } from "./adoptAudit";
import { adoptBucket } from "./adoptBucket";
import type { AdoptedRegion } from "./stackFiles";

/** What is handed over, and to whom. */
export interface AdoptionOptions {
  readonly buckets: readonly BucketInventory[];
  /** Of each bucket, in the same order. */
  readonly findings: readonly BucketFinding[];
  readonly audits: readonly AuditInventory[];
  readonly requirement: EncryptionRequirement;
  readonly account?: string | undefined;
  /** What the names of the stack's resources begin with. */
  readonly prefix: string;
}

/** By region: a stack has one. */
export function adopt({ buckets, findings, audits, requirement, account, prefix }: AdoptionOptions): AdoptedRegion[] {
  const stack = { requirement, ...(account !== undefined && { account }) };
  const adopted = buckets.flatMap((bucket, index) => {
    const finding = findings[index];
    return finding ? [adoptBucket(bucket, finding, stack)] : [];
  });
  const regions = [...new Set([...adopted.map(({ region }) => region), ...audits.map(({ Region }) => Region)])].sort();
  return regions.map((region) => {
    const inventory = audits.find(({ Region }) => Region === region);
    const audit = inventory && adoptAudit(inventory, requirement, prefix);
    return { region, buckets: adopted.filter((one) => one.region === region), ...(audit && { audit }) };
  });
}
