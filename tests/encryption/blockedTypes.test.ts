/** Protects what a bucket blocks: nothing that is approved or lifted, everything else that S3 can block where uploads are denied. */
import assert from "node:assert/strict";
import { blockedEncryptionTypes, blockedTypesFault, typesBlockedByDefault } from "../../encryption/blockedTypes";
import type { EncryptionMethodId } from "../../encryption/methods";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { evaluateUpload, type UploadRequest } from "../../simulator";
import { account, bucketName, deployed, role, sseCHeaders } from "./uploads";

const approving = (...methods: EncryptionMethodId[]): EncryptionRequirement => ({ methods, origin: "any" });
const put = (name: string): UploadRequest => ({ action: "PutObject", key: "a", principal: role(name), headers: sseCHeaders });
const importer = (methods?: readonly EncryptionMethodId[]) => ({ arn: role("importer").arn, ...(methods && { methods }), reason: "until May" });

describe("blocked encryption types", () => {
  const cases: readonly (readonly [what: string, blocked: readonly string[] | undefined, ...args: Parameters<typeof blockedEncryptionTypes>])[] = [
    ["deny blocks what is not approved", ["SSE-C"], approving("sse-kms"), "deny"],
    ["deny lifts the block of what is approved", ["NONE"], approving("sse-kms", "sse-c"), "deny"],
    ["audit leaves S3's own block alone", undefined, approving("sse-kms"), "audit"],
    ["audit lifts the block of what is approved, else S3 would deny it", ["NONE"], approving("sse-kms", "sse-c"), "audit"],
    ["an exemption that names the method lifts its block", ["NONE"], approving("sse-kms"), "deny", [importer(["sse-c"])]],
    ["an exemption without methods does not", ["SSE-C"], approving("sse-kms"), "deny", [importer()]],
    ["an exemption for another method does not", ["SSE-C"], approving("sse-kms"), "deny", [importer(["sse-s3"])]],
    ["one of several exemptions does", ["NONE"], approving("sse-kms"), "deny", [importer(), importer(["sse-s3"]), importer(["sse-s3", "sse-c"])]],
  ];
  for (const [what, blocked, ...args] of cases) {
    it(what, () => {
      assert.deepEqual(blockedEncryptionTypes(...args), blocked);
    });
  }

  const lists: readonly (readonly [types: readonly string[], fault: RegExp | undefined])[] = [
    [["SSE-C"], undefined],
    [["NONE"], undefined],
    [[], /^InvalidArgument: the list is empty$/],
    [["SSE-C", "SSE-C"], /^InvalidArgument: a type is named twice$/],
    [["NONE", "SSE-C"], /^InvalidArgument: NONE stands beside other types$/],
    [["SSE-S3"], /it knows SSE-C, NONE, and not SSE-S3/],
  ];
  for (const [types, fault] of lists) {
    it(`S3 ${fault ? "refuses" : "takes"} the list ${JSON.stringify(types)}`, () => {
      const said = blockedTypesFault(types);
      if (fault) assert.match(said ?? "", fault);
      else assert.equal(said, undefined);
    });
  }

  it("of S3 itself are SSE-C, but for two regions", () => {
    assert.deepEqual(["us-east-1", "cn-north-1", "me-south-1", "me-central-1"].map(typesBlockedByDefault), [["SSE-C"], ["SSE-C"], [], []]);
  });

  it("let an approved SSE-C upload into a watched bucket, where S3 would deny it by default", () => {
    assert.equal(evaluateUpload(deployed(approving("sse-kms", "sse-c"), { enforcement: "audit" }), put("app")).outcome, "stored");
    const silent = evaluateUpload({ name: bucketName, account }, put("app"));
    assert.deepEqual([silent.outcome, silent.outcome === "denied" && silent.by], ["denied", "blockedEncryptionType"]);
  });

  it("let a role write SSE-C until May, and nobody else", () => {
    const by = (name: string, ...exempt: Parameters<typeof importer>): string => {
      const result = evaluateUpload(deployed(approving("sse-kms"), { exemptPrincipals: [importer(...exempt)] }), put(name));
      if (result.outcome !== "denied") return result.outcome;
      return result.by === "policy" ? (result.statement.sid ?? "") : result.by;
    };
    assert.equal(by("importer", ["sse-c"]), "stored");
    assert.equal(by("app", ["sse-c"]), "DenySseC");
    assert.equal(by("importer"), "blockedEncryptionType", "no statement holds for it, but the block knows no exceptions");
  });
});
