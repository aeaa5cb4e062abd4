/** Protects the way out for buckets that AWS services write into: what is said, and that following it ends in green. */
import assert from "node:assert/strict";
import type { Statement } from "../judge/policies";
import { packViolations, type Declared, type PackViolation } from "./stack";

const name = "acme-alb-logs";
const arn = `arn:aws:s3:::${name}/*`;
const allow = (Principal: object): Statement => ({ Effect: "Allow", Principal, Action: "s3:PutObject", Resource: arn });
const loadBalancers = allow({ Service: "logdelivery.elasticloadbalancing.amazonaws.com" });
const vendedLogs = allow({ Service: "delivery.logs.amazonaws.com" });
const trails = allow({ Service: "cloudtrail.amazonaws.com" });

const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const silent = { "s3-upload-audited": "disabled" } as const;

function stackOf(statements: readonly object[], byDefault?: { sseAlgorithm: string; kmsMasterKeyId?: string }): Declared[] {
  const rules = [{ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled: true, blockedEncryptionTypes: ["SSE-C"] }];
  return [
    { type: "aws:s3/bucket:Bucket", name: "logs", inputs: { bucket: name } },
    ...(byDefault ? [{ type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name: "logs-encryption", inputs: { bucket: name, rules } }] : []),
    { type: "aws:s3/bucketPolicy:BucketPolicy", name: "logs-policy", inputs: { bucket: name, policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) } },
  ];
}

const said = (found: readonly PackViolation[]): string[] => found.map(({ policy, enforcementLevel }) => `${enforcementLevel ?? ""} ${policy}`);

/** The statements that a message says to add. */
function statementsIn(found: readonly PackViolation[]): object[] {
  const json = found.flatMap(({ message }) => /^ {4}\[\n[^]*?^ {4}\]$|^ {4}\[.*\]$/m.exec(message)?.[0] ?? []).filter((text) => text.includes('"Effect"'));
  return json.flatMap((text) => JSON.parse(text) as object[]);
}

describe("policypack, buckets that AWS services write into", () => {
  it("asks for an exemption where only SSE-S3 can be written, and the exemption ends in green in one more step", async () => {
    const first = await packViolations(stackOf([loadBalancers]), silent);
    assert.deepEqual(said(first), ["mandatory s3-default-encryption", "mandatory s3-deny-wrong-uploads"]);
    const [byDefault, uploads] = first.map(({ message }) => message);
    assert.match(byDefault ?? "", /^Bucket acme-alb-logs: ask for this exemption in the pack's configuration, under any policy, which holds it to SSE-S3:\n/);
    assert.match(byDefault ?? "", /It receives access logs of Application or Classic Load Balancers, which need SSE-S3: their delivery is refused with Access Denied \(https:\/\/docs\.aws\.amazon\.com\//);
    assert.match(uploads ?? "", /^Bucket acme-alb-logs lets wrong uploads in until it has the exemption that s3-default-encryption asks for:/);
    assert.doesNotMatch(first.map(({ message }) => message).join("\n"), /sseAlgorithm|"Sid"/, "no remedy that would lose the logs");

    const [, exemption = ""] = /^ {4}("exemptions": [^]*?\])$/m.exec(byDefault ?? "") ?? [];
    const config = { ...silent, "s3-default-encryption": JSON.parse(`{${exemption}}`) as object };
    const second = await packViolations(stackOf([loadBalancers]), config);
    assert.match(second[0]?.message ?? "", /sseAlgorithm: "AES256"/);
    const statements = statementsIn(second);
    assert.ok(statements.length > 0);
    assert.deepEqual(await packViolations(stackOf([loadBalancers, ...statements], { sseAlgorithm: "AES256" }), config), []);
  });

  it("holds an exempted bucket to its own requirement in every policy, wherever that is given", async () => {
    const exemption = { exemptions: [{ bucket: "*-alb-logs", requirement: { methods: ["sse-s3"] }, reason: "load balancers" }] };
    for (const given of [{ "s3-deny-future-methods": exemption }, { "s3-unverifiable-at-preview": { wholePack: exemption } }]) {
      const found = await packViolations(stackOf([loadBalancers], { sseAlgorithm: "aws:kms" }), { ...silent, ...given });
      assert.deepEqual(said(found).slice(0, 2), ["mandatory s3-default-encryption", "mandatory s3-deny-wrong-uploads"]);
      for (const { message } of found.slice(0, 2)) assert.match(message, /SSE-KMS is not approved|approved: SSE-S3/);
    }
  });

  it("leaves alone what is exempt for the whole pack, until that expires, which is said", async () => {
    const wholePack = (more: object = {}): object => ({ wholePack: { exemptions: [{ bucket: name, reason: "legacy", ...more }] } });
    assert.deepEqual(await packViolations(stackOf([loadBalancers]), { "s3-upload-audited": wholePack() }), []);
    const expired = await packViolations(stackOf([loadBalancers]), { ...silent, "s3-default-encryption": wholePack({ expires: "2020-01-31" }) });
    assert.equal(expired.filter(({ message }) => /expired on 2020-01-31/.test(message)).length, 1);
  });

  it("allows an exception for the whole pack", async () => {
    const exempt = { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: arn, Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": ["aws:kms"], "aws:SourceVpce": "vpce-1" } } };
    const stack = stackOf([exempt], { sseAlgorithm: "aws:kms", kmsMasterKeyId: key });
    assert.ok((await packViolations(stack, silent)).some(({ policy }) => policy === "s3-deny-wrong-uploads"));
    const wholePack = { allowedExceptions: [{ key: "aws:SourceVpce", reason: "backups" }] };
    assert.deepEqual(await packViolations(stack, { ...silent, "s3-default-encryption": { wholePack } }), []);
  });

  it("says of a bucket that is right, but for its writers, what they lose", async () => {
    const closed = { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: arn, Condition: { Null: { "s3:x-amz-server-side-encryption": "false" }, StringNotEquals: { "s3:x-amz-server-side-encryption": ["aws:kms", "aws:kms:dsse"] } } };
    const [lost, ...others] = await packViolations(stackOf([loadBalancers, closed], { sseAlgorithm: "aws:kms", kmsMasterKeyId: key }), silent);
    assert.deepEqual(others, []);
    assert.deepEqual([lost?.policy, lost?.enforcementLevel, lost?.urn], ["s3-admit-approved-uploads", "advisory", "logs-encryption"]);
    assert.match(lost?.message ?? "", /^Bucket acme-alb-logs: ask for this exemption/);

    const [unreadable, ...more] = await packViolations(stackOf([vendedLogs, closed], { sseAlgorithm: "aws:kms" }), silent);
    assert.deepEqual(more, []);
    assert.match(unreadable?.message ?? "", /: give rules of that resource:\n[^]*kmsMasterKeyId: "<ARN of a customer managed KMS key>"[^]*with the AWS managed key they are unreadable/);
    assert.deepEqual(await packViolations(stackOf([vendedLogs, closed], { sseAlgorithm: "aws:kms", kmsMasterKeyId: key }), silent), []);
  });

  it("names a key to fill in where the AWS managed one will not do, and refuses the placeholder as it stands", async () => {
    const [found] = await packViolations(stackOf([vendedLogs]), silent);
    const [, placeholder = ""] = /kmsMasterKeyId: "(.*?)"/.exec(found?.message ?? "") ?? [];
    assert.match(placeholder, /^<.*>$/);
    assert.match(found?.message ?? "", /which need a customer managed key/);
    const [pasted] = await packViolations(stackOf([vendedLogs], { sseAlgorithm: "aws:kms", kmsMasterKeyId: placeholder }), silent);
    assert.match(pasted?.message ?? "", /Now the kmsMasterKeyId "<ARN of a customer managed KMS key>" of its default encryption is no KMS key's ARN, id or alias/);
  });

  it("says beside statements that deny SSE-S3 by header whose writes they deny", async () => {
    const [found] = await packViolations(stackOf([trails], { sseAlgorithm: "aws:kms", kmsMasterKeyId: key }), silent);
    assert.match(found?.message ?? "", /"DenyOtherEncryptionMethods"[^]*It receives log files of CloudTrail, which need a key of their own: a trail without a KMS key asks for SSE-S3 by header/);
  });

  it("asks for no exemption where SSE-S3 is approved: it gives the bucket that default", async () => {
    const config = { ...silent, "s3-default-encryption": { requirement: { methods: ["sse-s3", "sse-kms"] } } };
    const [found] = await packViolations(stackOf([loadBalancers]), config);
    assert.match(found?.message ?? "", /: give it a BucketServerSideEncryptionConfiguration with rules:\n.*sseAlgorithm: "AES256"/);
    const kms = await packViolations(stackOf([loadBalancers], { sseAlgorithm: "aws:kms" }), config);
    assert.ok(kms.some(({ policy, message }) => policy === "s3-admit-approved-uploads" && /sseAlgorithm: "AES256"/.test(message)), kms.map(({ message }) => message).join("\n"));
  });
});
