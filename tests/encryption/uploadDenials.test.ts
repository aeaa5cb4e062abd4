/** Protects what the deny statements stop, whoever asks: nothing improper is stored, nothing proper is stopped. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { encryptionHeaders, type EncryptionMethodId } from "../../encryption/methods";
import { defaultRequirement, violationOf, type EncryptionRequirement } from "../../encryption/requirement";
import { generatedSids, insecureTransportDenial, uploadDenials } from "../../encryption/uploadDenials";
import { evaluateUpload, type RequestPrincipal, type UploadBucket, type UploadRequest } from "../../simulator";
import { account, bucketCases, bucketName, deployed, everyDefault, everyRequirement, everyUpload, keyArn, namesKeyInPart, requirements, role, unprotected, uploads } from "./uploads";

const scope = { resource: "arn:aws:s3:::acme/*", principal: "*" as const, defaultSatisfies: true };
const sids = (requirement: EncryptionRequirement, more: Partial<Parameters<typeof uploadDenials>[1]> = {}): (string | undefined)[] =>
  uploadDenials(requirement, { ...scope, ...more }).map(({ Sid }) => Sid);
const encryption = `s3:${encryptionHeaders.algorithm}`;
const improper = (principal: RequestPrincipal): UploadRequest => ({ action: "PutObject", key: "a", principal, headers: { [encryptionHeaders.algorithm]: "AES256" } });

describe("upload denials", () => {
  it("store, under every requirement and default, exactly what satisfies the requirement", () => {
    const seen = { stored: 0, denied: 0, rejected: 0 };
    for (const requirement of everyRequirement) {
      for (const method of everyDefault(requirement)) {
        const bucket = deployed(requirement, { method });
        for (const upload of everyUpload) {
          const { outcome } = evaluateUpload(bucket, upload);
          seen[outcome]++;
          const without = evaluateUpload(unprotected(bucket), upload);
          if (without.outcome !== "stored") continue;
          const violation = violationOf(requirement, without.applied);
          if (violation === undefined && requirement.kmsKeyArns && namesKeyInPart(upload)) continue;
          assert.equal(outcome, violation === undefined ? "stored" : "denied", JSON.stringify({ violation, requirement, method, upload }));
        }
      }
    }
    assert.ok(seen.stored > 0 && seen.denied > 0, JSON.stringify(seen));
  });

  it("property: no upload without TLS is stored; a watched bucket asks for nothing else, but S3 blocks SSE-C on it unless that is approved", () => {
    fc.assert(
      fc.property(bucketCases, uploads, ({ requirement, method }, upload) => {
        assert.notEqual(evaluateUpload(deployed(requirement, { method }), { ...upload, secureTransport: false }).outcome, "stored");
        const watched = deployed(requirement, { method, enforcement: "audit" });
        assert.notEqual(evaluateUpload(watched, { ...upload, secureTransport: false }).outcome, "stored");
        const result = evaluateUpload(watched, upload);
        const blocked = result.outcome === "denied" && result.by === "blockedEncryptionType";
        const without = evaluateUpload(unprotected(watched), upload);
        const isSseC = without.outcome === "stored" && without.applied.method === "sse-c";
        assert.equal(blocked, isSseC && !requirement.methods.includes("sse-c"));
        if (!blocked) assert.deepEqual(result, without);
      }),
      { numRuns: 500 },
    );
  });

  it("property: exempt principals upload as if there were no denials, everybody else as if nobody were exempt", () => {
    const exemptPrincipals = [
      { arn: role("importer").arn, reason: "until May" },
      { arn: `arn:aws:iam::${account}:role/team-*`, reason: "teams" },
    ];
    const session = { arn: `arn:aws:sts::${account}:assumed-role/importer/session`, account };
    const exempt: RequestPrincipal[] = [role("importer"), session, role("team-a"), role("team-")];
    const others: RequestPrincipal[] = [role("importer2"), role("path/importer"), role("a-team-"), role("app"), { arn: `arn:aws:iam::${account}:user/importer`, account }, { arn: `arn:aws:iam::${account}:root`, account }, { arn: "arn:aws:iam::222222222222:role/importer", account: "222222222222" }];
    fc.assert(
      fc.property(bucketCases, uploads, fc.constantFrom(...exempt), fc.constantFrom(...others), ({ requirement, method }, upload, one, other) => {
        const bucket = deployed(requirement, { method, exemptPrincipals });
        const strict = deployed(requirement, { method });
        const watched = deployed(requirement, { method, enforcement: "audit" });
        assert.deepEqual(evaluateUpload(bucket, { ...upload, principal: one }), evaluateUpload(watched, { ...upload, principal: one }));
        assert.equal(evaluateUpload(bucket, { ...upload, principal: other }).outcome, evaluateUpload(strict, { ...upload, principal: other }).outcome);
      }),
      { numRuns: 500 },
    );
  });

  it("property: an exemption with methods adds these for its principal, changes nothing else for it, and nothing for others", () => {
    const cases = bucketCases.chain((one) =>
      fc.record({ one: fc.constant(one), methods: fc.subarray(["sse-c", "sse-s3", "sse-kms", "dsse-kms"].filter((id) => !one.requirement.methods.includes(id as EncryptionMethodId)) as EncryptionMethodId[]) }),
    );
    const seen = { added: 0, kept: 0 };
    fc.assert(
      fc.property(cases, uploads, ({ one: { requirement, method }, methods }, upload) => {
        const exemptPrincipals = [
          { arn: role("importer").arn, methods, reason: "until May" },
          { arn: role("all").arn, reason: "everything" },
        ];
        const [bucket, strict] = [deployed(requirement, { method, exemptPrincipals }), deployed(requirement, { method })];
        const outcome = (name: string, of: UploadBucket = bucket): string => evaluateUpload(of, { ...upload, principal: role(name) }).outcome;
        const without = evaluateUpload(unprotected(bucket), { ...upload, principal: role("importer") });
        const isAdded = without.outcome === "stored" && without.applied.origin === "header" && methods.some((id) => id === without.applied.method);
        seen[isAdded ? "added" : "kept"]++;
        assert.equal(outcome("importer"), isAdded ? "stored" : outcome("importer", strict), "its principal");
        assert.equal(outcome("app"), outcome("app", strict), "everybody else");
        // Without methods: whatever the bucket's block lets in, which is the same for all.
        const { blockedEncryptionTypes } = bucket;
        assert.equal(outcome("all"), outcome("all", { ...unprotected(bucket), ...(blockedEncryptionTypes && { blockedEncryptionTypes }) }), "who is wholly exempt");
      }),
      { numRuns: 1000 },
    );
    assert.ok(seen.added > 0 && seen.kept > 0, JSON.stringify(seen));
  });

  it("give a method that somebody may use a statement of its own, and leave the others as they are", () => {
    const exemptPrincipals = [{ arn: role("importer").arn, methods: ["sse-c", "sse-s3"] as const, reason: "until May" }];
    const [others, s3, c, ...rest] = uploadDenials(defaultRequirement, { ...scope, exemptPrincipals });
    assert.deepEqual([others?.Sid, others?.Condition], ["DenyOtherEncryptionMethods", { Null: { [encryption]: "false" }, StringNotEquals: { [encryption]: ["aws:kms", "aws:kms:dsse", "AES256"] } }]);
    const exempt = { ArnNotLike: { "aws:PrincipalArn": [role("importer").arn] } };
    assert.deepEqual([s3?.Sid, s3?.Condition], ["DenySseS3", { StringEquals: { [encryption]: "AES256" }, ...exempt }]);
    assert.deepEqual([c?.Sid, c?.Condition], ["DenySseC", { Null: { [`${encryption}-customer-algorithm`]: "false" }, ...exempt }]);
    assert.deepEqual(rest, []);
  });

  it("hold for an exemption but where it names the method: of two each has its own", () => {
    const exemptPrincipals = [
      { arn: role("c").arn, methods: ["sse-c"] as const, reason: "until May" },
      { arn: role("s3").arn, methods: ["sse-s3"] as const, reason: "until May" },
    ];
    const of = (sid: string) => uploadDenials(defaultRequirement, { ...scope, exemptPrincipals }).find(({ Sid }) => Sid === sid);
    const exempt = (name: string): object => ({ "aws:PrincipalArn": [role(name).arn] });
    assert.equal(of("DenyOtherEncryptionMethods")?.Condition?.["ArnNotLike"], undefined);
    assert.deepEqual(of("DenySseC")?.Condition?.["ArnNotLike"], exempt("c"));
    assert.deepEqual(of("DenySseS3")?.Condition?.["ArnNotLike"], exempt("s3"));
    assert.deepEqual(of("DenySseS3")?.Action, ["s3:PutObject", "s3:ReplicateObject", "s3:UpdateObjectEncryption"]);
  });

  it("ask for no key where no approved method uses one, and have no condition where none is needed", () => {
    const statements = uploadDenials({ methods: ["sse-s3"], origin: "any", kmsKeyArns: [keyArn("good-1")] }, scope);
    assert.deepEqual(statements.map(({ Sid }) => Sid), ["DenyOtherEncryptionMethods", "DenySseC", "DenyEncryptionUpdates"]);
    assert.equal("Condition" in (statements.at(-1) ?? {}), false);
  });

  it("leave an exempt service alone, and no other service and no person", () => {
    const Allow = { Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucketName}/*` } as const;
    const bucket = deployed(defaultRequirement, { exemptServices: ["cloudtrail.amazonaws.com"], additionalStatements: [Allow] });
    assert.equal(evaluateUpload(bucket, improper({ service: "cloudtrail.amazonaws.com" })).outcome, "stored");
    assert.equal(evaluateUpload(bucket, improper({ service: "logging.s3.amazonaws.com" })).outcome, "denied");
    assert.equal(evaluateUpload(bucket, improper("anonymous")).outcome, "denied");
    assert.equal(evaluateUpload(bucket, improper(role("app"))).outcome, "denied");
  });

  it("deny an anonymous upload that a statement of the owner's allows", () => {
    const additionalStatements = [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource: [`arn:aws:s3:::${bucketName}`, `arn:aws:s3:::${bucketName}/*`] }] as const;
    assert.equal(evaluateUpload(deployed(defaultRequirement, { additionalStatements }), improper("anonymous")).outcome, "denied");
    assert.equal(evaluateUpload(deployed({ methods: ["sse-s3"], origin: "any" }, { additionalStatements }), improper("anonymous")).outcome, "stored");
  });

  const statements: readonly (readonly [what: string, requirement: EncryptionRequirement, defaultSatisfies: boolean, sids: string[]])[] = [
    ["KMS methods with any key: other methods and SSE-C", defaultRequirement, true, ["DenyOtherEncryptionMethods", "DenySseC"]],
    ["a default that does not satisfy: a missing header as well", defaultRequirement, false, ["DenyOtherEncryptionMethods", "DenySseC", "DenyMissingEncryptionHeader"]],
    ["origin header: a missing header although the default would satisfy", { ...defaultRequirement, origin: "header" }, true, ["DenyOtherEncryptionMethods", "DenySseC", "DenyMissingEncryptionHeader"]],
    ["named keys: other keys, by upload and by update", { ...defaultRequirement, kmsKeyArns: [keyArn("good-1")] }, true, ["DenyOtherEncryptionMethods", "DenyOtherKmsKeys", "DenySseC", "DenyEncryptionUpdates"]],
    ["SSE-S3 alone: updates, which set SSE-KMS", { methods: ["sse-s3"], origin: "any" }, true, ["DenyOtherEncryptionMethods", "DenySseC", "DenyEncryptionUpdates"]],
    ["DSSE-KMS alone: updates, which set SSE-KMS", { methods: ["dsse-kms"], origin: "any" }, true, ["DenyOtherEncryptionMethods", "DenySseC", "DenyEncryptionUpdates"]],
    ["SSE-C alone: every encryption header, no header, updates", { methods: ["sse-c"], origin: "any" }, false, ["DenyOtherEncryptionMethods", "DenyMissingEncryptionHeader", "DenyEncryptionUpdates"]],
  ];
  for (const [what, requirement, defaultSatisfies, expected] of statements) {
    it(`deny under ${what}`, () => {
      assert.deepEqual(sids(requirement, { defaultSatisfies }), expected);
    });
  }

  it("property: all carry the exemptions of their kind, Sids that are declared, and no principal outside of resource policies", () => {
    const exemptPrincipals = [{ arn: role("importer").arn, reason: "until May" }];
    fc.assert(
      fc.property(requirements, fc.boolean(), fc.boolean(), (requirement, inResource, defaultSatisfies) => {
        const principal = inResource ? ("*" as const) : undefined;
        for (const statement of uploadDenials(requirement, { ...scope, principal, defaultSatisfies, exemptPrincipals, exemptAllServices: inResource })) {
          assert.equal(statement.Effect, "Deny");
          assert.equal(statement.Principal, principal);
          assert.equal("Principal" in statement, inResource);
          assert.deepEqual(statement.Condition?.["ArnNotLike"], { "aws:PrincipalArn": [role("importer").arn] });
          assert.deepEqual(statement.Condition["BoolIfExists"], inResource ? { "aws:PrincipalIsAWSService": "false" } : undefined);
          assert.ok(generatedSids({ enforcement: "deny", requireTls: "keep" }).includes(statement.Sid ?? ""), statement.Sid);
          assert.match(statement.Sid ?? "", /^[A-Za-z0-9]+$/, "IAM's own alphabet");
        }
      }),
    );
    assert.deepEqual(generatedSids({ enforcement: "audit", requireTls: "enforce" }), [insecureTransportDenial("arn:aws:s3:::acme").Sid]);
    assert.deepEqual(generatedSids({ enforcement: "audit", requireTls: "keep" }), []);
  });

  it("deny replicas like uploads, but not one for a missing header: replicas have none of their own", () => {
    const of = (sid: string) => uploadDenials({ ...defaultRequirement, origin: "header" }, scope).find(({ Sid }) => Sid === sid)?.Action;
    assert.deepEqual(of("DenyOtherEncryptionMethods"), ["s3:PutObject", "s3:ReplicateObject", "s3:UpdateObjectEncryption"]);
    assert.deepEqual(of("DenySseC"), ["s3:PutObject", "s3:ReplicateObject"]);
    assert.equal(of("DenyMissingEncryptionHeader"), "s3:PutObject");
  });
});
