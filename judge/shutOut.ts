/**
 * Approved uploads that a policy shuts out: each is denied by a statement that looks at the encryption, so that nothing can
 * be written to the bucket any more. A bucket that is closed to writing altogether, such as an archive, is none of these.
 */
import { updateEventName } from "../encryption/auditScope";
import { conditionKeys } from "../encryption/uploadDenials";
import { evaluateUpload, type CheckedPolicy, type CheckedStatement, type RequestContext, type UploadRequest } from "../simulator";
import { withStatements } from "../simulator/iam/document";
import { exampleOf } from "../simulator/iam/telling";
import type { Ask } from "./asks";
import type { JudgedBucket, JudgeOptions, ShuttingStatement } from "./bucket";
import { anyRole } from "./identities";
import { mostSteps, type Inquiry } from "./inquiry";
import { anyKey } from "./objectKeys";
import { conditionWords } from "./statements";
import { fateOf, uploadBucket, type Wanted } from "./uploads";
import { look, type Look } from "./ways";

/**
 * The statements that shut all approved uploads out; none where some approved upload gets in, where none would in any case,
 * or where the default encryption is not known.
 * @param everybody an inquiry to which no exception is an allowed one
 */
export function shutOut(bucket: JudgedBucket, policy: CheckedPolicy, options: JudgeOptions, everybody: () => Inquiry): ShuttingStatement[] {
  if (bucket.defaultEncryption === "open") return [];
  const looking = policy.statements.filter(looksAtEncryption);
  if (looking.length === 0) return [];
  const inquiry = everybody();
  const writes = inquiry.asks.filter(({ request }) => request.action !== updateEventName);
  // The plainest uploads, from within the perimeter, get into most buckets: only where they do not is it worth looking for ways.
  const plainly = perimeterOf(policy);
  const asItIs = look(mostSteps, { throughAny: true });
  if (writes.some((ask) => isPlainlyIn(bucket, policy, options, ask, plainly)) || writes.some((ask) => approvedWay(inquiry, ask, asItIs))) return [];
  const withoutThem = look(mostSteps, { throughAny: true, without: new Set(looking) });
  const ways = writes.flatMap((ask) => approvedWay(inquiry, ask, withoutThem) ?? []);
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

/** Keys that policies draw a perimeter by. A role may have any value of them: most others cannot have what a policy says of them. */
const perimeterKeys = new Set(["aws:principalorgid", "aws:sourcevpce", "aws:sourcevpc"]);

/** What a request has that comes from within the perimeter of a policy, if it draws one: its organization, its endpoint. */
function perimeterOf({ statements }: CheckedPolicy): RequestContext {
  const conditions = statements.flatMap((statement) => (statement.effect === "Deny" ? statement.conditions : []));
  const sparing = conditions.filter(({ key, operator }) => perimeterKeys.has(key.toLowerCase()) && /^StringNot/.test(operator.base));
  return Object.fromEntries(sparing.flatMap(({ key, values: [value] }) => (value === undefined ? [] : [[key.toLowerCase(), exampleOf(value)]])));
}

/** Whether an approved upload of any object by any role of the bucket's account gets in. */
function isPlainlyIn(bucket: JudgedBucket, policy: CheckedPolicy, { requirement }: JudgeOptions, { request }: Ask, context: RequestContext): boolean {
  const { account, partition } = bucket.place;
  const upload = { ...request, key: anyKey, principal: anyRole({ account, partition }), context };
  return fateOf(uploadBucket(bucket, account, policy), upload, requirement) === "proper";
}

/** The way by which an approved upload gets in, for some account that the bucket may be of. */
function approvedWay(inquiry: Inquiry, ask: Ask, as: Look): { ask: Ask; upload: UploadRequest; account: string } | undefined {
  for (const account of inquiry.owners.list) {
    const { way } = inquiry.find(ask, account, isProper, as);
    if (way) return { ask, account, upload: inquiry.uploadOf(ask, way).upload };
  }
  return undefined;
}
