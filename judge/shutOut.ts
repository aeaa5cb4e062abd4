/**
 * Approved uploads that a policy shuts out: each is denied by a statement that looks at the encryption, so that nothing can
 * be written to the bucket any more. A bucket that is closed to writing altogether, such as an archive, is none of these.
 */
import { conditionKeys } from "../encryption/uploadDenials";
import { evaluateUpload, type CheckedPolicy, type CheckedStatement, type UploadRequest } from "../simulator";
import { withStatements } from "../simulator/iam/document";
import type { AccessPointsOf } from "./accessPoints";
import type { Ask } from "./asks";
import type { JudgedBucket, JudgeOptions, ShuttingStatement } from "./bucket";
import { anyRole } from "./identities";
import { Inquiry } from "./inquiry";
import { anyKey } from "./objectKeys";
import { conditionWords } from "./statements";
import { fateOf, uploadBucket, type OpenBucket, type Wanted } from "./uploads";

/**
 * The statements that shut all approved uploads out; none where some approved upload gets in, where none would in any case,
 * or where the default encryption is not known.
 */
export function shutOut(bucket: JudgedBucket, policy: CheckedPolicy, options: JudgeOptions, open: OpenBucket, points: AccessPointsOf): ShuttingStatement[] {
  if (bucket.defaultEncryption === "open") return [];
  const looking = policy.statements.filter(looksAtEncryption);
  if (looking.length === 0) return [];
  // Whoever is let in by an exception writes to the bucket, whether the exception is allowed or not.
  const everybody: JudgeOptions = { ...options, updates: false, isAllowedException: () => false, trustUnknownAccessPoints: true };
  const asItIs = new Inquiry(bucket, policy, everybody, open, points);
  // The plainest uploads get into most buckets: only where they do not is it worth looking for ways.
  if (asItIs.asks.some((ask) => isPlainlyIn(bucket, policy, options, ask)) || asItIs.asks.some((ask) => approvedWay(asItIs, ask))) return [];
  const others = policy.statements.filter((statement) => !looking.includes(statement));
  const withoutThem = new Inquiry(bucket, withStatements(policy, others), everybody, open, points);
  const ways = withoutThem.asks.flatMap((ask) => approvedWay(withoutThem, ask) ?? []);
  return looking.flatMap((statement): ShuttingStatement[] => {
    const alone = withStatements(policy, [statement]);
    const denied = ways.filter(({ upload, account }) => evaluateUpload(uploadBucket(bucket, account, alone), upload).outcome === "denied");
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
const isProper: Wanted = (fate) => fate === "proper";

function looksAtEncryption({ effect, conditions }: CheckedStatement): boolean {
  return effect === "Deny" && conditions.some(({ key }) => encryptionKeys.has(key.toLowerCase()));
}

/** Whether an approved upload of any object by any role of the bucket's account gets in. */
function isPlainlyIn(bucket: JudgedBucket, policy: CheckedPolicy, { requirement }: JudgeOptions, { request }: Ask): boolean {
  const { account, partition } = bucket.place;
  const upload = { ...request, key: anyKey, principal: anyRole({ account, partition }) };
  return fateOf(uploadBucket(bucket, account, policy), upload, requirement) === "proper";
}

/** The way by which an approved upload gets in, for some account that the bucket may be of. */
function approvedWay(inquiry: Inquiry, ask: Ask): { ask: Ask; upload: UploadRequest; account: string } | undefined {
  for (const account of inquiry.owners.list) {
    const { way } = inquiry.find(ask, account, isProper);
    if (way) return { ask, account, upload: inquiry.uploadOf(ask, way).upload };
  }
  return undefined;
}
