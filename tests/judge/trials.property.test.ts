/** Protects what the judge finds out once for many: trials with one likeness come to the same, and so do requests that it takes for alike. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultRequirement } from "../../encryption/requirement";
import { type Found } from "../../judge/access";
import type { JudgedBucket } from "../../judge/bucket";
import { circumstances, type Variation } from "../../judge/circumstances";
import { requesters } from "../../judge/identities";
import { Inquiry } from "../../judge/inquiry";
import { contextOf, Search } from "../../judge/search";
import { clausesOf } from "../../judge/statements";
import { Approaches, type Likeness, type Trial } from "../../judge/trials";
import { isOffence, OpenBucket } from "../../judge/uploads";
import { look } from "../../judge/ways";
import { parsePolicyDocument, type CheckedPolicy } from "../../simulator";
import { approvedKey, bucketName, place, policy, statementsOf, today, type Statement } from "./policies";
import { statementArbitrary } from "./randomStatements";
import { routesOf } from "./routes";

const several = fc.array(statementArbitrary, { minLength: 1, maxLength: 4 });
const bucket: JudgedBucket = { bucketName, place, defaultEncryption: { algorithm: "aws:kms" }, blockedEncryptionTypes: ["NONE"], policy: undefined };
const options = { requirement: defaultRequirement, updates: true, today, isAllowedException: () => false };

function checked(statements: readonly Statement[]): CheckedPolicy {
  const parsed = parsePolicyDocument(policy(...statements), "bucket", { name: bucketName });
  assert.ok(parsed.valid, JSON.stringify(parsed));
  return parsed.document;
}

const inquiryInto = (document: CheckedPolicy): Inquiry => new Inquiry(bucket, document, options, new OpenBucket(bucket, options.requirement));
/** What is found, but for who else gets in by the same way. */
const told = ({ way, ...none }: Found): unknown => (way ? [way.requester.words, way.resource, way.context, way.passage] : none);

describe("judge/trials, by property", () => {
  it("of one likeness come to the same, with each number of variations", () => {
    fc.assert(
      fc.property(several, (statements) => {
        const found = statementsOf(...statements);
        const clauses = clausesOf(found, "condition-holds", options.isAllowedException);
        const objects = ["any-object", "data/x", "x.csv", "public/x", "x/y"].map((key) => `arn:aws:s3:::${bucketName}/${key}`);
        const { usual, variations } = circumstances(found, place, options, []);
        const approaches = new Approaches(routesOf(clauses, requesters(found, place).list, objects, place), clauses, [], usual);
        const { asks } = inquiryInto(checked(statements));
        for (const ask of asks) {
          const probe = new OpenBucket(bucket, options.requirement).probe(place.account, ask, isOffence);
          const outcome = ({ obstacles, base, kind: { requester } }: Trial, count: number): unknown => {
            const accepts = (chosen: readonly Variation[]): boolean => probe.counts(requester, contextOf(chosen));
            return new Search(obstacles, base, requester.principal === "anonymous" ? new Map() : variations).find(count, { left: 1000 }, accepts);
          };
          const outcomes = new Map<Likeness, unknown>();
          for (const trial of approaches.trials(probe, new Set()).passable) {
            const own = [0, 1, 2].map((count) => outcome(trial, count));
            assert.ok(trial.likeness);
            assert.deepEqual(own, outcomes.get(trial.likeness) ?? own, `${ask.words} ${trial.kind.requester.words} ${trial.resource.resource}`);
            outcomes.set(trial.likeness, own);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("come to what they come to alone, whatever was asked before", () => {
    fc.assert(
      fc.property(several, fc.constantFrom(defaultRequirement, { methods: ["sse-kms"], kmsKeyArns: [approvedKey], origin: "any" } as const), fc.nat(), (statements, requirement, first) => {
        const document = checked(statements);
        const into = (): Inquiry => new Inquiry(bucket, document, { ...options, requirement }, new OpenBucket(bucket, requirement));
        const inquiry = into();
        const as = look(15_000);
        const { asks } = inquiry;
        const from = first % asks.length;
        for (const ask of [...asks.slice(from), ...asks.slice(0, from)]) {
          assert.deepEqual(told(inquiry.find(ask, place.account, isOffence, as)), told(into().find(ask, place.account, isOffence, look(15_000))), ask.words);
        }
      }),
      { numRuns: 60 },
    );
  });
});
