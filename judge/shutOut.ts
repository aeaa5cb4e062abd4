/**
 * Approved uploads that a policy shuts out: each is denied by a statement that looks at the encryption, so that nothing can
 * be written to the bucket any more. A bucket that is closed to writing altogether, such as an archive, is none of these.
 */
import { conditionKeys } from "../encryption/uploadDenials";
import { evaluateUpload, parsePolicyDocument, type PolicyDocument, type PolicyStatement, type UploadRequest } from "../simulator";
import type { Ask } from "./asks";
import type { JudgedBucket, JudgeOptions, ShuttingStatement } from "./bucket";
import { Inquiry } from "./inquiry";
import { conditionWords } from "./statements";
import { isStoredProperly, uploadBucket } from "./uploads";

/**
 * The statements that shut all approved uploads out; none where some approved upload gets in, where none would in any case,
 * or where the default encryption is not known.
 */
export function shutOut(bucket: JudgedBucket, policy: PolicyDocument, options: JudgeOptions): ShuttingStatement[] {
  if (bucket.defaultEncryption === "open") return [];
  const looking = policy.statements.filter(looksAtEncryption);
  if (looking.length === 0) return [];
  // Whoever is let in by an exception writes to the bucket, whether the exception is allowed or not.
  const everybody: JudgeOptions = { ...options, updates: false, isAllowedException: () => false };
  if (approvedWays(bucket, policy, everybody).length > 0) return [];
  const others = { ...policy, statements: policy.statements.filter((statement) => !looking.includes(statement)) };
  const ways = approvedWays(bucket, others, everybody);
  return looking.flatMap((statement): ShuttingStatement[] => {
    const denied = ways.filter(({ upload, account }) => denies(bucket, account, statement, upload));
    if (denied.length === 0) return [];
    const { index, sid, conditions } = statement;
    return [
      {
        index,
        ...(sid !== undefined && { sid }),
        conditions: conditions.filter(({ key }) => encryptionKeys.has(key.toLowerCase())).map(conditionWords),
        requests: denied.map(({ ask }) => ask.words),
      },
    ];
  });
}

const encryptionKeys: ReadonlySet<string> = new Set(Object.values(conditionKeys).map((key) => key.toLowerCase()));

function looksAtEncryption({ effect, conditions }: PolicyStatement): boolean {
  return effect === "Deny" && conditions.some(({ key }) => encryptionKeys.has(key.toLowerCase()));
}

/** The approved uploads that get in, each by one way, for some account that the bucket may be of. */
function approvedWays(bucket: JudgedBucket, policy: PolicyDocument, options: JudgeOptions): { ask: Ask; upload: UploadRequest; account: string }[] {
  const inquiry = new Inquiry(bucket, policy, options);
  return inquiry.asks.flatMap((ask) => {
    for (const account of inquiry.owners.list) {
      const { way } = inquiry.find(ask, account, (target, upload) => isStoredProperly(target, upload, options.requirement));
      if (way) return [{ ask, account, upload: inquiry.uploadOf(ask, way).upload }];
    }
    return [];
  });
}

/** Whether a statement alone denies an upload. */
function denies(bucket: JudgedBucket, account: string, { index }: PolicyStatement, upload: UploadRequest): boolean {
  const raw = JSON.parse(bucket.policy ?? "{}") as { Version?: string; Statement?: object | object[] };
  const parsed = parsePolicyDocument({ Version: raw.Version ?? "2008-10-17", Statement: [[raw.Statement ?? []].flat()[index]] }, "bucket");
  return parsed.valid && evaluateUpload(uploadBucket(bucket, account, parsed.document), upload).outcome === "denied";
}
