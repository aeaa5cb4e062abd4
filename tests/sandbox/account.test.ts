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
  const there = (type: string, id: string): boolean => account.find(type, id, config.region) !== undefined;

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
    create(POLICY, { bucket: "data", policy: "{}" });
    create(POLICY, { bucket: "data-2", policy: "{}" }, "other");
    remove(bucket);
    assert.deepEqual([there(POLICY, "data"), there(POLICY, "data-2")], [false, true]);
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
