/**
 * What of a requirement an upload can break, as EventBridge rules match it: the uploads of the alarms, told one by one with
 * who stored what.
 */
import { exclusionsFromPrefixes, uploadEventNames, updateEventName, type AuditScope } from "./auditScope";
import { eventFields } from "./eventFields";
import { eventPatterns, rulesOfStack } from "./eventPattern";
import { AwsLimitError } from "./limits";
import { keysComparedBy } from "./metricFilters";
import { applications, type CataloguedMethod, type MethodApplication } from "./methods";
import { updateViolation } from "./metrics";
import { approvedMethods, approvesApplication, approvesMethod, type EncryptionRequirement } from "./requirement";
import { byWhom, ruleMessage, type RuleMessage } from "./ruleMessages";
import { runbookAddress, type RunbookPage } from "./runbook";

/** A part of a requirement that uploads can break. */
export interface BrokenPart {
  /** The name of its rule is the stack's prefix, {@link messageSuffix} and this. */
  readonly part: "method" | "none" | "unknown" | "origin" | "key" | "no-key";
  /** What is wrong with such uploads, for a person. */
  readonly violation: string;
  readonly page: RunbookPage;
  /** What the event's detail has, beside what every audited upload's has. */
  readonly detail: object;
}

/** What the names of these rules have after the stack's prefix. */
export const messageSuffix = "mail";

/** A field of an event's detail with these values. */
function where(path: string, values: readonly unknown[]): Record<string, unknown> {
  const [, ...keys] = path.split(".");
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), values) as Record<string, unknown>;
}

const succeeded = where(eventFields.errorCode, [{ exists: false }]);
const applied = (values: readonly unknown[]): object => ({ ...succeeded, ...where(eventFields.sseApplied, values) });
const absent = [{ exists: false }];

type Applied = { readonly method: CataloguedMethod; readonly application: MethodApplication };
const valuesOf = (all: readonly Applied[]): string[] => all.flatMap(({ application }) => application.sseApplied);

/**
 * The parts of a requirement that uploads can break. One upload may break two: its method and its key.
 * @param excludedBuckets exclusionsFromPrefixes (encryption/auditScope.ts): with them the filters decide how they compare keys
 */
export function brokenParts(requirement: EncryptionRequirement, excludedBuckets: readonly string[] = []): BrokenPart[] {
  const labels = approvedMethods(requirement).map(({ label }) => label).join(", ");
  const wrongMethods = valuesOf(applications.filter(({ method }) => !approvesMethod(requirement, method.id)));
  const wrongOrigins = valuesOf(
    applications.filter(({ method, application }) => approvesMethod(requirement, method.id) && !approvesApplication(requirement, method.id, application.origin)),
  );
  const silent = updateViolation(requirement) === undefined ? uploadEventNames.filter((name) => name !== updateEventName) : uploadEventNames;
  const parts: (BrokenPart | false)[] = [
    wrongMethods.length > 0 && { part: "method", violation: `the method is not approved (approved: ${labels})`, page: "improperUpload", detail: applied(wrongMethods) },
    { part: "none", violation: `the record tells no method (approved: ${labels})`, page: "improperUpload", detail: { ...applied(absent), eventName: silent } },
    { part: "unknown", violation: "the method is not in the catalogue", page: "unknownMethod", detail: applied([null, { "anything-but": valuesOf(applications) }]) },
    wrongOrigins.length > 0 && { part: "origin", violation: "the method came from the bucket default, but must be asked for by header", page: "improperUpload", detail: applied(wrongOrigins) },
    ...keyParts(requirement, excludedBuckets),
  ];
  return parts.filter((part) => part !== false);
}

function keyParts({ kmsKeyArns }: EncryptionRequirement, excludedBuckets: readonly string[]): BrokenPart[] {
  if (!kmsKeyArns) return [];
  const byKms = valuesOf(applications.filter(({ method }) => method.usesKmsKey));
  const approved = keysComparedBy(kmsKeyArns, excludedBuckets) === "arn" ? [...kmsKeyArns] : { wildcard: kmsKeyArns.map((arn) => `*${arn.slice(arn.lastIndexOf("/"))}`) };
  return [
    { part: "key", violation: "the KMS key is not one of the approved keys", page: "wrongKey", detail: { ...succeeded, ...where(eventFields.kmsKeyId, [{ "anything-but": approved }]) } },
    { part: "no-key", violation: "the record names no KMS key", page: "wrongKey", detail: { ...applied(byKms), ...where(eventFields.kmsKeyId, absent) } },
  ];
}

/**
 * The message on an upload: who stored which object, with which method and key, against what.
 * @param link opens the saved query of all such uploads
 */
export function uploadMessage({ violation, page }: Pick<BrokenPart, "violation" | "page">, namePrefix: string, link: string): RuleMessage {
  const path = (field: string): string => `$.${field}`;
  return ruleMessage(
    [
      `${namePrefix}: an object was stored against the encryption requirement: ${violation}.`,
      "<eventName> of s3://<bucketName>/<key>, as <sseApplied>, with the KMS key <kmsKeyId>.",
      byWhom,
      `All such uploads: ${link}`,
      `What to do: ${runbookAddress(page)}`,
    ],
    { bucketName: path(eventFields.bucketName), key: path(eventFields.objectKey), sseApplied: path(eventFields.sseApplied), kmsKeyId: path(eventFields.kmsKeyId) },
  );
}

/** A rule on uploads that break one part of the requirement. */
export interface UploadMessageRule {
  readonly part: BrokenPart;
  /** The rule's name is the stack's prefix and this. */
  readonly suffix: string;
  readonly eventPattern: string;
}

/** What decides the rules beside requirement and scope. */
export interface UploadMessageTerms {
  /** Of the bus, where it is known: some buses take fewer rules. */
  readonly region?: string | undefined;
  /** An account, where only uploads to its own buckets are to match: see eventPatterns (encryption/eventPattern.ts). */
  readonly owner?: string | undefined;
  /** The same requirement with every key as long as it can be, where they are not known yet: it decides how many rules there are. */
  readonly longest?: EncryptionRequirement;
  /** What the metric filters leave out, where that is more than what the scope does: it decides how they compare keys. */
  readonly excludedBuckets?: readonly string[];
}

/**
 * The rules of a stack on one bus: for each part of the requirement as many as the audited buckets need.
 * @throws AwsLimitError where the buckets and keys need more rules, or longer ones, than a stack should put on a bus
 */
export function uploadMessageRules(
  requirement: EncryptionRequirement,
  scope: AuditScope,
  { region, owner, longest = requirement, excludedBuckets = exclusionsFromPrefixes(scope) }: UploadMessageTerms = {},
): UploadMessageRule[] {
  const parts = brokenParts(requirement, excludedBuckets);
  const measured = brokenParts(longest, excludedBuckets);
  try {
    const rules = parts.flatMap((part, at) =>
      eventPatterns(scope, region, owner, part.detail, measured[at]?.detail).map((eventPattern, index) => ({
        part,
        suffix: `${messageSuffix}-${part.part}${index === 0 ? "" : `-${index + 1}`}`,
        eventPattern,
      })),
    );
    const most = rulesOfStack(region);
    if (rules.length <= most) return rules;
    throw new AwsLimitError("uploadMessages", `${parts.length} parts of the requirement need ${rules.length} EventBridge rules; this program puts at most ${most} on a bus`);
  } catch (error) {
    if (!(error instanceof AwsLimitError) || error.excess === "uploadMessages") throw error;
    throw new AwsLimitError("uploadMessages", `a rule for each part of the requirement: ${error.message}`);
  }
}
