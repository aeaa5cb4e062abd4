/** Values that are right but for how they are written: a number in quotes, one entry in place of a list. */

/** A slip, and the value that was meant. */
export interface Slip {
  /** What is wrong and how it is mended, as a clause that follows the value, and tells nothing of it. */
  readonly clause: string;
  readonly meant: unknown;
}

/** What a schema has against a candidate. */
export interface CandidateIssue {
  readonly path: readonly PropertyKey[];
  /** Whether there is nothing at the path. */
  readonly missing: boolean;
}

interface Candidate extends Slip {
  /** How far inside the candidate something may be wrong: that is told beside the slip. At its root when left out: nowhere. */
  readonly wrongFrom?: number;
}

/**
 * The slip that explains why a value is refused; undefined where none does.
 * @param issuesOf what the schema has against another value in its place
 * @param shortFor the key of a map that a text or a list stands for where it is given in place of the map
 */
export function slipIn(value: unknown, issuesOf: (candidate: unknown) => readonly CandidateIssue[], shortFor?: string): Slip | undefined {
  const fits = ({ meant, wrongFrom = Infinity }: Candidate): boolean =>
    issuesOf(meant).every(({ path, missing }) => path.length >= wrongFrom || (missing && wrongFrom < Infinity && path.length > 0));
  const found = candidatesFor(value, shortFor).find(fits);
  return found && { clause: found.clause, meant: found.meant };
}

const isMap = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

/** Words for true and false in YAML as it was before 1.2. */
const switches: Readonly<Record<string, boolean>> = { yes: true, on: true, y: true, no: false, off: false, n: false };

const inBrackets = "is one entry, not a list: put it in brackets";

function candidatesFor(value: unknown, shortFor: string | undefined): Candidate[] {
  const inMap = (inner: unknown, wrongFrom = 2): Candidate[] =>
    shortFor === undefined ? [] : [{ meant: { [shortFor]: inner }, clause: `is not a map: write it under ${shortFor}`, wrongFrom }];
  if (typeof value === "string") {
    return [
      ...(/^-?\d+(\.\d+)?$/.test(value) ? [{ meant: Number(value), clause: "is text, not a number: write it without quotes" }] : []),
      ...(/^(true|false)$/i.test(value) ? [{ meant: /^true$/i.test(value), clause: "is text, not true or false: write it without quotes" }] : []),
      ...(Object.hasOwn(switches, value.toLowerCase()) ? [{ meant: switches[value.toLowerCase()], clause: "is text: YAML's words are true and false" }] : []),
      ...jsonIn(value),
      { meant: [value], clause: inBrackets },
      ...inMap(value),
      ...inMap([value], 3),
    ];
  }
  if (typeof value === "number" || typeof value === "boolean") {
    const type = typeof value === "number" ? "a number" : "a boolean";
    return [
      { meant: String(value), clause: `is ${type}, not text: put it in quotes` },
      { meant: [value], clause: inBrackets },
    ];
  }
  if (isMap(value)) return [{ meant: [value], clause: inBrackets, wrongFrom: 1 }];
  if (!Array.isArray(value)) return [];
  const [entry, ...others] = value as unknown[];
  return [
    ...(others.length === 0 && entry !== undefined ? [{ meant: entry, clause: "is a list: write its one entry without brackets", wrongFrom: 1 }] : []),
    ...inMap(value),
  ];
}

/** A map or a list as JSON text, which `pulumi config set` writes without --path. */
function jsonIn(text: string): Candidate[] {
  if (!/^\s*[{[]/.test(text)) return [];
  try {
    const meant = JSON.parse(text) as unknown;
    return [{ meant, clause: `is text, not a ${Array.isArray(meant) ? "list" : "map"}: write it without quotes`, wrongFrom: 1 }];
  } catch {
    return [];
  }
}
