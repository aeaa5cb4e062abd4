/** EventBridge rules for the acts of the catalogue (tampering.ts), where they are done to a stack's own resources. */
import { parseArn, regionalArn, type AwsEnvironment } from "./arn";
import { exclusionsFromPrefixes, type AuditScope } from "./auditScope";
import { bucketMatchers, ofBuckets, type Matcher } from "./eventPattern";
import { AwsLimitError, awsLimits } from "./limits";
import { byWhom, ruleMessage, type RuleMessage } from "./ruleMessages";
import { runbookAddress } from "./runbook";
import { deadLetterQueueName } from "./servicePolicies";
import { partOf, tamperings, watchedParts, watchedResources, type WatchedPart, type WatchedResource } from "./tampering";

/** What an audit consists of, by the names that records have for it. */
export interface WatchedAudit {
  /** The audited buckets. */
  readonly scope: AuditScope;
  /** What the names of rules, alarms, queue and resource policy begin with. */
  readonly namePrefix: string;
  /** Names or ARNs of the audit's trail and of the one that records management events. */
  readonly trails: readonly string[];
  /** Where the audit's own trail delivers to. */
  readonly logBucket?: string | undefined;
  readonly logGroupName: string;
  readonly topicArn: string;
  readonly kmsKeyArns: readonly string[];
}

/** A principal whose acts are expected, such as the role that deploys the stack. */
export interface ExpectedPrincipal {
  /** Of a role, a user or the root; `*` is a wildcard. */
  readonly arn: string;
  readonly reason: string;
}

/** A rule on acts that are done to one part of the audit. */
export interface TamperingRule {
  readonly part: WatchedPart;
  /** The rule's name is the stack's prefix and this. */
  readonly suffix: string;
  readonly eventPattern: string;
  readonly message: RuleMessage;
}

/** What the names of these rules, and of their alarms, have after the stack's prefix. */
export const tamperingSuffix = "watch";

/** Acts on resources of one kind that records name in one field. */
interface Alternative {
  readonly part: WatchedPart;
  readonly service: string;
  readonly eventNames: readonly string[];
  /** Undefined for acts on all there are. */
  readonly namedIn: string | undefined;
  readonly names: readonly Matcher[];
  /** What else the event's detail must have. */
  readonly beside: object;
}

/** Which names of an alternative a rule has. */
interface Share {
  readonly alternative: number;
  readonly names: readonly number[];
}

/**
 * The rules of an audit, which match each act once: one for each part, or several where a pattern would be too long.
 * @param longest the same audit with every name as long as it can be, where names are not known yet: it decides how many
 *   rules there are
 * @throws AwsLimitError where exempt principals or excluded buckets leave no room for anything else in a pattern
 */
export function tamperingRules(
  audit: WatchedAudit,
  place: AwsEnvironment,
  exempt: readonly ExpectedPrincipal[] = [],
  longest: { readonly audit: WatchedAudit; readonly place: AwsEnvironment } = { audit, place },
): TamperingRule[] {
  const alternatives = alternativesOf(audit, place);
  const measured = alternativesOf(longest.audit, longest.place);
  return Object.keys(watchedParts).flatMap((name) => {
    const part = name as WatchedPart;
    return sharesOf(measured, part, exempt).map((shares, index) => ({
      part,
      suffix: `${tamperingSuffix}-${part}${index === 0 ? "" : `-${index + 1}`}`,
      eventPattern: render(alternatives, shares, exempt),
      message: messageOf(part, audit.namePrefix),
    }));
  });
}

/** The acts of the catalogue, with the names that an audit's resources have. */
function alternativesOf(audit: WatchedAudit, place: AwsEnvironment): Alternative[] {
  const names = namesOf(audit, place);
  const groups = new Map<string, Alternative>();
  for (const tampering of tamperings) {
    const { service, eventNames, resource, namedIn } = tampering;
    for (const field of namedIn.length === 0 ? [undefined] : namedIn) {
      const key = `${service} ${resource} ${field ?? ""}`;
      const group = groups.get(key);
      groups.set(key, {
        part: partOf(tampering),
        service,
        eventNames: [...(group?.eventNames ?? []), ...eventNames],
        namedIn: field,
        names: names[resource] ?? [],
        beside: resource === "bucket" ? ofBuckets(exclusionsFromPrefixes(audit.scope)) : {},
      });
    }
  }
  // Without a name there is nothing that an act could be done to.
  return [...groups.values()].filter(({ namedIn, names: known }) => namedIn === undefined || known.length > 0);
}

/** What records call an audit's resources. All names of an account that begin with the stack's prefix are the stack's. */
function namesOf(audit: WatchedAudit, place: AwsEnvironment): Partial<Record<WatchedResource, readonly Matcher[]>> {
  const { scope, namePrefix, logBucket, logGroupName, topicArn } = audit;
  return {
    trail: [...new Set(audit.trails.flatMap((trail) => trailNames(trail, place)))],
    ...(logBucket !== undefined && { logBucket: [logBucket] }),
    rule: [{ prefix: `${namePrefix}-` }],
    logGroup: [logGroupName, regionalArn(place, "logs", `log-group:${logGroupName}`)],
    logResourcePolicy: [{ prefix: `${namePrefix}-` }],
    alarm: [{ prefix: `${namePrefix}-` }],
    topic: [topicArn],
    subscription: [{ prefix: `${topicArn}:` }],
    // SQS has had several domains, and still answers at each.
    queue: [{ suffix: `/${place.accountId}/${deadLetterQueueName(namePrefix)}` }],
    bucket: bucketMatchers(scope) ?? [{ exists: true }],
    key: audit.kmsKeyArns,
  };
}

/** A trail's name and its ARN: callers may give either. */
function trailNames(trail: string, place: AwsEnvironment): string[] {
  const name = parseArn(trail)?.resource.replace(/^trail\//, "");
  return name === undefined ? [trail, regionalArn(place, "cloudtrail", `trail/${trail}`)] : [name, trail];
}

/** Spreads a part's names over as few patterns as have room for them. */
function sharesOf(alternatives: readonly Alternative[], part: WatchedPart, exempt: readonly ExpectedPrincipal[]): Share[][] {
  const rules: Share[][] = [];
  let current: Share[] = [];
  const fits = (shares: readonly Share[]): boolean => render(alternatives, shares, exempt).length <= awsLimits.eventPatternCharacters;
  alternatives.forEach(({ part: of, names, namedIn }, alternative) => {
    if (of !== part) return;
    for (const name of namedIn === undefined ? [-1] : names.keys()) {
      const more = withName(current, alternative, name);
      if (current.length === 0 || fits(more)) {
        current = more;
      } else {
        rules.push(current);
        current = withName([], alternative, name);
      }
      if (!fits(current)) throw noRoom(exempt, render(alternatives, current, []));
    }
  });
  return current.length === 0 ? rules : [...rules, current];
}

function withName(shares: readonly Share[], alternative: number, name: number): Share[] {
  const last = shares.at(-1);
  if (last?.alternative !== alternative) return [...shares, { alternative, names: [name] }];
  return [...shares.slice(0, -1), { alternative, names: [...last.names, name] }];
}

function noRoom(exempt: readonly ExpectedPrincipal[], withoutThem: string): AwsLimitError {
  const limit = awsLimits.eventPatternCharacters;
  return withoutThem.length > limit
    ? new AwsLimitError("excludedBuckets", `the excluded buckets need an event pattern of ${withoutThem.length} characters in the rule that watches over bucket policies; AWS allows ${limit}`)
    : new AwsLimitError("expectedPrincipals", `${exempt.length} exempt principals leave no room for what is watched in an event pattern of ${limit} characters`);
}

function render(alternatives: readonly Alternative[], shares: readonly Share[], exempt: readonly ExpectedPrincipal[]): string {
  const either = shares.map(({ alternative, names }) => detailOf(alternatives[alternative] as Alternative, names));
  return JSON.stringify({
    // Not by the event's source: `aws.<service>` is nowhere promised to have CloudTrail's name of the service.
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: { ...butBy(exempt), ...(either.length === 1 ? either[0] : { $or: either }) },
  });
}

function detailOf({ service, eventNames, namedIn, names, beside }: Alternative, share: readonly number[]): object {
  const matched = [...new Set(share.map((index) => names[index]))];
  return {
    eventSource: [`${service}.amazonaws.com`],
    eventName: eventNames,
    ...(namedIn !== undefined && nested(namedIn.split("."), matched)),
    ...beside,
  };
}

function nested([first = "", ...rest]: readonly string[], values: unknown): object {
  return { [first]: rest.length === 0 ? values : nested(rest, values) };
}

/**
 * Leaves out acts of exempt principals. A session's record has its role's ARN beside its own, a user's has its own alone;
 * "anything-but" does not match what is absent.
 */
function butBy(exempt: readonly ExpectedPrincipal[]): object {
  const [roles, others] = [true, false].map((ofRole) => exempt.map(({ arn }) => arn).filter((arn) => arn.includes(":role/") === ofRole));
  const noneOf = (arns: readonly string[]): object[] => [{ exists: false }, { "anything-but": arns.some((arn) => arn.includes("*")) ? { wildcard: arns } : arns }];
  const userIdentity = {
    ...(others?.length && { arn: noneOf(others) }),
    ...(roles?.length && { sessionContext: { sessionIssuer: { arn: noneOf(roles) } } }),
  };
  return Object.keys(userIdentity).length === 0 ? {} : { userIdentity };
}

function messageOf(part: WatchedPart, namePrefix: string): RuleMessage {
  const fields = [...new Set(tamperings.filter((one) => partOf(one) === part).flatMap(({ namedIn }) => namedIn.map(shownField)))];
  const paths = Object.fromEntries(fields.map((field) => [field.replaceAll(".", "-"), `$.detail.${field}`]));
  // One of them has the name, the others are empty.
  const resource = Object.keys(paths).map((name) => `<${name}>`).join("");
  return ruleMessage(
    [
      `${namePrefix}: somebody touched ${watchedParts[part]}: <eventName> of <eventSource> on ${resource}.`,
      byWhom,
      "Refused, if there is an error: <errorCode>",
      `What it may do: docs/tampering.md. What to do: ${runbookAddress("tampering")}`,
    ],
    paths,
  );
}

/** Where a message reads the name: the resources of a record are a list. */
function shownField(field: string): string {
  return field === "resources.ARN" ? "requestParameters.keyId" : field;
}

/** What is watched of an audit, for a person. */
export function watchedWords(part: WatchedPart): string {
  return Object.values(watchedResources).filter((one) => one.part === part).map(({ what }) => what).join(", ");
}
