/**
 * Reads and checks policy documents.
 *
 * Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * Bucket policies: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 * Access point policies: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 */
import { JsonSyntaxError } from "../json/readJson";
import { markChecked, type CheckedPolicy, type PolicyKind, type CheckedStatement, type PolicyVersion } from "./document";
import { elementPath } from "./documentPath";
import { jsonPositions, parseJson } from "./json";
import { rulesOf, type PolicyKindRules } from "./kinds";
import { parseStatement } from "./parseStatement";
import { Partitions } from "./partitions";
import { ProblemList, type PolicyProblem } from "./problems";
import { isRecord, reportUnknownMembers } from "./shape";
import { type StatementScope } from "./statementScope";

/** A checked document, or everything that is wrong with it; also where it is not known whether AWS takes it. */
export type ParsedPolicy =
  | { readonly valid: true; readonly document: CheckedPolicy }
  | { readonly valid: false; readonly problems: readonly PolicyProblem[] };

/** What is known of the bucket or access point that a policy is attached to. */
export interface KnownBucket {
  /** Resources outside of the bucket are then a problem, as they are for S3. */
  readonly name?: string | undefined;
  /** ARNs of another partition are then a problem; where it is not known, ARNs of several partitions are. */
  readonly partition?: string | undefined;
  /** Of an access point policy: resources of another access point are then a problem. */
  readonly accessPointArn?: string | undefined;
}

const versions: readonly PolicyVersion[] = ["2012-10-17", "2008-10-17"];

/**
 * Reads a policy document, and checks it as AWS does when it is saved.
 * @param document JSON text, or the object that it stands for. Only with text do problems carry line and column.
 * @param kind what the policy is attached to.
 * @param bucket of a bucket policy or an access point policy, what is known of its bucket or access point.
 */
export function parsePolicyDocument(
  document: string | object,
  kind: PolicyKind = "bucket",
  bucket: KnownBucket = {},
): ParsedPolicy {
  const rules = rulesOf(kind);
  const problems = new ProblemList(rules.errorCode);
  let raw: unknown = document;
  if (typeof document === "string") {
    try {
      raw = parseJson(document);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      problems.add("", `${rules.invalidJson}: ${error.message}`, error.hint, error.position);
      return { valid: false, problems: problems.problems };
    }
  }
  const parsed = parseDocument(raw, rules, bucket, problems);
  if (problems.problems.length === 0 && parsed) return { valid: true, document: markChecked(parsed) };
  return { valid: false, problems: withPositions(problems.problems, document) };
}

function parseDocument(
  raw: unknown,
  rules: PolicyKindRules,
  bucket: KnownBucket,
  problems: ProblemList,
): CheckedPolicy | undefined {
  if (!isRecord(raw)) {
    problems.add(
      "",
      "Policies must be valid JSON and the first byte must be '{'",
      'Write the document as an object: { "Version": "2012-10-17", "Statement": […] }',
    );
    return undefined;
  }
  reportUnknownMembers(raw, "", ["Version", "Id", "Statement"], problems);
  checkSize(raw, rules, problems);
  const version = parseVersion(raw["Version"], problems);
  const id = parseId(raw["Id"], rules, problems);
  const partitions = new Partitions();
  const statements = parseStatements(raw["Statement"], { version, rules, bucketName: bucket.name, accessPointArn: bucket.accessPointArn, partitions, problems });
  partitions.report(bucket.partition, problems);
  return { version, ...(id === undefined ? {} : { id }), statements };
}

function parseVersion(raw: unknown, problems: ProblemList): PolicyVersion {
  // "If you do not include a Version element, the value defaults to 2008-10-17."
  if (raw === undefined) return "2008-10-17";
  const version = versions.find((known) => known === raw);
  if (!version) {
    problems.add("Version", "The policy must contain a valid version string", `Use "Version": "${versions[0] ?? ""}"`);
  }
  return version ?? "2012-10-17";
}

function parseId(raw: unknown, rules: PolicyKindRules, problems: ProblemList): string | undefined {
  if (raw === undefined) return undefined;
  if (!rules.allowsId) problems.add("Id", "Policy Id is not allowed", `Remove Id: a ${rules.label} must not have one`);
  if (typeof raw === "string") return raw;
  problems.add("Id", "Invalid policy syntax: Id must be a string", "Put it in double quotes");
  return undefined;
}

function parseStatements(raw: unknown, scope: Omit<StatementScope, "index" | "path">): CheckedStatement[] {
  const { problems } = scope;
  if (raw === undefined || (Array.isArray(raw) && raw.length === 0)) {
    problems.add(raw === undefined ? "" : "Statement", "Missing required field Statement", "Add at least one statement");
    return [];
  }
  const entries: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  const sids = new Map<string, string>();
  return entries.flatMap((entry, index) => {
    const path = Array.isArray(raw) ? elementPath("Statement", index) : "Statement";
    const statement = parseStatement(entry, { ...scope, index, path });
    reportDuplicateSid(entry, path, sids, problems);
    return statement ?? [];
  });
}

function reportDuplicateSid(entry: unknown, path: string, sids: Map<string, string>, problems: ProblemList): void {
  const sid = isRecord(entry) ? entry["Sid"] : undefined;
  if (typeof sid !== "string" || sid === "") return;
  const first = sids.get(sid);
  if (first === undefined) {
    sids.set(sid, path);
    return;
  }
  problems.add(
    `${path}.Sid`,
    "Statement IDs (SID) in a single policy must be unique",
    `"${sid}" is already the Sid of ${first}: rename one of the two`,
  );
}

function checkSize(raw: object, { maxBytes, label }: PolicyKindRules, problems: ProblemList): void {
  if (maxBytes === undefined) return;
  const size = Buffer.byteLength(JSON.stringify(raw));
  if (size <= maxBytes) return;
  problems.add(
    "",
    `Normalized policy document exceeds the maximum allowed size of ${maxBytes} bytes`,
    `Shorten the ${label}, which has ${size} bytes without white space: merge statements, or use wildcards`,
  );
}

/** Adds line and column to problems, by a second reading that only invalid documents need. */
function withPositions(problems: readonly PolicyProblem[], document: string | object): readonly PolicyProblem[] {
  if (typeof document !== "string") return problems;
  const positions = jsonPositions(document);
  return problems.map((problem) => ({ ...problem, ...positions.get(problem.path) }));
}
