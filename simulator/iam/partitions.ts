/**
 * Whether the ARNs of a bucket policy are of one partition. S3 refuses those of another than its own: for resources
 * "Policy has invalid resource" (https://github.com/anomalyco/sst/issues/5076 in aws-us-gov,
 * https://github.com/serverless/serverless/issues/6933 in aws-cn), for principals "Invalid principal in policy".
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
import { type ProblemList } from "./problems";

interface NamedPartition {
  readonly arn: string;
  readonly partition: string;
  readonly path: string;
  readonly refusal: string;
}

/** The partitions that a document names, and where. */
export class Partitions {
  private readonly named: NamedPartition[] = [];

  /**
   * Notes the partition of an ARN; texts that are no ARN have none.
   * @param refusal what S3 says where it is not that of the bucket
   */
  note(arn: string, path: string, refusal: string): void {
    const partition = /^arn:([^:]*):/.exec(arn)?.[1];
    if (partition !== undefined) this.named.push({ arn, partition, path, refusal });
  }

  /**
   * Reports every ARN of another partition than the bucket's.
   * @param known the bucket's partition. Where it is not known, that of the first ARN is taken: a bucket is in one
   *   partition only, so that ARNs of two contradict each other whichever is right.
   */
  report(known: string | undefined, problems: ProblemList): void {
    const [first] = this.named;
    for (const { arn, partition, path, refusal } of this.named) {
      if (partition === (known ?? first?.partition)) continue;
      const other = known === undefined ? `${first?.path ?? ""} in ${first?.partition ?? ""}, and a bucket is in one` : `the bucket in ${known}`;
      problems.add(path, refusal, `"${arn}" is in the partition ${partition}, ${other}`);
    }
  }
}
