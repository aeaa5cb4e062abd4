/** What the other checks say of the cases: recorded by recordVerdicts.ts, and read from what AWS Config documents. */
import { createHash } from "node:crypto";
import { methodOfAlgorithm } from "../../../encryption/methods";
import { requirementOf, type ComparisonCase } from "./case";
import recorded from "./recorded.json";

/** What a check says of a bucket. */
export type CheckVerdict = "passes" | "rejects";

/** What the checks that can be run said of a case. */
export interface RecordedVerdict {
  /** Of the declaration that was judged. */
  readonly digest: string;
  readonly CKV_AWS_19: CheckVerdict;
  readonly CKV_AWS_145: CheckVerdict;
  readonly S3DefaultEncryptionKMS: CheckVerdict;
  /** Names of all of awsguard's policies that report something, whatever it is. */
  readonly awsguard: readonly string[];
}

/** The content of recorded.json. */
export interface RecordedVerdicts {
  readonly versions: Readonly<Record<string, string>>;
  readonly verdicts: Readonly<Record<string, RecordedVerdict>>;
}

export const recordedVerdicts = recorded as RecordedVerdicts;

/** Tells whether a recorded verdict is of the bucket as it is declared now. */
export function digestOf({ encryption, policy }: ComparisonCase): string {
  return createHash("sha256").update(JSON.stringify([encryption, policy])).digest("hex").slice(0, 16);
}

/** A well-known check. */
export interface WellKnownCheck {
  readonly name: string;
  /** Heads its column. */
  readonly short: string;
  /** What it looks at. */
  readonly looksAt: string;
  verdict(tested: ComparisonCase): CheckVerdict;
}

export const wellKnownChecks: readonly WellKnownCheck[] = [
  {
    name: `Checkov ${recordedVerdicts.versions["checkov"] ?? ""}, CKV_AWS_19`,
    short: "Checkov 19",
    looksAt: "the algorithm of the declared default: aws:kms or AES256, or none declared",
    verdict: (tested) => recordedVerdict(tested).CKV_AWS_19,
  },
  {
    name: `Checkov ${recordedVerdicts.versions["checkov"] ?? ""}, CKV_AWS_145`,
    short: "Checkov 145",
    looksAt: "the algorithm of the declared default: aws:kms",
    verdict: (tested) => recordedVerdict(tested).CKV_AWS_145,
  },
  {
    name: `cdk-nag ${recordedVerdicts.versions["cdk-nag"] ?? ""}, S3DefaultEncryptionKMS`,
    short: "cdk-nag",
    looksAt: "the algorithm of the declared default: aws:kms (the rule for which any default would do went with 2.22)",
    verdict: (tested) => recordedVerdict(tested).S3DefaultEncryptionKMS,
  },
  {
    name: `awsguard ${recordedVerdicts.versions["@pulumi/awsguard"] ?? ""}, all of its policies`,
    short: "awsguard",
    looksAt: "nothing: its one policy on S3 buckets is about access logs",
    verdict: (tested) => (recordedVerdict(tested).awsguard.some((name) => name.includes("encrypt")) ? "rejects" : "passes"),
  },
  {
    name: "AWS Config, [s3-bucket-server-side-encryption-enabled](https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-server-side-encryption-enabled.html)",
    short: "Config SSE",
    looksAt: "whether there is a default, which S3 has seen to itself since 2023, or a policy that denies uploads without encryption",
    verdict: () => "passes",
  },
  {
    name: "AWS Config, [s3-default-encryption-kms](https://docs.aws.amazon.com/config/latest/developerguide/s3-default-encryption-kms.html)",
    short: "Config KMS",
    looksAt: "whether the default uses an AWS KMS key (DSSE-KMS is taken to count: the page does not say), and which where the rule is given `kmsKeyArns`, here those of the requirement",
    verdict: configKms,
  },
];

function recordedVerdict({ id }: ComparisonCase): RecordedVerdict {
  const verdict = recordedVerdicts.verdicts[id];
  if (!verdict) throw new Error(`no verdicts are recorded of the case ${id}: see the README`);
  return verdict;
}

/** NON_COMPLIANT without a KMS default; with kmsKeyArns, without one of these keys. */
function configKms(tested: ComparisonCase): CheckVerdict {
  const { encryption } = tested;
  if (!methodOfAlgorithm(encryption?.sseAlgorithm ?? "")?.usesKmsKey) return "rejects";
  const keys = requirementOf(tested).kmsKeyArns;
  if (!keys || keys.includes(encryption?.kmsMasterKeyId ?? "")) return "passes";
  return "rejects";
}
