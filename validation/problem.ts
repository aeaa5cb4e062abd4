/** Problems of a configuration, told so that a person can mend all of them at once. */

export type ProblemPath = readonly (string | number)[];

/** One thing that is wrong. */
export interface Problem {
  /** Keys and indices from the root of the configuration to the wrong value. */
  readonly path: ProblemPath;
  /** What is wrong, as a clause without a full stop; names the value. */
  readonly message: string;
  /** The same without any part of the value, for values that must not be shown. */
  readonly withoutValue?: string | undefined;
  /** What would be right. */
  readonly allowed?: string | undefined;
  /** The correctly spelt word that was probably meant. */
  readonly didYouMean?: string | undefined;
  /** A right value, as YAML. */
  readonly example?: string | undefined;
}

/** A path as people write it: `buckets[0].name`; keys with other characters are quoted. */
export function pathText(path: ProblemPath): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      // The first key stands alone on its line of the file.
      if (!(index === 0 ? /^[\w:.[\]-]+$/ : /^[\w:-]+$/).test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join("");
}

/**
 * All problems as one message.
 * @param headline what was refused, such as "The config of stack dev"
 * @param consequence what that means
 */
export function formatProblems(headline: string, problems: readonly Problem[], consequence = "nothing was changed"): string {
  return formatted(headline, "problem", problems, consequence);
}

/** The same of what is probably not meant, and is not refused. */
export function formatWarnings(headline: string, warnings: readonly Problem[]): string {
  return formatted(headline, "warning", warnings, "warnings stop nothing");
}

function formatted(headline: string, kind: string, problems: readonly Problem[], consequence: string): string {
  const count = problems.length === 1 ? `1 ${kind}` : `${problems.length} ${kind}s`;
  const entries = problems.map(({ path, message, allowed, didYouMean, example }, index) => {
    const lines = [`${index + 1}. ${pathText(path) || "(top level)"}: ${message}.`];
    if (didYouMean !== undefined) lines.push(`Did you mean ${didYouMean}?`);
    if (allowed !== undefined) lines.push(`Allowed: ${allowed}.`);
    if (example !== undefined) lines.push(`Example: ${example}`);
    return lines.map((line, at) => (at === 0 ? `  ${line}` : `     ${line}`)).join("\n");
  });
  return [`${headline} has ${count}; ${consequence}.`, ...entries].join("\n");
}

/** A value in a message: JSON, cut where it is long. */
export function valueText(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
