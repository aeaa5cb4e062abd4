/** Words for what gets into a bucket, and for why that cannot be told. */
import { isOfAccessPoint } from "./accessPoints";
import { otherValue, type Exception, type Hole, type Passage, type Untold } from "./bucket";

/** How many requests a message spells out. */
const shownRequests = 6;

/** An exception that was allowed, and is no longer. */
export interface ExpiredAllowance {
  /** A date. */
  readonly expires?: string;
  readonly reason: string;
}

/** Whether an exception was allowed once. */
export type ExpiredAllowanceOf = (exception: Exception) => ExpiredAllowance | undefined;

/** A line for each kind of request that gets in: requests that differ in their key alone are one. */
export function holeLines(holes: readonly Hole[], expiredAllowance: ExpiredAllowanceOf = () => undefined): string[] {
  const kinds = new Map<string, Hole[]>();
  for (const hole of holes) {
    const { family, principals, key, exceptions, unlessOf, accessPoint } = hole;
    const kind = JSON.stringify([family, principals, key, exceptions, unlessOf, accessPoint]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), hole]);
  }
  const lines = [...kinds.values()].map((alike) => holeLine(alike, expiredAllowance));
  const left = lines.length - shownRequests;
  return left <= 0 ? lines : [...lines.slice(0, shownRequests), `and ${left} more kinds of requests`];
}

function holeLine(alike: readonly Hole[], expiredAllowance: ExpiredAllowanceOf): string {
  const [first] = alike;
  if (!first) return "";
  const { family, storedAs, reason, key, unlessOf } = first;
  const keys = alike.flatMap(({ keyWords }) => keyWords ?? []);
  const what = [family, list(keys)].filter((words) => words !== "").join(" ");
  const where = key === undefined ? "" : ` of the key ${key}`;
  const unless = unlessOf.length > 0 ? `, unless the bucket's account is ${list(unlessOf)}` : "";
  const why = alike.every((hole) => hole.reason === reason) ? reason : "none of these KMS keys is approved";
  return `${what}${where} ${passageWords(first, expiredAllowance)} would be stored as ${storedAs}${unless}: ${why}`;
}

/** Who gets a request in, through which exception, and past which statement. */
export function passageWords({ principals, exceptions, accessPoint, spared }: Omit<Passage, "key">, expiredAllowance: ExpiredAllowanceOf): string {
  const point = accessPoint === undefined ? "" : ` through the access point ${accessPoint}`;
  // That the policy lets access points pass, whichever, is told by naming one.
  const told = exceptions.filter((exception) => accessPoint === undefined || !(isOfAccessPoint(exception.key) && exception.value === otherValue));
  const through = told.map((exception) => exceptionWords(exception, expiredAllowance(exception)));
  const exception = through.length > 0 ? ` through the policy's exception for ${through.join(" and ")}` : "";
  const past = spared.map(({ sid, index, accessPoint: of, by }) => `${sid ?? `Statement[${index}]`}${of === undefined ? "" : ` of ${of}`} by its ${by}`);
  return `by ${list(principals)}${point}${exception}${past.length > 0 ? ` (past ${past.join(", ")})` : ""}`;
}

function exceptionWords({ key, value }: Exception, expired: ExpiredAllowance | undefined): string {
  return `${key} ${value}${expired ? ` (allowed until ${expired.expires ?? ""}: ${expired.reason})` : ""}`;
}

const simplest = "Put the denials into statements of their own, without other conditions.";

/** Where access points are known from: a program that declares them, or an account in which they were read. */
export type AccessPointSource = "declared" | "read";

/**
 * Why something cannot be told, and what makes it so that it can.
 * @param accountSetting where the bucket's account can be given; undefined where it was
 */
export function untoldWords(untold: Untold, accountSetting: string | undefined, source: AccessPointSource = "declared"): string {
  switch (untold.kind) {
    case "patterns":
      return `its patterns of ${untold.of} are too many to try a text for each combination. ${simplest}`;
    case "conditions":
      return `its conditions on ${untold.key} tell more values apart than are tried. ${simplest}`;
    case "accessPoints":
      return accessPointWords(untold, ofAccessPoints[source]);
    case "owners":
      return `it tells more accounts apart than are tried.${accountSetting === undefined ? "" : ` Give the bucket's as ${accountSetting}.`}`;
    case "trials":
      return `its conditions have more combinations than are tried. ${simplest}`;
    case "readings":
      return (
        `AWS's documents leave open what ${untold.condition} of ${untold.sid ?? `Statement[${untold.index}]`} means ` +
        "for a request in which its policy variable has no value. Give the variable a default, as in ${aws:PrincipalTag/team, 'none'}."
      );
  }
}

/** Words for access points of which too little is known: what there may be, what would help beside denials, and the same of one by its name. */
const ofAccessPoints: Readonly<Record<AccessPointSource, { readonly others: string; readonly named: string; readonly unknown: string; readonly known: string }>> = {
  declared: {
    others: "one that is declared elsewhere and lets wrong uploads in",
    named: "access points that are declared here",
    unknown: "is not known yet",
    known: "Or write the access point's policy so that it is known at preview.",
  },
  read: {
    others: "one that was not read, such as of another account, and lets wrong uploads in",
    named: "access points of the bucket's own account",
    unknown: "was not read",
    known: "Or let it be read.",
  },
};

function accessPointWords({ accessPoint, exceptions }: Extract<Untold, { kind: "accessPoints" }>, { others, named, unknown, known }: (typeof ofAccessPoints)[AccessPointSource]): string {
  const through = exceptions.map(({ key, value }) => (value === otherValue ? key : `${key} ${value}`)).join(" and ");
  const close = "Deny wrong uploads in the bucket policy without a condition on access points: that holds for requests through them as well.";
  return accessPoint === undefined
    ? `it makes an exception for access points (${through}), and there may be ${others}. ${close} Or name in the exception, by s3:DataAccessPointArn without wildcards, ${named}.`
    : `it makes an exception for the access point ${accessPoint} (${through}), whose policy ${unknown}. ${close} ${known}`;
}

/** `a, b or c`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}
