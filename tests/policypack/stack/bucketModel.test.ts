/** Which default encryption and policy belong to which bucket, whatever is known of them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { bucketModel, type BucketModel } from "../../../policypack/stack/bucketModel";
import { DeclaredInputs } from "../../../policypack/stack/declaredInputs";
import { isRelevantType, type DeclaredEncryption } from "../../../policypack/stack/resourceTypes";
import { unknown as unknownMark, type PropertyValue } from "../../../policypack/stack/values";
import { stackOf, unknown, type Declared } from "../stack";

const types = {
  bucket: "aws:s3/bucket:Bucket",
  bucketV2: "aws:s3/bucketV2:BucketV2",
  native: "aws-native:s3:Bucket",
  directory: "aws:s3/directoryBucket:DirectoryBucket",
  nativeDirectory: "aws-native:s3express:DirectoryBucket",
  encryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  encryptionV2: "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
  policy: "aws:s3/bucketPolicy:BucketPolicy",
  nativePolicy: "aws-native:s3:BucketPolicy",
} as const;

const bucket = (name = "orders", inputs: Record<string, unknown> = { bucket: `acme-${name}` }, more: Partial<Declared> = {}): Declared => ({ type: types.bucket, name, inputs, ...more });
const encryption = (of: unknown, more: Partial<Declared> = {}): Declared => ({
  type: types.encryption,
  name: "encryption",
  inputs: { bucket: of, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] },
  ...more,
});
const policy = (of: unknown, more: Partial<Declared> = {}): Declared => ({ type: types.policy, name: "policy", inputs: { bucket: of, policy: "{}" }, ...more });

/** As the engine shows what is new and `--target` does not name. */
const leftOut = ({ inputs: _, ...declared }: Declared): Declared => declared;

function modelOf(declared: readonly Declared[]): BucketModel {
  const { resources, inputs } = stackOf(declared);
  const declaredInputs = new DeclaredInputs();
  for (const args of inputs) declaredInputs.record("s3-default-encryption", args);
  return bucketModel(resources, declaredInputs);
}

const shortName = (urn: string | undefined): string | undefined => urn?.split("::").at(-1);

/** `orders: encryption, policy` for each bucket, and what is linked to none. */
function links({ buckets, unlinked }: BucketModel): string[] {
  return [
    ...buckets.map(
      ({ resourceName, encryptions, policies, mayHave, lacks, outside }) =>
        `${resourceName}${outside ? " (outside)" : ""}: ${[...encryptions, ...policies].map(({ urn, inline }) => (inline ? "inline" : shortName(urn))).join(", ")}` +
        Object.values(mayHave).map((urn) => ` ?${shortName(urn) ?? ""}`).join("") +
        Object.values(lacks).map(({ urn, isCertain }) => ` -${isCertain ? "" : "?"}${shortName(urn) ?? ""}`).join(""),
    ),
    ...unlinked.map(({ urn, what }) => `unlinked ${what}: ${shortName(urn) ?? ""}`),
  ];
}

/** AWS names the bucket. */
const byPrefix = { bucketPrefix: "acme-" };
const byOutput = (...names: string[]): Partial<Declared> => ({ dependencies: { bucket: names } });

const cases: readonly { says: string; stack: readonly Declared[]; links: readonly string[] }[] = [
  { says: "a bucket alone", stack: [bucket()], links: ["orders: "] },
  { says: "by the bucket's name", stack: [bucket(), encryption("acme-orders"), policy("acme-orders")], links: ["orders: encryption, policy"] },
  { says: "by the bucket's ARN", stack: [bucket(), policy("arn:aws:s3:::acme-orders")], links: ["orders: policy"] },
  { says: "by the bucket's ARN in another partition", stack: [bucket(), policy("arn:aws-cn:s3:::acme-orders")], links: ["orders: policy"] },
  { says: "in any order of declaration", stack: [policy("acme-orders"), encryption("acme-orders"), bucket()], links: ["orders: encryption, policy"] },
  { says: "a name with an ARN in it is no ARN", stack: [bucket(), policy("x-arn:aws:s3:::acme-orders")], links: ["orders: ", "policy (outside): policy"] },
  { says: "a known name of no bucket counts more than the dependency, if that has another name", stack: [bucket("a"), policy("acme-other", byOutput("a"))], links: ["a: ", "policy (outside): policy"] },
  { says: "what a bucket that is only read shows inline is what the stack gives it", stack: [bucket("orders", {}, { readOnly: true, outputs: { id: "acme-orders", policy: "{}" } }), policy("acme-orders")], links: ["orders (outside): policy"] },
  { says: "by the name that AWS has, where the program's is not known yet", stack: [bucket(), policy(unknown, { outputs: { bucket: "acme-orders" } })], links: ["orders: policy"] },
  { says: "names are whole names", stack: [bucket(), policy("acme-orders-archive")], links: ["orders: ", "policy (outside): policy"] },
  { says: "each to its own", stack: [bucket("a"), bucket("b"), policy("acme-b"), encryption("acme-a")], links: ["a: encryption", "b: policy"] },
  { says: "by the dependency of the property, while the value is not known", stack: [bucket(), policy(unknown, byOutput("orders"))], links: ["orders: policy"] },
  { says: "by the dependency, where the bucket has no known name either", stack: [bucket("orders", { bucket: unknown }), policy(unknown, byOutput("orders"))], links: ["orders: policy"] },
  { says: "by the dependency of a bucket that AWS names", stack: [bucket("orders", byPrefix), policy(unknown, byOutput("orders"))], links: ["orders: policy"] },
  {
    says: "through another resource that was made of the bucket",
    stack: [bucket(), { type: "aws:s3/bucketVersioning:BucketVersioning", name: "versioning", inputs: {}, ...byOutput("orders") }, policy(unknown, byOutput("versioning"))],
    links: ["orders: policy"],
  },
  {
    says: "dependencies that run in a circle end the search",
    stack: [
      bucket(),
      { type: "pkg:index:A", name: "a", ...byOutput("b") },
      { type: "pkg:index:B", name: "b", ...byOutput("a") },
      policy(unknown, byOutput("a")),
    ],
    links: ["orders: ", "unlinked bucket policy: policy"],
  },
  { says: "by the parent, where nothing else tells", stack: [bucket(), policy(unknown, { parent: "orders" })], links: ["orders: policy"] },
  { says: "the property's dependency counts more than the parent", stack: [bucket("a"), bucket("b"), policy(unknown, { parent: "a", ...byOutput("b") })], links: ["a: ", "b: policy"] },
  { says: "the known name counts more than the parent", stack: [bucket("a"), bucket("b"), policy("acme-b", { parent: "a" })], links: ["a: ", "b: policy"] },
  { says: "the known name counts more than the dependency", stack: [bucket("a"), bucket("b"), policy("acme-b", byOutput("a"))], links: ["a: ", "b: policy"] },
  {
    says: "a parent says nothing where the property comes from something else",
    stack: [bucket(), { type: "pkg:index:Thing", name: "thing" }, policy(unknown, { parent: "orders", ...byOutput("thing") })],
    links: ["orders: ", "unlinked bucket policy: policy"],
  },
  { says: "made of two buckets: of one or the other", stack: [bucket("a"), bucket("b"), bucket("c"), policy(unknown, byOutput("a", "b"))], links: ["a:  ?policy", "b:  ?policy", "c: ", "unlinked bucket policy: policy"] },
  { says: "made of nothing that tells: of any bucket", stack: [bucket("a"), bucket("b"), encryption(unknown)], links: ["a:  ?encryption", "b:  ?encryption", "unlinked default encryption: encryption"] },
  {
    says: "made of something else than a bucket: of a bucket without a known name, if of one of the stack",
    stack: [bucket("a"), bucket("b", byPrefix), { type: "pkg:index:Thing", name: "thing" }, policy(unknown, byOutput("thing"))],
    links: ["a: ", "b:  ?policy", "unlinked bucket policy: policy"],
  },
  { says: "a bucket that the stack configures and does not declare", stack: [policy("acme-other"), encryption("acme-other")], links: ["policy (outside): encryption, policy"] },
  { says: "by the id of a bucket that the program reads with get", stack: [bucket("orders", {}, { readOnly: true, outputs: { id: "acme-orders" } }), policy("acme-orders")], links: ["orders (outside): policy"] },
  { says: "by the name of an imported bucket", stack: [bucket("orders", { bucket: "acme-orders" }, { outputs: { id: "acme-orders" } }), policy("acme-orders")], links: ["orders: policy"] },
  { says: "by the name that AWS gave, once it is known", stack: [bucket("orders", { bucketPrefix: "acme-" }, { outputs: { bucket: "acme-123", id: "acme-123" } }), policy("acme-123")], links: ["orders: policy"] },
  { says: "a bucket that is only read is another stack's", stack: [bucket("orders", {}, { readOnly: true, outputs: { id: "acme-orders" } })], links: [] },
  {
    says: "inline and separate are two declarations",
    stack: [bucket("orders", { bucket: "acme-orders", policy: "{}", serverSideEncryptionConfiguration: { rule: {} } }), policy("acme-orders"), encryption("acme-orders")],
    links: ["orders: inline, encryption, inline, policy"],
  },
  { says: "what AWS filled in is no declaration", stack: [bucket("orders", { bucket: "acme-orders" }, { outputs: { policy: "{}", serverSideEncryptionConfiguration: { rule: {} } } })], links: ["orders: "] },
  { says: "an empty inline policy is none", stack: [bucket("orders", { bucket: "acme-orders", policy: "" })], links: ["orders: "] },
  { says: "an inline policy that is not known yet is one", stack: [bucket("orders", { bucket: "acme-orders", policy: unknown })], links: ["orders: inline"] },
  { says: "two policies for one bucket, one by name and one by dependency", stack: [bucket(), policy("acme-orders"), policy(unknown, { name: "second", ...byOutput("orders") })], links: ["orders: policy, second"] },
  { says: "V2 and aws-native types", stack: [{ type: types.bucketV2, name: "v2", inputs: { bucket: "acme-v2" } }, encryption("acme-v2", { type: types.encryptionV2 }), { type: types.native, name: "native", inputs: { bucketName: "acme-native" } }, { type: types.nativePolicy, name: "policy", inputs: { bucket: "acme-native", policyDocument: {} } }], links: ["native: policy", "v2: encryption"] },
  { says: "a new bucket that the update leaves out is none", stack: [bucket("orders", {}), leftOut(encryption(unknown, byOutput("orders"))), policy(unknown, byOutput("orders"))], links: [] },
  { says: "of a bucket, what the update leaves out is lacking", stack: [bucket(), leftOut(encryption(unknown, byOutput("orders"))), leftOut(policy(unknown, byOutput("orders")))], links: ["orders:  -policy -encryption"] },
  { says: "what the update leaves out, by the parent", stack: [bucket(), leftOut(policy(unknown, { parent: "orders" }))], links: ["orders:  -policy"] },
  { says: "what the update leaves out and nothing links: of any bucket", stack: [bucket("a"), bucket("b"), leftOut(policy("acme-a"))], links: ["a:  -?policy", "b:  -?policy"] },
  { says: "of two policies, one of which the update leaves out, the deployed one counts", stack: [bucket(), policy("acme-orders"), leftOut(policy(unknown, { name: "second", ...byOutput("orders") }))], links: ["orders: policy -second"] },
  { says: "left out by an engine that shows it to stack policies alone", stack: [bucket(), leftOut(policy(unknown, { readOnly: true, ...byOutput("orders") })), bucket("b", {}, { readOnly: true })], links: ["orders:  -policy"] },
  { says: "a provider that is not known yet has been asked about nothing: nothing is left out", stack: [bucket("orders", {}, { provider: { region: unknown } })], links: ["orders: "] },
  { says: "other resources are passed over, whatever their type is called", stack: ["constructor", "__proto__", "toString", "aws:s3/bucketObjectv2:BucketObjectv2"].map((type) => ({ type, name: "other" })), links: [] },
];

describe("policypack/stack/bucketModel", () => {
  for (const { says, stack, links: expected } of cases) {
    it(says, () => {
      assert.deepEqual(links(modelOf(stack)), expected);
    });
  }

  it("links alike whatever the order in which the engine hands the resources over", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([bucket("a"), bucket("b", byPrefix), encryption(unknown, byOutput("b")), policy("acme-a"), policy(unknown, { name: "second", ...byOutput("a") }), policy(unknown, { name: "open" })], { minLength: 6 }),
        (stack) => {
          assert.deepEqual(links(modelOf(stack)), ["a: policy, second ?open", "b: encryption ?open", "unlinked bucket policy: open"]);
        },
      ),
      { numRuns: 50 },
    );
  });

  const longName = Array.from({ length: 30 }, (_, index) => String(10 + index)).join("");
  const names: readonly [resource: string, bucketName: string, isAutoNamed: boolean][] = [
    ["orders", "orders-9073c5f", true],
    ["Orders", "orders-9073c5f", true],
    ["orders", "shop-prod-orders-9073c5f1", true],
    [`${longName}-x`, `${longName.slice(0, 55)}-9073c5f`, true],
    [longName, `${longName.slice(-55)}-9073c5f`, false],
    ["orders", "orders-archive", false],
    ["orders", "orders-111122223333", false],
    ["orders", "border-9073c5f", false],
    ["orders", "acme-orders", false],
    ["orders", "ord-9073c5f", false],
  ];
  for (const [resource, bucketName, isAutoNamed] of names) {
    it(`takes the name ${bucketName} of ${resource.slice(0, 10)} for ${isAutoNamed ? "Pulumi's" : "the program's"}`, () => {
      assert.equal(modelOf([bucket(resource, { bucket: bucketName })]).buckets[0]?.isAutoNamed, isAutoNamed);
    });
  }

  it("takes the name of a bucket that the stack does not declare for its own", () => {
    const [outside] = modelOf([policy("policy-9073c5f")]).buckets;
    assert.deepEqual([outside?.isAutoNamed, outside?.blocksPublicPolicy], [false, false]);
  });

  it("takes a bucket to block public policies where the program says so", () => {
    const blocking = (declared: Declared): unknown => modelOf([declared]).buckets[0]?.blocksPublicPolicy;
    const inline = (publicAccessBlockConfiguration?: object): Declared => ({ type: types.native, name: "n", inputs: { bucketName: "acme", publicAccessBlockConfiguration } });
    assert.deepEqual([inline({ blockPublicPolicy: true }), inline({ blockPublicPolicy: "true" }), inline({ blockPublicPolicy: false }), inline(), bucket()].map(blocking), [true, true, false, false, false]);
  });

  const regions: readonly [own: unknown, ofProvider: unknown, region: string | undefined][] = [
    ["eu-west-1", "eu-central-1", "eu-west-1"],
    [undefined, "eu-central-1", "eu-central-1"],
    ["", "eu-central-1", "eu-central-1"],
    [unknown, "eu-central-1", "eu-central-1"],
    [undefined, "", undefined],
    [undefined, unknown, undefined],
    [undefined, undefined, undefined],
  ];
  for (const [own, ofProvider, region] of regions) {
    it(`reads the region ${region ?? "as not known"}, of its own ${JSON.stringify(own) ?? "none"} and its provider's ${JSON.stringify(ofProvider) ?? "none"}`, () => {
      assert.equal(modelOf([bucket("orders", { bucket: "acme-orders", region: own }, { provider: { region: ofProvider } })]).buckets[0]?.region, region);
      assert.equal(modelOf([policy("acme-orders", { inputs: { bucket: "acme-orders", policy: "{}" }, provider: { region: ofProvider } })]).buckets[0]?.region, ofProvider === "eu-central-1" ? ofProvider : undefined);
    });
  }

  it("takes a name that begins with the program's prefix for made up", () => {
    assert.equal(modelOf([bucket("orders", { ...byPrefix, bucket: "acme-20261126" })]).buckets[0]?.isAutoNamed, true);
  });

  const kinds: readonly [Declared, "directory" | "general purpose"][] = [
    [bucket(), "general purpose"],
    [{ type: types.directory, name: "d", inputs: { bucket: "acme--use1-az4--x-s3" } }, "directory"],
    [{ type: types.nativeDirectory, name: "d", inputs: { bucketName: "acme--use1-az4--x-s3" } }, "directory"],
    [policy("acme--use1-az4--x-s3"), "directory"],
    [policy("acme-other"), "general purpose"],
  ];
  for (const [declared, kind] of kinds) {
    it(`${declared.type} is, or is of, a ${kind} bucket`, () => {
      assert.equal(modelOf([declared]).buckets[0]?.kind, kind);
    });
  }

  it("tells buckets apart that have one logical name in different types", () => {
    const { buckets } = modelOf([bucket("x", { bucket: "acme-1" }), { type: types.native, name: "x", inputs: { bucketName: "acme-2" } }]);
    assert.deepEqual(buckets.map(({ bucketName }) => bucketName).sort(), ["acme-1", "acme-2"]);
  });
});

const everything: DeclaredEncryption = { algorithm: "aws:kms", kmsKey: "key", bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] };
const classic = { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "key" }, bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] };
const native = { serverSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "key" }, bucketKeyEnabled: true, blockedEncryptionTypes: { encryptionType: ["SSE-C"] } };
const nativeBucket = (type: string, inputs: object): Declared => ({ type, name: "n", inputs: { bucketName: "acme", ...inputs } });

describe("policypack/stack/resourceTypes", () => {
  const written: readonly [says: string, stack: readonly Declared[]][] = [
    ["inline in Bucket", [bucket("a", { bucket: "acme", serverSideEncryptionConfiguration: { rule: classic } })]],
    [
      "inline in BucketV2, as lists",
      [{ type: types.bucketV2, name: "a", inputs: { bucket: "acme", serverSideEncryptionConfigurations: [{ rules: [{ ...classic, applyServerSideEncryptionByDefault: undefined, applyServerSideEncryptionByDefaults: [classic.applyServerSideEncryptionByDefault] }] }] } }],
    ],
    ["in a resource of its own", [bucket("a", { bucket: "acme" }), encryption("acme", { inputs: { bucket: "acme", rules: [classic] } })]],
    ["in a V2 resource of its own", [bucket("a", { bucket: "acme" }), encryption("acme", { type: types.encryptionV2, inputs: { bucket: "acme", rules: [classic] } })]],
    ["aws-native", [nativeBucket(types.native, { bucketEncryption: { serverSideEncryptionConfiguration: [native] } })]],
    ["aws-native directory bucket", [nativeBucket(types.nativeDirectory, { bucketEncryption: { serverSideEncryptionConfiguration: [native] } })]],
  ];
  for (const [says, stack] of written) {
    it(`reads a default encryption ${says}`, () => {
      const [found] = modelOf(stack).buckets;
      assert.deepEqual(found?.encryptions.map((one) => one.encryption), [everything]);
    });
  }

  it("an encryption configuration that is not known yet is unknown in every part", () => {
    for (const inputs of [{ serverSideEncryptionConfiguration: unknown }, { serverSideEncryptionConfiguration: { rule: unknown } }]) {
      const [found] = modelOf([bucket("a", { bucket: "acme", ...inputs })]).buckets;
      assert.deepEqual(Object.values(found?.encryptions[0]?.encryption ?? {}), [unknownMark, unknownMark, unknownMark, unknownMark]);
    }
  });

  const tagged: readonly [Declared, PropertyValue][] = [
    [bucket("a", { tags: { team: "data" } }), { team: "data" }],
    [bucket("a", { tags: unknown }), unknownMark],
    [bucket("a", byPrefix), undefined],
    [nativeBucket(types.native, { tags: [{ key: "team", value: "data" }] }), { team: "data" }],
    [nativeBucket(types.native, { tags: unknown }), unknownMark],
    [nativeBucket(types.native, { tags: [{ key: "team", value: unknown }] }), { team: unknownMark }],
  ];
  tagged.forEach(([declared, expected], index) => {
    it(`reads tags of ${declared.type}, case ${index}`, () => {
      assert.deepEqual(modelOf([declared]).buckets[0]?.tags, expected);
    });
  });

  it("looks at nothing else", () => {
    for (const type of Object.values(types)) assert.ok(isRelevantType(type));
    for (const type of ["constructor", "hasOwnProperty", "aws:s3/bucketObject:BucketObject", ""]) assert.equal(isRelevantType(type), false);
  });
});
