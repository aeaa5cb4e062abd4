/** Puts a bucket of an inventory to the judge. */
import { advisedDefault, type AdvisedDefault } from "../encryption/advisedDefault";
import { parseArn } from "../encryption/arn";
import { methodOfAlgorithm } from "../encryption/methods";
import { defaultViolation, preferredDefault, type EncryptionRequirement } from "../encryption/requirement";
import { hangsOnAccessPoints } from "../judge/accessPoints";
import { openPart, type Hole, type JudgedAccessPoint, type Judgement } from "../judge/bucket";
import { BucketJudge, type DefaultEncryption } from "../judge/bucketJudge";
import { holeLines, list, untoldWords } from "../judge/words";
import { isStranded, writersIn } from "../judge/writers";
import { describeProblem } from "../simulator";
import { defaultOf, encryptionWords } from "./defaultEncryption";
import { extendPolicy } from "./extendPolicy";
import type { Addition, BucketFinding, Verdict } from "./finding";
import type { AccessPointInventory, BucketInventory } from "./inventory";

/** What buckets are judged by. */
export interface InspectionRules {
  readonly requirement: EncryptionRequirement;
  /** The account of the buckets, where it is known. */
  readonly account?: string;
  readonly today: Date;
}

/** Judges one bucket after another; those alike once. */
export class BucketInspector {
  private readonly judge: BucketJudge;

  constructor(private readonly rules: InspectionRules) {
    const { requirement, account, today } = rules;
    // What S3 answers of a bucket's encryption tells what is blocked, by whomever: what it leaves out is not.
    const options = { requirement, updates: true, statedBlocksOnly: true, isAllowedException: () => false, today };
    this.judge = new BucketJudge(options, account === undefined ? {} : { account });
  }

  /** What there is to say of a bucket. */
  inspect(bucket: BucketInventory): BucketFinding {
    const { Name, BucketRegion, Policy, ServerSideEncryptionConfiguration: configuration, Unread = {} } = bucket;
    const start = { bucket: Name, region: BucketRegion };
    const needed = (["ServerSideEncryptionConfiguration", "Policy"] as const).filter((part) => bucket[part] === undefined);
    if (needed.length > 0) {
      return { ...start, verdict: "unread", getsIn: [], problems: needed.map((part) => Unread[part] ?? `${part} is not in the inventory`), writers: [] };
    }
    const policy = Policy ?? undefined;
    const encryption = defaultOf(configuration);
    const found = { ...start, defaultEncryption: encryptionWords(encryption) };
    const judgement = this.judge.judge(Name, encryption, policy, BucketRegion, bucket.AccessPoints?.map(judgedPoint), bucket.AccessPoints !== undefined);
    if (!judgement.valid) {
      return { ...found, verdict: "refused", getsIn: [], problems: judgement.problems.map(describeProblem), writers: [] };
    }
    const verdict = verdictOf(judgement);
    const hangsOnPoints = judgement.untold.some(({ kind }) => kind === "accessPoints") || (verdict === "improper" && needsAccessPoints(bucket));
    const add = this.additionTo(bucket, encryption, judgement);
    return {
      ...found,
      verdict,
      getsIn: holeLines(judgement.holes.filter(isOfToday)),
      problems: [
        ...(judgement.holes.some(isOfToday) ? [] : judgement.untold.map((one) => untoldWords(one, this.rules.account === undefined ? "--account" : undefined, "read"))),
        ...(hangsOnPoints ? unreadAccessPoints(bucket) : []),
        ...judgement.shutOut.map(({ sid, index, requests }) => `${sid ?? `Statement[${String(index)}]`} denies ${list(requests.slice(0, 3))}, which the requirement approves`),
      ],
      ...(add && { add }),
      writers: policy === undefined ? [] : this.strandedIn(policy, add ? (this.defaultAfter(encryption) ?? encryption) : encryption),
    };
  }

  /** What closes the holes of today: the default encryption first, since the statements are made for it. */
  private additionTo({ Name, BucketRegion, Policy }: BucketInventory, encryption: DefaultEncryption | undefined, judgement: Judgement & { valid: true }): Addition | undefined {
    const holes = judgement.holes.filter(isOfToday);
    const advised = this.defaultAfter(encryption);
    if (holes.length === 0 && advised === undefined) return undefined;
    const policy = Policy ?? undefined;
    const statements = this.judge.remedy(Name, advised ?? encryption, policy, holes, BucketRegion);
    return {
      ...(advised && { serverSideEncryptionConfiguration: { Rules: [ruleOf(advised)] } }),
      statements,
      ...(statements.length > 0 && { policy: extendPolicy(policy, statements) }),
    };
  }

  /** The default encryption to give a bucket; undefined where its own does, or none can satisfy the requirement. */
  private defaultAfter(encryption: DefaultEncryption | undefined): AdvisedDefault | undefined {
    const { requirement } = this.rules;
    const method = encryption && methodOfAlgorithm(encryption.algorithm);
    // Who demands a header is not served by any default; the bucket has one all the same.
    const does = method && defaultViolation({ ...requirement, origin: "any" }, method.id, encryption.kmsKey) === undefined;
    return does || !preferredDefault(requirement) ? undefined : advisedDefault(requirement);
  }

  private strandedIn(policy: string, encryption: DefaultEncryption | undefined): string[] {
    return writersIn(policy)
      .filter((writer) => isStranded(writer, encryption))
      .map(({ what, otherwise, source }) => `receives ${what}: ${otherwise} (${source})`);
  }
}

/** Whether the verdict on a bucket may hang on its access points, under whatever requirement. */
export function needsAccessPoints({ Policy }: BucketInventory): boolean {
  return typeof Policy === "string" && hangsOnAccessPoints(Policy);
}

/** An access point of an inventory as the judge takes it. */
function judgedPoint({ Name, NetworkOrigin, VpcConfiguration, AccessPointArn, Policy }: AccessPointInventory): JudgedAccessPoint {
  const account = parseArn(AccessPointArn ?? "")?.account;
  return {
    name: Name,
    policy: Policy === undefined ? openPart : (Policy ?? undefined),
    ...(account !== undefined && { account }),
    ...(NetworkOrigin === "VPC" && { vpcId: VpcConfiguration?.VpcId ?? openPart }),
  };
}

/** Why it is not known what an exception for access points lets in. */
function unreadAccessPoints({ AccessPoints, Unread }: BucketInventory): string[] {
  if (AccessPoints === undefined) return [Unread?.AccessPoints ?? "AccessPoints is not in the inventory"];
  return (AccessPoints ?? []).flatMap((point) => (point.Policy === undefined ? `access point ${point.Name}: ${point.Unread?.Policy ?? "Policy is not in the inventory"}` : []));
}

const isOfToday = ({ future }: Hole): boolean => !future;

function verdictOf({ holes, untold, shutOut }: Judgement & { valid: true }): Verdict {
  if (holes.some(isOfToday)) return "improper";
  if (shutOut.length > 0) return "shut-out";
  return untold.length > 0 ? "not-told" : "proper";
}

/** The rule as PutBucketEncryption takes it. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionRule.html */
function ruleOf({ algorithm, kmsKey, bucketKeyEnabled, blockedEncryptionTypes: blocked }: AdvisedDefault): object {
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, ...(kmsKey !== undefined && { KMSMasterKeyID: kmsKey }) },
    ...(bucketKeyEnabled && { BucketKeyEnabled: true }),
    ...(blocked && { BlockedEncryptionTypes: { EncryptionType: blocked } }),
  };
}
