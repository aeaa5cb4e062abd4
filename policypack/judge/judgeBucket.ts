/** Judges declared buckets, each distinct combination of default encryption and policy once. */
import { partitionOfRegion, parseArn } from "../../encryption/arn";
import type { PolicyStatement } from "../../encryption/policyDocument";
import type { KnownEncryption } from "../stack/assess";
import { judge, type Hole, type JudgedBucket, type JudgeOptions, type Judgement } from "./holes";
import { remedy } from "./remedy";
import type { Place } from "./requests";
import { judgeSessions, type SessionJudgement } from "./sessions";

/** Stands for the name of every bucket, so that buckets that differ in nothing else are judged once. */
const anyName = "the-bucket-under-judgement";
const standInAccount = "123456789012";
const fallbackRegion = "us-east-1";

interface Judged {
  readonly bucket: JudgedBucket;
  readonly judgement: Judgement;
  /** The judgement names the bucket or hangs on its name, so that it does for this one alone. */
  readonly namesBucket: boolean;
}

/** The default encryption of a bucket; undefined where it has none, `open` where it cannot be known. */
export type JudgedEncryption = KnownEncryption | "open" | undefined;

export class BucketJudge {
  private readonly judged = new Map<string, Judged>();

  constructor(
    private readonly options: JudgeOptions,
    /** Account and region, where they are known. */
    private readonly known: { readonly account?: string; readonly region?: string } = {},
  ) {}

  /**
   * @param bucketName undefined while it is not known: then no policy that names a bucket can be right
   * @param policy JSON text
   * @param region where it is not that of all buckets
   */
  judge(bucketName: string | undefined, encryption: JudgedEncryption, policy: string | undefined, region?: string): Judgement {
    return this.find(bucketName, encryption, policy, region).judgement;
  }

  /** Judges a directory bucket by the sessions that it allows. */
  sessions(bucketName: string, encryption: JudgedEncryption, policy: string | undefined, region?: string): SessionJudgement {
    return judgeSessions(this.bucketOf(bucketName, encryption, policy, region), this.options);
  }

  /** The statements that close holes of a bucket, with its own name in them. */
  remedy(
    bucketName: string | undefined,
    encryption: JudgedEncryption,
    policy: string | undefined,
    holes: readonly Hole[],
    region?: string,
  ): PolicyStatement[] {
    const { bucket } = this.find(bucketName, encryption, policy, region);
    const statements = remedy(bucket, holes, this.options.requirement);
    const name = JSON.stringify(bucketName ?? "<bucket name>").slice(1, -1);
    return JSON.parse(JSON.stringify(statements).replaceAll(anyName, () => name)) as PolicyStatement[];
  }

  private find(bucketName: string | undefined, encryption: JudgedEncryption, policy: string | undefined, region: string | undefined): Judged {
    const text = policy === undefined || bucketName === undefined ? policy : withoutName(policy, bucketName);
    const judged = this.judgedAs(anyName, encryption, text, region);
    return judged.namesBucket && bucketName !== undefined ? this.judgedAs(bucketName, encryption, policy, region) : judged;
  }

  private judgedAs(bucketName: string, encryption: JudgedEncryption, policy: string | undefined, region: string | undefined): Judged {
    const id = JSON.stringify([bucketName, encryption, policy, region]);
    let judged = this.judged.get(id);
    if (!judged) {
      const bucket = this.bucketOf(bucketName, encryption, policy, region);
      let namesBucket = false;
      const judgement = judge(bucket, {
        ...this.options,
        isAllowedException: (exception) => {
          namesBucket ||= exception.value.includes(bucketName);
          return this.options.isAllowedException(exception);
        },
      });
      judged = { bucket, judgement, namesBucket: namesBucket || !judgement.valid };
      this.judged.set(id, judged);
    }
    return judged;
  }

  private bucketOf(bucketName: string, encryption: JudgedEncryption, policy: string | undefined, region: string | undefined): JudgedBucket {
    return {
      bucketName,
      place: this.placeOf(encryption, policy, region),
      defaultEncryption:
        encryption === "open"
          ? encryption
          : encryption && {
              algorithm: encryption.algorithm,
              ...(encryption.kmsKey !== undefined && { kmsKeyArn: encryption.kmsKey }),
            },
      blockedEncryptionTypes: encryption === "open" ? undefined : encryption?.blockedEncryptionTypes,
      policy,
    };
  }

  /** Where a bucket is: its key is most likely of its own account. */
  private placeOf(encryption: JudgedEncryption, policy: string | undefined, bucketRegion: string | undefined): Place {
    const ownKey = encryption === "open" ? undefined : encryption?.kmsKey;
    const key = parseArn(ownKey ?? this.options.requirement.kmsKeyArns?.[0] ?? "");
    const knownRegion = bucketRegion ?? this.known.region;
    const region = knownRegion ?? key?.region ?? fallbackRegion;
    return {
      accountKnown: this.known.account !== undefined,
      account: this.known.account ?? key?.account ?? standInAccount,
      region,
      regionKnown: knownRegion !== undefined,
      // A bucket policy has its partition in every resource.
      partition: knownRegion === undefined ? (partitionIn(policy) ?? key?.partition ?? partitionOfRegion(region)) : partitionOfRegion(region),
    };
  }
}

function partitionIn(policy: string | undefined): string | undefined {
  return /"arn:(aws[a-z-]*):s3(?:express)?:/.exec(policy ?? "")?.[1];
}

/** A policy with the bucket's name replaced where ARNs have it, and nowhere else. */
function withoutName(policy: string, bucketName: string): string {
  // Any text may be declared as a name. One that S3 refuses is not replaced: it could make other JSON of the policy.
  if (!/^[\w.-]+$/.test(bucketName)) return policy;
  const escaped = bucketName.replaceAll(".", "\\.");
  return policy.replaceAll(new RegExp(`(?<=:s3:::)${escaped}(?=["/*?])`, "g"), anyName);
}
