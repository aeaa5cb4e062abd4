/**
 * The access points of a bucket, as far as its policy looks at them. A request through one must get past both policies, so the
 * statements of an access point's are put beside the bucket's, as being about requests through it alone.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 */
import { bucketArn } from "../encryption/arn";
import { accessPointContext, accessPointKeys, arnOfAccessPoint, iamActionOf, parsePolicyDocument, uploadActions, type CheckedPolicy, type CheckedStatement, type PolicyCondition, type PolicyProblem, type RequestContext, type UploadAccessPoint } from "../simulator";
import { compileCondition, ContextKeys } from "../simulator/iam/conditions";
import { openPart, type JudgedAccessPoint, type JudgedBucket, type Place } from "./bucket";
import { remembered } from "./remembered";
import { relevantStatements, type JudgedStatement, type Statements } from "./statements";
import { hasVariables, variablesIn } from "./variables";

/** An access point whose policy was read. */
export interface AccessPoint {
  /** Its own, and those of access points that are no different. */
  readonly names: readonly string[];
  readonly arn: string;
  readonly account: string;
  /** What every request through it has. */
  readonly context: RequestContext;
  /** Its statements, about the bucket's objects; undefined where they are not known. */
  readonly statements: readonly JudgedStatement[] | undefined;
}

const keys: ReadonlySet<string> = new Set(Object.values(accessPointKeys).map((key) => key.toLowerCase()));

/** Whether a condition key tells requests through access points from each other, and from direct ones. */
export function isOfAccessPoint(key: string): boolean {
  return keys.has(key.toLowerCase());
}

/** The access points of a bucket that is taken to be of an account, or what S3 would refuse in their policies. */
export type AccessPointsOf = (account: string) => { readonly points: readonly AccessPoint[]; readonly problems: readonly PolicyProblem[] };

/** Reads the access points of a bucket, as often as it makes a difference which account that is of. */
export function accessPointsOf(bucket: JudgedBucket, policy: CheckedPolicy | undefined): AccessPointsOf {
  const read = new Map<string, ReturnType<AccessPointsOf>>();
  const matters = bucket.accessPoints?.some(({ account }) => account === undefined) ?? false;
  return (account) => {
    const id = matters ? account : "";
    return remembered(read, id, () => readAccessPoints({ ...bucket, place: { ...bucket.place, account } }, policy));
  };
}

function readAccessPoints(bucket: JudgedBucket, policy: CheckedPolicy | undefined): { points: AccessPoint[]; problems: PolicyProblem[] } {
  const problems: PolicyProblem[] = [];
  const points = (bucket.accessPoints ?? []).map((point): AccessPoint => {
    const located = locate(point, bucket.place);
    const arn = arnOfAccessPoint(located);
    const context = { ...accessPointContext(located), ...(located.vpcId !== undefined && point.vpcId !== openPart && { "aws:SourceVpc": located.vpcId }) };
    const read = { names: [point.name], arn, account: located.account, context };
    if (point.policy === openPart) return { ...read, statements: undefined };
    if (point.policy === undefined) return { ...read, statements: [] };
    const parsed = parsePolicyDocument(point.policy, "accessPoint", { accessPointArn: isLocated(point, bucket.place) ? arn : undefined });
    if (!parsed.valid) {
      problems.push(...parsed.problems.map((problem) => ({ ...problem, path: [`policy of access point ${point.name}`, problem.path].filter(Boolean).join(": ") })));
      return { ...read, statements: undefined };
    }
    // In a policy of another version a text with ${…} means something else: rare enough not to be looked into.
    const isReadAlike = parsed.document.version === policy?.version || !point.policy.includes("${");
    return { ...read, statements: isReadAlike ? parsed.document.statements.map((statement) => aboutBucket(statement, point.name, arn, bucket)) : undefined };
  });
  return { points, problems };
}

/** An access point is in its bucket's region; which that is may be known from the access point alone. */
function locate({ name, account, region, vpcId }: JudgedAccessPoint, place: Place): Omit<UploadAccessPoint, "policy"> {
  return {
    name,
    account: account ?? place.account,
    region: place.regionKnown ? place.region : (region ?? place.region),
    partition: place.partition,
    ...(vpcId !== undefined && { vpcId }),
  };
}

function isLocated({ account, region }: JudgedAccessPoint, { accountKnown, regionKnown }: Place): boolean {
  return (regionKnown || region !== undefined) && (accountKnown || account !== undefined);
}

/** A statement of an access point's policy as one about the bucket's objects, for requests through the access point. */
function aboutBucket(statement: CheckedStatement, name: string, arn: string, { bucketName, place }: JudgedBucket): JudgedStatement {
  const ofBucket = bucketArn(place.partition, bucketName);
  const patterns = statement.resource.patterns.map((pattern) => {
    const [, within = ""] = /:accesspoint\/[^/]+(.*)$/s.exec(pattern) ?? [];
    if (within === "") return ofBucket;
    // A wildcard right behind the name stands for `object/` as well.
    return `${ofBucket}/${within.startsWith("/object/") ? within.slice("/object/".length) : within.slice(1)}`;
  });
  return { ...statement, resource: { ...statement.resource, patterns }, conditions: [...statement.conditions, throughPoint(arn)], accessPoint: name };
}

function throughPoint(arn: string): PolicyCondition {
  return { operator: { name: "StringEquals", base: "StringEquals", ifExists: false }, key: accessPointKeys.arn, values: [arn] };
}

/** Whether a policy tells requests through access points from others. Where it does not, no access point matters. */
export function looksAtAccessPoints({ statements }: Statements): boolean {
  return statements.some(({ conditions, resource }) =>
    conditions.some(({ key, values }) => isOfAccessPoint(key) || values.some(namesKey)) || resource.patterns.some(namesKey),
  );
}

/**
 * Whether what gets into a bucket may hang on its access points: its policy, as S3 holds it, says something of uploads through
 * them.
 * @param policy JSON text
 */
export function hangsOnAccessPoints(policy: string): boolean {
  const parsed = parsePolicyDocument(policy);
  return parsed.valid && looksAtAccessPoints(relevantStatements(parsed.document, uploadActions.map(iamActionOf)));
}

/** By a policy variable. */
function namesKey(text: string): boolean {
  const lower = text.toLowerCase();
  return lower.includes("${") && [...keys].some((key) => lower.includes(key));
}

/** The conditions of a policy that tell access points apart. */
export function accessPointConditions({ statements }: Statements): readonly PolicyCondition[] {
  return statements.flatMap(({ conditions, accessPoint }) => (accessPoint === undefined ? conditions.filter(({ key }) => isOfAccessPoint(key)) : []));
}

/**
 * Of access points that neither their own policies nor the bucket's tells apart the first, which then has the names of all:
 * a bucket may have thousands.
 */
export function distinctPoints(points: readonly AccessPoint[], policy: Statements): AccessPoint[] {
  const conditions = accessPointConditions(policy);
  const variables = hasVariables(policy);
  const compares = variablesIn(conditions.flatMap(({ values }) => values), variables).length > 0;
  const tests = conditions.map((condition) => compileCondition(condition, variables));
  const kinds = new Map<string, AccessPoint & { names: string[] }>();
  for (const point of points) {
    const context = new ContextKeys(point.context);
    const told = compares ? point.arn : tests.map((test) => Number(test(context))).join("");
    const own = point.statements?.map(({ conditions: all, accessPoint: _, ...statement }) => ({ ...statement, conditions: all.slice(0, -1) }));
    const kind = JSON.stringify([told, point.account, { ...point.context, [accessPointKeys.arn]: "" }, own ?? openPart]);
    const known = kinds.get(kind);
    if (known) known.names.push(...point.names);
    else kinds.set(kind, { ...point, names: [...point.names] });
  }
  return [...kinds.values()];
}

/** A policy with the statements of access points beside its own. */
export function withAccessPoints({ version, statements }: Statements, points: readonly AccessPoint[]): Statements {
  return { version, statements: [...statements, ...points.flatMap((point) => point.statements ?? [])] };
}
