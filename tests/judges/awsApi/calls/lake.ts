/** AWS Glue and Amazon Athena. Provider's source: internal/service/{glue,athena}. */
import { call, pascalBlock, type CallsOf } from "../call";

const renamed = { serDeInfo: "SerdeInfo", enforceWorkgroupConfiguration: "EnforceWorkGroupConfiguration", kmsKeyArn: "KmsKey" };

export const lake: Readonly<Record<string, CallsOf>> = {
  "aws:glue/catalogDatabase:CatalogDatabase": (inputs) => [
    call("glue", "CreateDatabase", { DatabaseInput: inputs.pascal("name", "description"), Tags: inputs.get("tags") }),
  ],
  "aws:glue/catalogTable:CatalogTable": (inputs) => [
    call("glue", "CreateTable", {
      DatabaseName: inputs.get("databaseName"),
      TableInput: {
        ...inputs.pascal("name", "description", "tableType", "parameters"),
        PartitionKeys: pascalBlock(inputs.get("partitionKeys")),
        StorageDescriptor: pascalBlock(inputs.get("storageDescriptor"), renamed),
      },
    }),
  ],
  "aws:athena/workgroup:Workgroup": (inputs) => {
    inputs.ignore("forceDestroy");
    return [call("athena", "CreateWorkGroup", { ...inputs.pascal("name", "description"), Configuration: pascalBlock(inputs.get("configuration"), renamed), Tags: inputs.tags() })];
  },
  "aws:athena/namedQuery:NamedQuery": (inputs) => [
    call("athena", "CreateNamedQuery", { ...inputs.pascal("name", "description", "database"), QueryString: inputs.get("query"), WorkGroup: inputs.get("workgroup") }),
  ],
};
