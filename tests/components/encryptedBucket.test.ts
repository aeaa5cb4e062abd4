/** Protects what a bucket of the stack is made of, and that its default and policy together let in what is required alone. */
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type { EncryptedBucketArgs, Requirement } from "../../arguments/interfaces";
import { EncryptedBucket } from "../../components/encryptedBucket";
import type { PolicyStatement } from "../../encryption/policyDocument";
import { evaluateUpload, type UploadBucket, type UploadRequest } from "../../simulator";
import { key, kms, tags } from "./audit";
import { declare, of, only, sids, statements, type Registered } from "./declare";

const bucket = (args: Partial<EncryptedBucketArgs> = {}): Promise<Registered[]> =>
  declare(() => {
    new EncryptedBucket("orders", { bucketName: "acme-orders", requirement: kms, tags, ...args });
  });

interface EncryptionRule {
  readonly applyServerSideEncryptionByDefault: { readonly sseAlgorithm: string; readonly kmsMasterKeyId?: string };
  readonly bucketKeyEnabled: boolean;
  readonly blockedEncryptionTypes?: readonly string[];
}

function encryptionRule(all: readonly Registered[]): EncryptionRule {
  const rules = only(all, ":BucketServerSideEncryptionConfiguration").inputs["rules"] as EncryptionRule[];
  assert.equal(rules.length, 1, "S3 takes one rule");
  return rules[0] as EncryptionRule;
}

/** The bucket as S3 would have it. */
function deployed(all: readonly Registered[]): UploadBucket {
  const { applyServerSideEncryptionByDefault: byDefault, blockedEncryptionTypes } = encryptionRule(all);
  return {
    name: "acme-orders",
    account: "111122223333",
    defaultEncryption: { algorithm: byDefault.sseAlgorithm, ...(byDefault.kmsMasterKeyId !== undefined && { kmsKeyArn: byDefault.kmsMasterKeyId }) },
    // Without a word S3 blocks what it blocks on every new bucket.
    ...(blockedEncryptionTypes && { blockedEncryptionTypes }),
    policy: String(only(all, ":BucketPolicy").inputs["policy"]),
  };
}

const put = (headers: Record<string, string> = {}, role = "app"): UploadRequest => ({
  action: "PutObject",
  key: "orders/1.json",
  principal: { arn: `arn:aws:iam::111122223333:role/${role}` },
  headers,
});
const header = (algorithm: string, kmsKeyId?: string): Record<string, string> => ({
  "x-amz-server-side-encryption": algorithm,
  ...(kmsKeyId !== undefined && { "x-amz-server-side-encryption-aws-kms-key-id": kmsKeyId }),
});
const customerKey = { "x-amz-server-side-encryption-customer-algorithm": "AES256" };

describe("EncryptedBucket", () => {
  const createdKey = "arn:aws:kms:::orders";
  const defaults: readonly [what: string, args: Partial<EncryptedBucketArgs>, rule: EncryptionRule][] = [
    [
      "SSE-KMS with a key of its own and a bucket key",
      {},
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: createdKey }, bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] },
    ],
    [
      "SSE-KMS with the first of the approved keys",
      { requirement: { ...kms, kmsKeyArns: [key, key.replace("1234abcd", "99999999")] } },
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key }, bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] },
    ],
    [
      "SSE-KMS with the key it is given",
      { kmsKeyArn: key },
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key }, bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] },
    ],
    [
      "DSSE-KMS without a bucket key, which it does not support",
      { method: "dsse-kms", kmsKeyArn: key },
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms:dsse", kmsMasterKeyId: key }, bucketKeyEnabled: false, blockedEncryptionTypes: ["SSE-C"] },
    ],
    [
      "SSE-S3 without any key, also where keys are approved for other methods",
      { requirement: { methods: ["sse-s3", "sse-kms"], kmsKeyArns: [key], origin: "any" }, method: "sse-s3" },
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false, blockedEncryptionTypes: ["SSE-C"] },
    ],
    [
      "S3's own where only SSE-C is approved, which no bucket can have as its default",
      { requirement: { methods: ["sse-c"], origin: "any" } },
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false, blockedEncryptionTypes: ["NONE"] },
    ],
  ];
  for (const [what, args, rule] of defaults) {
    it(`has for its default encryption ${what}`, async () => {
      const all = await bucket(args);
      assert.deepEqual(encryptionRule(all), rule);
      assert.equal(of(all, "key:Key").length, rule.applyServerSideEncryptionByDefault.kmsMasterKeyId === createdKey ? 1 : 0);
    });
  }

  it("creates a key that rotates, under the account's IAM policies, with an alias that tells whose it is", async () => {
    const all = await bucket();
    const { inputs } = only(all, "key:Key");
    assert.equal(inputs["enableKeyRotation"], true);
    assert.equal(inputs["description"], "Objects in s3://acme-orders, for the Pulumi stack project/stack", "a key may outlive its stack");
    assert.deepEqual(inputs["tags"], { stack: "stack", bucket: "acme-orders", ...tags });
    assert.deepEqual(statements(only(all, "key:Key")).map(({ Principal }) => Principal), [{ AWS: "arn:aws:iam::111122223333:root" }]);
    assert.deepEqual(only(all, ":Alias").inputs, { name: "alias/orders", targetKeyId: "orders-key-id" });
  });

  it("gives the keys of buckets whose names differ in punctuation alone different aliases", async () => {
    const all = await declare(() => {
      for (const bucketName of ["acme.orders", "acme-orders"]) new EncryptedBucket(bucketName, { requirement: kms });
    });
    const aliases = of(all, ":Alias").map(({ inputs }) => String(inputs["name"]));
    assert.equal(new Set(aliases).size, 2, aliases.join(", "));
    for (const alias of aliases) assert.match(alias, /^alias\/[\w/-]+$/, "KMS takes no periods");
  });

  it("is private and free of ACLs, and sets its policy after it was made private", async () => {
    const all = await bucket();
    const { bucket: name, ...blocks } = only(all, ":BucketPublicAccessBlock").inputs;
    assert.equal(name, "acme-orders");
    assert.deepEqual(blocks, { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true });
    assert.deepEqual(only(all, ":BucketOwnershipControls").inputs["rule"], { objectOwnership: "BucketOwnerEnforced" });
    assert.ok(only(all, ":BucketPolicy").dependencies.includes(only(all, ":BucketPublicAccessBlock").urn));
  });

  it("has versions and expiry on request alone", async () => {
    const plain = await bucket();
    assert.deepEqual([...of(plain, ":BucketVersioning"), ...of(plain, ":BucketLifecycleConfiguration")], []);
    const more = await bucket({ versioning: true, expireAfterDays: 30 });
    assert.deepEqual(only(more, ":BucketVersioning").inputs["versioningConfiguration"], { status: "Enabled" });
    const [expiry] = only(more, ":BucketLifecycleConfiguration").inputs["rules"] as Record<string, unknown>[];
    assert.deepEqual(expiry?.["expiration"], { days: 30 });
    assert.equal(expiry["status"], "Enabled");
    assert.deepEqual(expiry["abortIncompleteMultipartUpload"], { daysAfterInitiation: 7 });
  });

  it("protects bucket, key, versions and its own statements on request, and never deletes objects unasked", async () => {
    const plain = await bucket();
    assert.equal(only(plain, "bucket:Bucket").inputs["forceDestroy"], false);
    assert.deepEqual(plain.filter(({ protect }) => protect), []);
    const kept = await bucket({ protect: true, forceDestroy: true, versioning: true, expireAfterDays: 30 });
    assert.equal(only(kept, "bucket:Bucket").inputs["forceDestroy"], true);
    const unprotected = (all: readonly Registered[]): (string | undefined)[] =>
      all.filter(({ protect, custom }) => custom && !protect).map(({ type }) => type.split(":").pop()).sort();
    const free = ["Alias", "BucketLifecycleConfiguration", "BucketOwnershipControls", "BucketPublicAccessBlock", "BucketServerSideEncryptionConfiguration"];
    assert.deepEqual(unprotected(kept), free, "what is retained stays anyway");
    const adopted = await bucket({ protect: true, expireAfterDays: 30, requireTls: "keep" });
    assert.deepEqual(unprotected(adopted), [...free, "BucketPolicy"].sort(), "a policy that holds nothing but denials goes when they are no longer enforced");
    const statement = JSON.stringify({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-orders/*" });
    assert.deepEqual(unprotected(await bucket({ protect: true, expireAfterDays: 30, requireTls: "keep", additionalStatements: [statement] })), free);
  });
});

describe("what goes with a bucket", () => {
  it("is no key, unless the bucket's objects may go as well; the alias is free for a later key", async () => {
    for (const forceDestroy of [undefined, false, true]) {
      const all = await bucket(forceDestroy === undefined ? {} : { forceDestroy });
      const retained = all.filter((one) => one.retainOnDelete && !one.type.startsWith("aws:s3/"));
      assert.deepEqual(retained.map(({ type }) => type), forceDestroy === true ? [] : ["aws:kms/key:Key"]);
    }
  });

  it("is everything that S3 keeps for it, and nothing of that goes before it", async () => {
    const all = await bucket({ versioning: true, expireAfterDays: 30 });
    const { urn } = only(all, "bucket:Bucket");
    const parts = all.filter(({ type, inputs }) => type.startsWith("aws:s3/bucket") && inputs["bucket"] === "acme-orders" && type !== "aws:s3/bucket:Bucket");
    assert.equal(parts.length, 6);
    for (const part of parts) assert.equal(part.deletedWith, urn, part.urn);
    assert.deepEqual(all.filter((one) => one.deletedWith !== "" && !parts.includes(one)), []);
  });

  it("goes before its key and alias: by the order in which the engine deletes", async () => {
    const created = await bucket();
    const before = [only(created, ":Alias").urn, only(created, "key:Key").urn];
    assert.deepEqual([...only(created, "bucket:Bucket").dependencies].sort(), before.sort());

    const handedOver = await declare(() => {
      const { arn: kmsKeyArn } = new aws.kms.Key("theirs");
      new EncryptedBucket("orders", { bucketName: "acme-orders", requirement: kms, kmsKeyArn });
    });
    assert.deepEqual(only(handedOver, "bucket:Bucket").dependencies, [only(handedOver, "key:Key").urn], "also before a key of the program's own");
    assert.deepEqual(only(await bucket({ kmsKeyArn: key }), "bucket:Bucket").dependencies, []);
  });
});

describe("the policy of an EncryptedBucket", () => {
  const cases: readonly {
    what: string;
    requirement: Requirement;
    stored: readonly Record<string, string>[];
    denied: readonly Record<string, string>[];
  }[] = [
    {
      what: "KMS with any key",
      requirement: kms,
      stored: [{}, header("aws:kms"), header("aws:kms", key), header("aws:kms:dsse", key)],
      denied: [header("AES256"), customerKey, header("aws:kms:future")],
    },
    {
      what: "KMS with one key",
      requirement: { ...kms, kmsKeyArns: [key] },
      stored: [{}, header("aws:kms", key), header("aws:kms:dsse", key)],
      denied: [header("aws:kms"), header("aws:kms", key.replace("1234abcd", "99999999")), header("AES256"), customerKey],
    },
    {
      what: "KMS by header",
      requirement: { methods: ["sse-kms"], origin: "header" },
      stored: [header("aws:kms", key)],
      denied: [{}, header("AES256"), header("aws:kms:dsse", key), customerKey],
    },
    {
      what: "SSE-S3",
      requirement: { methods: ["sse-s3"], origin: "any" },
      stored: [{}, header("AES256")],
      denied: [header("aws:kms", key), header("aws:kms:dsse"), customerKey, header("future")],
    },
    {
      what: "SSE-C, which the bucket's default cannot satisfy",
      requirement: { methods: ["sse-c"], origin: "any" },
      stored: [customerKey],
      denied: [{}, header("AES256"), header("aws:kms", key)],
    },
  ];
  for (const { what, requirement, stored, denied } of cases) {
    it(`lets in exactly what is required: ${what}`, async () => {
      const s3 = deployed(await bucket({ requirement }));
      for (const headers of stored) assert.equal(evaluateUpload(s3, put(headers)).outcome, "stored", JSON.stringify(headers));
      for (const headers of denied) assert.equal(evaluateUpload(s3, put(headers)).outcome, "denied", JSON.stringify(headers));
    });
  }

  it("denies nothing but requests without TLS while it only watches, and leaves S3's own blocking alone", async () => {
    const all = await bucket({ enforcement: "audit", requirement: { ...kms, kmsKeyArns: [key] } });
    assert.equal("blockedEncryptionTypes" in encryptionRule(all), false);
    const approving = await bucket({ enforcement: "audit", requirement: { methods: ["sse-kms", "sse-c"], origin: "any" } });
    assert.deepEqual(encryptionRule(approving).blockedEncryptionTypes, ["NONE"], "S3 would deny what is approved");
    assert.equal(evaluateUpload(deployed(approving), put(customerKey)).outcome, "stored");
    assert.deepEqual(sids(only(all, ":BucketPolicy")), ["DenyInsecureTransport"]);
    const s3 = deployed(all);
    for (const headers of [{}, header("AES256"), header("aws:kms")]) {
      assert.equal(evaluateUpload(s3, put(headers)).outcome, "stored", JSON.stringify(headers));
    }
    assert.equal(evaluateUpload(s3, put(customerKey)).outcome, "denied", "by S3's own block");
    assert.equal(evaluateUpload(s3, { ...put(header("AES256")), secureTransport: false }).outcome, "denied");
  });

  it("spares the exempt principals, and nobody else", async () => {
    const exemptPrincipals = [{ arn: "arn:aws:iam::111122223333:role/importer", reason: "until May" }];
    const all = await bucket({ exemptPrincipals, requirement: { methods: ["sse-kms"], kmsKeyArns: [key], origin: "header" } });
    const s3 = deployed(all);
    for (const headers of [{}, header("AES256"), header("aws:kms")]) {
      assert.equal(evaluateUpload(s3, put(headers, "importer")).outcome, "stored", JSON.stringify(headers));
      assert.equal(evaluateUpload(s3, put(headers, "importer-2")).outcome, "denied", JSON.stringify(headers));
    }
    assert.equal(evaluateUpload(s3, { ...put({}, "importer"), secureTransport: false }).outcome, "denied", "TLS is for everybody");
    assert.doesNotMatch(String(s3.policy), /until May/, "the reason is for the config's reader; a policy has no place for it");
  });

  it("keeps the owner's own statements as they are, behind the generated ones, in both enforcements", async () => {
    const own: PolicyStatement[] = [
      { Sid: "Reports", Effect: "Allow", Principal: { AWS: "444455556666" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-orders/reports/*" },
      { Effect: "Deny", Principal: "*", Action: ["s3:DeleteObject"], Resource: ["arn:aws:s3:::acme-orders/*"], Condition: { StringNotEquals: { "aws:PrincipalTag/team": "orders" } } },
    ];
    for (const enforcement of ["deny", "audit"] as const) {
      const policy = only(await bucket({ enforcement, additionalStatements: own.map((statement) => JSON.stringify(statement)) }), ":BucketPolicy");
      assert.deepEqual(statements(policy).slice(-2), own);
      assert.ok(sids(policy).includes("DenyInsecureTransport"));
    }
  });
});

describe("a bucket that keeps what it has", () => {
  const parts = (all: readonly Registered[]): string[] =>
    all.filter(({ type }) => type.startsWith("aws:")).map(({ type }) => type.split(":").pop() ?? "").sort();
  const own: PolicyStatement = { Sid: "DenyInsecureTransport", Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-orders/*" };
  const keepsAll = { enforcement: "audit", defaultEncryption: "keep", publicAccessBlock: "keep", ownership: "keep", requireTls: "keep" } as const;

  it("has nothing declared of it, not even a key", async () => {
    assert.deepEqual(parts(await bucket(keepsAll)), ["Bucket"], "no policy: S3 takes none without statements");
  });

  it("has its own statements as its whole policy, under Sids that nothing else has then", async () => {
    const all = await bucket({ ...keepsAll, additionalStatements: [JSON.stringify(own)] });
    assert.deepEqual(parts(all), ["Bucket", "BucketPolicy"]);
    assert.deepEqual(statements(only(all, ":BucketPolicy")), [own]);
  });

  it("has what is not kept as any bucket has it", async () => {
    const { enforcement } = keepsAll;
    const every = parts(await bucket({ enforcement }));
    const missing = async (key: Exclude<keyof typeof keepsAll, "enforcement">): Promise<string[]> => {
      const some = parts(await bucket({ enforcement, [key]: "keep" }));
      return every.filter((part) => !some.includes(part));
    };
    assert.deepEqual(await missing("defaultEncryption"), ["BucketServerSideEncryptionConfiguration", ...(every.includes("Key") ? ["Alias", "Key"] : [])].sort());
    assert.deepEqual(await missing("publicAccessBlock"), ["BucketPublicAccessBlock"]);
    assert.deepEqual(await missing("ownership"), ["BucketOwnershipControls"]);
    assert.deepEqual(await missing("requireTls"), ["BucketPolicy"]);
  });

  it("has it still when the stack no longer says anything of it", async () => {
    const retained = (await bucket()).filter((one) => one.retainOnDelete && one.type.startsWith("aws:s3/")).map(({ type }) => type.split(":").pop());
    assert.deepEqual(retained.sort(), ["BucketOwnershipControls", "BucketPublicAccessBlock", "BucketServerSideEncryptionConfiguration"]);
  });
});

describe("a bucket that denies below some prefixes", () => {
  it("denies improper uploads there, and nowhere else", async () => {
    const all = await bucket({ denyBelow: ["invoices/", "orders/2026"] });
    const stored = (objectKey: string): boolean =>
      evaluateUpload(deployed(all), { ...put(header("AES256")), key: objectKey }).outcome === "stored";
    assert.deepEqual(["invoices/1", "orders/2026-01", "orders/2025-01", "1"].map(stored), [false, false, true, true]);
  });

  it("does not have SSE-C blocked on the whole bucket", async () => {
    assert.deepEqual(encryptionRule(await bucket()).blockedEncryptionTypes, ["SSE-C"]);
    assert.equal(encryptionRule(await bucket({ denyBelow: ["invoices/"] })).blockedEncryptionTypes, undefined);
  });
});
