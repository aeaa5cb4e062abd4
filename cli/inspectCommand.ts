/** `s3-encryption-audit inspect`: judges the buckets of an account, or of an inventory file. */
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { name as project } from "../package.json";
import { adopt } from "../inspect/adopt/adopt";
import { summaryWords } from "../inspect/adopt/adoption";
import { adoptionFiles } from "../inspect/adopt/stackFiles";
import { InspectError } from "../inspect/inspectError";
import { parseInventory, type AuditInventory, type BucketInventory } from "../inspect/inventory";
import { BucketInspector, needsAccessPoints } from "../inspect/judgeBucket";
import { nameFilter } from "../inspect/nameFilter";
import { inTurns } from "../inspect/inTurns";
import { readAccessPoints } from "../inspect/readAccessPoints";
import { readAccount } from "../inspect/readAccount";
import { readAudit } from "../inspect/readAudit";
import { formats } from "../inspect/report";
import { plain, terminalOf } from "../report/terminal";
import { namePrefix } from "../config/context";
import { ConfigError } from "../config/parse";
import { stackConfigSchema } from "../config/schema";
import { regions as knownRegions } from "../encryption/regions";
import { defaultRequirement, type EncryptionRequirement } from "../encryption/requirement";
import { definitionsOfFile } from "../replay/definitions/config";
import { didYouMean } from "../validation/didYouMean";
import { unknownOption } from "../validation/unknownOption";
import { countText } from "./countText";
import { UsageError } from "./options";
import { print } from "./print";
import { StatusLine } from "./statusLine";

/** What the exit code says. */
const EXIT = { success: 0, violations: 1, usage: 2, unknown: 3 } as const;

/** The one of AWS's blog post, and of a stack that names none. */
const defaultLogGroup = stackConfigSchema.shape.logGroup.parse({}).name;

/** Where the command reads and writes. */
export interface CommandIo {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

const options = {
  requirement: { type: "string" },
  stack: { type: "string" },
  profile: { type: "string" },
  regions: { type: "string" },
  buckets: { type: "string" },
  account: { type: "string" },
  from: { type: "string" },
  save: { type: "string" },
  adopt: { type: "string" },
  format: { type: "string", default: "table" },
  out: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

export const inspectHelp = `Usage: s3-encryption-audit inspect [options]

Reads what every bucket of an account has (default encryption, policy, …; access points where its policy looks at them), and judges
it as the policy pack judges a program: which uploads would be stored against the requirement, and which statements stop them.
Nothing is written to the account.
The IAM policy that it needs is in docs/inspect.md.

Options:
  --profile name        a profile of the AWS CLI's configuration (default: what the AWS SDK finds)
  --regions a,b         only buckets of these regions
  --buckets 'acme-*'    only buckets whose names match; several patterns with commas
  --account number      the account that owns the buckets (default: what the credentials or the file say); without it no
                        access point can be read
  --from file           judge this inventory instead of an account: docs/inspect.md has its shape
  --save file           write what was read as an inventory
  --adopt folder        write what the stack of --stack needs to take the buckets over with nothing of them changed: config
                        entries, an import file, and what a person decides. docs/adopt.md
  --requirement file    the requirement: a map with methods, kmsKeyArns and origin, or a stack config such as Pulumi.prod.yaml
  --stack name          the requirement of Pulumi.<name>.yaml in this folder
                        (neither: ${defaultRequirement.methods.join(" or ")}, any key)
  --format name         ${Object.keys(formats).join(", ")} (default: table)
  --out file            write there instead of to stdout
  --help                print this

Exit codes:
  0 every bucket is proper, 1 one is not, 2 wrong usage, 3 something could not be read or told, 130 interrupted

Examples:
  s3-encryption-audit inspect --profile prod --regions eu-west-1,us-east-1
  s3-encryption-audit inspect --stack prod --format html --out buckets.html
  s3-encryption-audit inspect --stack prod --regions eu-west-1 --buckets 'acme-*' --adopt adoption
  s3-encryption-audit inspect --from inventory.json --requirement requirement.yaml --format json | jq .summary
`;

/** Runs the command, and gives its exit code. */
export async function inspectCommand(args: readonly string[], io: CommandIo = process): Promise<number> {
  try {
    return await run(args, io);
  } catch (error) {
    const { message } = error as Error;
    const isUsage = error instanceof UsageError || error instanceof ConfigError;
    if (!isUsage && !(error instanceof InspectError)) throw error;
    io.stderr.write(`${message}\n${isUsage ? "More: s3-encryption-audit inspect --help\n" : ""}`);
    return isUsage ? EXIT.usage : EXIT.unknown;
  }
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const values = readOptions(args);
  if (values.help) {
    io.stdout.write(inspectHelp);
    return EXIT.success;
  }
  const { format, out, save, from, stack, adopt: folder, account: givenAccount } = values;
  const draw = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (!draw) throw new UsageError(`--format ${format} is none of ${Object.keys(formats).join(", ")}.`);
  if (givenAccount !== undefined && !/^\d{12}$/.test(givenAccount)) throw new UsageError(`--account ${givenAccount} is not a number of 12 digits.`);
  if (folder !== undefined && stack === undefined) throw new UsageError("--adopt needs --stack: the names of what is adopted are made of the stack's.");
  const requirement = requirementOf(values);

  const { buckets, audits, account = givenAccount } = from === undefined ? await fromAccount(values, requirement, io) : fromFile(from, values);
  for (const note of emptyChoices(values, buckets)) io.stderr.write(`${note}\n`);
  if (save !== undefined) write(save, `${JSON.stringify({ ...(account !== undefined && { Account: account }), Buckets: buckets, ...(audits.length > 0 && { Audits: audits }) }, undefined, 2)}\n`);
  const owner = givenAccount ?? account;
  const inspector = new BucketInspector({ requirement, today: new Date(), ...(owner !== undefined && { account: owner }) });
  const findings = buckets.map((bucket) => inspector.inspect(bucket));

  const text = draw({ requirement, findings }, out === undefined ? terminalOf(io.stdout) : plain);
  if (out === undefined) await print(io.stdout, text);
  else write(out, text);
  if (folder !== undefined && stack !== undefined) {
    const regions = adopt({ buckets, findings, audits, requirement, account: owner, prefix: namePrefix(project, stack) });
    for (const file of adoptionFiles(regions, stack)) write(path.join(folder, file.name), file.text);
    io.stderr.write(`${summaryWords(regions.flatMap((one) => one.buckets))} ${path.join(folder, "adoption.md")} says what to do.\n`);
  }
  const has = (...verdicts: string[]): boolean => findings.some(({ verdict }) => verdicts.includes(verdict));
  if (has("improper", "shut-out")) return EXIT.violations;
  return has("unread", "refused", "not-told") ? EXIT.unknown : EXIT.success;
}

function readOptions(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof options }>>["values"] {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const unknown = unknownOption(error, Object.keys(options));
    if (unknown === undefined) throw new UsageError((error as Error).message, { cause: error });
    const { name, meant } = unknown;
    throw new UsageError(`There is no option --${name}.${meant === undefined ? "" : ` Did you mean --${meant}?`}`, { cause: error });
  }
}

function requirementOf({ requirement, stack }: { readonly requirement?: string | undefined; readonly stack?: string | undefined }): EncryptionRequirement {
  if (requirement !== undefined && stack !== undefined) throw new UsageError("--requirement and --stack: give one of them.");
  const file = requirement ?? (stack === undefined ? undefined : `Pulumi.${stack}.yaml`);
  if (file === undefined) return defaultRequirement;
  try {
    return definitionsOfFile(file).requirement;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new UsageError(`The requirement cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

type Choice = { readonly [Name in "profile" | "regions" | "buckets" | "adopt" | "account"]?: string | undefined };
type Found = { readonly buckets: readonly BucketInventory[]; readonly audits: readonly AuditInventory[]; readonly account?: string };

async function fromAccount(choice: Choice, requirement: EncryptionRequirement, io: CommandIo): Promise<Found> {
  const regions = listOf(choice.regions);
  const profile = choice.profile === undefined ? {} : { profile: choice.profile };
  const adopting = choice.adopt !== undefined;
  const found = await withProgress(io, "buckets read", (onProgress) =>
    readAccount({ ...profile, isWanted: nameFilter(listOf(choice.buckets)), ...(regions && { regions }), onProgress }),
  );
  const account = choice.account ?? found.account;
  const buckets = await withProgress(io, "access points read", (onProgress) =>
    readAccessPoints(found.buckets, { ...profile, account, isNeeded: adopting ? () => true : needsAccessPoints, adopting, onProgress }),
  );
  // Only who adopts needs the permissions for these.
  const audited = adopting ? (regions ?? [...new Set(buckets.map(({ BucketRegion }) => BucketRegion))]).filter((region) => region !== "") : [];
  const audits = await inTurns(audited, 2, (region) => readAudit({ ...profile, region, requirement, logGroupName: defaultLogGroup }));
  return { ...found, buckets, audits };
}

/** Shows how far a task is, while it runs. @param what completing "12 of 300 …" */
async function withProgress<Result>({ stderr }: CommandIo, what: string, task: (onProgress: (done: number, all: number) => void) => Promise<Result>): Promise<Result> {
  const line = new StatusLine(stderr);
  try {
    return await task((done, all) => line.show((seconds) => countText(done, all, what, seconds)));
  } finally {
    line.clear();
  }
}

function fromFile(file: string, choice: Choice): Found {
  if (choice.profile !== undefined) throw new UsageError("--profile is for an account, --from for a file: give one of them.");
  const { Account, Buckets, Audits = [] } = parseInventory(read(file), file);
  const isWanted = nameFilter(listOf(choice.buckets));
  const regions = listOf(choice.regions);
  const buckets = Buckets.filter(({ Name, BucketRegion }) => isWanted(Name) && (regions?.includes(BucketRegion) ?? true));
  const audits = Audits.filter(({ Region }) => regions?.includes(Region) ?? true);
  return { buckets, audits, ...(Account !== undefined && { account: Account }) };
}

/**
 * What was chosen and is empty: a gate would let a slip pass.
 * @throws UsageError for a region without buckets that this version does not know
 */
function emptyChoices({ regions, buckets }: Choice, found: readonly BucketInventory[]): string[] {
  const withoutBuckets = (listOf(regions) ?? []).filter((region) => !found.some(({ BucketRegion }) => BucketRegion === region));
  const unknown = withoutBuckets.find((region) => !knownRegions.includes(region));
  if (unknown !== undefined) {
    const meant = didYouMean(unknown, knownRegions, 2);
    throw new UsageError(`--regions ${unknown}: no bucket is there, and this version knows no such region.${meant === undefined ? "" : ` Did you mean ${meant}?`}`);
  }
  const patterns = listOf(buckets)?.filter((pattern) => !found.some(({ Name }) => nameFilter([pattern])(Name))) ?? [];
  return [
    ...(withoutBuckets.length > 0 ? [`No bucket was read in ${withoutBuckets.join(", ")}.`] : []),
    ...(patterns.length > 0 ? [`No bucket matches ${patterns.join(", ")}.`] : []),
  ];
}

function listOf(text: string | undefined): string[] | undefined {
  return text?.split(",").map((one) => one.trim()).filter((one) => one !== "");
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function write(file: string, text: string): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new InspectError(`${file} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
