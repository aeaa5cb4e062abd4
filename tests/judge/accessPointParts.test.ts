/** Protects what the judge makes of access points: what is known of each, which are alike, and which others there may be. */
import assert from "node:assert/strict";
import { accessPointConditions, accessPointsOf, distinctPoints, looksAtAccessPoints, type AccessPoint } from "../../judge/accessPoints";
import { openPart, type JudgedAccessPoint, type Place } from "../../judge/bucket";
import { doorsOf } from "../../judge/doors";
import { otherAccount } from "../../judge/identities";
import { parsePolicyDocument, type CheckedPolicy } from "../../simulator";
import { account, bucketName, deny, place, policy, statementsOf, type Statement } from "./policies";

const pointArn = "s3:DataAccessPointArn";
const pointAccount = "s3:DataAccessPointAccount";
const origin = "s3:AccessPointNetworkOrigin";
const other = "444455556666";
const arnOf = (name: string, owner = account): string => `arn:aws:s3:eu-west-1:${owner}:accesspoint/${name}`;
const behind = (name: string, more: Statement = {}): string => policy(deny(undefined, { Resource: `${arnOf(name)}/object/*`, ...more }));
const named = (...names: string[]): Statement => deny({ ArnNotEquals: { [pointArn]: names.map((name) => arnOf(name)) } });

function documentOf(text: string): CheckedPolicy {
  const parsed = parsePolicyDocument(text, "bucket", { name: bucketName });
  assert.ok(parsed.valid, JSON.stringify(parsed));
  return parsed.document;
}

function read(points: readonly JudgedAccessPoint[], where: Place = place, ofBucket: string | undefined = policy(named("app")), as = account) {
  const document = ofBucket === undefined ? undefined : documentOf(ofBucket);
  const bucket = { bucketName, place: where, defaultEncryption: { algorithm: "aws:kms" }, blockedEncryptionTypes: undefined, policy: ofBucket, accessPoints: points };
  return accessPointsOf(bucket, document)(as);
}

const pointsOf = (...points: JudgedAccessPoint[]): readonly AccessPoint[] => read(points).points;

describe("judge/accessPoints: what is known of one", () => {
  it("its account and region are its bucket's, unless it says itself", () => {
    const unknown: Place = { ...place, accountKnown: false, region: "us-east-1", regionKnown: false };
    const arns = (where: Place, point: Partial<JudgedAccessPoint>, as?: string): unknown => read([{ name: "app", policy: undefined, ...point }], where, undefined, as).points.map(({ arn, account: owner }) => [arn, owner]);
    assert.deepEqual(arns(place, {}), [[arnOf("app"), account]]);
    assert.deepEqual(arns(place, { account: other, region: "us-east-1" }), [[arnOf("app", other), other]], "it is in its bucket's region");
    assert.deepEqual(arns(unknown, { region: "eu-west-1" }), [[arnOf("app"), account]]);
    assert.deepEqual(arns(unknown, {}), [[arnOf("app").replace("eu-west-1", "us-east-1"), account]]);
    assert.deepEqual(arns(place, {}, other), [[arnOf("app", other), other]], "as often as the bucket is taken to be of another account");
  });

  it("is read once for all accounts, unless its own is not known", () => {
    const document = documentOf(policy(named("app")));
    const readFor = (owner: string | undefined): boolean => {
      const points = accessPointsOf({ bucketName, place, defaultEncryption: { algorithm: "aws:kms" }, blockedEncryptionTypes: undefined, policy: undefined, accessPoints: [{ name: "app", ...(owner !== undefined && { account: owner }), policy: undefined }] }, document);
      return points(account) === points(other) && points(account) === points(account);
    };
    assert.deepEqual([readFor(account), readFor(undefined)], [true, false]);
  });

  it("requests through it have its keys, and its VPC where that is known", () => {
    const contexts = pointsOf(...[{}, { vpcId: "vpc-1" }, { vpcId: openPart }].map((more) => ({ name: "app", policy: undefined, ...more }))).map(({ context }) => context);
    const through = { [pointArn]: arnOf("app"), [pointAccount]: account };
    assert.deepEqual(contexts, [
      { ...through, [origin]: "Internet" },
      { ...through, [origin]: "VPC", "aws:SourceVpc": "vpc-1" },
      { ...through, [origin]: "VPC" },
    ]);
  });

  it("its statements are about the bucket's objects, through it alone", () => {
    const patterns = (resource: string): unknown => pointsOf({ name: "app", policy: behind("app", { Resource: resource }) })[0]?.statements?.map((statement) => [statement.resource.patterns, statement.accessPoint, statement.conditions.at(-1)]);
    const through = { operator: { name: "StringEquals", base: "StringEquals", ifExists: false }, key: pointArn, values: [arnOf("app")] };
    const ofBucket = `arn:aws:s3:::${bucketName}`;
    assert.deepEqual(patterns(`${arnOf("app")}/object/in/*`), [[[`${ofBucket}/in/*`], "app", through]]);
    assert.deepEqual(patterns(`${arnOf("app")}/object/*`), [[[`${ofBucket}/*`], "app", through]]);
    assert.deepEqual(patterns(`${arnOf("app")}/*`), [[[`${ofBucket}/*`], "app", through]]);
    const [itself] = pointsOf({ name: "app", policy: behind("app", { Action: "s3:*", Resource: [arnOf("app"), `${arnOf("app")}/object/*`] }) })[0]?.statements ?? [];
    assert.deepEqual(itself?.resource.patterns, [ofBucket, `${ofBucket}/*`]);
  });

  it("no policy is no statement; one that is not known yet may say anything", () => {
    assert.deepEqual(pointsOf({ name: "app", policy: undefined }, { name: "app", policy: openPart }).map(({ statements }) => statements), [[], undefined]);
  });

  it("a policy that S3 would refuse is told with its access point, and may say anything", () => {
    const { points, problems } = read([{ name: "app", policy: behind("app", { Effect: "deny" }) }, { name: "batch", policy: "{" }]);
    assert.deepEqual(points.map(({ statements }) => statements), [undefined, undefined]);
    assert.match(problems[0]?.path ?? "", /^policy of access point app: Statement\[0\]/);
    assert.equal(problems.at(-1)?.path, "policy of access point batch");
  });

  it("another access point's ARN in it is refused where its own is known, and only there", () => {
    const problemsAt = (where: Place, more: Partial<JudgedAccessPoint> = {}): number => read([{ name: "app", policy: behind("other"), ...more }], where, undefined).problems.length;
    const nowhere: Place = { ...place, accountKnown: false, regionKnown: false };
    assert.ok(problemsAt(place) > 0);
    assert.ok(problemsAt(nowhere, { account, region: "eu-west-1" }) > 0);
    for (const [where, more] of [
      [nowhere, {}],
      [nowhere, { account }],
      [nowhere, { region: "eu-west-1" }],
      [{ ...place, accountKnown: false }, {}],
      [{ ...place, regionKnown: false }, {}],
    ] as const) {
      assert.equal(problemsAt(where, more), 0, JSON.stringify([where, more]));
    }
  });

  it("of another version than the bucket's policy, one with variables may say anything", () => {
    const old = (more: Statement): string => JSON.stringify({ Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `${arnOf("app")}/object/*`, ...more }] });
    const known = (text: string, ofBucket?: string): boolean => read([{ name: "app", policy: text }], place, ofBucket).points[0]?.statements !== undefined;
    const variable: Statement = { Condition: { StringEquals: { "aws:PrincipalTag/team": "${aws:username}" } } };
    assert.deepEqual([known(old({})), known(old(variable))], [true, false]);
    assert.equal(known(behind("app", variable)), true, "of the same version");
    const oldBucket = JSON.stringify({ Statement: [named("app")] });
    assert.deepEqual([known(old(variable), oldBucket), known(behind("app", variable), oldBucket)], [true, false]);
  });
});

describe("judge/accessPoints: whether a policy looks at them", () => {
  const looks: readonly (readonly [boolean, string, Statement])[] = [
    [true, "by a condition, whatever its case", deny({ StringEquals: { "S3:DATAACCESSPOINTACCOUNT": account } })],
    [true, "by a variable in one of a condition's values", deny({ StringEquals: { "aws:PrincipalAccount": [other, "${s3:DataAccessPointAccount}"] } })],
    [true, "… in upper case", deny({ StringEquals: { "aws:PrincipalAccount": "${S3:DATAACCESSPOINTACCOUNT}" } })],
    [true, "by a variable in one of its resources", deny(undefined, { Resource: [`arn:aws:s3:::${bucketName}/*`, `arn:aws:s3:::${bucketName}/\${s3:DataAccessPointAccount}/*`] })],
    [false, "by a text that names a key without being a variable", deny({ StringEquals: { "aws:PrincipalTag/a": "s3:DataAccessPointAccount" } })],
    [false, "by another variable", deny({ StringEquals: { "aws:PrincipalTag/a": "${aws:username}" } })],
    [false, "by another condition", deny({ Bool: { "aws:SecureTransport": "false" } })],
  ];
  for (const [expected, says, statement] of looks) {
    it(`${expected ? "does" : "does not"}, ${says}`, () => {
      assert.equal(looksAtAccessPoints(statementsOf(statement, deny(undefined))), expected);
    });
  }

  it("the conditions that tell them apart are the bucket's own", () => {
    const own = statementsOf(deny({ StringNotEquals: { [pointAccount]: account }, Bool: { "aws:SecureTransport": "true" } }));
    const ofPoint = pointsOf({ name: "app", policy: behind("app") }).flatMap(({ statements }) => statements ?? []);
    assert.equal(ofPoint.length, 1);
    assert.deepEqual(accessPointConditions({ ...own, statements: [...own.statements, ...ofPoint] }).map(({ key }) => key), [pointAccount]);
  });
});

describe("judge/accessPoints: which are alike", () => {
  const namesOf = (points: readonly AccessPoint[], ...statements: Statement[]): unknown => distinctPoints(points, statementsOf(...statements)).map(({ names }) => names);
  const anyOf = deny({ StringNotEquals: { [pointAccount]: account } });
  const same = pointsOf(...["one", "two"].map((name) => ({ name, policy: behind(name) })));

  it("those with the same statements, that the bucket's policy treats alike: a thousand are one", () => {
    const points = pointsOf(...Array.from({ length: 1000 }, (_, index) => ({ name: `app-${index}`, policy: behind(`app-${index}`) })));
    assert.deepEqual(distinctPoints(points, statementsOf(anyOf)).map(({ names }) => names.length), [1000]);
    assert.deepEqual(namesOf(same, anyOf), [["one", "two"]]);
    assert.deepEqual(same.map(({ names }) => names), [["one"], ["two"]], "and what was read is as it was");
  });

  it("not those that the bucket's policy names, or compares with something", () => {
    assert.deepEqual(namesOf(same, named("two")), [["one"], ["two"]]);
    assert.deepEqual(namesOf(same, deny({ ArnNotLike: { [pointArn]: "arn:aws:s3:*:*:accesspoint/${aws:username}" } })), [["one"], ["two"]]);
  });

  it("nor those that say something else, are of another account, or take requests from elsewhere", () => {
    const all = pointsOf(
      { name: "one", policy: behind("one") },
      { name: "none", policy: undefined },
      { name: "unknown", policy: openPart },
      { name: "narrow", policy: behind("narrow", { Resource: `${arnOf("narrow")}/object/in/*` }) },
      { name: "elsewhere", account: other, policy: behind("elsewhere", { Resource: `${arnOf("elsewhere", other)}/object/*` }) },
      { name: "inside", policy: behind("inside"), vpcId: "vpc-1" },
      { name: "conditional", policy: behind("conditional", { Condition: { Bool: { "aws:SecureTransport": "false" } } }) },
    );
    assert.deepEqual(namesOf(all, deny({ Null: { [pointArn]: "true" } })), all.map(({ names }) => names));
  });
});

describe("judge/doors", () => {
  const none = { isAllowedException: () => false };
  const doors = (statements: readonly Statement[], points: readonly AccessPoint[] = [], options: Parameters<typeof doorsOf>[3] = none, where: Place = place, accessPointsComplete = false) =>
    doorsOf(statementsOf(...statements), points, { place: where, accessPointsComplete }, options);
  const told = (found: ReturnType<typeof doors>): unknown[] => found.variations.map(({ context, accessPoint, exceptions, untold }) => [context[pointArn], accessPoint, exceptions.map(({ value }) => value), untold !== undefined]);

  it("are the known access points, and one of each other kind that the policy tells apart", () => {
    assert.deepEqual(told(doors([named("app")], pointsOf({ name: "app", policy: undefined }, { name: "batch", policy: openPart }))), [
      [arnOf("app"), "app", [arnOf("app")], false],
      [arnOf("batch"), "batch", ["(other)"], true],
      [arnOf("another-access-point"), undefined, ["(other)"], true],
      [arnOf("another-access-point", otherAccount), undefined, ["(other)"], true],
    ]);
  });

  it("of the accounts that the policy names as well as of the bucket's and of another, and of no pattern for all accounts", () => {
    const byAccount = told(doors([deny({ StringNotEquals: { [pointAccount]: other } })]));
    assert.deepEqual(byAccount, [
      [arnOf("another-access-point"), undefined, ["(other)"], true],
      [arnOf("another-access-point", otherAccount), undefined, ["(other)"], true],
      [arnOf("another-access-point", other), undefined, [other], true],
    ]);
    const ofAny = doors([deny({ ArnNotLike: { [pointArn]: "arn:aws:s3:*:*:accesspoint/app-*" } })]).variations.map(({ context }) => context[pointAccount]);
    assert.deepEqual([...new Set(ofAny)], [account, otherAccount]);
  });

  it("of other accounts alone, where all of the bucket's own are known", () => {
    const found = doors([deny({ Null: { [pointArn]: "true" } })], pointsOf({ name: "app", policy: undefined }), none, place, true);
    assert.deepEqual(told(found).map((door) => (door as unknown[])[0]), [arnOf("app"), arnOf("another-access-point", otherAccount)]);
  });

  it("from the internet and from a VPC, where the policy asks for the origin", () => {
    const origins = (statement: Statement): unknown => doors([statement]).variations.map(({ context }) => context[origin]);
    assert.deepEqual(origins(deny({ StringNotEquals: { [origin]: "VPC" } })), ["Internet", "VPC", "Internet", "VPC"], "the account's and another's");
    assert.deepEqual(origins(deny({ StringNotEquals: { [pointAccount]: account } })), ["Internet", "Internet"]);
  });

  it("in any region, where the bucket's is not known", () => {
    const elsewhere = "arn:aws:s3:us-west-2:111122223333:accesspoint/far";
    const arns = (where: Place): unknown => told(doors([deny({ ArnNotEquals: { [pointArn]: elsewhere } })], [], none, where)).map((door) => (door as unknown[])[0] === elsewhere).includes(true);
    assert.deepEqual([arns(place), arns({ ...place, regionKnown: false })], [false, true]);
  });

  it("have names of three characters at least, as S3 wants them", () => {
    const [, , name = ""] = /^(.*)accesspoint\/(.*)$/.exec(String(doors([deny({ ArnNotLike: { [pointArn]: arnOf("*") } })]).variations[0]?.context[pointArn])) ?? [];
    assert.ok(name.length >= 3, name);
  });

  it("leave out the exceptions that are allowed, of several also where one alone is", () => {
    const two = deny({ ArnNotLike: { [pointArn]: [arnOf("app*"), arnOf("*one")] } });
    const found = doors([two], pointsOf({ name: "app-one", policy: undefined }), { isAllowedException: ({ value }) => value === arnOf("app*") });
    assert.equal(found.variations.some(({ accessPoint }) => accessPoint === "app-one"), false);
    assert.deepEqual(found.keys, [pointArn, pointAccount, origin].map((key) => key.toLowerCase()));
  });

  it("are let in by the first of the policy's keys where no value of it means them", () => {
    const [door] = doors([deny({ Null: { [pointAccount]: "true" } })]).variations;
    assert.deepEqual(door?.exceptions, [{ key: pointAccount, value: "(other)" }]);
    const [byVariable] = doors([deny({ StringEquals: { "aws:PrincipalAccount": "${s3:DataAccessPointAccount}" } })]).variations;
    assert.deepEqual(byVariable?.exceptions, [{ key: pointArn, value: "(other)" }]);
  });

  it("have the names of those alike told", () => {
    const alike = (count: number): unknown => {
      const names = Array.from({ length: count }, (_, index) => `app-${index}`);
      return doors([deny({ Null: { [pointArn]: "true" } })], distinctPoints(pointsOf(...names.map((name) => ({ name, policy: behind(name) }))), statementsOf(deny({ Null: { [pointArn]: "true" } })))).variations[0]?.accessPoint;
    };
    assert.deepEqual([alike(1), alike(3)], ["app-0", "app-0 (and by 2 more like it)"]);
  });

  it("tell which patterns are more than are tried", () => {
    assert.deepEqual(doors([named("app")]).untold, []);
    const many = Array.from({ length: 40 }, (_, index) => `arn:aws:s3:*:*:accesspoint/*${"abcdefghij".charAt(index % 10)}*${index}*`);
    assert.deepEqual(doors([deny({ ArnNotLike: { [pointArn]: many } })]).untold, [{ kind: "patterns", of: pointArn }]);
  });
});
