/** TypeScript programs of different shapes, each with a bucket that lets wrong uploads in. */

import { encryptionHeader } from "../../../simulator";

/** A program; all its resources are called as it is, or begin with its name and a hyphen. */
export interface Shape {
  readonly name: string;
  readonly program: string;
  /** The headers of uploads that must get in, where they are not those of the requirement. */
  readonly approved?: readonly Readonly<Record<string, string>>[];
}

/** A KMS key in the region of the tests. */
export const key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const allowRead = (arn: string): string => `{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::444455556666:root" }, Action: "s3:GetObject", Resource: ${arn} }`;
const tlsOnly = (arn: string): string => `{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: ${arn}, Condition: { Bool: { "aws:SecureTransport": "false" } } }`;
const policyText = (...statements: string[]): string => `JSON.stringify({ Version: "2012-10-17", Statement: [${statements.join(", ")}] })`;
const objects = (name: string): string => `"arn:aws:s3:::${name}-data/*"`;
const notUnless = (name: string, value: string): string =>
  `{ Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: ${objects(name)}, Condition: { StringNotEquals: { [HEADER]: "${value}" } } }`;

/** A bucket with a name and its policy by a resource of its own. */
const withPolicy = (name: string, ...statements: string[]): string => `
  const bucket = new aws.s3.Bucket("${name}", { bucket: "${name}-data" });
  encryption("${name}", bucket.bucket);
  new aws.s3.BucketPolicy("${name}", { bucket: bucket.bucket, policy: ${policyText(...statements)} });`;

export const shapes: readonly Shape[] = [
  // Nothing but a bucket.
  { name: "bare", program: 'new aws.s3.Bucket("bare");' },
  { name: "named", program: 'new aws.s3.Bucket("named", { bucket: "named-data" });' },
  { name: "kept", program: 'const orders = new aws.s3.Bucket("kept", { forceDestroy: true, tags: { team: "orders" } });\norders.bucket.apply((name) => name);' },
  { name: "prefixed", program: 'new aws.s3.Bucket("prefixed", { bucketPrefix: "prefixed-" });' },
  { name: "arguments", program: 'const args: aws.s3.BucketArgs = { bucket: "arguments-data" };\nnew aws.s3.Bucket("arguments", args);' },
  { name: "spread", program: 'const common = { forceDestroy: true };\nnew aws.s3.Bucket("spread", { ...common, tags: { a: "b" } }, { protect: false });' },
  { name: "computed", program: "new aws.s3.Bucket(`computed-${pulumi.getStack()}`, { bucket: `computed-${pulumi.getProject()}` });" },
  { name: "secret", program: 'new aws.s3.Bucket("secret", { bucket: pulumi.secret("secret-data") });' },
  { name: "import", program: 'new aws.s3.Bucket("import", { bucket: "import-data" }, { import: "import-data" });' },
  { name: "v2", program: 'new aws.s3.BucketV2("v2");' },
  // Where buckets are made.
  { name: "loop", program: 'for (const name of ["loop-a", "loop-b"]) new aws.s3.Bucket(name);' },
  { name: "map", program: 'const made = ["map-a", "map-b"].map((name) => new aws.s3.Bucket(name, { bucket: `${name}-data` }));\nmade.length;' },
  { name: "factory", program: 'function make(name: string, args: aws.s3.BucketArgs = {}) { return new aws.s3.Bucket(`factory-${name}`, args); }\nmake("one"); make("two", { forceDestroy: true });' },
  {
    name: "component",
    program: `class Lake extends pulumi.ComponentResource {
      constructor(name: string) {
        super("test:index:Lake", name);
        for (const zone of ["raw", "clean", "curated"]) new aws.s3.Bucket(\`\${name}-\${zone}\`, {}, { parent: this });
      }
    }
    new Lake("component");`,
  },
  {
    name: "team",
    program: `class Team extends pulumi.ComponentResource {
      readonly bucket: aws.s3.Bucket;
      constructor(name: string) {
        super("test:index:Team", name);
        this.bucket = new aws.s3.Bucket(name + "-bucket", { bucket: name + "-data" }, { parent: this });
        encryption(name + "-bucket", this.bucket.bucket, rule(), { parent: this });
        new aws.s3.BucketPolicy(name + "-access", { bucket: this.bucket.bucket, policy: this.bucket.bucket.apply((one) => documentOf([${allowRead("`arn:aws:s3:::${one}/*`")}])) }, { parent: this });
        this.registerOutputs();
      }
    }
    new Team("team-a"); new Team("team-b");`,
  },
  { name: "child", program: `const bucket = new aws.s3.Bucket("child", { bucket: "child-data" });\nnew aws.s3.BucketPolicy("child", { bucket: "child-data", policy: ${policyText(allowRead(objects("child")))} }, { parent: bucket });` },
  { name: "region", program: 'const ireland = new aws.Provider("region-provider", { region: "eu-west-1" });\nnew aws.s3.Bucket("region", {}, { provider: ireland });' },
  { name: "made", program: 'const main = new aws.s3.Bucket("made-main", { bucket: "made-main-data" });\nnew aws.s3.Bucket("made-logs", { bucket: pulumi.interpolate`${main.bucket}-logs` });' },
  // Default encryption.
  { name: "default", program: 'const bucket = new aws.s3.Bucket("default");\nencryption("default", bucket.bucket);' },
  { name: "byid", program: 'const bucket = new aws.s3.Bucket("byid");\nnew aws.s3.BucketServerSideEncryptionConfiguration("byid", { bucket: bucket.id, rules: [rule()] });' },
  { name: "aes", program: 'const bucket = new aws.s3.Bucket("aes", { bucket: "aes-data" });\nnew aws.s3.BucketServerSideEncryptionConfiguration("aes", { bucket: bucket.bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] });' },
  { name: "inlineaes", program: 'new aws.s3.Bucket("inlineaes", { bucket: "inlineaes-data", serverSideEncryptionConfiguration: { rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } } } });' },
  { name: "inlinekms", program: 'new aws.s3.Bucket("inlinekms", { serverSideEncryptionConfiguration: { rule: rule() } });' },
  { name: "v2inline", program: 'new aws.s3.BucketV2("v2inline", { serverSideEncryptionConfigurations: [{ rules: [{ applyServerSideEncryptionByDefaults: [{ sseAlgorithm: "AES256" }] }] }] });' },
  { name: "v2separate", program: 'const bucket = new aws.s3.BucketV2("v2separate");\nnew aws.s3.BucketServerSideEncryptionConfigurationV2("v2separate", { bucket: bucket.bucket, rules: [rule("AES256")] });' },
  { name: "unblocked", program: 'const bucket = new aws.s3.Bucket("unblocked");\nencryption("unblocked", bucket.bucket, { ...rule(), blockedEncryptionTypes: ["NONE"] });' },
  { name: "placeholder", program: 'const bucket = new aws.s3.Bucket("placeholder");\nnew aws.s3.BucketServerSideEncryptionConfiguration("placeholder", { bucket: bucket.bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "<your key\'s ARN>" } }] });' },
  { name: "key", program: 'const key = new aws.kms.Key("key-key");\nconst bucket = new aws.s3.Bucket("key");\nencryption("key", bucket.bucket, { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn }, bucketKeyEnabled: true });' },
  // Policies, in every way to write one.
  { name: "read", program: withPolicy("read", allowRead(objects("read"))) },
  { name: "object", program: `const bucket = new aws.s3.Bucket("object");\nencryption("object", bucket.bucket);\nnew aws.s3.BucketPolicy("object", { bucket: bucket.bucket, policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::444455556666:root" }, Action: ["s3:GetObject"], Resource: [pulumi.interpolate\`arn:aws:s3:::\${bucket.bucket}/*\`] }] } });` },
  { name: "stringify", program: `const bucket = new aws.s3.Bucket("stringify");\nencryption("stringify", bucket.bucket);\nnew aws.s3.BucketPolicy("stringify", { bucket: bucket.bucket, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [${tlsOnly("pulumi.interpolate`arn:aws:s3:::${bucket.bucket}/*`")}] }) });` },
  { name: "byarn", program: `const bucket = new aws.s3.Bucket("byarn");\nencryption("byarn", bucket.bucket);\nnew aws.s3.BucketPolicy("byarn", { bucket: bucket.id, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [${tlsOnly("pulumi.interpolate`${bucket.arn}/*`")}] }) });` },
  { name: "applied", program: `const bucket = new aws.s3.Bucket("applied", { bucket: "applied-data" });\nencryption("applied", bucket.bucket);\nnew aws.s3.BucketPolicy("applied", { bucket: bucket.id, policy: bucket.arn.apply((arn) => documentOf([${allowRead("`${arn}/*`")}])) });` },
  { name: "document", program: `const bucket = new aws.s3.Bucket("document");\nencryption("document", bucket.bucket);\nconst document = aws.iam.getPolicyDocumentOutput({ statements: [{ principals: [{ type: "AWS", identifiers: ["arn:aws:iam::444455556666:root"] }], actions: ["s3:GetObject"], resources: [pulumi.interpolate\`arn:aws:s3:::\${bucket.bucket}/*\`] }] });\nnew aws.s3.BucketPolicy("document", { bucket: bucket.bucket, policy: document.json });` },
  { name: "promised", program: `const bucket = new aws.s3.Bucket("promised", { bucket: "promised-data" });\nencryption("promised", bucket.bucket);\nnew aws.s3.BucketPolicy("promised", { bucket: bucket.bucket, policy: aws.iam.getPolicyDocument({ statements: [{ effect: "Deny", principals: [{ type: "*", identifiers: ["*"] }], actions: ["s3:*"], resources: [${objects("promised")}], conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }] }] }).then(({ json }) => json) });` },
  { name: "inlinepolicy", program: `new aws.s3.Bucket("inlinepolicy", { bucket: "inlinepolicy-data", serverSideEncryptionConfiguration: { rule: rule() }, policy: ${policyText(allowRead(objects("inlinepolicy")))} });` },
  { name: "got", program: `const bucket = aws.s3.Bucket.get("got", "got-data");\nencryption("got", bucket.id);\nnew aws.s3.BucketPolicy("got", { bucket: bucket.id, policy: ${policyText(allowRead(objects("got")))} });` },
  { name: "chained", program: `const bucket = new aws.s3.Bucket("chained", { bucket: "chained-data" });\nencryption("chained", bucket.bucket);\nconst block = new aws.s3.BucketPublicAccessBlock("chained", { bucket: bucket.bucket, blockPublicAcls: true, blockPublicPolicy: true });\nnew aws.s3.BucketPolicy("chained", { bucket: block.bucket, policy: ${policyText(tlsOnly(objects("chained")))} });` },
  { name: "single", program: `const bucket = new aws.s3.Bucket("single", { bucket: "single-data" });\nencryption("single", bucket.bucket);\nnew aws.s3.BucketPolicy("single", { bucket: bucket.bucket, policy: JSON.stringify({ Version: "2012-10-17", Statement: ${allowRead(objects("single"))} }) });` },
  // What policies say.
  {
    name: "website",
    program: `
  const bucket = new aws.s3.Bucket("website", { bucket: "website-data" });
  encryption("website", bucket.bucket);
  const open = new aws.s3.BucketPublicAccessBlock("website", { bucket: bucket.bucket, blockPublicPolicy: false, restrictPublicBuckets: false });
  new aws.s3.BucketPolicy("website", { bucket: bucket.bucket, policy: ${policyText(`{ Sid: "PublicReadGetObject", Effect: "Allow", Principal: "*", Action: ["s3:GetObject"], Resource: [${objects("website")}] }`)} }, { dependsOn: open });`,
  },
  { name: "tls", program: withPolicy("tls", tlsOnly(objects("tls"))) },
  // As printed: its third statement is about nobody.
  {
    name: "blog",
    program: withPolicy(
      "blog",
      'deny("blog-data", "Prevent SSE-S3 encryption", { StringEquals: { [HEADER]: "AES256" } })',
      `deny("blog-data", "Prevent encryption with other KMS keys", { StringEquals: { [HEADER]: "aws:kms" }, StringNotEquals: { [HEADER + "-aws-kms-key-id"]: "${key}" } })`,
      '{ ...deny("blog-data", "Prevent PutObject with no encryption or SSE-C encryption", { Null: { [HEADER]: true } }), Principal: undefined }',
    ),
  },
  { name: "aesonly", program: withPolicy("aesonly", notUnless("aesonly", "AES256")) },
  { name: "denylist", program: withPolicy("denylist", '{ Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::denylist-data/incoming/*", Condition: { StringEquals: { [HEADER]: "AES256" } } }') },
  { name: "partly", program: withPolicy("partly", '...[otherMethods("partly-data"), sseC("partly-data")].map((one) => ({ ...one, Resource: "arn:aws:s3:::partly-data/in/*" }))') },
  { name: "spared", program: withPolicy("spared", '...[otherMethods("spared-data"), sseC("spared-data")].map((one) => ({ ...one, Condition: { ...one.Condition, ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/importer" } } }))') },
  { name: "writers", program: withPolicy("writers", '{ Effect: "Allow", Principal: { AWS: ["arn:aws:iam::444455556666:root", "arn:aws:iam::777788889999:role/upload"] }, Action: ["s3:PutObject", "s3:GetObject"], Resource: "arn:aws:s3:::writers-data/*" }') },
  { name: "cdn", program: withPolicy("cdn", '{ Effect: "Allow", Principal: { Service: "cloudfront.amazonaws.com" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::cdn-data/*", Condition: { StringEquals: { "aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/EDFDVBD6EXAMPLE" } } }') },
  {
    // It cannot comply, and is told why, with the exemption that holds it to SSE-S3.
    name: "balancer",
    program: `
  const bucket = new aws.s3.Bucket("balancer", { bucket: "balancer-data" });
  new aws.s3.BucketServerSideEncryptionConfiguration("balancer", { bucket: bucket.bucket, rules: [rule()] });
  new aws.s3.BucketPolicy("balancer", { bucket: bucket.bucket, policy: ${policyText('{ Effect: "Allow", Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" }, Action: "s3:PutObject", Resource: "arn:aws:s3:::balancer-data/AWSLogs/*" }')} });`,
    approved: [{}, { [encryptionHeader]: "AES256" }],
  },
];
