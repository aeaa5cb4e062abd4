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

/** The parameter that lists the accounts whose folders there are, with commas. */
export const accountsParameter = `projection.${partitionColumns.account}.values`;

/** The table's parameters, which tell Athena its folders. */
export function projection(layout: LogLayout): Record<string, string> {
  const { account, region, day } = partitionColumns;
  return {
    EXTERNAL: "TRUE",
    classification: "cloudtrail",
    "projection.enabled": "true",
    [`projection.${account}.type`]: "enum",
    [accountsParameter]: layout.accountIds.join(","),
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

/** What a text column of records holds: text, JSON, or `true` and `false`. */
export type TextContent = "text" | "json" | "flag";

/** What records hold in a column, or in a member of one. */
export type RecordShape = TextContent | "map" | { readonly element: RecordMembers } | RecordMembers;

/** Members of an object in records, by their names in small letters. */
export interface RecordMembers {
  readonly [name: string]: RecordShape;
}

const all = (content: TextContent, ...names: readonly string[]): RecordMembers => Object.fromEntries(names.map((name) => [name, content]));

const userIdentity: RecordMembers = {
  ...all("text", "type", "principalid", "arn", "accountid", "invokedby", "accesskeyid", "username"),
  onbehalfof: all("text", "userid", "identitystorearn"),
  sessioncontext: {
    attributes: all("text", "mfaauthenticated", "creationdate"),
    sessionissuer: all("text", "type", "principalid", "arn", "accountid", "username"),
    ec2roledelivery: "text",
    webidfederationdata: { federatedprovider: "text", attributes: "map" },
  },
};

/** What records hold, by column, those that are folders not among them. What has no fixed shape is JSON text. */
export const recordShape: RecordMembers = {
  eventversion: "text",
  useridentity: userIdentity,
  ...all("text", "eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress", "useragent", "errorcode", "errormessage"),
  ...all("json", "requestparameters", "responseelements", "additionaleventdata"),
  ...all("text", "requestid", "eventid"),
  readonly: "flag",
  resources: { element: all("text", "arn", "accountid", "type") },
  ...all("text", "eventtype", "apiversion"),
  managementevent: "flag",
  recipientaccountid: "text",
  serviceeventdetails: "json",
  ...all("text", "sharedeventid", "vpcendpointid", "vpcendpointaccountid", "eventcategory"),
  tlsdetails: all("text", "tlsversion", "ciphersuite", "clientprovidedhostheader"),
};

/** A column of the table. */
export interface LakeColumn {
  readonly name: string;
  /** As Hive writes it. */
  readonly type: string;
}

/** The columns, those that are folders not among them. */
export const lakeColumns: readonly LakeColumn[] = Object.entries(recordShape).map(([name, shape]) => ({ name, type: hiveType(shape) }));

/** Whether what records hold is a list of objects. */
export function isList(shape: RecordShape): shape is { readonly element: RecordMembers } {
  return typeof shape === "object" && typeof shape["element"] === "object";
}

/** Whether it is an object of a fixed shape. */
export function hasMembers(shape: RecordShape): shape is RecordMembers {
  return typeof shape === "object" && !isList(shape);
}

function hiveType(shape: RecordShape): string {
  if (isList(shape)) return `array<${hiveType(shape.element)}>`;
  if (hasMembers(shape)) return `struct<${Object.entries(shape).map(([name, member]) => `${name}:${hiveType(member)}`).join(",")}>`;
  return shape === "map" ? "map<string,string>" : "string";
}
