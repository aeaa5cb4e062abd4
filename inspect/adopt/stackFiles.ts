/** The files of an adoption: for each region, since a stack has one, and one list of what a person decides. */
import { dump } from "js-yaml";
import manifest from "../../package.json";
import { markdownTable } from "../../report/markdownTable";
import { summaryWords, type Adopted } from "./adoption";
import type { AdoptedAudit } from "./adoptAudit";
import type { AdoptedBucket } from "./adoptBucket";

/** What is handed over in a region. */
export interface AdoptedRegion {
  readonly region: string;
  readonly buckets: readonly AdoptedBucket[];
  readonly audit?: AdoptedAudit;
}

/** A file by its name below the folder of the adoption. */
export interface AdoptionFile {
  readonly name: string;
  readonly text: string;
}

/** @param stack its name */
export function adoptionFiles(regions: readonly AdoptedRegion[], stack: string): AdoptionFile[] {
  return [
    ...importing(regions).flatMap(({ region, buckets, audit }) => [
      { name: `${region}/Pulumi.${stack}.yaml`, text: configText(region, buckets, audit) },
      { name: `${region}/import.json`, text: `${JSON.stringify({ resources: all(buckets, audit).flatMap(({ imports }) => imports) }, undefined, 2)}\n` },
    ]),
    { name: "adoption.md", text: pageText(regions, stack) },
  ];
}

/** The regions in which there is something to import. */
const importing = (regions: readonly AdoptedRegion[]): AdoptedRegion[] =>
  regions.filter(({ buckets, audit }) => all(buckets, audit).some(({ imports }) => imports.length > 0));

const all = (buckets: readonly AdoptedBucket[], audit: AdoptedAudit | undefined): Adopted[] => [...(audit ? [audit] : []), ...buckets];

function configText(region: string, buckets: readonly AdoptedBucket[], audit: AdoptedAudit | undefined): string {
  const entries = buckets.flatMap(({ entry }) => (entry ? [entry] : []));
  const values = { ...audit?.config, ...(entries.length > 0 && { buckets: entries }) };
  const keys = Object.entries(values).map(([key, value]) => [`${manifest.name}:${key}`, value]);
  return `# Put these into the config of your stack: what it says already stays.\n${dump({ config: { "aws:region": region, ...Object.fromEntries(keys) } }, { lineWidth: -1, noRefs: true })}`;
}

function pageText(regions: readonly AdoptedRegion[], stack: string): string {
  const buckets = regions.flatMap((one) => one.buckets);
  const everything = regions.flatMap((one) => all(one.buckets, one.audit));
  const decisions = everything.flatMap((one) => one.decisions);
  const changes = everything.flatMap((one) => one.changes);
  const first = importing(regions)[0]?.region ?? "<region>";
  return `# What the stack ${stack} takes over

${summaryWords(buckets)}

\`\`\`console
$ pulumi import --file ${first}/import.json --protect=false --generate-code=false
$ pulumi preview --diff      # beside what is new, nothing but the changes below
\`\`\`

## To decide

${tableText(["of", "what", "why"], decisions.map(({ of, what, why }) => [of, what, why]))}

## What the first preview changes

${tableText(["resource", "does", "why"], changes.map(({ resource, does, why }) => [resource, does, why]))}
`;
}

function tableText(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? "Nothing." : markdownTable(columns, rows);
}
