/** Protects that the sandbox takes of access points what S3 takes, and refuses the rest in its words. */
import assert from "node:assert/strict";
import { SandboxProvider, type State } from "../../sandbox/provider/provider";
import { type Properties } from "../../sandbox/provider/values";

const BUCKET = "aws:s3/bucket:Bucket";
const POINT = "aws:s3/accessPoint:AccessPoint";
const POLICY = "aws:s3control/accessPointPolicy:AccessPointPolicy";
const config = { region: "eu-west-1", defaultTags: {} };
const arn = "arn:aws:s3:eu-west-1:111122223333:accesspoint/orders-app";

const urn = (type: string, name: string): string => `urn:pulumi:dev::project::${type}::${name}`;
const statement = (changes: object = {}): string => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `${arn}/object/*`, ...changes }] });

function refusals(type: string, news: Properties): string[] {
  return new SandboxProvider().check(news, { urn: urn(type, "it"), olds: undefined, seed: Buffer.from("seed") }).refusals.map(({ property, reason }) => `${property}: ${reason}`);
}

function create(provider: SandboxProvider, type: string, news: Properties, name = "it", place = config): State {
  const { inputs, refusals: refused } = provider.check(news, { urn: urn(type, name), olds: undefined, seed: Buffer.from("seed") });
  assert.deepEqual(refused, []);
  return provider.create(urn(type, name), inputs, false, place);
}

describe("sandbox provider: access points", () => {
  it("have the id, ARN, alias and network origin that the provider reads", () => {
    const { id, outputs } = create(new SandboxProvider(), POINT, { bucket: "orders", name: "orders-app", policy: statement() });
    assert.deepEqual([id, outputs["arn"], outputs["networkOrigin"]], ["111122223333:orders-app", arn, "Internet"]);
    assert.match(String(outputs["alias"]), /^orders-app-[a-z0-9]{34}-s3alias$/);
    const inVpc = create(new SandboxProvider(), POINT, { bucket: "orders", name: "orders-app", vpcConfiguration: { vpcId: "vpc-1" } });
    assert.equal(inVpc.outputs["networkOrigin"], "VPC");
  });

  for (const name of ["Orders", "ab", "-orders", "orders-", "orders.app", "x".repeat(51), "orders-s3alias"]) {
    it(`are refused the name ${name}`, () => {
      assert.match(refusals(POINT, { bucket: "orders", name }).join(), /^name: InvalidRequest/);
    });
  }

  it("are there once in an account and region, under one name", () => {
    const provider = new SandboxProvider();
    create(provider, POINT, { bucket: "orders", name: "orders-app" }, "one");
    create(provider, POINT, { bucket: "orders", name: "orders-app" }, "elsewhere", { ...config, region: "us-east-1" });
    assert.throws(() => create(provider, POINT, { bucket: "other", name: "orders-app" }, "two"), /AccessPointAlreadyOwnedByYou: the access point orders-app exists already/);
  });

  for (const [sentence, policy, says] of [
    ["another's ARN", statement({ Resource: `${arn}-two/object/*` }), /MalformedPolicy: Policy has invalid resource.*is not of the access point/s],
    ["the bucket's ARN", statement({ Resource: "arn:aws:s3:::orders/*" }), /MalformedPolicy: Policy has invalid resource/],
    ["everybody let in", statement({ Effect: "Allow" }), /AccessDenied: the policy allows public access/],
  ] as const) {
    it(`are refused a policy with ${sentence}, inline and by itself`, () => {
      assert.throws(() => create(new SandboxProvider(), POINT, { bucket: "orders", name: "orders-app", policy }), says);
      const provider = new SandboxProvider();
      create(provider, POINT, { bucket: "orders", name: "orders-app" });
      assert.throws(() => create(provider, POLICY, { accessPointArn: arn, policy }), says);
    });
  }

  it("in a VPC are never public", () => {
    create(new SandboxProvider(), POINT, { bucket: "orders", name: "orders-app", vpcConfiguration: { vpcId: "vpc-1" }, policy: statement({ Effect: "Allow" }) });
  });

  it("take a policy of their own resource only where they are", () => {
    assert.throws(() => create(new SandboxProvider(), POLICY, { accessPointArn: arn, policy: statement() }), /NoSuchAccessPoint/);
  });

  it("keep their bucket from being deleted", () => {
    const provider = new SandboxProvider();
    const bucket = create(provider, BUCKET, { bucket: "orders", forceDestroy: true }, "orders");
    const point = create(provider, POINT, { bucket: "orders", name: "orders-app" });
    const remove = (type: string, name: string, state: State): void => {
      provider.delete({ urn: urn(type, name), id: state.id }, state, config);
    };
    assert.throws(() => { remove(BUCKET, "orders", bucket); }, /BucketHasAccessPointsAttached: .* orders has orders-app/);
    remove(POINT, "it", point);
    remove(BUCKET, "orders", bucket);
  });

  it("are replaced by what S3 cannot change, and updated by what it can", () => {
    const provider = new SandboxProvider();
    const state = create(provider, POINT, { bucket: "orders", name: "orders-app" });
    const diff = (news: Properties): ReturnType<SandboxProvider["diff"]> => {
      const checked = provider.check({ bucket: "orders", name: "orders-app", ...news }, { urn: urn(POINT, "it"), olds: state.inputs, seed: Buffer.from("seed") }).inputs;
      return provider.diff({ urn: urn(POINT, "it"), id: state.id }, state, checked, config);
    };
    assert.deepEqual(diff({ vpcConfiguration: { vpcId: "vpc-1" } }).replaces, ["vpcConfiguration"]);
    assert.deepEqual(diff({ policy: statement() }).replaces, []);
  });
});
