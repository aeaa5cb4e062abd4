/** Hands the access points of a bucket over to a stack such that nothing of them changes. */
import { isDeepStrictEqual } from "node:util";
import { accessPointArn, accessPointObjects, parseArn, partitionOfRegion } from "../../encryption/arn";
import { insecureTransportDenial } from "../../encryption/uploadDenials";
import type { AccessPointInventory, BucketInventory } from "../inventory";
import { adoptedPolicy, ownStatements, type AdoptedPolicy } from "./adoptedPolicy";
import type { AdoptionChange, Decision } from "./adoption";
import { importedResource, type ImportedResource } from "./importFile";
import { openBlocks } from "./keptParts";

/** An entry in `accessPoints` of a bucket in the stack config. */
export type AccessPointEntry = Readonly<Record<string, unknown>>;

/** An access point that a stack can take over. */
export interface AdoptablePoint {
  readonly name: string;
  readonly policy: AdoptedPolicy;
  /** @param tls what the bucket has for `requireTls`, which holds for its access points as well */
  readonly entry: (tls: "enforce" | "keep") => AccessPointEntry;
  /** @param component of the bucket */
  readonly imported: (component: ImportedResource) => ImportedResource;
  readonly changes: readonly AdoptionChange[];
}

/** The access points that a stack can take over, and why it leaves others as they are. */
export interface AdoptablePoints {
  readonly points: readonly AdoptablePoint[];
  readonly decisions: readonly Decision[];
}

/**
 * @param account the bucket's, where it is known
 * @param refusalOf why the stack config would refuse an entry
 */
export function adoptablePoints(bucket: BucketInventory, account: string | undefined, refusalOf: (entry: AccessPointEntry) => string | undefined): AdoptablePoints {
  const { Name, AccessPoints, Unread } = bucket;
  if (AccessPoints === undefined) {
    const why = Unread?.AccessPoints ?? "AccessPoints is not in the inventory";
    return { points: [], decisions: [{ of: Name, what: "look whether it has access points, which the stack then has no say in", why }] };
  }
  const points: AdoptablePoint[] = [];
  const decisions: Decision[] = [];
  for (const point of AccessPoints ?? []) {
    try {
      const adoptable = adoptablePoint(bucket, point, account);
      const refusal = refusalOf(adoptable.entry("keep"));
      if (refusal !== undefined) throw new Error(`a stack would refuse it: ${refusal}`);
      points.push(adoptable);
    } catch (error) {
      decisions.push({ of: `access point ${point.Name} of ${Name}`, what: "not taken over: it stays as it is", why: (error as Error).message });
    }
  }
  return { points, decisions };
}

/** @throws Error that says why it cannot be taken over without a change */
function adoptablePoint(bucket: BucketInventory, point: AccessPointInventory, ofBucket: string | undefined): AdoptablePoint {
  const { Name: name, NetworkOrigin, VpcConfiguration, AccessPointArn, Policy } = point;
  const account = parseArn(AccessPointArn ?? "")?.account ?? ofBucket;
  const why = reasonAgainst(point, tagsOf(bucket.TagSet), account, ofBucket);
  if (account === undefined || why !== undefined) throw new Error(why ?? "its account is not known: give it as --account");
  const region = bucket.BucketRegion;
  const arn = accessPointArn({ partition: partitionOfRegion(region), region, accountId: account }, name);
  const policy = adoptedPolicy(Policy ?? undefined, insecureTransportDenial(arn, accessPointObjects(arn, "*")));
  const logicalName = `${bucket.Name}-${name}`;
  const changes = [...policy.changes, ...((point.Tags ?? []).length === 0 && (bucket.TagSet ?? []).length > 0 ? ["it gets the bucket's tags, having none"] : [])];
  return {
    name,
    policy,
    entry: (tls) => {
      const statements = ownStatements(policy, tls);
      return { name, ...(NetworkOrigin === "VPC" && { vpcId: VpcConfiguration?.VpcId }), ...(statements.length > 0 && { additionalStatements: statements }) };
    },
    imported: (component) => importedResource("s3", "AccessPoint", logicalName, `${account}:${name}`, component),
    changes: changes.length > 0 ? [{ resource: `AccessPoint ${logicalName}`, does: "update", why: changes.join("; ") }] : [],
  };
}

/** Why an access point cannot be taken over without a change; undefined where it can. */
function reasonAgainst(point: AccessPointInventory, ofBucket: Record<string, string>, account: string | undefined, bucketAccount: string | undefined): string | undefined {
  const { NetworkOrigin, VpcConfiguration, Policy, PublicAccessBlockConfiguration: block, Tags, Unread = {} } = point;
  if (bucketAccount !== undefined && account !== bucketAccount) return `it is of the account ${account ?? ""}, whose stack declares it`;
  if (Policy === undefined) return `its policy was not read, and would be lost${because(Unread.Policy)}`;
  if (NetworkOrigin === "VPC" && VpcConfiguration?.VpcId === undefined) return "its VPC is not in the inventory";
  if (!block) return `what it blocks of public access was not read${because(Unread.PublicAccessBlockConfiguration)}`;
  const open = openBlocks(block);
  if (open.length > 0) return `${open.join(", ")} ${open.length === 1 ? "is" : "are"} off: a stack has all four on, and S3 never changes them`;
  if (Tags === undefined) return `its tags were not read, and would be lost${because(Unread.Tags)}`;
  const tags = tagsOf(Tags);
  const stack = tags["aws:cloudformation:stack-name"];
  if (stack !== undefined) return `the CloudFormation stack ${stack} has it`;
  return Object.keys(tags).length === 0 || isDeepStrictEqual(tags, ofBucket) ? undefined : "it has tags of its own, and would get the bucket's";
}

const because = (why: string | undefined): string => (why === undefined ? "" : ` (${why})`);
const tagsOf = (set: BucketInventory["TagSet"]): Record<string, string> => Object.fromEntries((set ?? []).map(({ Key, Value }) => [Key, Value]));
