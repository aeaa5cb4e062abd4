/** The arguments of `s3-encryption-audit replay`, and what is wrong with them. */
import { parseArgs } from "node:util";
import { didYouMean } from "../validation/didYouMean";
import { unknownOption } from "../validation/unknownOption";
import { UsageError } from "./options";

export const formats = ["table", "json", "csv", "html"] as const;
export type Format = (typeof formats)[number];

/** What reads the records: this machine, or Athena where they lie. */
export const engines = ["local", "athena"] as const;
export type Engine = (typeof engines)[number];

export interface ReplayArguments {
  readonly engine: Engine;
  /** Of Athena; those of the stack's lake when left out. */
  readonly workgroup: string | undefined;
  readonly table: { readonly database: string; readonly name: string } | undefined;
  readonly inputs: readonly string[];
  readonly format: Format;
  readonly out: string | undefined;
  readonly stack: string | undefined;
  readonly state: string | undefined;
  readonly requirement: string | undefined;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly buckets: readonly string[] | undefined;
  readonly accounts: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
  readonly manifest: string | undefined;
  readonly failOnViolation: boolean;
  readonly strict: boolean;
  readonly threads: number | undefined;
  readonly tmp: string | undefined;
  readonly seed: number;
  readonly worstMinutes: number;
  readonly help: boolean;
}

const options = {
  engine: { type: "string", default: "local" },
  workgroup: { type: "string" },
  table: { type: "string" },
  format: { type: "string", default: "table" },
  out: { type: "string" },
  stack: { type: "string" },
  state: { type: "string" },
  requirement: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
  bucket: { type: "string", multiple: true },
  account: { type: "string", multiple: true },
  region: { type: "string", multiple: true },
  manifest: { type: "string" },
  "fail-on-violation": { type: "boolean", default: false },
  strict: { type: "boolean", default: false },
  threads: { type: "string" },
  tmp: { type: "string" },
  seed: { type: "string", default: "1" },
  delay: { type: "string", default: "15" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** @throws UsageError with what is wrong and what is allowed */
export function readReplayArguments(args: readonly string[]): ReplayArguments {
  const { values, positionals } = parsed(args);
  const wholeNumber = (name: "threads" | "seed" | "delay", least: number, most: number): number | undefined => {
    const value = values[name];
    if (value === undefined) return undefined;
    if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not "${value}"`);
  };
  const format = formats.find((one) => one === values.format);
  if (format === undefined) throw new UsageError(`--format takes ${formats.join(", ")}, not "${values.format}"${hint(didYouMean(values.format, formats))}`);
  const given = (["stack", "state", "requirement"] as const).filter((name) => values[name] !== undefined);
  if (given.length > 1) throw new UsageError(`${given.map((name) => `--${name}`).join(" and ")}: give one of them, each says what records are judged by`);
  const [since, until] = [timeOf("since", values.since), timeOf("until", values.until)];
  if (since !== undefined && until !== undefined && since >= until) throw new UsageError("--since must be before --until");
  for (const account of values.account ?? []) if (!/^\d{12}$/.test(account)) throw new UsageError(`--account takes twelve digits, not "${account}"`);
  const engine = engines.find((one) => one === values.engine);
  if (engine === undefined) throw new UsageError(`--engine takes ${engines.join(", ")}, not "${values.engine}"${hint(didYouMean(values.engine, engines))}`);
  refuseOther(engine, values, positionals);
  if (positionals.length === 0 && !values.help && engine === "local") throw new UsageError("what is to be read? Give files, folders, patterns in quotes, or s3://bucket/prefix");
  return {
    engine,
    workgroup: values.workgroup,
    table: tableOf(values.table),
    inputs: positionals,
    format,
    out: values.out,
    stack: values.stack,
    state: values.state,
    requirement: values.requirement,
    since,
    until,
    buckets: values.bucket,
    accounts: values.account,
    regions: values.region,
    manifest: values.manifest,
    failOnViolation: values["fail-on-violation"],
    strict: values.strict,
    threads: wholeNumber("threads", 1, 256),
    tmp: values.tmp,
    seed: wholeNumber("seed", 0, 999_999_999) ?? 1,
    worstMinutes: wholeNumber("delay", 0, 1440) ?? 15,
    help: values.help,
  };
}

function parsed(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !code.startsWith("ERR_PARSE_ARGS")) throw error;
    const unknown = unknownOption(error, Object.keys(options));
    throw new UsageError(unknown === undefined ? message.replace(/\.$/, "") : `there is no option --${unknown.name}${hint(unknown.meant, "--")}`);
  }
}

/** Options that the other engine has: they would be ignored. */
function refuseOther(engine: Engine, values: ReturnType<typeof parsed>["values"], positionals: readonly string[]): void {
  const others = engine === "athena" ? (["threads", "tmp"] as const) : (["workgroup", "table"] as const);
  const given = others.find((name) => values[name] !== undefined);
  if (given !== undefined) throw new UsageError(`--${given} says nothing to --engine ${engine}`);
  if (engine === "local") return;
  if (values.strict) throw new UsageError("--strict says nothing to --engine athena, which parses every record");
  const [first] = positionals;
  if (first !== undefined) throw new UsageError(`${first}: --engine athena reads the log files of its table, and no others`);
}

function tableOf(text: string | undefined): ReplayArguments["table"] {
  if (text === undefined) return undefined;
  const [, database, name] = /^([^.]+)\.([^.]+)$/.exec(text) ?? [];
  if (database === undefined || name === undefined) throw new UsageError(`--table takes database.table, not "${text}"`);
  return { database, name };
}

function hint(meant: string | undefined, before = ""): string {
  return meant === undefined ? "" : `; did you mean ${before}${meant}?`;
}

/** A day, or a time, of UTC. */
function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z)?$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw new UsageError(`--${name} takes a day or a time of UTC, such as 2026-01-15 or 2026-01-15T09:00:00Z, not "${text}"`);
  return time;
}

export const replayHelp = `Usage: s3-encryption-audit replay <file|folder|pattern|s3://bucket/prefix…> [options]

Tells what the audit would have said about uploads that CloudTrail has recorded: before anything is deployed or enforced.
Reads CloudTrail's log files (AWSLogs/… trees, .json.gz or .json), JSON lines, events of EventBridge and exports of the
audit's log group, mixed. Nothing leaves this machine.

What records are judged by; one of these, else the default requirement (sse-kms or dsse-kms):
  --requirement file    a requirement, or a stack config such as Pulumi.prod.yaml
  --state file          the deployed stack: what pulumi stack export has written
  --stack name          the same, exported by the Pulumi CLI now

Which records:
  --since, --until time  by event time, UTC: 2026-01-15 or 2026-01-15T09:00:00Z; until is not included
  --bucket name          of these buckets (may be given several times, as the next two)
  --account id           of these accounts
  --region name          of these regions, as the paths of the files tell

What is printed:
  --format name          ${formats.join(", ")} (default table)
  --out file             there instead of to stdout
  --manifest file        the objects that are still stored against the requirement, for S3 Batch Operations, and how to mend them
  --fail-on-violation    exit code 1 if an upload broke the requirement, or something could not be read

How it is read:
  --strict               parse every record, also those that cannot match: slower
  --threads number       default: one a core
  --tmp folder           for what does not fit into memory (default: the system's)
  --delay minutes        how late CloudTrail delivers at worst, for the alarms (default 15); --seed number: which records are late

Where it is read:
  --engine name          ${engines.join(", ")} (default local). athena asks the stack's lake, where logs outgrow one machine: no files are named
  --workgroup name       of Athena, and --table database.table: others than those of the stack (--stack, --state, --requirement)

Exit codes:
  0 success, 1 violations (with --fail-on-violation) or failed, 2 wrong usage, 3 something is missing, 130 interrupted

Examples:
  s3-encryption-audit replay ./AWSLogs --requirement Pulumi.prod.yaml
  s3-encryption-audit replay s3://acme-trail-logs/AWSLogs/ --since 2026-01-01 --account 111122223333 --format html --out replay.html
  s3-encryption-audit replay 'logs/**/*.json.gz' --format json | jq .wouldBeDenied
  s3-encryption-audit replay --engine athena --stack prod --since 2026-01-01
`;
