/** What the APIs of AWS would answer of the sandbox's account, as an inventory. */
import type { AccessPointInventory, AuditInventory, BucketInventory } from "../../inspect/inventory";
import type { SandboxAccount } from "../../sandbox/provider/account";
import type { Held } from "../../sandbox/provider/behaviour";

/** An inventory's text, for a region of the account. */
export function sandboxInventory(account: SandboxAccount, region: string): string {
  const held: Held[] = [];
  account.first((one) => {
    if (one.region === region) held.push(one);
    return false;
  });
  const of = (type: string): Held[] => held.filter((one) => one.type.endsWith(`:${type}`));
  const names = [...new Set(of("Bucket").map(({ id }) => id))];
  return JSON.stringify({
    Account: "111122223333",
    Buckets: names.map((name) => ({
      ...bucketAnswers(name, region, (type) => of(type).find(({ inputs }) => inputs["bucket"] === name)),
      AccessPoints: of("AccessPoint").filter(({ inputs }) => inputs["bucket"] === name).map(accessPointAnswers),
    })),
    Audits: [auditAnswers(region, of)],
  });
}

type Json = Record<string, unknown>;

function bucketAnswers(name: string, region: string, part: (type: string) => Held | undefined): BucketInventory {
  const given = (type: string): Json | undefined => part(type)?.outputs;
  const tags = Object.entries((given("Bucket")?.["tags"] ?? {}) as Record<string, string>).sort();
  const [rule] = (given("BucketServerSideEncryptionConfiguration")?.["rules"] ?? [{ blockedEncryptionTypes: ["SSE-C"] }]) as Json[];
  const byDefault = (rule?.["applyServerSideEncryptionByDefault"] ?? { sseAlgorithm: "AES256" }) as Json;
  const block = given("BucketPublicAccessBlock");
  const ownership = given("BucketOwnershipControls");
  return {
    Name: name,
    BucketRegion: region,
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: String(byDefault["sseAlgorithm"]), ...(byDefault["kmsMasterKeyId"] !== undefined && { KMSMasterKeyID: String(byDefault["kmsMasterKeyId"]) }) },
          BucketKeyEnabled: rule?.["bucketKeyEnabled"] === true,
          BlockedEncryptionTypes: { EncryptionType: rule?.["blockedEncryptionTypes"] as string[] },
        },
      ],
    },
    Policy: (given("BucketPolicy")?.["policy"] as string | undefined) ?? null,
    PublicAccessBlockConfiguration: block
      ? {
          BlockPublicAcls: block["blockPublicAcls"] === true,
          BlockPublicPolicy: block["blockPublicPolicy"] === true,
          IgnorePublicAcls: block["ignorePublicAcls"] === true,
          RestrictPublicBuckets: block["restrictPublicBuckets"] === true,
        }
      : null,
    OwnershipControls: ownership ? { Rules: [{ ObjectOwnership: String((ownership["rule"] as Json)["objectOwnership"]) }] } : null,
    TagSet: tags.length > 0 ? tags.map(([Key, Value]) => ({ Key, Value })) : null,
    LoggingEnabled: null,
    ReplicationConfiguration: null,
    VersioningStatus: ((given("BucketVersioning")?.["versioningConfiguration"] as Json | undefined)?.["status"] as string | undefined) ?? null,
  };
}

function accessPointAnswers({ inputs, outputs }: Held): AccessPointInventory {
  const vpcId = (inputs["vpcConfiguration"] as Json | undefined)?.["vpcId"];
  const block = inputs["publicAccessBlockConfiguration"] as Json | undefined;
  const isOn = (setting: string): boolean => block?.[setting] !== false;
  const policy = String(outputs["policy"] ?? "");
  const tags = Object.entries((outputs["tags"] ?? {}) as Record<string, string>).sort();
  return {
    Name: String(inputs["name"]),
    NetworkOrigin: vpcId === undefined ? "Internet" : "VPC",
    ...(vpcId !== undefined && { VpcConfiguration: { VpcId: String(vpcId) } }),
    AccessPointArn: String(outputs["arn"]),
    Policy: ["", "{}"].includes(policy) ? null : policy,
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: isOn("blockPublicAcls"),
      BlockPublicPolicy: isOn("blockPublicPolicy"),
      IgnorePublicAcls: isOn("ignorePublicAcls"),
      RestrictPublicBuckets: isOn("restrictPublicBuckets"),
    },
    Tags: tags.length > 0 ? tags.map(([Key, Value]) => ({ Key, Value })) : null,
  };
}

function auditAnswers(Region: string, of: (type: string) => Held[]): AuditInventory {
  const text = (value: unknown): string => String(value);
  return {
    Region,
    LogGroups: of("LogGroup").map(({ inputs }) => ({
      logGroupName: text(inputs["name"]),
      ...(inputs["retentionInDays"] !== undefined && { retentionInDays: Number(inputs["retentionInDays"]) }),
    })),
    MetricFilters: of("LogMetricFilter").map(({ inputs }) => {
      const transformation = inputs["metricTransformation"] as Json;
      return {
        filterName: text(inputs["name"]),
        filterPattern: text(inputs["pattern"]),
        logGroupName: text(inputs["logGroupName"]),
        metricTransformations: [
          { metricName: text(transformation["name"]), metricNamespace: text(transformation["namespace"]), metricValue: text(transformation["value"]), defaultValue: Number(transformation["defaultValue"]) },
        ],
      };
    }),
    Rules: of("EventRule").map(({ inputs }) => ({
      Name: text(inputs["name"]),
      EventPattern: text(inputs["eventPattern"]),
      Targets: of("EventTarget")
        .filter((target) => target.inputs["rule"] === inputs["name"])
        .map((target) => ({ Id: text(target.inputs["targetId"]), Arn: text(target.inputs["arn"]) })),
    })),
    MetricAlarms: of("MetricAlarm").map(({ inputs }) => ({
      AlarmName: text(inputs["name"]),
      Namespace: text(inputs["namespace"]),
      MetricName: text(inputs["metricName"]),
      AlarmActions: (inputs["alarmActions"] ?? []) as string[],
    })),
  };
}
