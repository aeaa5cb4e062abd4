/** Protects what becomes of uploads that nothing denies: stored as required or against it, or refused by S3 itself. */
import assert from "node:assert/strict";
import { defaultRequirement, type EncryptionRequirement } from "../../encryption/requirement";
import { asks, type Ask } from "../../judge/asks";
import type { JudgedBucket } from "../../judge/bucket";
import { anyRole, otherAccount } from "../../judge/identities";
import { fateOf, isOffence, OpenBucket, uploadBucket, uploadBy, type Fate } from "../../judge/uploads";
import { identify } from "../../simulator/iam/principal";
import { account, approvedKey, bucketName, place } from "./policies";

const bucket: JudgedBucket = { bucketName, place, defaultEncryption: { algorithm: "aws:kms" }, blockedEncryptionTypes: undefined, policy: undefined };
const oneKey: EncryptionRequirement = { methods: ["sse-kms"], origin: "any", kmsKeyArns: [approvedKey] };
const askOf = (words: string, requirement = defaultRequirement): Ask => {
  const found = asks(requirement, place, undefined, true).find((ask) => ask.words.includes(words));
  assert.ok(found, words);
  return found;
};
const requester = (principal: "anonymous" | ReturnType<typeof anyRole>) => ({ words: "", principal, identity: identify(principal), isUsual: true, exceptions: [] });
const role = requester(anyRole(place));
const insecure = { "aws:SecureTransport": false };

const offence = (fate: Fate): boolean => isOffence(fate);
const proper = (fate: Fate): boolean => fate === "proper";

describe("judge/uploads", () => {
  const fates: readonly (readonly [words: string, fate: string, of?: Partial<JudgedBucket>, requirement?: EncryptionRequirement])[] = [
    ["without an encryption header", "proper"],
    ["without an encryption header", "SSE-S3: SSE-S3 is not approved (approved: SSE-KMS, DSSE-KMS)", { defaultEncryption: undefined }],
    ["AES256", "SSE-S3: SSE-S3 is not approved (approved: SSE-KMS, DSSE-KMS)"],
    ["a future method", "an unknown method: its encryption method is not known"],
    ["(SSE-C)", "SSE-C: SSE-C is not approved (approved: SSE-KMS, DSSE-KMS)"],
    ["(SSE-C)", "not stored", { blockedEncryptionTypes: ["SSE-C"] }],
    ["(SSE-C)", "SSE-C: SSE-C is not approved (approved: SSE-KMS, DSSE-KMS)", { blockedEncryptionTypes: ["NONE"] }],
    ["with an approved key", "proper", {}, oneKey],
    ["by its bare id", `SSE-KMS: KMS key arn:aws:kms:eu-west-1:${account}:key/00000000-1111-2222-3333-444444444444 is not approved`, {}, oneKey],
  ];
  for (const [words, fate, of = {}, requirement = defaultRequirement] of fates) {
    it(`makes of a request ${words}${JSON.stringify(of)}: ${fate}`, () => {
      const open = new OpenBucket({ ...bucket, ...of }, requirement);
      const found = open.fate(account, { ...askOf(words, requirement).request, key: "object", principal: role.principal });
      assert.equal(isOffence(found) ? `${found.storedAs}: ${found.reason}` : found, fate);
    });
  }

  it("stores nothing that a policy denies, and nothing of strangers whom none allows", () => {
    const target = uploadBucket(bucket, account, undefined);
    const upload = { ...askOf("AES256").request, key: "object" };
    assert.equal(fateOf(target, { ...upload, principal: anyRole({ ...place, account: otherAccount }) }, defaultRequirement), "not stored");
    assert.equal(isOffence(fateOf(target, { ...upload, principal: role.principal }, defaultRequirement)), true);
    assert.equal(isOffence(fateOf({ ...target, account: otherAccount }, { ...upload, principal: role.principal }, defaultRequirement)), false);
  });

  it("takes a default that is not known for none, and blocks nothing unless the rule says so", () => {
    const { defaultEncryption, blockedEncryptionTypes, policy } = uploadBucket({ ...bucket, defaultEncryption: "open" }, otherAccount, undefined);
    assert.deepEqual([defaultEncryption, blockedEncryptionTypes, policy], [undefined, ["NONE"], undefined]);
    assert.deepEqual(uploadBucket({ ...bucket, blockedEncryptionTypes: ["SSE-C"] }, otherAccount, undefined), { name: bucketName, account: otherAccount, region: "eu-west-1", partition: "aws", defaultEncryption: { algorithm: "aws:kms" }, blockedEncryptionTypes: ["SSE-C"] });
  });

  it("is blocked by S3 itself where no rule says what is blocked, in regions where S3 does so", () => {
    const isBlocked = (words: string, of: Partial<JudgedBucket> = {}): boolean => new OpenBucket({ ...bucket, ...of }, defaultRequirement).isBlockedByDefault(askOf(words));
    assert.deepEqual([isBlocked("(SSE-C)"), isBlocked("AES256"), isBlocked("a future method")], [true, false, false]);
    assert.equal(isBlocked("(SSE-C)", { blockedEncryptionTypes: ["NONE"] }), false);
    assert.equal(isBlocked("(SSE-C)", { place: { ...place, region: "me-south-1" } }), false);
  });

  describe("put to a bucket", () => {
    const open = new OpenBucket(bucket, oneKey);
    it("is what is looked for where somebody of a usual kind gets it, with TLS or without", () => {
      assert.equal(open.probe(account, askOf("AES256", oneKey), offence).isWanted, true);
      assert.equal(open.probe(account, askOf("AES256", oneKey), proper).isWanted, false);
      assert.equal(open.probe(account, askOf("with an approved key", oneKey), offence).isWanted, false);
      assert.equal(open.probe(account, askOf("with an approved key", oneKey), proper).isWanted, true);
    });
    it("counts by who asks, and by TLS, which KMS needs", () => {
      const { counts } = open.probe(account, askOf("aws:kms with another key", oneKey), offence);
      assert.deepEqual([counts(role, {}), counts(role, insecure), counts(role, { "AWS:securetransport": false }), counts(role, { "aws:SecureTransport": true }), counts(requester("anonymous"), {})], [true, false, false, true, false]);
      const s3 = open.probe(account, askOf("AES256", oneKey), offence);
      assert.deepEqual([s3.counts(role, insecure), s3.counts(requester("anonymous"), {})], [true, true]);
      for (const words of ["aws:kms with another key", "(SSE-C)"]) assert.equal(open.probe(account, askOf(words, oneKey), (fate) => fate === "not stored").isWanted, true, "without TLS");
    });
    it("counts by whose a key is that is named by its id", () => {
      const bareId = askOf("with an approved key by its bare id", oneKey);
      const key = approvedKey.replace("us-east-1", "eu-west-1");
      const own = new OpenBucket(bucket, { ...oneKey, kmsKeyArns: [key] });
      const { counts, kind } = own.probe(account, askOf("with an approved key by its bare id", { ...oneKey, kmsKeyArns: [key] }), offence);
      assert.deepEqual([counts(role, {}), counts(requester(anyRole({ ...place, account: otherAccount })), {})], [false, true]);
      assert.equal(kind, undefined, "it is like no other request");
      assert.equal(open.probe(account, bareId, offence).kind, undefined);
    });
    it("counts for an account whose key is approved otherwise than for the others, whoever is asked about first", () => {
      const vendor = "444455556666";
      const requirement = { ...oneKey, kmsKeyArns: [`arn:aws:kms:${place.region}:${vendor}:key/1234abcd-12ab-34cd-56ef-1234567890ab`] };
      for (const accounts of [[vendor, otherAccount], [otherAccount, vendor]]) {
        const { counts } = new OpenBucket(bucket, requirement).probe(account, askOf("with an approved key by its bare id", requirement), offence);
        const counting = accounts.filter((one) => counts(requester(anyRole({ ...place, account: one })), {}));
        assert.deepEqual(counting, [otherAccount]);
      }
    });
    it("counts by whose a key is that the bucket's default names by its id", () => {
      const byId = { ...bucket, defaultEncryption: { algorithm: "aws:kms", kmsKeyArn: approvedKey.slice(approvedKey.lastIndexOf("/") + 1) } };
      const vendor = "444455556666";
      const requirement = { ...oneKey, kmsKeyArns: [approvedKey.replace("us-east-1", place.region).replace(account, vendor)] };
      const { counts, kind } = new OpenBucket(byId, requirement).probe(account, askOf("without an encryption header", requirement), offence);
      assert.equal(kind, undefined, "it is like no other request");
      assert.deepEqual([otherAccount, vendor, account].filter((one) => counts(requester(anyRole({ ...place, account: one })), {})), [otherAccount, account]);
    });
    it("is of one kind with what counts for the same requesters", () => {
      const kindOf = (words: string, wanted = offence, requirement = oneKey): unknown => open.probe(account, askOf(words, requirement), wanted).kind;
      assert.equal(kindOf("AES256"), kindOf("(SSE-C)") === kindOf("AES256") ? kindOf("(SSE-C)") : kindOf("AES256"));
      assert.equal(kindOf("aws:kms with another key"), kindOf("aws:kms:dsse with another key"));
      assert.notEqual(kindOf("aws:kms with another key"), kindOf("AES256"));
      assert.notEqual(kindOf("AES256"), kindOf("AES256", proper));
    });
    it("asks with the condition keys of the request, authorized by its own action", () => {
      const update = open.probe(account, askOf("UpdateObjectEncryption", oneKey), offence);
      assert.deepEqual([update.action, open.probe(account, askOf("AES256", oneKey), offence).action], ["s3:UpdateObjectEncryption", "s3:PutObject"]);
      const context = open.probe(otherAccount, askOf("AES256", oneKey), offence).context(role.identity);
      assert.deepEqual([context["s3:x-amz-server-side-encryption"], context["aws:ResourceAccount"]], ["AES256", otherAccount]);
    });
  });

  it("is sent as the way says: by whom, under which key, without TLS where the way has none", () => {
    const way = { requester: role, resource: "", passage: { principals: [], exceptions: [], spared: [] } };
    const ask = askOf("AES256");
    assert.deepEqual(uploadBy(ask, "a/b", { ...way, context: { "aws:SourceVpce": "x" } }), { ...ask.request, key: "a/b", principal: role.principal, context: { "aws:SourceVpce": "x" } });
    assert.deepEqual(uploadBy(ask, "a/b", { ...way, context: insecure }), { ...ask.request, key: "a/b", principal: role.principal, context: insecure, secureTransport: false });
  });

});
