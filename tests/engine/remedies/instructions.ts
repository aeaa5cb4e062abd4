/** Reads from what the CLI printed of a violation what is to be done: nothing of the pack's own code is used for it. */
import assert from "node:assert/strict";
import { statementsToPaste, type Violation } from "../policypackReport";

/** A resource of the program: its type as the CLI shows it, and its logical name. */
export interface Resource {
  readonly type: string;
  readonly name: string;
}

/** Something to do, with the resource that it is said of. */
export type Instruction = { readonly of: Resource } & (
  | { readonly kind: "give default encryption"; readonly place: string; readonly code: string }
  /** `fill` is the printed expression in TypeScript that fills the bucket's name into `document`, where that is to be done. */
  | { readonly kind: "add statements"; readonly json: string; readonly fill?: string }
  | { readonly kind: "remove statements"; readonly which: readonly string[] }
  | { readonly kind: "name the principal"; readonly which: readonly string[] }
  | { readonly kind: "use the property bucket"; readonly in: "policy" | "bucket" }
  | { readonly kind: "name the bucket" }
  /** Entries for `exemptions` of the pack's configuration. */
  | { readonly kind: "ask for exemptions"; readonly exemptions: readonly unknown[] }
);

/**
 * What a violation says to do; undefined where it only advises, or says no more than that something is wrong.
 * @param all everything that the preview printed: of buckets alike only the first carries the text
 */
export function instructionOf(violation: Violation, all: readonly Violation[]): Instruction | undefined {
  const of = { type: shortType(violation.type), name: violation.resource };
  const { text } = violation;
  const [, urn = ""] = /\b(urn:pulumi:\S+::[^\s,]+?)(?:[,.]? )/.exec(text) ?? [];
  const [, , type = "", name = ""] = /^urn:pulumi:(.*?)::.*::(\S+?)::(\S+)$/.exec(urn) ?? [];
  const named = urn === "" ? of : { type: shortType(type), name };
  if (/Build the document from the bucket's name/.test(text)) return { of: named, kind: "use the property bucket", in: "policy" };
  if (/Pass the bucket on as its property bucket/.test(text)) return { of: named, kind: "use the property bucket", in: "bucket" };
  if (/Give the bucket a name\./.test(text)) return { of, kind: "name the bucket" };
  if (violation.level !== "mandatory") return undefined;

  const [, asked] = /: ask for this exemption in the pack's configuration, under any policy.*:\n((?: {4}.*(?:\n|$))+)/.exec(text) ?? [];
  if (asked !== undefined) return { of, kind: "ask for exemptions", exemptions: (JSON.parse(`{${asked}}`) as { exemptions: unknown[] }).exemptions };

  const given = /: give (.*):\n((?: {4}.*\n)+)/.exec(text) ?? alike(/just as with (.*): give (.*) as said there\./, (place) => `: give ${place}:\n`, text, all);
  if (given) return { of, kind: "give default encryption", place: given[1] ?? "", code: given[2] ?? "" };
  const firsts = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, first = ""]) => first);
  if (/ or remove the statements:$/m.test(text)) return { of, kind: "remove statements", which: firsts(/^ {2}- (\S+) denies /gm) };
  const nobody = firsts(/^ {2}(Statement\[\d+\]) .*Missing required field Principal.*, e\.g\. "Principal": "\*"/gm);
  if (nobody.length > 0) return { of, kind: "name the principal", which: nobody };
  if (/Add to its bucket policy|: add the statements given there/.test(text)) {
    const json = JSON.stringify(statementsToPaste(violation, all));
    const fill = all.flatMap((one) => /^ {4}TypeScript {2}policy: (.*)$/m.exec(one.text)?.[1] ?? []);
    return { of, kind: "add statements", json, ...(json.includes("<bucket name>") && { fill: fill[0] ?? assert.fail("no line tells how to fill in the name") }) };
  }
  return undefined;
}

/** The text of the bucket that another one is like. */
function alike(reference: RegExp, heading: (place: string) => string, text: string, all: readonly Violation[]): RegExpExecArray | undefined {
  const [, other = "", place = ""] = reference.exec(text) ?? [];
  if (other === "") return undefined;
  const first = all.find((one) => one.text.toLowerCase().includes(`${other}${heading(place)}`.toLowerCase()));
  return /: give (.*):\n((?: {4}.*\n)+)/.exec(first?.text ?? assert.fail(`nothing is said of ${other}:\n${text}`)) ?? undefined;
}

/** `aws:s3/bucketPolicy:BucketPolicy` as the CLI shows it. */
function shortType(type: string): string {
  return type.replace(/\/\w+:/, ":");
}
