/** The AWS services that a bucket receives objects from, by the principals of its policy, and what they cannot write. */
import { putAction } from "../encryption/auditScope";
import { methodOfAlgorithm } from "../encryption/methods";
import { serviceWriters, writerOfAccount, writerOfService, type ServiceWriter } from "../encryption/serviceWriters";
import { parsePolicyDocument } from "../simulator";
import { accountPatternIn } from "./accounts";
import type { DefaultEncryption } from "./bucketJudge";
import { relevantStatements } from "./statements";

/** The services that a policy allows to write, each once; none where S3 would refuse the policy. @param policy JSON text */
export function writersIn(policy: string): ServiceWriter[] {
  // Most policies name none, and reading them takes time.
  if (!policy.includes(".amazonaws.") && !accounts.some((account) => policy.includes(account))) return [];
  const parsed = parsePolicyDocument(policy, "bucket");
  if (!parsed.valid) return [];
  const allowing = relevantStatements(parsed.document, [putAction]).statements.filter(({ effect }) => effect === "Allow");
  // S3 takes no Allow with NotPrincipal.
  const found = allowing.flatMap(({ principal }) => principal?.principals ?? []).flatMap(({ type, id }) => writerOf(type, id) ?? []);
  return [...new Set(found)];
}

const accounts = serviceWriters.flatMap((writer) => writer.accounts ?? []);

function writerOf(type: string, id: string): ServiceWriter | undefined {
  if (type === "Service") return writerOfService(id);
  return type === "AWS" ? writerOfAccount(accountPatternIn(id) ?? "") : undefined;
}

/** Whether a service does not get what it needs from a bucket's default encryption; never by a key of its own. */
export function isStranded({ needs }: ServiceWriter, encryption: Pick<DefaultEncryption, "algorithm" | "kmsKey"> | undefined): boolean {
  const usesKmsKey = encryption !== undefined && methodOfAlgorithm(encryption.algorithm)?.usesKmsKey === true;
  return usesKmsKey && (needs === "sse-s3" || (needs === "customer-key" && encryption.kmsKey === undefined));
}
