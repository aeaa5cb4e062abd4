import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { lakeArguments } from "../arguments/components";
import type { AuditLakeArgs } from "../arguments/interfaces";
import { furtherRegions } from "../arguments/keys/estate";
import { defaultDays } from "../arguments/keys/lake";
import { resourcePrefix, resultBucketOf } from "../arguments/names";
import type { LakeSettings } from "../arguments/schemas";
import { auditScope } from "../arguments/scope";
import type { AwsEnvironment } from "../encryption/arn";
import { excluding } from "../encryption/auditScope";
import { auditParameter, lakeAuditText } from "../encryption/lake/description";
import { lakeQueries } from "../encryption/lake/queries";
import type { LakeAudit } from "../encryption/lake/records";
import { resultMethod } from "../encryption/lake/results";
import { lakeColumns, lakeDatabaseName, lakeTableName, logFormat, logLocation, partitionColumns, projection, type LogLayout } from "../encryption/lake/table";
import { CheckedArguments } from "./checkedArguments";
import { childOf } from "./childOptions";
import { PlacedBucket } from "./placedBucket";
import { statedRequirement } from "./requirement";

/** Saved queries ask for the days that people ask for first. */
const queriedDays = 30;
const gigabyte = 1_000_000_000;

/**
 * A trail's log files as a table that Athena queries where they lie, with saved queries for the questions of the replay, and a
 * workgroup that encrypts their results as required and limits what they read.
 */
export class AuditLake extends pulumi.ComponentResource {
  /** Name of the workgroup that the queries run in. */
  readonly workgroupName: pulumi.Output<string>;
  /** Name of the database. */
  readonly databaseName: pulumi.Output<string>;
  /** Name of the table. */
  readonly tableName: pulumi.Output<string>;
  /** Name of the bucket that the results of queries are written to. */
  readonly resultBucketName: pulumi.Output<string>;

  constructor(name: string, args: AuditLakeArgs, opts?: pulumi.ComponentResourceOptions) {
    const prefix = typeof args.namePrefix === "string" ? args.namePrefix : resourcePrefix(name);
    const checked = new CheckedArguments(`AuditLake ${name}`, lakeArguments, args, { prefix, prefixMadeOf: "the component's name" });
    super("s3-encryption-audit:index:AuditLake", name, {}, opts);
    const { settings } = checked;
    const place = checked.placeOf(this);
    const requirement = statedRequirement(settings.requirement, args.requirement);
    const tags = args.tags ?? {};
    const child = childOf(this);
    const method = resultMethod(requirement.shape);

    const resultBucket = place.apply(({ accountId }) => resultBucketOf(settings.resultBucket, prefix, accountId));
    const { protect, forceDestroy } = settings;
    const { expireAfterDays } = settings.resultBucket;
    const results = new PlacedBucket(
      `${name}-results`,
      {
        namePattern: resultBucketOf(settings.resultBucket, prefix, ""),
        bucketName: resultBucket,
        place,
        requirement,
        ...(method && { method: method.id }),
        enforcement: "deny",
        noStatements: true,
        ...(expireAfterDays !== undefined && { expireAfterDays }),
        tags,
        protect,
        forceDestroy,
      },
      child,
    );

    const logBucket = pulumi.output(args.logBucket);
    const layout = pulumi.all([place, logBucket]).apply(([home, bucketName]) => layoutOf(settings, home, bucketName));
    const audit = pulumi.all([place, logBucket, requirement.known]).apply(([home, bucketName, stated]): LakeAudit => ({
      requirement: stated,
      scope: excluding(auditScope(settings.scope), bucketName),
      partition: home.partition,
      regions: [home.region, ...furtherRegions(settings, home.region)],
      // In an estate each account counts what is uploaded to its own buckets.
      accounts: settings.accountIds.length + settings.regions.length > 0 ? accountsOf(settings, home) : undefined,
    }));
    const table = { database: lakeDatabaseName(prefix), name: lakeTableName };
    const description = `Log files of CloudTrail, for the S3 encryption audit ${prefix}`;

    const database = new aws.glue.CatalogDatabase(name, { name: place.apply(() => table.database), description, tags }, child);
    const logs = new aws.glue.CatalogTable(
      name,
      {
        name: place.apply(() => table.name),
        databaseName: database.name,
        description,
        tableType: "EXTERNAL_TABLE",
        parameters: pulumi.all([layout, audit]).apply(([known, audited]) => ({ ...projection(known), [auditParameter]: lakeAuditText(audited) })),
        partitionKeys: Object.values(partitionColumns).map((column) => ({ name: column, type: "string" })),
        storageDescriptor: {
          location: layout.apply(logLocation),
          inputFormat: logFormat.inputFormat,
          outputFormat: logFormat.outputFormat,
          serDeInfo: { serializationLibrary: logFormat.serializationLibrary },
          columns: lakeColumns.map((column) => ({ ...column })),
        },
      },
      child,
    );
    const workgroup = new aws.athena.Workgroup(
      name,
      {
        name: place.apply(() => prefix),
        description,
        // Who may query decides IAM; how, and how much, this decides for everybody.
        configuration: {
          enforceWorkgroupConfiguration: true,
          bytesScannedCutoffPerQuery: Math.round(settings.gigabytesPerQuery * gigabyte),
          resultConfiguration: {
            outputLocation: resultBucket.apply((bucket) => `s3://${bucket}/`),
            ...(method && {
              encryptionConfiguration: {
                encryptionOption: method.athenaOption,
                ...(method.usesKmsKey && results.kmsKeyArn && { kmsKeyArn: results.kmsKeyArn }),
              },
            }),
          },
        },
        forceDestroy,
        tags,
      },
      { ...child, dependsOn: results.bucketPolicy ? [results.bucketPolicy] : [] },
    );
    const queries = audit.apply((audited) => lakeQueries(table, audited, { lastDays: queriedDays }));
    lakeQueries(table, shapeOf(settings, requirement.shape)).forEach((query, index) => {
      new aws.athena.NamedQuery(
        `${name}-${query.name}`,
        {
          name: `${prefix}/${query.name}`,
          description: query.description,
          database: database.name,
          workgroup: workgroup.name,
          query: queries.apply((known) => known[index]?.sql ?? ""),
        },
        child,
      );
    });

    this.workgroupName = workgroup.name;
    this.databaseName = database.name;
    this.tableName = logs.name;
    this.resultBucketName = resultBucket;
    this.registerOutputs({ workgroupName: this.workgroupName, databaseName: this.databaseName, tableName: this.tableName, resultBucketName: resultBucket });
  }
}

/** The accounts whose log files are read: home, and those that are listed. */
function accountsOf({ accountIds }: LakeSettings, { accountId }: AwsEnvironment): string[] {
  return [...new Set([accountId, ...accountIds])];
}

function layoutOf(settings: LakeSettings, home: AwsEnvironment, bucketName: string): LogLayout {
  const { keyPrefix, organizationId, days = defaultDays } = settings;
  return { bucketName, keyPrefix, organizationId, days, accountIds: accountsOf(settings, home), regions: [home.region, ...furtherRegions(settings, home.region)] };
}

/** Enough of an audit for the names of its queries. */
function shapeOf({ scope }: LakeSettings, requirement: LakeAudit["requirement"]): LakeAudit {
  return { requirement, scope: auditScope(scope), partition: "aws" };
}
