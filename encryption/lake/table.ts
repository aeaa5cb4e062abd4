/**
 * The table over a trail's log files: Athena reads them where CloudTrail has delivered them, and finds their folders by
 * projection, with no crawler and no partition to add.
 * https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */

/** A table of the Glue Data Catalog. */
export interface LakeTable {
  readonly database: string;
  readonly name: string;
}

/** Name of the table; the database's is made of the prefix. */
export const lakeTableName = "cloudtrail_logs";

/** Names of databases have no hyphens, which would have to stand in quotes wherever they are used. */
export function lakeDatabaseName(namePrefix: string): string {
  return namePrefix.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_");
}

/** The columns that are folders. */
export const partitionColumns = { account: "account", region: "region", day: "day" } as const;

/** Where the log files are, and which of them. */
export interface LogLayout {
  readonly bucketName: string;
  /** What stands before `AWSLogs`, without slashes at its ends. */
  readonly keyPrefix?: string | undefined;
  /** Of a trail of an organization, whose folders have one more level. */
  readonly organizationId?: string | undefined;
  readonly accountIds: readonly string[];
  readonly regions: readonly string[];
  /** How far back the table reaches. */
  readonly days: number;
}

/** Where the log files of all accounts begin. */
export function logLocation({ bucketName, keyPrefix, organizationId }: LogLayout): string {
  return `s3://${[bucketName, keyPrefix, "AWSLogs", organizationId].filter((part) => part !== undefined).join("/")}/`;
}

/** The table's parameters, which tell Athena its folders. */
export function projection(layout: LogLayout): Record<string, string> {
  const { account, region, day } = partitionColumns;
  return {
    EXTERNAL: "TRUE",
    classification: "cloudtrail",
    "projection.enabled": "true",
    [`projection.${account}.type`]: "enum",
    [`projection.${account}.values`]: layout.accountIds.join(","),
    [`projection.${region}.type`]: "enum",
    [`projection.${region}.values`]: layout.regions.join(","),
    [`projection.${day}.type`]: "date",
    [`projection.${day}.format`]: "yyyy/MM/dd",
    [`projection.${day}.range`]: `NOW-${layout.days}DAYS,NOW`,
    [`projection.${day}.interval`]: "1",
    [`projection.${day}.interval.unit`]: "DAYS",
    "storage.location.template": `${logLocation(layout)}\${${account}}/CloudTrail/\${${region}}/\${${day}}/`,
  };
}

/** How Athena reads a log file: CloudTrail's own format, a record a row. */
export const logFormat = {
  inputFormat: "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
  outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  serializationLibrary: "org.apache.hive.hcatalog.data.JsonSerDe",
} as const;

const struct = (...fields: readonly string[]): string => `struct<${fields.join(",")}>`;
const texts = (...names: readonly string[]): string[] => names.map((name) => `${name}:string`);

const userIdentity = struct(
  ...texts("type", "principalid", "arn", "accountid", "invokedby", "accesskeyid", "username"),
  `onbehalfof:${struct(...texts("userid", "identitystorearn"))}`,
  `sessioncontext:${struct(
    `attributes:${struct(...texts("mfaauthenticated", "creationdate"))}`,
    `sessionissuer:${struct(...texts("type", "principalid", "arn", "accountid", "username"))}`,
    ...texts("ec2roledelivery"),
    `webidfederationdata:${struct("federatedprovider:string", "attributes:map<string,string>")}`,
  )}`,
);

/** A column of the table. */
export interface LakeColumn {
  readonly name: string;
  readonly type: string;
}

/** The columns, those that are folders not among them. What records hold in an object of no fixed shape is JSON text. */
export const lakeColumns: readonly LakeColumn[] = [
  { name: "eventversion", type: "string" },
  { name: "useridentity", type: userIdentity },
  ...["eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress", "useragent", "errorcode", "errormessage", "requestparameters", "responseelements", "additionaleventdata"].map(text),
  ...["requestid", "eventid", "readonly"].map(text),
  { name: "resources", type: `array<${struct(...texts("arn", "accountid", "type"))}>` },
  ...["eventtype", "apiversion", "managementevent", "recipientaccountid", "serviceeventdetails", "sharedeventid", "vpcendpointid", "eventcategory"].map(text),
];

function text(name: string): LakeColumn {
  return { name, type: "string" };
}
