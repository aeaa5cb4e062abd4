/**
 * Writes sandbox/provider/providerForceNew.json: which properties of the sandbox's resource types force a replacement, read from
 * the source of the Terraform provider that @pulumi/aws bridges. Only names are taken from there.
 *
 *     npm run sandbox:force-new -- <folder of a checkout of github.com/hashicorp/terraform-provider-aws> <its version and commit>
 *
 * Run after an update of @pulumi/aws, on the version that its provider names (upstream/ in github.com/pulumi/pulumi-aws).
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { contract, type ResourceContract } from "./contract";
import { type ForceNewRecord } from "./forceNew";
import { schemaAttributes } from "./goSchema";

/** Terraform's name of each resource type, and the service's folder; V2 types are aliases of the same resource. */
const TERRAFORM: Readonly<Record<string, readonly [service: string, resource: string]>> = {
  "aws:athena/namedQuery:NamedQuery": ["athena", "aws_athena_named_query"],
  "aws:athena/workgroup:Workgroup": ["athena", "aws_athena_workgroup"],
  "aws:cloudtrail/trail:Trail": ["cloudtrail", "aws_cloudtrail"],
  "aws:cloudwatch/dashboard:Dashboard": ["cloudwatch", "aws_cloudwatch_dashboard"],
  "aws:cloudwatch/eventBus:EventBus": ["events", "aws_cloudwatch_event_bus"],
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": ["events", "aws_cloudwatch_event_bus_policy"],
  "aws:cloudwatch/eventRule:EventRule": ["events", "aws_cloudwatch_event_rule"],
  "aws:cloudwatch/eventTarget:EventTarget": ["events", "aws_cloudwatch_event_target"],
  "aws:cloudwatch/logGroup:LogGroup": ["logs", "aws_cloudwatch_log_group"],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": ["logs", "aws_cloudwatch_log_metric_filter"],
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ["logs", "aws_cloudwatch_log_resource_policy"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["cloudwatch", "aws_cloudwatch_metric_alarm"],
  "aws:cloudwatch/queryDefinition:QueryDefinition": ["logs", "aws_cloudwatch_query_definition"],
  "aws:glue/catalogDatabase:CatalogDatabase": ["glue", "aws_glue_catalog_database"],
  "aws:glue/catalogTable:CatalogTable": ["glue", "aws_glue_catalog_table"],
  "aws:iam/policy:Policy": ["iam", "aws_iam_policy"],
  "aws:iam/role:Role": ["iam", "aws_iam_role"],
  "aws:iam/rolePolicy:RolePolicy": ["iam", "aws_iam_role_policy"],
  "aws:kms/alias:Alias": ["kms", "aws_kms_alias"],
  "aws:kms/key:Key": ["kms", "aws_kms_key"],
  "aws:organizations/policy:Policy": ["organizations", "aws_organizations_policy"],
  "aws:organizations/policyAttachment:PolicyAttachment": ["organizations", "aws_organizations_policy_attachment"],
  "aws:s3/accessPoint:AccessPoint": ["s3control", "aws_s3_access_point"],
  "aws:s3/bucket:Bucket": ["s3", "aws_s3_bucket"],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["s3", "aws_s3_bucket_lifecycle_configuration"],
  "aws:s3/bucketObject:BucketObject": ["s3", "aws_s3_bucket_object"],
  "aws:s3/bucketObjectv2:BucketObjectv2": ["s3", "aws_s3_object"],
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ["s3", "aws_s3_bucket_ownership_controls"],
  "aws:s3/bucketPolicy:BucketPolicy": ["s3", "aws_s3_bucket_policy"],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["s3", "aws_s3_bucket_public_access_block"],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
    "s3",
    "aws_s3_bucket_server_side_encryption_configuration",
  ],
  "aws:s3/bucketVersioning:BucketVersioning": ["s3", "aws_s3_bucket_versioning"],
  "aws:s3/directoryBucket:DirectoryBucket": ["s3", "aws_s3_directory_bucket"],
  "aws:s3control/accessPointPolicy:AccessPointPolicy": ["s3control", "aws_s3control_access_point_policy"],
  "aws:sns/topic:Topic": ["sns", "aws_sns_topic"],
  "aws:sns/topicPolicy:TopicPolicy": ["sns", "aws_sns_topic_policy"],
  "aws:sns/topicSubscription:TopicSubscription": ["sns", "aws_sns_topic_subscription"],
  "aws:sqs/queue:Queue": ["sqs", "aws_sqs_queue"],
  "aws:sqs/queuePolicy:QueuePolicy": ["sqs", "aws_sqs_queue_policy"],
};

/** The names that the bridge gives other than by its rule. resource_overrides.go of github.com/pulumi/pulumi-aws. */
const RENAMED: Readonly<Record<string, string>> = {
  "aws_sns_topic_subscription.topic_arn": "topic",
  "aws_cloudwatch_metric_alarm.alarm_name": "name",
  "aws_glue_catalog_table.partition_index": "partitionIndices",
};

/**
 * Reads the source. A resource that the checkout does not have is left out, with a word on the standard error stream.
 * @throws Error where a property that forces a replacement is none of @pulumi/aws's, or the source has an unknown form
 */
export function readForceNew(checkout: string, version: string): ForceNewRecord {
  const constants = attributeConstants(path.join(checkout, "names"));
  const resources: ForceNewRecord["resources"] = {};
  for (const [token, [service, terraform]] of Object.entries(TERRAFORM)) {
    const type = contract.resources[token];
    const file = declaringFile(path.join(checkout, "internal", "service", service), terraform);
    if (type === undefined) throw new Error(`awsContract.json does not know ${token}`);
    if (file === undefined) {
      console.error(`${terraform} is not in ${checkout}`);
      continue;
    }
    const forceNew = schemaAttributes(fs.readFileSync(file, "utf8"), terraform, constants).flatMap((one) => one.forceNew);
    const relative = path.relative(checkout, file).replaceAll(path.sep, "/");
    resources[token] = { file: relative, properties: forceNew.map((name) => pulumiPath(type, terraform, name)).sort() };
  }
  return { source: "github.com/hashicorp/terraform-provider-aws", version, resources };
}

function declaringFile(folder: string, terraform: string): string | undefined {
  const annotation = new RegExp(`^// @(?:SDK|Framework)Resource\\("?${terraform}"?[,)]`, "m");
  const files = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith(".go") && !name.endsWith("_test.go")) : [];
  return files.map((name) => path.join(folder, name)).find((file) => annotation.test(fs.readFileSync(file, "utf8")));
}

/** `names.AttrName` → `name`. */
function attributeConstants(folder: string): Map<string, string> {
  const files = fs.readdirSync(folder).filter((name) => name.endsWith(".go"));
  const declarations = files.flatMap((name) => [...fs.readFileSync(path.join(folder, name), "utf8").matchAll(/^\s*(Attr\w+)\s*=\s*"(\w+)"/gm)]);
  return new Map(declarations.map(([, constant = "", value = ""]) => [`names.${constant}`, value]));
}

/** Terraform's path of a property in Pulumi's spelling: camel case, with the bridge's plurals for lists. */
function pulumiPath(type: ResourceContract, terraform: string, terraformPath: string): string {
  const [first = "", ...rest] = terraformPath.split(".");
  const camel = (name: string): string => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const name = RENAMED[`${terraform}.${first}`] ?? camel(first);
  const known = [name, `${name}s`].find((one) => one in type.inputs);
  if (known === undefined) throw new Error(`${terraform}.${first} is no input of the Pulumi type: add it to RENAMED`);
  return [known, ...rest.map(camel)].join(".");
}

/** The text of providerForceNew.json: one type a line. */
export function forceNewText({ source, version, resources }: ForceNewRecord): string {
  const lines = Object.keys(resources).sort().map((token) => `    ${JSON.stringify(token)}: ${JSON.stringify(resources[token])}`);
  return `{\n  "source": ${JSON.stringify(source)},\n  "version": ${JSON.stringify(version)},\n  "resources": {\n${lines.join(",\n")}\n  }\n}\n`;
}

if (require.main === module) {
  const [checkout, version] = process.argv.slice(2);
  if (checkout === undefined || version === undefined) {
    console.error("usage: npm run sandbox:force-new -- <checkout of terraform-provider-aws> <its version and commit>");
    process.exitCode = 2;
  } else {
    fs.writeFileSync(path.join(__dirname, "providerForceNew.json"), forceNewText(readForceNew(checkout, version)));
  }
}
