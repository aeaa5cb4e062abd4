/** Protects what the pack says of SSE-C: what S3 blocks by itself is advice to state, what it does not block is a hole. */
import assert from "node:assert/strict";
import { s3DefaultEncryption } from "../../policypack/policies/s3-default-encryption";
import { s3DenyWrongUploads } from "../../policypack/policies/s3-deny-wrong-uploads";
import { bucketName, denyOthers, policy } from "../judge/policies";
import { packViolations, unknown, violations, type Declared } from "./stack";

type Inputs = Record<string, unknown>;

const rule = (more: Inputs = {}): Inputs => ({ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" }, bucketKeyEnabled: true, ...more });
const bucket = (inputs: Inputs = {}, more: Partial<Declared> = {}): Declared => ({ type: "aws:s3/bucket:Bucket", name: "orders", inputs: { bucket: bucketName, ...inputs }, ...more });
const encryption = (more: Inputs = {}, outputs?: Inputs): Declared => ({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  name: "orders-encryption",
  inputs: { bucket: bucketName, rules: [rule(more)] },
  ...(outputs && { outputs: { rules: [rule({ ...more, ...outputs })] } }),
});
const allowlist: Declared = { type: "aws:s3/bucketPolicy:BucketPolicy", name: "orders-policy", inputs: { bucket: bucketName, policy: policy(denyOthers) } };
const provider = (region: string): Declared => ({ type: "pulumi:providers:aws", name: "default", inputs: { region } });

const hole = /customer-provided key \(SSE-C\) by .* would be stored as SSE-C/;
const advice = /^Bucket acme-orders: state blockedEncryptionTypes: \["SSE-C"\] in the rule of its default encryption\. Nothing but S3's own setting blocks SSE-C/;

interface Case {
  readonly says: string;
  readonly stack: readonly Declared[];
  readonly config?: object;
  /** What s3-default-encryption says; nothing when left out. */
  readonly byDefault?: RegExp;
  /** What s3-deny-wrong-uploads rejects the bucket for, and what it advises. */
  readonly rejected?: RegExp;
  readonly advised?: RegExp;
}

const cases: readonly Case[] = [
  { says: "nothing stated: advice", stack: [bucket(), encryption(), allowlist], advised: advice },
  { says: "nothing stated in a region that blocks: advice", stack: [provider("eu-central-1"), bucket(), encryption(), allowlist], advised: advice },
  { says: "nothing stated in a region that does not", stack: [provider("me-south-1"), bucket(), encryption(), allowlist], rejected: hole },
  { says: "nothing stated on a bucket whose own region does not", stack: [provider("eu-central-1"), bucket({ region: "me-central-1" }), encryption(), allowlist], rejected: hole },
  { says: "a region of the provider that follows CloudFormation", stack: [{ ...provider("me-south-1"), type: "pulumi:providers:aws-native" }, bucket(), encryption(), allowlist], rejected: hole },
  { says: "two regions of the stack's providers: none that is known", stack: [provider("me-south-1"), { ...provider("eu-central-1"), name: "other" }, bucket(), encryption(), allowlist], advised: advice },
  { says: "two providers of one region", stack: [provider("me-south-1"), { ...provider("me-south-1"), name: "other" }, bucket(), encryption(), allowlist], rejected: hole },
  { says: "a region that is not known yet", stack: [{ ...provider(""), inputs: { region: unknown } }, bucket(), encryption(), allowlist], advised: advice },
  { says: "an empty list of a default encryption that the program reads says nothing", stack: [bucket(), { ...encryption({ blockedEncryptionTypes: [] }), readOnly: true }, allowlist], advised: advice },
  { says: "NONE", stack: [bucket(), encryption({ blockedEncryptionTypes: ["NONE"] }), allowlist], rejected: hole },
  { says: "stated", stack: [provider("me-south-1"), bucket(), encryption({ blockedEncryptionTypes: ["SSE-C"] }), allowlist] },
  { says: "NONE that AWS has, and the program leaves to it", stack: [bucket(), encryption({}, { blockedEncryptionTypes: ["NONE"] }), allowlist], rejected: hole },
  { says: "a block that AWS has, and the program does not state", stack: [bucket(), encryption({}, { blockedEncryptionTypes: ["SSE-C"] }), allowlist], advised: advice },
  { says: "a block of a default encryption that the program reads", stack: [bucket(), { ...encryption({ blockedEncryptionTypes: ["SSE-C"] }), readOnly: true }, allowlist] },
  { says: "an empty list in outputs says nothing", stack: [bucket(), encryption({}, { blockedEncryptionTypes: [] }), allowlist], advised: advice },
  {
    says: "where the configuration asks for the statement",
    stack: [bucket(), encryption(), allowlist],
    config: { requireSseCBlocked: true },
    byDefault: /blockedEncryptionTypes: \["SSE-C"\] \}\][^]*Now blockedEncryptionTypes does not hold SSE-C/,
    rejected: /lets wrong uploads in until it has the default encryption that s3-default-encryption asks for: PutObject with a customer-provided key/,
  },
  {
    says: "an inline default, which can state nothing",
    stack: [bucket({ serverSideEncryptionConfiguration: { rule: rule() } }), allowlist],
    advised: /^Bucket acme-orders: add to its bucket policy [^]*"DenySseC"[^]*cannot state it\.$/,
  },
  {
    says: "beside a hole it is a line of the same report",
    stack: [bucket(), encryption()],
    rejected: /with x-amz-server-side-encryption: AES256 [^]*\n {2}Also state blockedEncryptionTypes: \["SSE-C"\]/,
  },
  {
    says: "beside a hole of a bucket whose inline default can state nothing, it is a statement more",
    stack: [bucket({ serverSideEncryptionConfiguration: { rule: rule() } })],
    rejected: /"DenyOtherEncryptionMethods"[^]*"DenySseC"/,
  },
  ...[["NONE", "SSE-C"], [], ["SSE-C", "SSE-C"]].map((list) => ({
    says: `the list ${JSON.stringify(list)}`,
    stack: [bucket(), encryption({ blockedEncryptionTypes: list }), allowlist],
    byDefault: /Now S3 refuses blockedEncryptionTypes \[.*\] \(InvalidArgument: /,
    ...(list.includes("SSE-C") && !list.includes("NONE") ? {} : { rejected: /until it has the default encryption/ }),
  })),
  {
    says: "a type that S3 does not know",
    stack: [bucket(), encryption({ blockedEncryptionTypes: ["SSEC"] }), allowlist],
    byDefault: /S3 refuses blockedEncryptionTypes \["SSEC"\] \(it knows SSE-C, NONE, and not SSEC\)/,
    rejected: /until it has the default encryption/,
  },
  {
    says: "SSE-C alone is approved, and blocked by S3",
    stack: [bucket(), encryption({ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } })],
    config: { requirement: { methods: ["sse-c"] } },
    byDefault: /blockedEncryptionTypes: \["NONE"\][^]*Now S3 blocks SSE-C on it unless blockedEncryptionTypes says otherwise, and nothing else is approved/,
    rejected: /AES256/,
  },
];

describe("policypack, SSE-C", () => {
  for (const { says, stack, config = {}, byDefault, rejected, advised } of cases) {
    it(says, async () => {
      const found = await packViolations(stack, { [s3DefaultEncryption.name]: config, [s3DenyWrongUploads.name]: config });
      const texts = (policy: string, level: string): string =>
        found.filter((one) => one.policy === policy && one.enforcementLevel === level).map(({ message }) => message).join("\n");
      const check = (said: string, expected: RegExp | undefined): void => {
        if (expected) assert.match(said, expected);
        else assert.equal(said, "");
      };
      check(texts(s3DefaultEncryption.name, "mandatory"), byDefault);
      check(texts(s3DenyWrongUploads.name, "mandatory"), rejected);
      check(texts(s3DenyWrongUploads.name, "advisory"), advised);
    });
  }

  it("the region is the environment's where the provider has none, as for the provider itself", async () => {
    const before = { ...process.env };
    const stack = [{ ...provider(""), inputs: {} }, bucket(), encryption(), allowlist];
    const isHole = async (): Promise<boolean> => (await packViolations(stack)).some(({ enforcementLevel, message }) => enforcementLevel === "mandatory" && hole.test(message));
    try {
      for (const name of ["AWS_REGION", "AWS_DEFAULT_REGION"]) {
        delete process.env["AWS_REGION"];
        process.env[name] = "me-south-1";
        assert.equal(await isHole(), true, name);
        process.env[name] = "eu-central-1";
        assert.equal(await isHole(), false, name);
      }
      Object.assign(process.env, { AWS_REGION: "", AWS_DEFAULT_REGION: "me-south-1" });
      assert.equal(await isHole(), true, "an empty text is none");
      assert.equal((await packViolations([{ ...provider("") }, ...stack.slice(1)])).some(({ message }) => hole.test(message)), true);
    } finally {
      process.env = before;
    }
  });

  it("advice is reported where the block is to be stated", async () => {
    const [found] = await violations(s3DenyWrongUploads, [bucket(), encryption(), allowlist]);
    assert.deepEqual([found?.urn, found?.enforcementLevel], ["orders-encryption", "advisory"]);
  });
});
