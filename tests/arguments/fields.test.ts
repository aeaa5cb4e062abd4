/** Protects that the fields of the config take whole values: nothing stands before or behind what AWS allows. */
import assert from "node:assert/strict";
import type { z } from "zod";
import { bucketPrefix, exemptPrincipals, isBucketName, logGroupName, organizationTarget } from "../../arguments/fields";

const takes = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;
const isPrincipal = (arn: string): boolean => takes(exemptPrincipals, [{ arn, reason: "until May" }]);

const fields: readonly (readonly [what: string, isRight: (text: string) => boolean, right: readonly string[], foreign: string])[] = [
  ["a bucket name", isBucketName, ["acme-orders", "abc"], "_"],
  ["what bucket names begin with", (text) => takes(bucketPrefix, text), ["acme-", "a"], "_"],
  ["a log group name", (text) => takes(logGroupName, text), ["/acme/uploads", "a"], " "],
  ["the ARN of a role, a user or the root", isPrincipal, ["arn:aws:iam::111122223333:role/importer", "arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:root"], " "],
  ["a root, an organizational unit or an account", (text) => takes(organizationTarget, text), ["r-abcd", "ou-abcd-12345678", "111122223333"], "_"],
];

describe("arguments/fields", () => {
  for (const [what, isRight, right, foreign] of fields) {
    for (const text of right) {
      it(`${what}: takes ${text}, and nothing before or behind it`, () => {
        assert.equal(isRight(text), true);
        for (const wrong of [`${foreign}${text}`, `${text}${foreign}`, `${text}\n`, `\n${text}`, ""]) assert.equal(isRight(wrong), false, JSON.stringify(wrong));
      });
    }
  }

  it("takes a bucket name that holds an IP address, and none that is one", () => {
    assert.deepEqual(["10.0.0.1", "a10.0.0.1", "10.0.0.1a", "10.0.0.1.a"].map(isBucketName), [false, true, true, true]);
  });

  it("keeps log groups out of AWS's own name space, and only that", () => {
    assert.deepEqual(["aws/x", "/aws/x", "x/aws/x"].map((name) => takes(logGroupName, name)), [false, true, true]);
  });
});
