/** Amazon S3. Provider's source: internal/service/s3 of hashicorp/terraform-provider-aws. */
import { call, pascalBlock, type CallsOf, type Inputs } from "../call";

/** S3's own capitals. */
const renamed = { id: "ID", sseAlgorithm: "SSEAlgorithm", kmsMasterKeyId: "KMSMasterKeyID" };

const ofBucket = (inputs: Inputs) => ({ Bucket: inputs.get("bucket"), ExpectedBucketOwner: inputs.get("expectedBucketOwner") });

export const s3: Readonly<Record<string, CallsOf>> = {
  "aws:s3/bucket:Bucket": (inputs) => {
    // The provider empties the bucket itself.
    inputs.ignore("forceDestroy");
    const Bucket = inputs.get("bucket");
    const region = inputs.outputs["bucketRegion"];
    const TagSet = inputs.tags();
    return [
      call("s3", "CreateBucket", {
        Bucket,
        BucketNamespace: inputs.get("bucketNamespace"),
        // us-east-1 is no location constraint: it is what buckets without one are in.
        CreateBucketConfiguration: region === "us-east-1" ? undefined : { LocationConstraint: region },
      }),
      ...(TagSet ? [call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet } })] : []),
    ];
  },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (inputs) => {
    const rules = inputs.list("rules").map(({ blockedEncryptionTypes, ...rule }) => ({
      ...rule,
      blockedEncryptionTypes: blockedEncryptionTypes && { encryptionType: blockedEncryptionTypes },
    }));
    return [call("s3", "PutBucketEncryption", { ...ofBucket(inputs), ServerSideEncryptionConfiguration: { Rules: pascalBlock(rules, renamed) } })];
  },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (inputs) => {
    inputs.ignore("skipDestroy");
    const PublicAccessBlockConfiguration = inputs.pascal("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets");
    return [call("s3", "PutPublicAccessBlock", { ...ofBucket(inputs), PublicAccessBlockConfiguration })];
  },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": (inputs) => [
    call("s3", "PutBucketOwnershipControls", { ...ofBucket(inputs), OwnershipControls: { Rules: [pascalBlock(inputs.get("rule"))] } }),
  ],
  "aws:s3/bucketVersioning:BucketVersioning": (inputs) => [
    call("s3", "PutBucketVersioning", { ...ofBucket(inputs), MFA: inputs.get("mfa"), VersioningConfiguration: pascalBlock(inputs.get("versioningConfiguration"), { mfaDelete: "MFADelete" }) }),
  ],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (inputs) => [
    call("s3", "PutBucketLifecycleConfiguration", { ...ofBucket(inputs), LifecycleConfiguration: { Rules: pascalBlock(inputs.get("rules"), renamed) } }),
  ],
  "aws:s3/bucketPolicy:BucketPolicy": (inputs) => [call("s3", "PutBucketPolicy", { ...ofBucket(inputs), Policy: inputs.get("policy") })],
};
