/** Protects what holds for every resource of every component: parents, tags, names, and ARNs of the stack's own partition. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AccessPolicies } from "../../components/accessPolicies";
import { AuditLake } from "../../components/auditLake";
import { EncryptedBucket } from "../../components/encryptedBucket";
import type { ObjectEncryptionAuditArgs, Requirement } from "../../arguments/interfaces";
import { ObjectEncryptionAudit } from "../../components/objectEncryptionAudit";
import { metricFilters } from "../../encryption/metricFilters";
import type { AwsEnvironment } from "../../encryption/arn";
import { contract } from "../../sandbox/provider/contract";
import { argsWithoutTrail, auditArgs, kms, tags, trail } from "./audit";
import { declare, environment, of, type Registered } from "./declare";

/** A program that has every resource that the components can have. */
function everything(place: AwsEnvironment, requirement: Requirement, audit: Partial<ObjectEncryptionAuditArgs> = {}): Promise<Registered[]> {
  return declare(() => {
    new EncryptedBucket("acme-orders", { bucketName: "acme-orders", requirement, tags, versioning: true, expireAfterDays: 7 });
    new ObjectEncryptionAudit(
      "audit-dev",
      auditArgs({ requirement, ...estateIn(place), trail: { ...trail, multiRegion: true }, alarms: { deniedUploads: 1, silentHours: 1 }, notifications: { details: "grouped", emails: ["a@example.com"], httpsEndpoints: ["https://example.com"] }, tampering: { trail: "own" }, ...audit }),
    );
    new AuditLake("audit-dev", { requirement, namePrefix: "audit-dev", logBucket: "audit-logs", tags, resultBucket: { expireAfterDays: 7 } });
    new AccessPolicies("audit-dev", {
      requirement, namePrefix: "audit-dev", identity: true, bucketNames: ["acme-orders"],
      serviceControl: { targets: ["r-abcd"] }, resourceControl: { targets: ["r-abcd"] }, tags,
    });
  }, place);
}

/** Another account, and another region of the same partition. */
function estateIn({ partition }: AwsEnvironment): Pick<ObjectEncryptionAuditArgs, "regions" | "accounts"> {
  const [region = ""] = { aws: ["eu-central-1"], "aws-cn": ["cn-northwest-1"], "aws-us-gov": ["us-gov-east-1"] }[partition] ?? [];
  return { regions: [region], accounts: [{ id: "444455556666", roleArn: `arn:${partition}:iam::444455556666:role/audit` }] };
}

const hasInput = ({ type }: Registered, input: string): boolean => {
  const known = contract.resources[type];
  assert.ok(known, `${type} is a type that the sandbox knows`);
  return input in known.inputs;
};

describe("every resource", () => {
  let all: Registered[];
  let custom: Registered[];
  before(async () => {
    all = await everything(environment, kms);
    custom = all.filter((one) => one.custom && !one.type.startsWith("pulumi:"));
  });

  it("belongs to a component, and every component but the outermost to another", () => {
    const components = all.filter((one) => !one.custom);
    const underTheStack = all.filter(({ parent }) => parent === "").map(({ type }) => type);
    assert.deepEqual(underTheStack.sort(), ["AccessPolicies", "AuditLake", "EncryptedBucket", "ObjectEncryptionAudit"].map((name) => `s3-encryption-audit:index:${name}`));
    for (const { urn, parent } of all) {
      if (parent !== "") assert.ok(components.some((component) => component.urn === parent), `${urn} has a component as its parent, not ${parent}`);
    }
  });

  it("has a type token that stays: changing one replaces the whole stack", () => {
    const tokens = new Set(all.filter((one) => !one.custom).map(({ type }) => type));
    assert.deepEqual([...tokens].sort(), [
      "s3-encryption-audit:index:AccessPolicies",
      "s3-encryption-audit:index:AuditLake",
      "s3-encryption-audit:index:EncryptedBucket",
      "s3-encryption-audit:index:EncryptionKey",
      "s3-encryption-audit:index:GroupedMessages",
      "s3-encryption-audit:index:MessageRules",
      "s3-encryption-audit:index:NotificationTopic",
      "s3-encryption-audit:index:ObjectEncryptionAudit",
      "s3-encryption-audit:index:UploadForwarding",
      "s3-encryption-audit:index:UploadHub",
      "s3-encryption-audit:index:UploadLog",
      "s3-encryption-audit:index:UploadTrail",
    ]);
  });

  it("has the stack's tags, wherever AWS takes some", () => {
    const taggable = custom.filter((one) => hasInput(one, "tags"));
    assert.deepEqual([...new Set(taggable.map(({ type }) => type.split(":").pop()))].sort(), [
      "Bucket", "CatalogDatabase", "EventBus", "EventRule", "Key", "LogGroup", "MetricAlarm", "Policy", "Queue", "Role", "Topic", "Trail", "Workgroup",
    ]);
    // A key's name what it is for as well, since it may outlive the stack.
    for (const { inputs, urn } of taggable.filter(({ type }) => type !== "aws:kms/key:Key")) assert.deepEqual(inputs["tags"], tags, urn);
    for (const { inputs, urn } of of(taggable, "key:Key")) assert.deepEqual({ ...(inputs["tags"] as object), ...tags }, inputs["tags"], urn);
  });

  it("has a name of the stack's own, never one that Pulumi makes up", () => {
    const filters = metricFilters(kms).map(({ name }) => name);
    const given = [...filters, "acme-orders", "audit-logs", "/aws/events/sse-objects", "forward-uploads", "audit_dev", "cloudtrail_logs"];
    for (const one of custom) {
      for (const input of ["name", "bucket", "policyName", "dashboardName"].filter((name) => hasInput(one, name))) {
        const name = String(one.inputs[input]).replace(/^alias\//, "");
        assert.ok(given.includes(name) || name.startsWith("audit-dev"), `${one.urn} has the ${input} ${name}`);
      }
    }
  });

  it("is there anew before the old one goes, where it is replaced", () => {
    assert.deepEqual(custom.filter(({ deleteBeforeReplace }) => deleteBeforeReplace !== false).map(({ urn }) => urn), []);
  });

  it("has a URN of its own", () => {
    assert.equal(new Set(all.map(({ urn }) => urn)).size, all.length);
  });

  it("has the same name in every run", async () => {
    const byUrn = (registered: readonly Registered[]): object => Object.fromEntries(registered.map(({ urn, inputs }) => [urn, inputs]));
    assert.deepEqual(byUrn(await everything(environment, kms)), byUrn(all));
  });
});

describe("another partition", () => {
  const places: readonly (readonly [partition: string, region: string, console: string])[] = [
    ["aws-cn", "cn-north-1", "https://cn-north-1.console.amazonaws.cn/"],
    ["aws-us-gov", "us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/"],
  ];
  const requirements = (key: string): Requirement[] => [
    kms,
    { ...kms, kmsKeyArns: [key], origin: "header" },
    { methods: ["sse-s3"], origin: "any" },
  ];
  for (const [partition, region, console] of places) {
    it(`${partition} finds no ARN of another in any resource`, async () => {
      const place: AwsEnvironment = { partition, region, accountId: "111122223333" };
      for (const requirement of requirements(`arn:${partition}:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`)) {
        // A key that is created cannot be one of those that the requirement names.
        for (const kmsKey of requirement.kmsKeyArns ? ["none"] : ["create", "none"]) {
          const all = await everything(place, requirement, { trail: { ...trail, kmsKey, multiRegion: true } });
          for (const { inputs, urn } of all) {
            const arns = [...JSON.stringify(inputs).matchAll(/arn:[a-z-]*:/g)].map(([arn]) => arn);
            assert.deepEqual(arns.filter((arn) => arn !== `arn:${partition}:`), [], urn);
          }
        }
      }
    });

    it(`${partition} has its own console, and its own ARNs in the command for an existing trail`, async () => {
      const place: AwsEnvironment = { partition, region, accountId: "111122223333" };
      const scope = { buckets: ["acme"], bucketPrefixes: ["team-"], excludedBuckets: ["team-logs"] };
      const outputs: string[] = [];
      await declare(() => {
        const audit = new ObjectEncryptionAudit("audit", argsWithoutTrail({ trail: { mode: "existing", name: "org-trail" }, scope }));
        pulumi.all([audit.dashboardUrl, audit.eventSelectorsCommand]).apply((known) => outputs.push(...known));
      }, place);
      const [dashboardUrl = "", command = ""] = outputs;
      assert.ok(dashboardUrl.startsWith(console), dashboardUrl);
      assert.match(command, /put-event-selectors --trail-name org-trail/);
      for (const name of ["acme/", "team-", "team-logs/"]) assert.ok(command.includes(`arn:${partition}:s3:::${name}`), name);
      assert.doesNotMatch(command, /arn:aws:/);
    });
  }
});
