/** What a case of the comparison is: a bucket as declared, and what is right to say of it. */
import type { CataloguedMethod } from "../../../encryption/methods";
import { approvesMethod, defaultRequirement, type EncryptionRequirement } from "../../../encryption/requirement";
import type { RequestContext, RequestPrincipal } from "../../../simulator";
import { laterMethods } from "../../encryption/laterMethods";
import { approvedKey, policy, type Statement } from "../../judge/policies";

/** Kinds of wrong uploads, as the table names them: a method's header by the method's label. */
export type WrongUpload = `${string} header` | "SSE-C" | "AWS managed key" | "another key" | "alias or bare key id" | "UpdateObjectEncryption";

/** The default encryption of a bucket, as Pulumi, Terraform and CloudFormation declare it. */
export interface DefaultEncryption {
  readonly sseAlgorithm: string;
  readonly kmsMasterKeyId?: string;
  readonly bucketKeyEnabled?: boolean;
  readonly blockedEncryptionTypes?: readonly string[];
}

/** Circumstances that the author of a case knows to matter: who asks, from where, for which key. */
export interface Probe {
  readonly principal?: RequestPrincipal;
  readonly context?: RequestContext;
  readonly key?: string;
}

/** What is right to say of a bucket; written by hand. */
export interface Verdict {
  /** Whether a default encryption that satisfies the requirement is declared. */
  readonly defaultEncryption: "proper" | "wrong";
  /** What of today's methods is stored against the requirement; `refused`: S3 does not take the policy. */
  readonly letsIn: readonly WrongUpload[] | "refused";
  /** Whether a method that AWS has yet to invent would be denied. Left out where the policy is refused. */
  readonly futureMethods?: "denied" | "let in";
}

export interface ComparisonCase {
  /** Stable: the recorded verdicts of the other checks go by it. */
  readonly id: string;
  /** The bucket in words, for the table. */
  readonly bucket: string;
  /** The default one unless given. */
  readonly requirement?: EncryptionRequirement;
  /** Undefined: none is declared. */
  readonly encryption: DefaultEncryption | undefined;
  /** JSON text; undefined: none is declared. */
  readonly policy: string | undefined;
  readonly probes?: readonly Probe[];
  /** Which methods of the future get in, where that hangs on the method. */
  readonly letsInOfFuture?: (method: CataloguedMethod) => boolean;
  readonly right: Verdict;
  /** Why the verdict is right, for the table. */
  readonly reason: string;
}

/** Cases that belong together. */
export interface CaseGroup {
  readonly title: string;
  readonly cases: readonly ComparisonCase[];
}

/**
 * A case with what is right of methods that came into the catalogue after it was written: they get in where methods of the
 * future did.
 */
export function withLaterMethods(tested: ComparisonCase): ComparisonCase {
  const { right, letsInOfFuture = () => true } = tested;
  if (right.letsIn === "refused" || right.futureMethods !== "let in") return tested;
  const later = laterMethods.filter((method) => method.algorithm !== undefined && !approvesMethod(requirementOf(tested), method.id) && letsInOfFuture(method));
  return { ...tested, right: { ...right, letsIn: [...right.letsIn, ...later.map(({ label }): WrongUpload => `${label} header`)] } };
}

export function requirementOf({ requirement = defaultRequirement }: ComparisonCase): EncryptionRequirement {
  return requirement;
}

/** Whether the pack must reject the bucket: by its default encryption, or by what it lets in. */
export function mustBeRejected({ right }: Pick<ComparisonCase, "right">): boolean {
  return right.defaultEncryption === "wrong" || right.letsIn === "refused" || right.letsIn.length > 0;
}

/** SSE-KMS with one approved key and nothing else. */
export const oneKey: EncryptionRequirement = { methods: ["sse-kms"], kmsKeyArns: [approvedKey], origin: "any" };

export const kmsDefault: DefaultEncryption = { sseAlgorithm: "aws:kms", bucketKeyEnabled: true };
export const oneKeyDefault: DefaultEncryption = { ...kmsDefault, kmsMasterKeyId: approvedKey };
export const dsseDefault: DefaultEncryption = { sseAlgorithm: "aws:kms:dsse" };
export const s3Default: DefaultEncryption = { sseAlgorithm: "AES256" };

/** Each statement with more elements; conditions are added to those that it has. */
export function changed(statements: readonly Statement[], { Condition, ...more }: Statement): string {
  return policy(...statements.map((statement) => ({ ...statement, ...more, Condition: merged(statement["Condition"], Condition) })));
}

function merged(own: unknown, added: unknown): Record<string, object> {
  const joined = { ...(own as Record<string, object>) };
  for (const [operator, block] of Object.entries((added ?? {}) as Record<string, object>)) joined[operator] = { ...joined[operator], ...block };
  return joined;
}

/** Each statement without an element, and with others in its place. */
export function replaced(statements: readonly Statement[], element: string, instead: Statement): string {
  return policy(...statements.map((statement) => ({ ...Object.fromEntries(Object.entries(statement).filter(([name]) => name !== element)), ...instead })));
}

export const closed = { defaultEncryption: "proper", letsIn: [], futureMethods: "denied" } as const satisfies Verdict;
export const closedForToday = { ...closed, futureMethods: "let in" } as const satisfies Verdict;
export const refused = { defaultEncryption: "proper", letsIn: "refused" } as const satisfies Verdict;

/** A proper default, and uploads that get in; future methods, too, unless said otherwise. */
export function open(...letsIn: WrongUpload[]): Verdict {
  return { defaultEncryption: "proper", letsIn, futureMethods: "let in" };
}
