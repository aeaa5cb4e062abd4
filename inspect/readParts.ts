/** Reads the parts of something in AWS one after the other: what cannot be read of one is noted, and the others are read. */
import { errorWords, isGone, nameOfError } from "./awsErrors";

/** A part, and the call that answers it. */
export interface ReadablePart<Name extends string> {
  readonly name: Name;
  /** The call of AWS's API, as CloudTrail and error messages name it. */
  readonly operation: string;
  /** The error by which AWS says that there is none; absent where the answer is then empty. */
  readonly noneError?: string;
}

/** Parts by name, null where there is none; for those that could not be read the call and AWS's words. */
export interface ReadParts<Name extends string, Value> {
  readonly found: Partial<Record<Name, Value | null>>;
  readonly unread: Partial<Record<Name, string>>;
}

/** Undefined where what the parts are of is gone meanwhile. */
export async function readParts<Name extends string, Part extends ReadablePart<Name>, Value>(
  parts: readonly Part[],
  read: (part: Part) => Promise<Value | null | undefined>,
): Promise<ReadParts<Name, Value> | undefined> {
  const found: Partial<Record<Name, Value | null>> = {};
  const unread: Partial<Record<Name, string>> = {};
  for (const part of parts) {
    const { name, operation, noneError } = part as ReadablePart<Name>;
    try {
      found[name] = (await read(part)) ?? null;
    } catch (error) {
      if (noneError !== undefined && nameOfError(error) === noneError) found[name] = null;
      else if (isGone(error)) return undefined;
      else unread[name] = `${operation}: ${errorWords(error)}`;
    }
  }
  return { found, unread };
}
