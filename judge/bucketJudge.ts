/** Judges buckets, those that differ in nothing but their names once. */
import { partitionOfRegion, partitions, parseArn } from "../encryption/arn";
import type { PolicyStatement } from "../encryption/policyDocument";
import type { Hole, JudgedAccessPoint, JudgedBucket, JudgeOptions, Judgement, Place } from "./bucket";
import { judgeDirectoryBucket, type SessionJudgement } from "./directoryBucket";
import { judge } from "./holes";
import { remedy } from "./remedy";
import { remembered } from "./remembered";
import { OpenBucket } from "./uploads";
import { withoutName, type SharedPolicy } from "./withoutName";

const standInAccount = "123456789012";
const fallbackRegion = "us-east-1";

/** A default encryption as far as a judgement needs it. */
export interface DefaultEncryption {
  /** `SSEAlgorithm`. */
  readonly algorithm: string;
  /** Absent for the AWS managed key, and for methods without one. */
  readonly kmsKey?: string;
  readonly blockedEncryptionTypes?: readonly string[];
}

/** The default encryption of a bucket; undefined where it has none, `open` where it cannot be known. */
export type JudgedEncryption = DefaultEncryption | "open" | undefined;

/** What is known of all buckets. */
export interface KnownPlace {
  readonly account?: string;
  readonly region?: string;
}

/** Judges buckets under one requirement. */
export class BucketJudge {
  private readonly judgements = new Map<string, Judgement>();
  private readonly open = new Map<string, OpenBucket>();
  private readonly shared = new Map<string | undefined, Map<string | undefined, SharedPolicy>>();

  constructor(
    private readonly options: JudgeOptions,
    private readonly known: KnownPlace = {},
  ) {}

  /**
   * @param bucketName undefined while it is not known: then no policy that names a bucket can be right
   * @param policy JSON text
   * @param region where it is not that of all buckets
   * @param accessPoints the bucket's, as far as they are known
   * @param accessPointsComplete the bucket's own account has no others
   */
  judge(
    bucketName: string | undefined,
    encryption: JudgedEncryption,
    policy: string | undefined,
    region?: string,
    accessPoints: readonly JudgedAccessPoint[] = [],
    accessPointsComplete = false,
  ): Judgement {
    const shared = this.withoutName(bucketName, policy);
    const judged = (name: string, text: string | undefined): Judgement => this.judged({ ...this.bucketOf(name, encryption, text, region), accessPoints, accessPointsComplete });
    const judgement = judged(shared.bucketName, shared.policy);
    // What S3 would refuse is told with the bucket's name, and with positions in the policy as it is written.
    return judgement.valid ? judgement : judged(bucketName ?? shared.bucketName, policy);
  }

  private judged(bucket: JudgedBucket): Judgement {
    const id = JSON.stringify(bucket);
    return remembered(this.judgements, id, () => judge(bucket, this.options, this.openBucket(bucket)));
  }

  /** A bucket may be judged several times, and reading its policy takes time. */
  private withoutName(bucketName: string | undefined, policy: string | undefined): SharedPolicy {
    return remembered(remembered(this.shared, policy, () => new Map<string | undefined, SharedPolicy>()), bucketName, () => withoutName(bucketName, policy));
  }

  /** What becomes of uploads hangs on nothing of the policy but whether it lets them in: of buckets alike it is found out once. */
  private openBucket({ policy: _policy, accessPoints: _points, accessPointsComplete: _complete, ...bucket }: JudgedBucket): OpenBucket {
    const id = JSON.stringify(bucket);
    return remembered(this.open, id, () => new OpenBucket(bucket, this.options.requirement));
  }

  /** Judges a directory bucket by the sessions that it allows. */
  sessions(bucketName: string, encryption: JudgedEncryption, policy: string | undefined, region?: string): SessionJudgement {
    return judgeDirectoryBucket(this.bucketOf(bucketName, encryption, policy, region), this.options);
  }

  /** The statements that close holes of a bucket, with its own name in them. */
  remedy(
    bucketName: string | undefined,
    encryption: JudgedEncryption,
    policy: string | undefined,
    holes: readonly Hole[],
    region?: string,
  ): PolicyStatement[] {
    const shared = this.withoutName(bucketName, policy);
    const statements = remedy(this.bucketOf(shared.bucketName, encryption, shared.policy, region), holes, this.options.requirement);
    return shared.withName(statements);
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
      blockedEncryptionTypes: typeof encryption === "object" ? encryption.blockedEncryptionTypes : undefined,
      policy,
    };
  }

  /** Where a bucket is: its key is most likely of its own account. */
  private placeOf(encryption: JudgedEncryption, policy: string | undefined, bucketRegion: string | undefined): Place {
    const ownKey = typeof encryption === "object" ? encryption.kmsKey : undefined;
    const key = parseArn(ownKey ?? this.options.requirement.kmsKeyArns?.[0] ?? "");
    const knownRegion = bucketRegion ?? this.known.region;
    const region = knownRegion ?? key?.region ?? fallbackRegion;
    return {
      accountKnown: this.known.account !== undefined,
      account: this.known.account ?? key?.account ?? standInAccount,
      region,
      regionKnown: knownRegion !== undefined,
      // A bucket policy has its partition in every resource.
      partition: (knownRegion === undefined ? [partitionIn(policy), key?.partition].find(isPartition) : undefined) ?? partitionOfRegion(region),
    };
  }
}

function isPartition(name: string | undefined): name is string {
  return name !== undefined && partitions.includes(name);
}

function partitionIn(policy: string | undefined): string | undefined {
  return /"arn:(aws[a-z-]*):s3(?:express)?:/.exec(policy ?? "")?.[1];
}
