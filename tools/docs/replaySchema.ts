/** docs/replay.schema.json: the JSON document of `s3-encryption-audit replay`, generated from its schema. */
import { z } from "zod";
import { replaySchema } from "../../replay/documentSchema";

export function replaySchemaText(): string {
  return `${JSON.stringify(z.toJSONSchema(replaySchema), null, 2)}\n`;
}
