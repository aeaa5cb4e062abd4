/**
 * The schema of a replay's document: docs/replay.schema.json. Within a major version of this project members are added, never
 * changed. A file of its own, since the command need not load what checks it.
 */
import { z } from "zod";

const count = z.int().nonnegative();
const time = z.iso.datetime();
const inText = "In the file's unpacked text, in bytes.";
const example = z
  .strictObject({
    file: z.string(),
    position: count.nullable().describe(`${inText} Null where Athena read it.`),
    eventID: z.string().optional().describe("Where Athena read it."),
  })
  .describe("The first one's record.");
const span = { count, first: time, last: time, example };
const counted = (name: string): z.ZodType<Record<string, unknown>[]> => z.array(z.strictObject({ [name]: z.string(), count }));

export const replaySchema = z
  .strictObject({
    version: z.literal(1),
    definitions: z.string().describe("What records were judged by."),
    requirement: z.strictObject({ methods: z.array(z.string()), kmsKeyArns: z.array(z.string()).optional(), origin: z.enum(["any", "header"]) }),
    partial: z.boolean().describe("It was interrupted, or found no room on the disk: what was read by then."),
    files: z.strictObject({
      read: count,
      skipped: count.describe("Not read, as their paths or names tell."),
      bytes: count,
      textBytes: count.nullable().describe("Unpacked. Null where Athena read it: then `bytes` are those that it scanned, of all queries."),
    }),
    records: z
      .strictObject({
        read: count,
        matched: count.describe("Uploads that the audit counts."),
        notMatched: count.describe("Recorded by no trail or matched by no rule, or not asked for."),
        duplicates: count.describe("Matched, but delivered before with the same eventID."),
        unreadable: count.describe("Damaged files, and damaged records that might match."),
      })
      .describe("read = matched + notMatched + duplicates + unreadable"),
    period: z.strictObject({ first: time, last: time }).nullable().describe("Of the uploads."),
    metrics: z.record(z.string(), z.number()).describe("Sums by metric name."),
    uploads: z
      .strictObject({
        byMethod: counted("method"),
        byBucket: counted("bucket"),
        byPrincipal: counted("principal"),
        byKmsKey: counted("kmsKeyArn"),
        byHour: z.array(z.strictObject({ hour: time, metrics: z.record(z.string(), z.number()) })),
      })
      .describe("The matched records, most first; failed requests among them."),
    violations: z
      .array(z.strictObject({ bucket: z.string(), principal: z.string(), method: z.string(), reason: z.string(), ...span }))
      .describe("Objects that were stored against the requirement."),
    wouldBeDenied: z
      .array(z.strictObject({ principal: z.string(), bucket: z.string(), method: z.string(), deniedBy: z.string(), ...span }))
      .describe("Uploads that were stored, and that `enforcement: deny` would deny."),
    delivery: z
      .strictObject({ seed: z.number(), worstMinutes: z.number(), timestamp: z.string() })
      .describe("How late records are taken to arrive: made up, since logs do not tell."),
    alarms: z.array(
      z.strictObject({
        name: z.string(),
        metric: z.string(),
        state: z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]).describe("After the last record."),
        fired: z.array(z.strictObject({ from: time, until: time.nullable(), minutes: z.number().nullable(), reason: z.string() })),
      }),
    ),
    cost: z
      .strictObject({
        currency: z.literal("USD"),
        region: z.string(),
        pricesOf: z.string(),
        days: z.number().describe("That the log covers; the month is made of them."),
        deployed: z.array(z.strictObject({ term: z.string(), quantity: z.number(), unit: z.string(), price: z.number(), cost: z.number() })),
        allWrites: z.array(z.strictObject({ term: z.string(), quantity: z.number(), unit: z.string(), price: z.number(), cost: z.number() })),
        allWritesRecords: z.number().describe("Estimated from one record in 512."),
      })
      .nullable()
      .describe("A month of this traffic. Null where the log covers no time."),
    problems: z.array(z.strictObject({ file: z.string(), position: count, problem: z.string() })).describe("What was unreadable, and what was a duplicate."),
    problemsNotListed: count,
    temporaryBytes: count.describe("The most that lay in the temporary folder at once."),
    notTold: z.array(z.string()).optional().describe("What could not be told, or not as exactly: by Athena, or for want of room on the disk. It is empty or missing here for that reason alone."),
  })
  .meta({ title: "s3-encryption-audit replay", description: "What `s3-encryption-audit replay --format json` prints." });

export type ReplayDocument = z.output<typeof replaySchema>;
