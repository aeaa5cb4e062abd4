/** Protects what is asked about a bucket, for which accounts, and that an answer is none where AWS leaves two. */
import assert from "node:assert/strict";
import { defaultRequirement } from "../../encryption/requirement";
import { accessPointsOf } from "../../judge/accessPoints";
import type { Exception, JudgedBucket } from "../../judge/bucket";
import { Inquiry } from "../../judge/inquiry";
import { isOffence, OpenBucket } from "../../judge/uploads";
import { look } from "../../judge/ways";
import { parsePolicyDocument } from "../../simulator";
import { account, bucketName, closed, deny, denyOthers, keys, place, policy, type Statement, today } from "./policies";

const arn = `arn:aws:s3:::${bucketName}`;
const vendor = "444455556666";
const ofMethod = { Null: { [keys.algorithm]: "false" }, StringNotEquals: { [keys.algorithm]: ["aws:kms", "aws:kms:dsse"] } };

function inquiryInto(statements: readonly Statement[], of: Partial<JudgedBucket> = {}, { updates = true, allowed = [] as readonly string[] } = {}): Inquiry {
  const bucket: JudgedBucket = { bucketName, place, defaultEncryption: { algorithm: "aws:kms" }, blockedEncryptionTypes: ["NONE"], policy: undefined, ...of };
  // A read is no matter, and stands for a policy that says nothing.
  const parsed = parsePolicyDocument(policy(deny(undefined, { Action: "s3:GetObject" }), ...statements), "bucket", { name: bucketName });
  assert.ok(parsed.valid, JSON.stringify(parsed));
  const options = { requirement: defaultRequirement, updates, today, isAllowedException: ({ value }: Exception) => allowed.includes(value) };
  return new Inquiry(bucket, parsed.document, options, new OpenBucket(bucket, defaultRequirement));
}

/** What is found of a request that would be stored as SSE-S3. */
function found(inquiry: Inquiry, of = account, as = look(1000)) {
  const ask = inquiry.asks.find(({ words }) => words.endsWith("AES256"));
  assert.ok(ask);
  return { ask, ...inquiry.find(ask, of, isOffence, as) };
}

describe("judge/inquiry", () => {
  it("puts no request that hangs on a default which is not known", () => {
    const wordsOf = (of: Partial<JudgedBucket>): string[] => inquiryInto([], of).asks.map(({ words }) => words);
    const left = wordsOf({}).filter((words) => !wordsOf({ defaultEncryption: "open" }).includes(words));
    assert.deepEqual(left, ["PutObject without an encryption header", "PutObject with a customer-provided key (SSE-C)"]);
  });

  it("asks about updates where that is wanted", () => {
    const updates = ({ asks }: Inquiry): number => asks.filter(({ family }) => family === "UpdateObjectEncryption").length;
    assert.deepEqual([updates(inquiryInto([])), updates(inquiryInto([], {}, { updates: false }))], [1, 0]);
    // Then statements about them do not matter, either.
    const place2 = { ...place, accountKnown: false };
    const ofUpdates = deny(undefined, { Action: "s3:UpdateObjectEncryption", Principal: { AWS: vendor } });
    assert.deepEqual([inquiryInto([ofUpdates], { place: place2 }).owners.list.length, inquiryInto([ofUpdates], { place: place2 }, { updates: false }).owners.list.length], [2, 1]);
  });

  const everybody: readonly (readonly [says: string, element: Statement, isToAll: boolean])[] = [
    ["to everybody", {}, true],
    ["to everybody, in a list", { Principal: { AWS: [vendor, "*"] } }, true],
    ["to an account", { Principal: { AWS: account } }, false],
    ["to all but one", { Principal: undefined, NotPrincipal: { AWS: vendor } }, false],
    ["for all that begins with the bucket's name", { Resource: `${arn}*` }, true],
    ["for a folder and all", { Resource: [`${arn}/a/*`, `${arn}/*`] }, true],
    ["for a folder", { Resource: `${arn}/a*` }, false],
    ["for keys with an end", { Resource: `${arn}/*.csv` }, false],
    ["for keys of one character and more", { Resource: `${arn}/?*` }, false],
    ["for all but a folder", { Resource: undefined, NotResource: `${arn}/a/*` }, false],
    ["for what all but no folder is", { Resource: undefined, NotResource: `${arn}/*` }, false],
    ["for a folder of one's own", { Resource: `${arn}/\${aws:username}*` }, false],
    ["by who asks", { Condition: { ...ofMethod, StringEquals: { "aws:PrincipalType": "User" } } }, false],
    ["for those who sign no request", { Condition: { ...ofMethod, Null: { ...(ofMethod.Null), "aws:PrincipalIsAWSService": "true" } } }, false],
    ["for services, and those who do not say that they are none", { Condition: { ...ofMethod, BoolIfExists: { "aws:PrincipalIsAWSService": "true" } } }, false],
    ["by circumstances", { Condition: { ...ofMethod, StringEquals: { "aws:SourceVpce": "v" } } }, false],
    ["by what is asked, compared with who asks", { Condition: { StringNotEquals: { [keys.algorithm]: "${aws:PrincipalType}" } } }, false],
    ["of another method", { Condition: { StringEquals: { [keys.algorithm]: "aws:kms" } } }, false],
    ["of another action", { Action: "s3:UpdateObjectEncryption" }, false],
    ["by an Allow, which denies nothing", { Effect: "Allow" }, false],
  ];
  for (const [says, element, isToAll] of everybody) {
    it(`${isToAll ? "knows" : "does not take"} a denial ${says} ${isToAll ? "at sight" : "for one to all"}`, () => {
      const statement = { ...denyOthers, ...element };
      // Whose bucket it is makes a difference for others only.
      const { way, ...none } = found(inquiryInto([statement, deny({ StringEquals: { [keys.algorithm]: "aws:kms:dsse" } }), deny({ StringEquals: { "aws:SourceVpce": "x" } }, { Principal: { AWS: vendor } })], { place: { ...place, accountKnown: false } }));
      assert.equal(way === undefined && "whoeverOwns" in none && none.whoeverOwns === true, isToAll);
    });
  }

  it("knows that a request which is not what is looked for is none, whoever the bucket is of", () => {
    const inquiry = inquiryInto([]);
    const proper = inquiry.asks.find(({ words }) => words === "PutObject without an encryption header");
    assert.ok(proper);
    assert.deepEqual(inquiry.find(proper, account, isOffence, look(1000)), { untold: [], whoeverOwns: true });
  });

  it("names the object key of a way where it does not work for every one", () => {
    const open = inquiryInto([]);
    const { ask, way } = found(open);
    assert.ok(way);
    assert.deepEqual(["key" in open.uploadOf(ask, way), open.uploadOf(ask, way).upload.key], [false, "object"]);
    const folder = inquiryInto([{ ...denyOthers, Resource: undefined, NotResource: `${arn}/a/*` }]);
    const other = found(folder);
    assert.ok(other.way);
    assert.deepEqual([folder.uploadOf(other.ask, other.way).key, folder.uploadOf(other.ask, other.way).upload.key], ["a/x", "a/x"]);
  });

  it("finds the way with the fewest exceptions for each account, whichever was asked about before", () => {
    const [guarded, closedTo] = ["777788889999", "222233334444"];
    const statements = [
      deny({ StringNotEquals: { "aws:PrincipalAccount": [vendor, guarded] } }),
      deny({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } }, { Principal: { AWS: guarded } }),
      deny({ StringNotEquals: { "aws:SourceVpce": "vpce-1" } }, { Principal: { AWS: vendor } }),
      deny({ StringNotEquals: { "aws:PrincipalTag/team": "data" } }, { Principal: { AWS: vendor } }),
      deny(undefined, { Principal: { AWS: closedTo } }),
      { ...deny(undefined), Effect: "Allow", Principal: { AWS: vendor } },
    ];
    const exceptionsFor = (...asked: string[]): (number | undefined)[] => {
      const inquiry = inquiryInto(statements, { place: { ...place, accountKnown: false } }, { updates: false });
      const as = look(1000);
      return asked.map((owner) => found(inquiry, owner, as).way?.passage.exceptions.length);
    };
    assert.deepEqual(exceptionsFor(account, guarded, closedTo), [3, 2, 3]);
    assert.deepEqual(exceptionsFor(guarded, closedTo, account), [2, 3, 3]);
  });

  it("takes access points for those of the account that the bucket is taken to be of", () => {
    const bucket: JudgedBucket = { bucketName, place: { ...place, accountKnown: false }, defaultEncryption: { algorithm: "aws:kms" }, blockedEncryptionTypes: ["NONE"], policy: undefined, accessPoints: [{ name: "app", policy: undefined }] };
    const through = (owner: string): string => `arn:aws:s3:${place.region}:${owner}:accesspoint/app`;
    for (const owners of [[account, vendor], [vendor, account]]) {
      const parsed = parsePolicyDocument(policy(deny({ ArnNotEquals: { "s3:DataAccessPointArn": through(vendor) } })), "bucket", { name: bucketName });
      assert.ok(parsed.valid, JSON.stringify(parsed));
      const options = { requirement: defaultRequirement, updates: false, today, isAllowedException: () => false };
      const inquiry = new Inquiry(bucket, parsed.document, options, new OpenBucket(bucket, defaultRequirement), accessPointsOf(bucket, parsed.document));
      const ways = new Map(owners.map((owner) => [owner, found(inquiry, owner).way?.passage.accessPoint]));
      assert.deepEqual([ways.get(vendor), ways.get(account)], ["app", undefined]);
    }
  });

  describe("where AWS leaves two readings", () => {
    const folder = `${arn}/\${aws:PrincipalTag/team}/*`;
    const inFolder = { ...denyOthers, Resource: folder };
    const others = { ...denyOthers, Resource: undefined, NotResource: folder };
    it("cannot be told where they differ, and says of which statement and part", () => {
      const { way, ...none } = found(inquiryInto([inFolder, { ...others, Sid: "Own" }]));
      assert.deepEqual([way, "untold" in none && none.untold], [undefined, [{ kind: "readings", index: 2, sid: "Own", condition: "NotResource" }]]);
      const unnamed = found(inquiryInto([inFolder, others]));
      assert.deepEqual("untold" in unnamed && unnamed.untold, [{ kind: "readings", index: 2, condition: "NotResource" }]);
    });
    it("is as it is where they agree", () => {
      const both = found(inquiryInto([others, ...closed]));
      assert.deepEqual([both.way, "untold" in both && both.untold], [undefined, []]);
      const elsewhere = found(inquiryInto([deny({ StringNotEquals: { [keys.algorithm]: "AES256", "aws:username": "${aws:PrincipalTag/team}" } })]));
      assert.ok(elsewhere.way);
    });
  });

  it("tries folders that have the name of whoever asks, of the bucket's account, or what the policy compares", () => {
    const keyOf = (variable: string, more: readonly Statement[] = [], of: Partial<JudgedBucket> = {}): unknown => {
      const others = { ...denyOthers, Resource: undefined, NotResource: `${arn}/\${${variable}}/*` };
      const inquiry = inquiryInto([others, ...more], of);
      const { ask, way } = found(inquiry);
      return way && inquiry.uploadOf(ask, way).upload.key;
    };
    assert.equal(keyOf("aws:PrincipalAccount"), `${account}/`);
    assert.equal(keyOf("aws:ResourceAccount"), `${account}/`);
    assert.equal(keyOf("AWS:resourceaccount", [], { place: { ...place, accountKnown: false } }), `${account}/`);
    assert.equal(keyOf("aws:PrincipalTag/team", [deny({ StringNotEquals: { "aws:PrincipalTag/team": "data" } })]), "data/");
  });
});
