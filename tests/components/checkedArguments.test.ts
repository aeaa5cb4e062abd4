/** Protects components from wrong arguments in any program: refused before anything is created, or as soon as it is known. */
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AccessPolicies } from "../../components/accessPolicies";
import { EncryptedBucket } from "../../components/encryptedBucket";
import { ObjectEncryptionAudit } from "../../components/objectEncryptionAudit";
import { key, kms } from "./audit";
import { declare, environment, of, only, registeredOn, statements, untilSettled, type Registered } from "./declare";

const otherRegion = key.replace("us-east-1", "eu-west-1");

/** What a program is refused for before it registers anything. */
async function refusedAtOnce(program: () => unknown): Promise<string> {
  let registered: Registered[] | undefined;
  try {
    registered = await declare(program);
  } catch (error) {
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    return error.message;
  }
  assert.fail(`should have been refused; registered ${registered.length} resources`);
}

/** What a program is refused for as soon as the place or an Output is known; the resources of AWS it registered until then. */
async function refusedLater(program: () => unknown, { partition, region, accountId } = environment): Promise<{ message: string; registered: string[] }> {
  const registered: string[] = [];
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  const refused = new Promise<string>((resolve) => process.on("unhandledRejection", (error: Error) => { resolve(error.message); }));
  const declared = registeredOn(program, {
    newResource: ({ type, name, inputs }) => {
      if (type.startsWith("aws:")) registered.push(type);
      return { id: `${name}-id`, state: { ...(inputs as object), arn: `arn:${partition}:kms:${region}:${accountId}:key/${name}` } };
    },
    call: () => ({ accountId, region, arn: `arn:${partition}:iam::${accountId}:user/test` }),
  });
  try {
    // A deployment that is refused never ends here: on the engine the process does.
    const message = await Promise.race([refused, declared.then(untilSettled).then(() => "nothing")]);
    return { message, registered };
  } finally {
    await untilSettled();
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) process.on("unhandledRejection", listener);
  }
}

const untyped = (value: unknown): never => value as never;

describe("wrong arguments", () => {
  const cases: readonly (readonly [what: string, program: () => unknown, headline: string, says: RegExp])[] = [
    ["an unknown argument", () => new EncryptedBucket("acme", untyped({ bucketNam: "x" })), "EncryptedBucket acme", /bucketNam: is not a known key[^]*Did you mean bucketName\?/],
    ["a name that is no bucket's", () => new EncryptedBucket("Acme_Orders"), "EncryptedBucket Acme_Orders", /bucketName: is missing, and the component's name \(Acme_Orders\) is no bucket name/],
    ["a misspelt method", () => new EncryptedBucket("acme", { requirement: { methods: ["sse-kns"] } }), "EncryptedBucket acme", /requirement\.methods\[0\]: "sse-kns"[^]*Did you mean sse-kms\?/],
    ["a default that is not approved", () => new EncryptedBucket("acme", { method: "sse-s3" }), "EncryptedBucket acme", /method: "sse-s3" is not approved by the requirement/],
    ["a statement that is no JSON", () => new EncryptedBucket("acme", { additionalStatements: ["Deny"] }), "EncryptedBucket acme", /additionalStatements\[0\]: "Deny" is not a map/],
    [
      "a statement that S3 refuses",
      () => new EncryptedBucket("acme", { additionalStatements: [JSON.stringify({ Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "s3:GetObjekt", Resource: "arn:aws:s3:::acme/*" })] }),
      "EncryptedBucket acme",
      /additionalStatements\[0\]\.Action: .*Did you mean s3:GetObject\?/,
    ],
    ["a service that is none of AWS", () => new EncryptedBucket("acme", { exemptServices: ["example.com"] }), "EncryptedBucket acme", /exemptServices\[0\]: "example.com" is not the name of an AWS service/],
    ["a retention that CloudWatch does not have", () => new ObjectEncryptionAudit("audit", { logGroup: { retentionDays: 91 } }), "ObjectEncryptionAudit audit", /logGroup\.retentionDays: 91 is not one of/],
    ["a name that makes too long ones", () => new ObjectEncryptionAudit("a".repeat(49), { trail: { mode: "existing" } }), `ObjectEncryptionAudit ${"a".repeat(49)}`, /namePrefix: .* 49 characters/],
    ["a number in quotes", () => new ObjectEncryptionAudit("audit", untyped({ logGroup: { retentionDays: "90" } })), "ObjectEncryptionAudit audit", /logGroup\.retentionDays: "90" is text, not a number: write it without quotes[^]*Did you mean retentionDays: 90\?/],
    ["an exemption of every role", () => new EncryptedBucket("acme", { exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/*", reason: "r" }] }), "EncryptedBucket acme", /exemptPrincipals\[0\]\.arn: .* exempts every role: .* say everyone: true/],
    ["an exemption of every user from an organization's policies", () => new AccessPolicies("access", { resourceControl: { targets: [] }, exemptPrincipals: [{ arn: "arn:aws:iam::*:user/*", reason: "r" }] }), "AccessPolicies access", /exemptPrincipals\[0\]\.arn: .* exempts every user/],
    ["an existing trail's log bucket to create", () => new ObjectEncryptionAudit("audit", { trail: { mode: "existing", logBucket: { name: "acme-logs" } } }), "ObjectEncryptionAudit audit", /trail\.logBucket\.name: is a property of a bucket that is created/],
    ["a scope of nothing", () => new ObjectEncryptionAudit("audit", { scope: { buckets: [] } }), "ObjectEncryptionAudit audit", /scope\.buckets: .* nothing would be audited/],
    ["more buckets than a trail has room for", () => new ObjectEncryptionAudit("audit", { scope: { buckets: Array.from({ length: 600 }, (_, index) => `acme-${index}`) } }), "ObjectEncryptionAudit audit", /scope\.buckets: 600 buckets .* 500/],
    ["an action on an event bus", () => new ObjectEncryptionAudit("audit", { alarms: { actions: ["arn:aws:events:us-east-1:111122223333:event-bus/x"] } }), "ObjectEncryptionAudit audit", /alarms\.actions\[0\]: .* EventBridge, which needs no action/],
    ["an OpsItem for what is over", () => new ObjectEncryptionAudit("audit", { alarms: { okActions: ["arn:aws:ssm:us-east-1:111122223333:opsitem:1"] } }), "ObjectEncryptionAudit audit", /alarms\.okActions\[0\]: .* no action on when they are over/],
    ["an identity policy for no bucket", () => new AccessPolicies("access", { identity: true }), "AccessPolicies access", /identity: allows uploads to the buckets of bucketNames, but there are none/],
  ];
  for (const [what, program, headline, says] of cases) {
    it(`are refused before anything is created: ${what}`, async () => {
      const message = await refusedAtOnce(program);
      assert.ok(message.startsWith(`${headline} has 1 problem; nothing of it was created.\n`), message);
      assert.match(message, says);
      assert.match(message, /Allowed: [^]*Example: /);
    });
  }

  it("are told all at once", async () => {
    const message = await refusedAtOnce(() => new EncryptedBucket("Acme", { requirement: { methods: ["none"] }, tags: { "aws:x": "y" }, enforcement: "alow" }));
    assert.match(message, /has 4 problems/);
  });

  const misplaced: readonly (readonly [path: string, program: (output: pulumi.Output<never>) => unknown])[] = [
    ["bucketName", (output) => new EncryptedBucket("acme", { bucketName: untyped(output) })],
    ["requirement", (output) => new EncryptedBucket("acme", { requirement: untyped(output) })],
    ["requirement.methods[1]", (output) => new EncryptedBucket("acme", { requirement: { methods: ["sse-kms", untyped(output)] } })],
    ["requirement.kmsKeyArns", (output) => new EncryptedBucket("acme", { requirement: { methods: ["sse-kms"], kmsKeyArns: untyped(output) } })],
    ["scope.bucketPrefixes[0]", (output) => new ObjectEncryptionAudit("audit", { scope: { bucketPrefixes: [untyped(output)] } })],
    ["notifications.emails", (output) => new ObjectEncryptionAudit("audit", { notifications: { emails: untyped(output) } })],
    ["namePrefix", (output) => new AccessPolicies("access", { namePrefix: untyped(output) })],
  ];
  for (const [path, program] of misplaced) {
    it(`an Output is refused by name where it would decide what there is: ${path}`, async () => {
      const message = await refusedAtOnce(() => program(pulumi.output("x") as never));
      assert.match(message, /has 1 problem/);
      assert.ok(message.includes(`${path}: is an Output, whose value is not known yet`), message);
    });
  }
});

describe("what only the provider's place tells", () => {
  it("ends the deployment, before any resource of AWS is registered: a key in another region", async () => {
    const { message, registered } = await refusedLater(() => new EncryptedBucket("acme", { kmsKeyArn: otherRegion }));
    assert.match(message, /EncryptedBucket acme has 1 problem; the deployment ends here\.\n {2}1\. kmsKeyArn: .* is in region eu-west-1, but the stack deploys to us-east-1/);
    assert.deepEqual(registered, []);
  });

  it("ends the deployment: an exemption of every role, which an Output holds", async () => {
    const exempt = (everyone: object) => () => new EncryptedBucket("acme", { exemptPrincipals: [{ arn: pulumi.output("arn:aws:iam::111122223333:role/*"), reason: "r", ...everyone }] });
    assert.match((await refusedLater(exempt({}))).message, /exemptPrincipals\[0\]\.arn: .* exempts every role/);
    assert.equal((await refusedLater(exempt({ everyone: true }))).message, "nothing");
  });

  it("ends the deployment: a placeholder, in any other account", async () => {
    const place = { ...environment, accountId: "444455556666" };
    const { message } = await refusedLater(() => new ObjectEncryptionAudit("audit", { notifications: { topicArn: "arn:aws:sns:us-east-1:111122223333:t" } }), place);
    assert.match(message, /notifications\.topicArn: .* is a placeholder/);
  });

  it("ends the deployment: a region that nothing is made for", async () => {
    const { message } = await refusedLater(() => new EncryptedBucket("acme"), { partition: "aws-iso", region: "us-iso-east-1", accountId: "444455556666" });
    assert.match(message, /provider: "us-iso-east-1" is in partition aws-iso/);
  });

  it("is nothing where all is right: the same program registers everything", async () => {
    const { message, registered } = await refusedLater(() => new EncryptedBucket("acme", { kmsKeyArn: key }));
    assert.equal(message, "nothing");
    assert.ok(registered.includes("aws:s3/bucketPolicy:BucketPolicy"));
  });
});

describe("keys that are made in the same program", () => {
  const made = "arn:aws:kms:us-east-1:111122223333:key/theirs";
  const output = (value: string): pulumi.Output<string> => pulumi.output(Promise.resolve(value));

  it("stand in policies, patterns and default encryption once they are known", async () => {
    const requirement = { methods: ["sse-kms"], kmsKeyArns: [output(made), key] };
    const all = await declare(() => [new EncryptedBucket("acme", { requirement }), new ObjectEncryptionAudit("audit", { requirement }), new AccessPolicies("access", { requirement, identity: true, bucketNames: ["acme"] })]);
    const policy = of(all, ":BucketPolicy").find(({ name }) => name === "acme");
    assert.ok(policy && JSON.stringify(statements(policy)).includes(`"s3:x-amz-server-side-encryption-aws-kms-key-id":["${made}","${key}"]`));
    const encryption = of(all, ":BucketServerSideEncryptionConfiguration").find(({ name }) => name === "acme");
    assert.match(JSON.stringify(encryption?.inputs["rules"]), new RegExp(`"kmsMasterKeyId":"${made}"`));
    assert.equal(only(all, "trail:Trail").inputs["kmsKeyId"], made);
    assert.ok(of(all, ":LogMetricFilter").some(({ inputs }) => String(inputs["pattern"]).includes(made)));
    assert.ok(JSON.stringify(statements(only(all, "iam/policy:Policy"))).includes(made));
    assert.deepEqual(of(all, "key:Key"), [], "none is created beside them");
  });

  it("leave a policy known that does not name them", async () => {
    const unknownKey = pulumi.output(pulumi.unknown as unknown as string);
    const all = await declare(() => new EncryptedBucket("acme", { kmsKeyArn: unknownKey }));
    assert.ok(statements(only(all, ":BucketPolicy")).length > 0);
  });

  const wrong: readonly (readonly [what: string, program: () => unknown, says: RegExp])[] = [
    ["of another region", () => new EncryptedBucket("acme", { requirement: { ...kms, kmsKeyArns: [output(otherRegion)] } }), /requirement\.kmsKeyArns\[0\]: "arn:.*" is in region eu-west-1/],
    ["an alias", () => new ObjectEncryptionAudit("audit", { logGroup: { kmsKeyArn: output("arn:aws:kms:us-east-1:111122223333:alias/x") } }), /logGroup\.kmsKeyArn: .* is an alias/],
    ["a secret one, without its value", () => new EncryptedBucket("acme", { kmsKeyArn: pulumi.secret("t0k3n") }), /kmsKeyArn: is not right \(the value is secret and is not shown\)/],
    ["a tag that AWS refuses", () => new EncryptedBucket("acme", { tags: { team: output("a|b") } }), /tags\.team: "a\|b" is not a valid tag value/],
    ["a statement that S3 refuses", () => new EncryptedBucket("acme", { additionalStatements: [output('{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/*"}')] }), /additionalStatements\[0\]: .* public access/],
  ];
  for (const [what, program, says] of wrong) {
    it(`end the deployment as soon as they are known: ${what}`, async () => {
      const { message } = await refusedLater(program);
      assert.match(message, says);
      assert.ok(!message.includes("t0k3n"));
    });
  }
});

describe("the place of a component", () => {
  it("is that of its provider, asked once for each", async () => {
    const asked: string[] = [];
    const regions: Record<string, string> = { "": "us-east-1", frankfurt: "eu-central-1" };
    const all = await registeredOn(
      () => {
        const provider = new aws.Provider("frankfurt", { region: "eu-central-1" });
        for (const name of ["acme-a", "acme-b"]) {
          new EncryptedBucket(name, { requirement: { methods: ["sse-kms"] } });
          new EncryptedBucket(`${name}-eu`, {}, { providers: [provider] });
        }
        new ObjectEncryptionAudit("audit", {}, { provider });
      },
      {
        newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: { ...(inputs as object), arn: `arn:aws:kms:x:111122223333:key/${name}` } }),
        call: ({ token, provider }) => {
          const name = /pulumi:providers:aws::([\w-]+)/.exec(provider ?? "")?.[1] ?? "";
          asked.push(`${token.split(":").pop() ?? ""} ${name}`);
          return { accountId: "111122223333", arn: "arn:aws:iam::111122223333:user/x", region: regions[name] ?? "us-east-1" };
        },
      },
    );
    assert.deepEqual(asked.sort(), ["getCallerIdentity ", "getCallerIdentity frankfurt", "getRegion ", "getRegion frankfurt"]);
    const body = JSON.parse(String(only(all, ":Dashboard").inputs["dashboardBody"])) as { widgets: { properties: { region?: string } }[] };
    assert.equal(body.widgets[0]?.properties.region, "eu-central-1");
  });
});
