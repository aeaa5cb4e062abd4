/** The records that the queries are run over. */
import * as path from "node:path";
import fc from "fast-check";
import { record } from "../../replay/records";
import { sampleRecords } from "../../replay/sampleArchive";
import type { LoggedRecord } from "./logTable";

/** Records of every shape, some delivered twice, and those of the sample archive. */
function someRecords(): object[] {
  const made = fc.sample(record, { seed: 20260115, numRuns: 1500 });
  return [...made, ...made.slice(0, 100), ...sampleRecords(), ...fc.sample(uploadAsking, { seed: 7, numRuns: 500 }).map((one, index) => ({ ...one, ...("eventID" in one && { eventID: `asking-${index}` }) }))];
}

const kmsKey = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const header = (name: string, ...values: readonly (string | undefined)[]): fc.Arbitrary<Record<string, string>> =>
  fc.constantFrom(...values).map((value) => (value === undefined ? {} : { [name]: value }));

/** Uploads that ask for their encryption in every way, contradictory ones among them. */
const uploadAsking = fc
  .tuple(
    record,
    header("x-amz-server-side-encryption", undefined, "AES256", "aws:kms", "aws:kms:dsse", "aws:future"),
    header("x-amz-server-side-encryption-aws-kms-key-id", undefined, kmsKey, "alias/mine", "arn:aws:kms:eu-central-1:111122223333:key/other"),
    header("x-amz-server-side-encryption-customer-algorithm", undefined, undefined, undefined, "AES256", "AES128"),
    fc.constantFrom(undefined, kmsKey, "arn:aws:kms:eu-central-1:111122223333:key/other"),
  )
  .map(([whole, algorithm, key, customer, updated]) => ({
    ...whole,
    requestParameters: {
      ...(whole["requestParameters"] as object | undefined),
      ...algorithm,
      ...key,
      ...customer,
      ...(updated !== undefined && { ObjectEncryption: { SSEKMS: { KMSKeyArn: updated } } }),
    },
  }));

/** Lone surrogates are no UTF-8: no log file holds them. */
const wellFormed = (one: object): boolean => !/\\ud[89a-f]/i.test(JSON.stringify(one));

/** The records, in files as CloudTrail names them: an account and a day have their own folder. */
export function loggedRecords(folder: string): LoggedRecord[] {
  return someRecords()
    .filter(wellFormed)
    .map((one, index) => {
      const { recipientAccountId = "111122223333" } = one as { recipientAccountId?: string };
      const name = `${recipientAccountId}_CloudTrail_eu-central-1_${index % 3}.json`;
      return { file: path.join(folder, "AWSLogs", recipientAccountId, "CloudTrail/eu-central-1/2026/01/15", name), record: one };
    });
}
