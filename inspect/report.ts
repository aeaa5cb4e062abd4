/** An inspection as tables and pages. */
import type { EncryptionRequirement } from "../encryption/requirement";
import { csvTable } from "../report/csv";
import { escaped, htmlPage } from "../report/html";
import { htmlTable } from "../report/htmlTable";
import type { Cell, Table, Tone } from "../report/table";
import type { Terminal } from "../report/terminal";
import { terminalTable } from "../report/terminalTable";
import { summaryOf, verdicts, type BucketFinding, type Verdict } from "./finding";

/** What an inspection found. */
export interface Inspection {
  readonly requirement: EncryptionRequirement;
  readonly findings: readonly BucketFinding[];
}

/** The formats by their names, each as text for stdout or a file. */
export const formats: Readonly<Record<string, (inspection: Inspection, terminal: Terminal) => string>> = {
  table: (inspection, terminal) => `${terminalTable(bucketTable(inspection), terminal)}\n\n${summaryText(inspection)}\n`,
  json: (inspection) => `${JSON.stringify({ requirement: inspection.requirement, summary: summaryOf(inspection.findings), buckets: inspection.findings }, undefined, 2)}\n`,
  csv: (inspection) => csvTable(bucketTable(inspection)),
  html: page,
};

/** The verdicts in words, with what they mean for a reader. */
export const verdictWords: Readonly<Record<Verdict, { readonly text: string; readonly tone?: Tone }>> = {
  unread: { text: "not read", tone: "bad" },
  refused: { text: "policy that S3 refuses", tone: "bad" },
  improper: { text: "lets wrong uploads in", tone: "bad" },
  "shut-out": { text: "lets no approved upload in", tone: "bad" },
  "not-told": { text: "cannot be told", tone: "bad" },
  proper: { text: "proper", tone: "good" },
};

function bucketTable({ findings }: Inspection): Table {
  return {
    columns: ["bucket", "region", "default encryption", "verdict", "why", "writers that would break"].map((title) => ({ title })),
    rows: findings.map((finding) => {
      const { bucket, region, defaultEncryption = "", verdict, writers } = finding;
      return [bucket, region, defaultEncryption, verdictCell(verdict), why(finding), writers.join("; ")];
    }),
  };
}

function verdictCell(verdict: Verdict): Cell {
  const { text, tone } = verdictWords[verdict];
  return tone === undefined ? text : { text, tone };
}

/** The first reason in full: the others are in the JSON document and on the page. */
function why({ getsIn, problems }: BucketFinding): string {
  const [first = "", ...others] = [...getsIn, ...problems];
  return others.length === 0 ? first : `${first} (and ${String(others.length)} more)`;
}

function summaryText({ findings }: Inspection): string {
  const { buckets, verdicts: counts } = summaryOf(findings);
  const parts = verdicts.flatMap((verdict) => (counts[verdict] === 0 ? [] : `${String(counts[verdict])} ${verdictWords[verdict].text}`));
  return `${String(buckets)} bucket${buckets === 1 ? "" : "s"}${parts.length === 0 ? "" : `: ${parts.join(", ")}`}.`;
}

function page(inspection: Inspection): string {
  const additions = inspection.findings.flatMap(({ bucket, getsIn, add }) => (add ? [{ bucket, getsIn, add }] : []));
  return htmlPage({
    title: "Encryption of S3 buckets",
    subtitle: `${summaryText(inspection)} Required: ${JSON.stringify(inspection.requirement)}`,
    sections: [
      { title: "Buckets", body: htmlTable(bucketTable(inspection)) },
      ...additions.map(({ bucket, getsIn, add }) => ({
        title: `What ${bucket} lacks`,
        body: [
          ...(getsIn.length > 0 ? [`<ul>${getsIn.map((line) => `<li>${escaped(line)}</li>`).join("")}</ul>`] : []),
          ...(add.serverSideEncryptionConfiguration ? [`<p>Default encryption:</p>${code(add.serverSideEncryptionConfiguration)}`] : []),
          ...(add.statements.length > 0 ? [`<p>Statements for its bucket policy:</p>${code(add.statements)}`] : []),
        ].join("\n"),
      })),
    ],
  });
}

function code(value: unknown): string {
  return `<pre><code>${escaped(JSON.stringify(value, undefined, 2))}</code></pre>`;
}
