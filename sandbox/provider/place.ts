/** Where the sandbox pretends to be: the account, region and partition of the provider's configuration. */
import { createHash } from "node:crypto";
import { isObject, type Properties } from "./values";

/** The account of the sandbox, unless a role of another one is assumed: the number that AWS's documentation uses for examples. */
const ACCOUNT_ID = "111122223333";

const DEFAULT_REGION = "us-east-1";

/** A provider instance's configuration (`aws:region`, `aws:defaultTags`, `aws:assumeRoles`), as far as the sandbox follows it. */
export interface ProviderConfig {
  region: string;
  defaultTags: Record<string, string>;
  /** The account of the role that is assumed; the sandbox's own when left out. */
  account?: string;
}

/** Account, partition and region in which a resource is created, with what follows from them. */
export interface Place {
  account: string;
  partition: string;
  region: string;
  /** `amazonaws.com`, in China `amazonaws.com.cn`, in the European Sovereign Cloud `amazonaws.eu`. */
  dnsSuffix: string;
  /** An ARN of this place; pass `{ region: "" }` for services without regions. */
  arn(service: string, resource: string, without?: { region?: ""; account?: "" }): string;
  /** Hexadecimal digits that are the same for the same resource with the same inputs, and for no other. */
  digits(length: number): string;
  /** A UUID under the same rule. */
  uuid(): string;
}

/**
 * The partition of a region, or undefined for a region outside the partitions this project supports.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export function partitionOf(region: string): string | undefined {
  if (/^cn-[a-z]+-\d+$/.test(region)) return "aws-cn";
  if (/^us-gov-[a-z]+-\d+$/.test(region)) return "aws-us-gov";
  if (/^eusc-de-[a-z]+-\d+$/.test(region)) return "aws-eusc";
  if (/^(af|ap|ca|eu|il|me|mx|sa|us)-(central|north|south|east|west|northeast|northwest|southeast|southwest)-\d+$/.test(region)) {
    return "aws";
  }
  return undefined;
}

/** The domain under which a partition's services are. */
export function dnsSuffixOf(partition: string): string {
  const others: Readonly<Record<string, string>> = { "aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu" };
  return others[partition] ?? "amazonaws.com";
}

/**
 * Reads the configuration that the engine hands to the provider. Nested values arrive as JSON text.
 * Throws where the region is none that the sandbox can place in a partition.
 */
export function readProviderConfig(args: Properties): ProviderConfig {
  const region = typeof args["region"] === "string" && args["region"] !== "" ? args["region"] : DEFAULT_REGION;
  if (partitionOf(region) === undefined) {
    throw new Error(
      `aws:region is ${JSON.stringify(region)}, which is in none of the partitions the sandbox knows (aws, aws-cn, aws-us-gov, aws-eusc); example: eu-central-1`,
    );
  }
  const defaultTags = nested(args["defaultTags"]);
  const tags = isObject(defaultTags) && isObject(defaultTags["tags"]) ? defaultTags["tags"] : {};
  const account = assumedAccount(args) ?? ACCOUNT_ID;
  const allowed = nested(args["allowedAccountIds"]);
  if (Array.isArray(allowed) && !allowed.includes(account)) throw new Error(`AWS account ID not allowed: ${account}`);
  return { region, defaultTags: tags as Record<string, string>, account };
}

function nested(value: unknown): unknown {
  return typeof value === "string" ? (JSON.parse(value) as unknown) : value;
}

/**
 * The account of the role that is assumed last, each by the one before.
 * @throws Error, in AWS's words, for what is no role: STS says the same whether there is no such role or it does not trust
 */
function assumedAccount(args: Properties): string | undefined {
  const roles = nested(args["assumeRoles"]);
  const [role] = Array.isArray(roles) ? (roles as unknown[]).slice(-1) : [];
  if (role === undefined) return undefined;
  const arn = isObject(role) ? String(role["roleArn"]) : "";
  const account = /^arn:[a-z-]+:iam::(\d{12}):role\/.+$/.exec(arn)?.[1];
  if (account === undefined || arn.endsWith("/no-such-role")) {
    throw new Error(`Cannot assume IAM Role: operation error STS: AssumeRole, AccessDenied: not authorized to perform: sts:AssumeRole on resource: ${arn}`);
  }
  return account;
}

/** The place of a resource. `seed` says which resource: its URN and inputs, or the id of an adopted one. */
export function placeIn(region: string, seed: string, account = ACCOUNT_ID): Place {
  const partition = partitionOf(region);
  if (partition === undefined) throw new Error(`region ${JSON.stringify(region)} is in no partition the sandbox knows`);
  const hash = createHash("sha256").update(seed).digest("hex");
  return {
    account,
    partition,
    region,
    dnsSuffix: dnsSuffixOf(partition),
    arn: (service, resource, without = {}) =>
      ["arn", partition, service, without.region ?? region, without.account ?? account, resource].join(":"),
    digits: (length) => hash.slice(0, length),
    uuid: () => hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
  };
}
