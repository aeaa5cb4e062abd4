/** The error of a CloudTrail record that cannot be read: it says which record, and what is wrong with it. */

/** A record that lacks what every record has, or has it in another shape. */
export class RecordError extends Error {
  constructor(
    record: unknown,
    /** What is wrong, without the record's name. */
    readonly problem: string,
  ) {
    super(`record ${recordName(record)}: ${problem}`);
    this.name = "RecordError";
  }
}

/** How messages name a record; whatever was found where a record is expected has a name. */
export function recordName(record: unknown): string {
  const { eventID } = (record as { eventID?: unknown } | null | undefined) ?? {};
  return typeof eventID === "string" && eventID !== "" ? eventID : "without eventID";
}
