import { didYouMean } from "./didYouMean";

/** The option that an error of Node.js' `parseArgs` is about because there is none of its name, and the one that was meant. */
export function unknownOption(error: unknown, options: readonly string[]): { readonly name: string; readonly meant: string | undefined } | undefined {
  const [, name] = /^Unknown option '--?([^']*)'/.exec((error as Error).message) ?? [];
  return name === undefined ? undefined : { name, meant: didYouMean(name, options) };
}
