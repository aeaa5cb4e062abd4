/** Protects what the sandbox's resources meet in their account: a bucket's objects, and KMS keys that are on their way out. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { SandboxAccount } from "../../sandbox/provider/account";
import { SandboxObjects } from "../../sandbox/provider/objects";
import type { ProviderConfig } from "../../sandbox/provider/place";
import { SandboxProvider, type ResourceRef, type State } from "../../sandbox/provider/provider";
import type { Properties } from "../../sandbox/provider/values";

const config: ProviderConfig = { region: "eu-west-1", defaultTags: {} };
const BUCKET = "aws:s3/bucket:Bucket";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const KEY = "aws:kms/key:Key";
const ALIAS = "aws:kms/alias:Alias";
const TRAIL = "aws:cloudtrail/trail:Trail";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** A policy that S3 takes. */
function denying(bucket: string): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: `arn:aws:s3:::${bucket}/*` }] });
}

const urn = (type: string, name = "it"): string => `urn:pulumi:dev::project::${type}::${name}`;

describe("the sandbox's account", () => {
  let account: SandboxAccount;
  let provider: SandboxProvider;
  beforeEach(() => {
    account = new SandboxAccount();
    provider = new SandboxProvider(account);
  });
  const create = (type: string, inputs: Properties, name?: string): State & ResourceRef => ({
    urn: urn(type, name),
    ...provider.create(urn(type, name), inputs, false, config),
  });
  const remove = (resource: State & ResourceRef): void => provider.delete(resource, resource, config);
  const there = (type: string, id: string): boolean => account.find(type, id, { account: "111122223333", region: config.region }) !== undefined;

  it("refuses to delete a bucket that holds objects, as S3 does, and takes nothing from it", () => {
    for (const inputs of [{}, { forceDestroy: false }]) {
      const bucket = create(BUCKET, { bucket: "data", ...inputs });
      account.objects.put("data", "a.txt");
      account.objects.put("data", "b.txt");
      account.objects.put("data", "a.txt");
      assert.throws(() => remove(bucket), /BucketNotEmpty: The bucket you tried to delete is not empty: data holds a\.txt and 1 more/);
      assert.deepEqual([there(BUCKET, "data"), account.objects.keysOf("data")], [true, ["a.txt", "b.txt"]]);
      account.objects.empty("data");
      remove(bucket);
      assert.equal(there(BUCKET, "data"), false);
    }
  });

  it("deletes the objects of a bucket that was deployed with forceDestroy, and of no other", () => {
    const bucket = create(BUCKET, { bucket: "data", forceDestroy: true });
    for (const name of ["data", "data-2"]) account.objects.put(name, "a.txt");
    remove(bucket);
    assert.deepEqual([account.objects.keysOf("data"), account.objects.keysOf("data-2")], [[], ["a.txt"]]);
  });

  it("deletes a bucket's configuration with the bucket, whether the engine asks for that or not", () => {
    const bucket = create(BUCKET, { bucket: "data" });
    create(POLICY, { bucket: "data", policy: denying("data") });
    create(POLICY, { bucket: "data-2", policy: denying("data-2") }, "other");
    remove(bucket);
    assert.deepEqual([there(POLICY, "data"), there(POLICY, "data-2")], [false, true]);
  });

  describe("puts bucket policies as S3 does", () => {
    const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
    const reading = (changes: object = {}): string =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*", ...changes }] });
    const put = (policy: string, region?: string) => create(POLICY, { bucket: "data", policy, ...(region !== undefined && { region }) });
    const refused: [sentence: string, policy: string, says: RegExp][] = [
      ["an action that does not exist", reading({ Action: "s3:GetObjekt" }), /the bucket data:\n  Statement\[0\]\.Action .*: MalformedPolicy: Policy has invalid action/],
      ["any resource", reading({ Resource: "*" }), /MalformedPolicy: Policy has invalid resource/],
      ["an action on objects for the bucket's ARN", reading({ Resource: "arn:aws:s3:::data" }), /Action does not apply to any resource/],
      ["another bucket's ARN", reading({ Resource: "arn:aws:s3:::other/*" }), /not within the bucket data/],
      ["a statement without a principal", reading({ Principal: undefined }), /Missing required field Principal/],
      ["what nobody knows S3 to take", reading({ Action: "s3:Frob*" }), /not known of AWS/],
      ["a public one, of a bucket that has no public access block of its own", reading(), /AccessDenied: .*BlockPublicPolicy/],
    ];
    for (const [sentence, policy, says] of refused) {
      it(`refuses ${sentence}, when the policy is put and not before`, () => {
        create(BUCKET, { bucket: "data" });
        assert.throws(() => put(policy), says);
        assert.equal(there(POLICY, "data"), false);
        provider.create(urn(POLICY, "planned"), { bucket: "data", policy }, true, config);
      });
    }

    it("refuses a public one while the block forbids it, and takes it where the block leaves that out", () => {
      create(BUCKET, { bucket: "data" });
      const block = create(BLOCK, { bucket: "data", blockPublicPolicy: true });
      assert.throws(() => put(reading()), /AccessDenied/);
      remove(block);
      create(BLOCK, { bucket: "data", blockPublicAcls: true });
      put(reading());
    });

    it("refuses ARNs of another partition than that of the bucket's region", () => {
      assert.throws(() => put(denying("data"), "cn-north-1"), /partition aws, the bucket in aws-cn/);
    });

    it("refuses a change to such a policy, and an inline policy of a bucket", () => {
      create(BUCKET, { bucket: "data" });
      const { id, outputs, inputs } = put(denying("data"));
      const change = () => provider.update({ urn: urn(POLICY), id }, outputs, { ...inputs, policy: reading({ Action: "s3:GetObjekt" }) }, false, config);
      assert.throws(change, /invalid action/);
      assert.throws(() => create(BUCKET, { bucket: "inline", policy: denying("other") }, "inline"), /not within the bucket inline/);
    });
  });

  it("gives a key that is created again another id", () => {
    const [first, second] = [create(KEY, {}), create(KEY, {})];
    assert.notEqual(first.id, second.id);
    assert.deepEqual([there(KEY, first.id), there(KEY, second.id)], [true, true], "the first one was not deleted");
  });

  it("refuses what needs a key that is scheduled for deletion, and frees the name of its alias with the alias alone", () => {
    const [key, other] = [create(KEY, {}, "one"), create(KEY, {}, "two")];
    const alias = create(ALIAS, { name: "alias/a", targetKeyId: key.id });
    const trail = create(TRAIL, { name: "t", s3BucketName: "logs" });
    remove(key);
    const arn = String(key.outputs["arn"]);
    const uses: (() => unknown)[] = [
      () => create(ALIAS, { name: "alias/b", targetKeyId: key.id }, "by id"),
      () => create(ALIAS, { name: "alias/b", targetKeyId: arn }, "by ARN"),
      () => create(TRAIL, { name: "t2", s3BucketName: "logs", kmsKeyId: arn }, "t2"),
      () => create(LOG_GROUP, { name: "/a", kmsKeyId: arn }),
      () => provider.update(trail, trail.outputs, { ...trail.inputs, kmsKeyId: arn }, false, config),
    ];
    for (const use of uses) assert.throws(use, /KMSInvalidStateException: arn:aws:kms:eu-west-1:111122223333:key\/\S+ is pending deletion/);

    const later = (): unknown => create(ALIAS, { name: "alias/a", targetKeyId: other.id }, "later");
    assert.throws(later, /AlreadyExistsException: the key alias alias\/a exists already/);
    remove(alias);
    later();
  });
});

describe("the sandbox's objects", () => {
  it("are there in the next run, where they have a file", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-objects-"));
    const file = path.join(folder, "workspace", "objects.json");
    try {
      new SandboxObjects(file).put("data", "a.txt");
      assert.deepEqual(new SandboxObjects(file).keysOf("data"), ["a.txt"]);
      new SandboxObjects(file).empty("data");
      assert.deepEqual(new SandboxObjects(file).keysOf("data"), []);
      assert.deepEqual(new SandboxObjects().keysOf("data"), [], "and are of no other account");
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
