/**
 * The options of the commands for developers (`npm run bench:…`, `test:mutation`, `record:iam-simulate`): `--help`, and what is
 * refused. Those of `npm start` and `npm test` are read in tools/run.mjs, which works before anything is installed.
 */
import * as fs from "node:fs";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { unknownOption } from "../validation/unknownOption";
import { EXIT } from "./exit";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** A command's options, as they were given. */
export interface GivenOptions<T extends Options> {
  readonly values: ReturnType<typeof parseArgs<{ options: T }>>["values"];
  readonly positionals: readonly string[];
  /** The whole numbers above 0 that an option lists, with commas between them; anything else is refused. */
  counts(name: keyof T & string): number[];
  /** The one whole number above 0 that an option has; anything else is refused. */
  count(name: keyof T & string): number;
  /** Ends the command before it did anything: `why` on stderr, and how it is used. */
  refuse(why: string): never;
}

/**
 * Reads what the command was given. `--help` prints `usage` and ends the process with 0; what makes no sense is told, with
 * `usage`, and ends it with 2.
 *
 * @param usage what the command does and each of its options, in whole lines
 * @param options as `parseArgs` of Node.js takes them
 * @param allowPositionals whether words that belong to no option are taken
 */
export function readOptions<const T extends Options>(usage: string, options: T, allowPositionals = false): GivenOptions<T> {
  const refuse = (why: string): never => end(2, `${why}\n\n${usage}`);
  const { values, positionals } = parsed(options, allowPositionals, refuse);
  if ((values as { readonly help?: boolean }).help === true) end(1, usage);
  const given = values as GivenOptions<T>["values"];
  const counts = (name: keyof T & string): number[] => {
    const text = String((given as Readonly<Record<string, unknown>>)[name]);
    const numbers = text.split(",").map(Number);
    return numbers.every((number) => Number.isInteger(number) && number > 0) ? numbers : refuse(`--${name} takes whole numbers above 0, not ${text}`);
  };
  const count = (name: keyof T & string): number => {
    const [number = NaN, ...more] = counts(name);
    return more.length === 0 ? number : refuse(`--${name} takes one number, not ${[number, ...more].join(",")}`);
  };
  return { values: given, positionals, counts, count, refuse };
}

function parsed(options: Options, allowPositionals: boolean, refuse: (why: string) => never): { readonly values: object; readonly positionals: string[] } {
  try {
    return parseArgs({ options: { ...options, help: { type: "boolean", short: "h" } }, allowPositionals });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith("ERR_PARSE_ARGS") !== true) throw error;
    const unknown = unknownOption(error, [...Object.keys(options), "help"]);
    if (unknown === undefined) return refuse(message);
    return refuse(`There is no option --${unknown.name}${unknown.meant === undefined ? "" : `; did you mean --${unknown.meant}?`}`);
  }
}

function end(stream: 1 | 2, text: string): never {
  fs.writeSync(stream, text);
  process.exit(stream === 1 ? EXIT.success : EXIT.usage);
}
