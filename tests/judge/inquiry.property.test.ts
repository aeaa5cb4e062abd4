/** Protects what is found out once for all accounts that a bucket may be of: each gets what it would get alone. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultRequirement } from "../../encryption/requirement";
import { type Found } from "../../judge/access";
import type { JudgedBucket } from "../../judge/bucket";
import { otherAccount } from "../../judge/identities";
import { Inquiry } from "../../judge/inquiry";
import { isOffence, OpenBucket } from "../../judge/uploads";
import { look } from "../../judge/ways";
import { parsePolicyDocument } from "../../simulator";
import { account, approvedKey, bucketName, keys, place, policy, today, type Statement } from "./policies";
import { statementArbitrary } from "./randomStatements";

const accounts = [account, "444455556666", "777788889999", otherAccount];
const idsOf = (one: string): string[] => [one, `arn:aws:iam::${one}:root`, `arn:aws:iam::${one}:role/import-1`, `arn:aws:iam::${one}:user/bob`];
const some = fc.uniqueArray(fc.constantFrom(...accounts.flatMap(idsOf)), { minLength: 1, maxLength: 3 });
const arn = `arn:aws:s3:::${bucketName}`;

/** Statements that are about principals of several accounts. */
const aboutAccounts: fc.Arbitrary<Statement> = fc
  .record({
    who: fc.oneof(
      some.map((AWS) => ({ Effect: "Allow", Principal: { AWS } })),
      some.map((AWS) => ({ Effect: "Deny", Principal: { AWS } })),
      some.map((AWS) => ({ Effect: "Deny", NotPrincipal: { AWS } })),
      some.map((ids) => ({ Effect: "Deny", Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalAccount": ids.flatMap((id) => /\d{12}/.exec(id)?.[0] ?? []) } } })),
      some.map((ids) => ({ Effect: "Allow", Principal: "*", Condition: { ArnLike: { "aws:PrincipalArn": ids.filter((id) => id.startsWith("arn:")).concat("arn:aws:iam::*:role/import-*") } } })),
    ),
    when: fc.constantFrom<object>({}, {}, { StringEquals: { [keys.algorithm]: "AES256" } }, { StringNotEquals: { [keys.keyId]: approvedKey.slice(approvedKey.lastIndexOf("/") + 1) } }, { StringNotEquals: { "aws:SourceVpce": "vpce-1" } }, { StringEquals: { "aws:PrincipalTag/team": "${aws:username}" } }, { StringNotEquals: { "aws:PrincipalAccount": "${aws:ResourceAccount}" } }),
    where: fc.constantFrom(`${arn}/*`, `${arn}/*`, `${arn}/data/*`),
  })
  .map(({ who, when, where }) => ({ ...who, Action: "s3:PutObject", Resource: where, Condition: { ...when, ...("Condition" in who && who.Condition) } }));

const several = fc.array(fc.oneof(aboutAccounts, aboutAccounts, statementArbitrary), { minLength: 1, maxLength: 5 });
const requirements = fc.constantFrom(defaultRequirement, { methods: ["sse-kms"], kmsKeyArns: [approvedKey], origin: "any" } as const);

/** By whom there is a way, and past how many exceptions; or why there may be one. Which of several as good ones is named is no matter. */
function told(found: Found): unknown {
  if (!found.way) return found.untold;
  const { principals, exceptions } = found.way.passage;
  return [exceptions.length, principals.map((words) => (/^arn:|names$/.test(words) ? "somebody named" : words))];
}

describe("judge/inquiry, by property", () => {
  it("finds for each account that a bucket may be of what it finds for a bucket of that account", () => {
    let accountsTried = 0;
    let ways = 0;
    fc.assert(
      fc.property(several, requirements, fc.constantFrom(account, "444455556666"), (statements, requirement, likeliest) => {
        const parsed = parsePolicyDocument(policy(...statements), "bucket", { name: bucketName });
        assert.ok(parsed.valid, JSON.stringify(parsed));
        const bucket: JudgedBucket = { bucketName, place: { ...place, account: likeliest, accountKnown: false }, defaultEncryption: { algorithm: "aws:kms" }, blockedEncryptionTypes: ["NONE"], policy: undefined };
        const options = { requirement, updates: true, today, isAllowedException: () => false };
        const ofAny = new Inquiry(bucket, parsed.document, options, new OpenBucket(bucket, requirement));
        for (const owner of ofAny.owners.list) {
          const own: JudgedBucket = { ...bucket, place: { ...place, account: owner } };
          const alone: Inquiry = new Inquiry(own, parsed.document, options, new OpenBucket(own, requirement));
          accountsTried += 1;
          for (const ask of ofAny.asks) {
            const expected: Found = alone.find(ask, owner, isOffence, look(15_000));
            if (expected.way) ways += 1;
            assert.deepEqual(told(ofAny.find(ask, owner, isOffence, look(15_000))), told(expected), `${ask.words}, of ${owner}`);
          }
        }
      }),
      { numRuns: 80 },
    );
    assert.ok(accountsTried > 150 && ways > 1500, `${accountsTried} accounts, ${ways} ways`);
  });
});
