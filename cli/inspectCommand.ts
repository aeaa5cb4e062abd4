/** `s3-encryption-audit inspect`: judges the buckets of an account, or of an inventory file. */
import * as fs from "node:fs";
import { parseArgs } from "node:util";
import { InspectError } from "../inspect/inspectError";
import { parseInventory, type BucketInventory } from "../inspect/inventory";
import { BucketInspector } from "../inspect/judgeBucket";
import { nameFilter } from "../inspect/nameFilter";
import { readAccount } from "../inspect/readAccount";
import { formats } from "../inspect/report";
import { plain, terminalOf } from "../report/terminal";
import { ConfigError } from "../config/parse";
import { defaultRequirement, type EncryptionRequirement } from "../encryption/requirement";
import { definitionsOfFile } from "../replay/definitions/config";
import { countText } from "./countText";
import { unknownOption, UsageError } from "./options";
import { print } from "./print";
import { StatusLine } from "./statusLine";

/** What the exit code says. */
const EXIT = { success: 0, violations: 1, usage: 2, unknown: 3 } as const;

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
  format: { type: "string", default: "table" },
  out: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

export const inspectHelp = `Usage: s3-encryption-audit inspect [options]

Reads what every bucket of an account has (default encryption, policy, …), and judges it as the policy pack judges a program:
which uploads would be stored against the requirement, and which statements stop them. Nothing is written to the account.
The IAM policy that it needs is in docs/inspect.md.

Options:
  --profile name        a profile of the AWS CLI's configuration (default: what the AWS SDK finds)
  --regions a,b         only buckets of these regions
  --buckets 'acme-*'    only buckets whose names match; several patterns with commas
  --account number      the account that owns the buckets (default: what the credentials or the file say)
  --from file           judge this inventory instead of an account: docs/inspect.md has its shape
  --save file           write what was read as an inventory
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
  const { format, out, save, from, account: givenAccount } = values;
  const draw = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (!draw) throw new UsageError(`--format ${format} is none of ${Object.keys(formats).join(", ")}.`);
  if (givenAccount !== undefined && !/^\d{12}$/.test(givenAccount)) throw new UsageError(`--account ${givenAccount} is not a number of 12 digits.`);
  const requirement = requirementOf(values);

  const { buckets, account = givenAccount } = from === undefined ? await fromAccount(values, io) : fromFile(from, values);
  if (save !== undefined) write(save, `${JSON.stringify({ ...(account !== undefined && { Account: account }), Buckets: buckets }, undefined, 2)}\n`);
  const owner = givenAccount ?? account;
  const inspector = new BucketInspector({ requirement, today: new Date(), ...(owner !== undefined && { account: owner }) });
  const findings = buckets.map((bucket) => inspector.inspect(bucket));

  const text = draw({ requirement, findings }, out === undefined ? terminalOf(io.stdout) : plain);
  if (out === undefined) await print(io.stdout, text);
  else write(out, text);
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

type Choice = { readonly profile?: string | undefined; readonly regions?: string | undefined; readonly buckets?: string | undefined };
type Found = { readonly buckets: readonly BucketInventory[]; readonly account?: string };

async function fromAccount(choice: Choice, { stderr }: CommandIo): Promise<Found> {
  const progress = new StatusLine(stderr);
  const regions = listOf(choice.regions);
  try {
    return await readAccount({
      isWanted: nameFilter(listOf(choice.buckets)),
      ...(choice.profile !== undefined && { profile: choice.profile }),
      ...(regions && { regions }),
      onProgress: (read, all) => progress.show((seconds) => countText(read, all, "buckets read", seconds)),
    });
  } finally {
    progress.clear();
  }
}

function fromFile(file: string, choice: Choice): Found {
  if (choice.profile !== undefined) throw new UsageError("--profile is for an account, --from for a file: give one of them.");
  const { Account, Buckets } = parseInventory(read(file), file);
  const isWanted = nameFilter(listOf(choice.buckets));
  const regions = listOf(choice.regions);
  const buckets = Buckets.filter(({ Name, BucketRegion }) => isWanted(Name) && (regions?.includes(BucketRegion) ?? true));
  return { buckets, ...(Account !== undefined && { account: Account }) };
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
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new InspectError(`${file} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
