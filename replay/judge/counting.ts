/** Which values of a record count for what becomes of it, and which are its own. */
import { encryptionHeaders } from "../../encryption/methods";
import { eventFields } from "../../encryption/eventFields";
import type { ValueUse } from "../scan/templates";
import { anyElement, type FieldPath, type Reads } from "./reads";

const pathOf = (field: string): FieldPath => field.split(".").slice(1);

/** What an upload is told apart by, beside what the definitions read. */
const grouping: readonly FieldPath[] = [
  ["eventName"],
  pathOf(eventFields.errorCode),
  pathOf(eventFields.bucketName),
  pathOf(eventFields.sseApplied),
  ["responseElements", encryptionHeaders.kmsKeyId],
  ...Object.values(encryptionHeaders).map((name) => ["requestParameters", name]),
  ["requestParameters", "ObjectEncryption"],
  ...["type", "accountId", "invokedBy", "onBehalfOf"].map((name) => ["userIdentity", name]),
];
const version: FieldPath = ["eventVersion"];
const roleArn: FieldPath = ["userIdentity", "sessionContext", "sessionIssuer", "arn"];
/** Of a role's session these two bear the session's name, which no two may share. */
const sessionPaths: readonly FieldPath[] = [["userIdentity", "arn"], ["userIdentity", "principalId"]];
const own = {
  eventId: ["eventID"],
  eventTime: ["eventTime"],
  objectKey: pathOf(eventFields.objectKey),
} as const satisfies Record<string, FieldPath>;

/** Which of a template's values are each record's own; undefined where it has none such. */
export type OwnPlaces = Readonly<Record<keyof typeof own, number | undefined>>;

/** What values count for: the verdict, the group, and the group of a principal who is no role. */
export const LEVEL = { verdict: 0, group: 1, session: 2 } as const;

const named = (path: FieldPath): FieldPath => path.filter((name) => name !== anyElement);
const isSame = (path: FieldPath, other: FieldPath): boolean => path.length === other.length && path.every((name, index) => name === other[index]);
/** Whether one leads to a part of the other. */
const overlap = (path: FieldPath, other: FieldPath): boolean => (path.length < other.length ? isSame(path, other.slice(0, path.length)) : isSame(path.slice(0, other.length), other));
const isArn = (path: FieldPath): boolean => path[0] === "resources" && /^ARN/.test(path.at(-1) ?? "");

/**
 * The places of what is each record's own.
 * @param paths of a template's values, undefined for those that cannot be it
 */
export function ownPlaces(paths: readonly (FieldPath | undefined)[]): OwnPlaces {
  const placeOf = (field: keyof typeof own): number | undefined => {
    const place = paths.findIndex((path) => path && isSame(path, own[field]));
    return place < 0 ? undefined : place;
  };
  return { eventId: placeOf("eventId"), eventTime: placeOf("eventTime"), objectKey: placeOf("objectKey") };
}

/** What counts by some definitions, and by what uploads are told apart. */
export class Counting {
  /** Paths of all that counts, by level. */
  private readonly paths: readonly (readonly FieldPath[])[];

  constructor(private readonly reads: Reads) {
    this.paths = [[...reads.paths, version], [...grouping, roleArn], sessionPaths].map((paths) => paths.map(named));
  }

  /** How the value at a path counts. Event patterns look through arrays without saying so: whether it lies in one does not matter. */
  useOf(path: FieldPath, isText: boolean): ValueUse | undefined {
    const level = this.paths.findIndex((paths) => paths.some((one) => overlap(one, path)));
    if (level < 0) return undefined;
    const arn = isText && this.reads.arns !== undefined && this.paths.flat().every((one) => !overlap(one, path) || (isArn(one) && isSame(one, path)));
    return { level, arn };
  }
}
