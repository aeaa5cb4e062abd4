/**
 * Amazon Athena, and the AWS Glue Data Catalog that its tables are in.
 * https://docs.aws.amazon.com/athena/latest/ug/what-is.html
 * https://docs.aws.amazon.com/glue/latest/dg/catalog-and-crawler.html
 */
import { type Behaviours, type Refusal } from "../behaviour";
import { isObject, text, type Properties } from "../values";

/** Every account has it, and keeps it. */
const PRIMARY = "primary";

const named = (inputs: Properties, property = "name"): string => text(inputs, property) ?? "";
const within = (value: unknown, ...path: readonly string[]): unknown => path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value);

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_EncryptionConfiguration.html */
function resultRefusals(inputs: Properties): Refusal[] {
  const at = ["configuration", "resultConfiguration"];
  const encryption = within(inputs, ...at, "encryptionConfiguration");
  const [option, key] = [within(encryption, "encryptionOption"), within(encryption, "kmsKeyArn")];
  const property = [...at, "encryptionConfiguration", "kmsKeyArn"].join(".");
  if (typeof option === "string" && option.endsWith("KMS") && key === undefined) return [{ property, reason: `InvalidRequestException: ${option} needs a KMS key` }];
  if (option === "SSE_S3" && key !== undefined) return [{ property, reason: "InvalidRequestException: SSE_S3 takes no KMS key" }];
  return [];
}

function workgroupOf(inputs: Properties): string {
  return text(inputs, "workgroup") ?? PRIMARY;
}

/** The behaviour of the Athena and Glue resource types. */
export const athena: Behaviours = {
  "aws:glue/catalogDatabase:CatalogDatabase": {
    autoname: { property: "name", longest: 255, form: (name) => name.toLowerCase() },
    onlyOnce: { code: "AlreadyExistsException", kind: "database", name: (inputs) => named(inputs) },
    identity: (inputs, place) => ({ id: `${place.account}:${named(inputs)}`, arn: place.arn("glue", `database/${named(inputs)}`) }),
    // https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteDatabase.html: its tables are no longer accessible.
    deleted: ({ inputs }, surroundings) => surroundings.forgetWhere(({ type, inputs: of }) => type.endsWith(":CatalogTable") && named(of, "databaseName") === named(inputs)),
    filledIn: (_, place) => ({ catalogId: place.account }),
  },
  "aws:glue/catalogTable:CatalogTable": {
    autoname: { property: "name", longest: 255, form: (name) => name.toLowerCase() },
    onlyOnce: { code: "AlreadyExistsException", kind: "table", name: (inputs) => `${named(inputs, "databaseName")}.${named(inputs)}` },
    identity: (inputs, place) => {
      const path = `${named(inputs, "databaseName")}/${named(inputs)}`;
      return { id: [place.account, ...path.split("/")].join(":"), arn: place.arn("glue", `table/${path}`) };
    },
    filledIn: (_, place) => ({ catalogId: place.account }),
  },
  "aws:athena/workgroup:Workgroup": {
    autoname: { property: "name", longest: 128 },
    refusals: (inputs) => [
      ...(named(inputs) === PRIMARY ? [{ property: "name", reason: "InvalidRequestException: WorkGroup primary is already created" }] : []),
      ...resultRefusals(inputs),
    ],
    onlyOnce: { code: "InvalidRequestException", kind: "workgroup", name: (inputs) => named(inputs) },
    identity: (inputs, place) => ({ id: named(inputs), arn: place.arn("athena", `workgroup/${named(inputs)}`) }),
    // https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteWorkGroup.html
    deleted: ({ id, inputs: { forceDestroy } }, surroundings) => {
      const holds = surroundings.first((one) => one.type.endsWith(":NamedQuery") && workgroupOf(one.inputs) === id);
      if (holds && forceDestroy !== true) throw new Error(`InvalidRequestException: WorkGroup ${id} is not empty`);
    },
    filledIn: () => ({ state: "ENABLED", forceDestroy: false }),
  },
  "aws:athena/namedQuery:NamedQuery": {
    autoname: { property: "name", longest: 128 },
    identity: (_, place) => ({ id: place.uuid() }),
    filledIn: () => ({ workgroup: PRIMARY }),
  },
};
