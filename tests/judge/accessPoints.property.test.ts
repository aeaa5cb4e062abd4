/**
 * Protects the judge's verdicts on bucket policies that look at access points: what it lets nobody in through, the simulator lets
 * nobody in through either, asked with both policies; and a hole is one there.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { defaultRequirement, violationOf } from "../../encryption/requirement";
import { BucketJudge } from "../../judge/bucketJudge";
import type { JudgedAccessPoint } from "../../judge/bucket";
import { evaluateUpload, type UploadAccessPoint, type UploadBucket, type UploadRequest } from "../../simulator";
import { account, bucketName, closed, policy, today, type Statement } from "./policies";

const region = "us-east-1";
const stranger = "444455556666";
const bucketArn = `arn:aws:s3:::${bucketName}`;
const arnOf = (name: string): string => `arn:aws:s3:${region}:${account}:accesspoint/${name}`;
const names = ["app", "batch"] as const;
const role = (owner: string, name: string): string => `arn:aws:iam::${owner}:role/${name}`;

/** Conditions that tell requests through access points from others, and from each other. */
const looking: readonly Record<string, object>[] = [
  { ArnNotEquals: { "s3:DataAccessPointArn": arnOf("app") } },
  { ArnNotEquals: { "s3:DataAccessPointArn": names.map(arnOf) } },
  { ArnNotLike: { "s3:DataAccessPointArn": arnOf("b*") } },
  { StringNotEquals: { "s3:DataAccessPointAccount": account } },
  { StringNotEquals: { "s3:AccessPointNetworkOrigin": "VPC" } },
  { StringEquals: { "s3:AccessPointNetworkOrigin": "Internet" } },
  { Null: { "s3:DataAccessPointArn": "true" } },
];
const others: readonly Record<string, object>[] = [{ ArnNotLike: { "aws:PrincipalArn": role(account, "importer") } }, { StringNotEquals: { "aws:SourceVpce": "vpce-1" } }];

const withConditions = (statement: Statement, more: readonly Record<string, object>[]): Statement => {
  const all = { ...(statement["Condition"] as Record<string, object> | undefined) };
  for (const one of more) for (const [operator, block] of Object.entries(one)) all[operator] = { ...all[operator], ...block };
  return { ...statement, ...(Object.keys(all).length > 0 && { Condition: all }) };
};
const everything: Statement = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [bucketArn, `${bucketArn}/*`] };
const allow = (Principal: unknown, Resource: unknown): Statement => ({ Effect: "Allow", Principal, Action: "s3:PutObject", Resource });

const conditions = (from: readonly Record<string, object>[], most: number): fc.Arbitrary<Record<string, object>[]> => fc.uniqueArray(fc.constantFrom(...from), { maxLength: most, selector: (one) => Object.keys(one)[0] });
const denials = (from: readonly Record<string, object>[]): fc.Arbitrary<Statement[]> =>
  fc.tuple(fc.subarray([...closed]), conditions(from, 2)).map(([some, more]) => some.map((one) => withConditions(one, more)));

const ofBucket = fc
  .tuple(
    denials([...looking, ...others]),
    fc.option(fc.constantFrom(...looking), { nil: undefined }),
    fc.option(fc.constantFrom("delegation", "open"), { nil: undefined }),
  )
  .map(([some, only, allowed]) => [
    ...some,
    ...(only ? [withConditions(everything, [only])] : []),
    ...(allowed ? [withConditions(allow({ AWS: "*" }, `${bucketArn}/*`), allowed === "open" ? [] : [{ StringEquals: { "s3:DataAccessPointAccount": account } }])] : []),
  ])
  .filter((statements) => statements.length > 0);

const ofPoint = (name: string): fc.Arbitrary<JudgedAccessPoint> =>
  fc.record({ some: denials(others), vpc: fc.boolean(), allowed: fc.constantFrom("nobody", "stranger", "everybody") }).map(({ some, vpc, allowed }) => {
    const Resource = `${arnOf(name)}/object/*`;
    const statements = [
      ...some.map((one) => ({ ...one, Resource })),
      ...(allowed === "nobody" ? [] : [allow(allowed === "everybody" ? "*" : { AWS: role(stranger, "partner") }, Resource)]),
    ];
    return { name, account, ...(vpc && { vpcId: `vpc-${name}` }), policy: statements.length === 0 ? undefined : policy(...statements) };
  });

const sse = "x-amz-server-side-encryption";
const requests: readonly UploadRequest[] = [
  {},
  { [sse]: "AES256" },
  { [sse]: "aws:kms" },
  { [`${sse}-customer-algorithm`]: "AES256" },
].flatMap((headers) =>
  [role(account, "any"), role(account, "importer"), role(stranger, "any"), role(stranger, "partner")].flatMap((arn) =>
    [undefined, "vpce-1"].map((endpoint): UploadRequest => ({ action: "PutObject", key: "object", principal: { arn }, headers: headers as Record<string, string>, ...(endpoint !== undefined && { context: { "aws:SourceVpce": endpoint } }) })),
  ),
);

const kms = { algorithm: "aws:kms" };
const target = (text: string): UploadBucket => ({ name: bucketName, account, region, defaultEncryption: kms, blockedEncryptionTypes: ["NONE"], policy: text });
const doorOf = ({ name, vpcId, policy: text }: JudgedAccessPoint): UploadAccessPoint => ({ name, account, region, ...(vpcId !== undefined && { vpcId }), ...(text !== undefined && { policy: text }) });
/** Anybody's own, in which everything is allowed. */
const unknownDoor = (name: string, vpcId?: string, owner = account): UploadAccessPoint => ({ name, account: owner, region, ...(vpcId !== undefined && { vpcId }), policy: policy(allow("*", `${arnOf(name).replace(account, owner)}/object/*`)) });

function isWrong(bucket: UploadBucket, request: UploadRequest): boolean {
  const { accessPoint } = request;
  const context = { ...request.context, ...(accessPoint?.vpcId !== undefined && { "aws:SourceVpc": accessPoint.vpcId }) };
  const result = evaluateUpload(bucket, { ...request, context });
  return result.outcome === "stored" && violationOf(defaultRequirement, result.applied) !== undefined;
}

describe("judge, access points by property", () => {
  it("nobody gets in where nothing is told, and whoever is told of gets in", () => {
    const ends = { closed: 0, hole: 0, untold: 0 };
    fc.assert(
      fc.property(fc.constantFrom(false, false, true), ofBucket, ofPoint("app"), ofPoint("batch"), (complete, statements, ...points) => {
        const text = policy(...statements);
        const judge = new BucketJudge({ requirement: defaultRequirement, updates: false, isAllowedException: () => false, today }, { account, region });
        const judgement = judge.judge(bucketName, { ...kms, blockedEncryptionTypes: ["NONE"] }, text, undefined, points, complete);
        assert.ok(judgement.valid, JSON.stringify(judgement));
        const holes = judgement.holes.filter(({ future }) => !future);
        const bucket = target(text);
        for (const { accessPoint, upload } of holes) {
          const point = points.find(({ name }) => accessPoint?.split(" ")[0] === name);
          assert.equal(accessPoint === undefined, point === undefined);
          assert.ok(isWrong(bucket, { ...upload, ...(point && { accessPoint: doorOf(point) }) }), `${accessPoint ?? "directly"}: ${JSON.stringify(upload)}`);
        }
        const untold = judgement.untold.some(({ kind }) => kind === "accessPoints");
        if (holes.length === 0) {
          const known = [undefined, ...points.map(doorOf)];
          for (const accessPoint of known) for (const request of requests) assert.ok(!isWrong(bucket, { ...request, ...(accessPoint && { accessPoint }) }), `${accessPoint?.name ?? "directly"}: ${JSON.stringify(request)}`);
          const doorsOf = (owner: string): UploadAccessPoint[] => ["other", "bother"].flatMap((name) => [unknownDoor(name, undefined, owner), unknownDoor(`${name}-vpc`, "vpc-9", owner)]);
          // Those of the account are known where all are.
          const elsewhere = [...doorsOf(stranger), ...(complete ? [] : doorsOf(account))];
          if (!untold) for (const accessPoint of elsewhere) for (const request of requests) assert.ok(!isWrong(bucket, { ...request, accessPoint }), `${accessPoint.name}: ${JSON.stringify(request)}`);
        }
        ends[holes.length > 0 ? "hole" : untold ? "untold" : "closed"] += 1;
      }),
      { numRuns: 420 },
    );
    for (const [end, count] of Object.entries(ends)) assert.ok(count > 5, `${end}: ${count}`);
  });
});
