/** A bucket has one policy and one default encryption: a second declaration overwrites the first, at every deployment. */
import { bucketWords, stackPolicy } from "../policy";
import type { Source } from "../stack/bucketModel";
import { pageOf } from "../wording/alike";

const defaultEncryptions = "default encryptions";

const name = "s3-one-policy-per-bucket";

export const s3OnePolicyPerBucket = stackPolicy({
  name,
  description: "S3 buckets have one bucket policy and one default encryption, declared once.",
  enforcementLevel: "mandatory",
  displayName: "One S3 bucket policy per bucket",
  severity: "medium",
  tags: ["s3", "bucket-policy"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html",
  remediationSteps: "Keep one of the declarations, with the statements or rules of all.",
  validate: ({ analysis: { inputs }, buckets }, report) => {
    const check = (words: string, what: string, sources: readonly Source[]): void => {
      if (sources.length < 2) return;
      const places = sources.map(({ urn, property, inline }) => `${urn} (${inline ? `inline ${property}` : property})`);
      const added = sources.some(({ inline, urn }) => inline && what === defaultEncryptions && inputs.isRemediated(urn))
        ? " The inline one was added by s3-add-default-encryption, which cannot see the other: exempt the bucket from that policy."
        : "";
      report(
        `${words} has ${sources.length} ${what}, which overwrite each other: ${places.join(", ")}. Keep one, with the statements or rules of all. (${pageOf(name)})${added}`,
        sources[1]?.urn,
      );
    };
    for (const bucket of buckets) {
      check(bucketWords(bucket), "bucket policies", bucket.policies);
      check(bucketWords(bucket), defaultEncryptions, bucket.encryptions);
    }
  },
});
