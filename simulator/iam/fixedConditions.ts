/**
 * Whether conditions limit a grant to fixed values, as S3 Block Public Access asks of a policy that is not public.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import { type PolicyCondition } from "./document";
import { parseIpRange, type IpRange } from "./ip";
import { nullOperator, operatorDefinition } from "./operators";

/** `fixed`: to fixed values; `open`: not in S3's eyes; `unknown`: no page and no recorded answer tells. */
export type Limit = "fixed" | "open" | "unknown";

type ValueKind = "text" | "arn" | "user" | "address";

/**
 * The keys whose fixed values limit a grant, by the page and by recorded answers: those do not take aws:SourceOwner for
 * one, which the page lists, and take aws:PrincipalAccount and aws:SourceOrgID, which it does not.
 */
const limitingKeys: ReadonlyMap<string, ValueKind> = new Map(
  (
    [
      ["aws:PrincipalArn", "arn"],
      ["aws:PrincipalAccount", "text"],
      ["aws:PrincipalOrgID", "text"],
      ["aws:SourceAccount", "text"],
      ["aws:SourceArn", "arn"],
      ["aws:SourceIp", "address"],
      ["aws:SourceOrgID", "text"],
      ["aws:SourceVpc", "text"],
      ["aws:SourceVpce", "text"],
      ["aws:userid", "user"],
      ["s3:DataAccessPointAccount", "text"],
      ["s3:DataAccessPointArn", "arn"],
    ] as const
  ).map(([key, kind]) => [key.toLowerCase(), kind]),
);

/**
 * Other keys that say who asks or from where. Whether S3 takes them for a limit is not known; the page lists two of the three
 * keys of access points.
 */
const perhapsLimiting = /^s3:AccessPointNetworkOrigin$|^aws:(principal(?!type$)|source(?!owner$)|vpce|vpcsource|ec2instance|username$|federatedprovider$)/i;

const operatorsOf: Readonly<Record<ValueKind, readonly string[]>> = {
  text: ["StringEquals", "StringLike"],
  arn: ["StringEquals", "StringLike", "ArnEquals", "ArnLike"],
  user: ["StringEquals", "StringLike"],
  address: ["IpAddress"],
};
const positiveOf: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NotIpAddress: "IpAddress",
};

/**
 * How conditions that must all hold limit a grant: one that limits it is enough.
 * @param side `met`: of an Allow, whose grant is for requests that meet them; `spared`: of a Deny, which leaves in those
 *   that do not, so that its operators are the negated ones
 */
export function limitOf(conditions: readonly PolicyCondition[], side: "met" | "spared" = "met"): Limit {
  const limits = conditions.map((condition) => limitOfOne(condition, conditions, side));
  return limits.find((limit) => limit === "fixed") ?? limits.find((limit) => limit === "unknown") ?? "open";
}

function limitOfOne(condition: PolicyCondition, all: readonly PolicyCondition[], side: "met" | "spared"): Limit {
  const { key, operator, values } = condition;
  const kind = limitingKeys.get(key.toLowerCase());
  if (operator.base === nullOperator) return "open";
  if (operatorDefinition(operator.base).negated !== (side === "spared")) return "open";
  if (kind === undefined) return perhapsLimiting.test(key) ? "unknown" : "open";
  const name = side === "met" ? operator.base : (positiveOf[operator.base] ?? "");
  if (!operatorsOf[kind].includes(name)) return "open";
  if (side === "spared" && operator.set !== undefined) return "unknown";
  if (side === "met" && (operator.ifExists || operator.set === "ForAllValues") && !demandsPresence(key, all)) return "open";
  return values.every((value) => isFixed(value, kind, name)) ? "fixed" : "open";
}

/** Whether a condition that holds for requests without the key stands beside one that demands it. */
function demandsPresence(key: string, all: readonly PolicyCondition[]): boolean {
  return all.some(
    (one) =>
      one.operator.base === nullOperator &&
      one.key.toLowerCase() === key.toLowerCase() &&
      one.values.every((value) => value.toLowerCase() === "false"),
  );
}

function isFixed(value: string, kind: ValueKind, operator: string): boolean {
  if (value.includes("${")) return false;
  if (kind === "address") return isNarrow(parseIpRange(value));
  if (operator === "StringEquals" || !/[*?]/.test(value)) return true;
  if (kind === "user") return /^[^*?:]+:\*$/.test(value);
  return kind === "arn" && hasFixedAccount(value, operator);
}

/** "This value can contain a wildcard …, as long as the account ID is fixed." A wildcard of StringLike passes over colons. */
function hasFixedAccount(value: string, operator: string): boolean {
  const parts = value.split(":");
  return /^\d{12}$/.test(parts[4] ?? "") && (operator.startsWith("Arn") || !/[*?]/.test(parts.slice(0, 5).join(":")));
}

/** "Values broader than /8 for IPv4 and /32 for IPv6" are public; the private ranges of RFC 1918 are all narrower. */
function isNarrow(range: IpRange | undefined): boolean {
  return range !== undefined && range.prefixLength >= (range.bits === 32 ? 8 : 32);
}
