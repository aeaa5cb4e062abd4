/**
 * The regular expressions of filter patterns, which are fewer than JavaScript's.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-expressions
 */

/** A regular expression that CloudWatch Logs would refuse: why, and where in its source. */
export interface RegexProblem {
  readonly problem: string;
  readonly index: number;
}

/** Characters that stand for themselves: alphanumeric, the listed symbols, and the space of AWS's own examples. */
const plain = /[A-Za-z0-9:_#=@/;,\- ]/;
const operators = "^$?[]{}|\\*+.";
/** `\d \D \s \S \w \W \xhh`, or an operator or a symbol taken literally. */
const escape = /\\(?:[dDsSwW]|x[0-9a-fA-F]{2}|[\^$?[\]{}|\\*+.:_#=@/;,-])/y;
/** `{m}`, `{m,}`, `{,n}`, `{m,n}`; AWS writes a space after the comma. */
const counts = /\{(?:(\d+)(?:,\s*(\d*))?|,\s*(\d+))\}/y;

/** Highest count in braces that is taken; AWS documents none, and a mistyped one must not exhaust the memory. */
const highestCount = 1000;

/** Compiles the source between the percent signs. Where it matches anywhere in a text, the text matches. */
export function compileRegex(source: string): RegExp | RegexProblem {
  const reader = new RegexReader(source);
  return reader.compile();
}

class RegexReader {
  private index = 0;
  private problem: RegexProblem | undefined;

  constructor(private readonly source: string) {}

  /** Translates to JavaScript, where `.` would stop at line ends and `{,n}` would be literal. */
  compile(): RegExp | RegexProblem {
    if (this.source === "") return { problem: "an empty regular expression", index: 0 };
    let translated = "";
    while (this.index < this.source.length && !this.problem) translated += this.readTerm();
    return this.problem ?? new RegExp(translated);
  }

  private readTerm(): string {
    const character = this.source.charAt(this.index);
    if (character === "|") {
      // An empty side would match every text.
      const next = this.source.charAt(this.index + 1);
      if (this.index === 0 || next === "" || next === "|") return this.fail("| takes a term on either side");
    }
    if (character === "|" || character === "^" || character === "$") {
      this.index += 1;
      return character;
    }
    const atom = this.readAtom(character);
    return atom + this.readQuantifier();
  }

  private readAtom(character: string): string {
    if (character === "[") return this.readClass();
    if (character === "\\") return this.readEscape();
    if (character === ".") {
      this.index += 1;
      return "[^]";
    }
    if (!plain.test(character)) return this.fail(this.whyNot(character));
    this.index += 1;
    return literal(character);
  }

  private readQuantifier(): string {
    const start = this.index;
    const quantifier = this.readOneQuantifier();
    if (quantifier === "") return "";
    const next = this.source.charAt(this.index);
    // `a+?` would be "as few as possible" in some dialects and "a+, or nothing" in others.
    if (next !== "" && "*+?{".includes(next)) {
      return this.fail(`${this.source.slice(start, this.index)} cannot be repeated again`);
    }
    return quantifier;
  }

  private readOneQuantifier(): string {
    const character = this.source.charAt(this.index);
    if (character !== "" && "*+?".includes(character)) {
      this.index += 1;
      return character;
    }
    if (character !== "{") return "";
    const found = this.match(counts);
    if (!found) return this.fail("braces take a minimum, a maximum or both, as in {3,5}");
    const [whole, minimum = "0", upTo = "", only] = found;
    const maximum = only ?? (whole.includes(",") ? upTo : minimum);
    const problem =
      Math.max(Number(minimum), Number(maximum)) > highestCount
        ? `counts go up to ${highestCount}`
        : maximum !== "" && Number(minimum) > Number(maximum)
          ? "the minimum is more than the maximum"
          : undefined;
    if (problem !== undefined) {
      this.index -= whole.length;
      return this.fail(problem);
    }
    return `{${minimum},${maximum}}`;
  }

  private readClass(): string {
    const start = this.index;
    this.index += 1;
    let translated = "[";
    if (this.source.charAt(this.index) === "^") {
      this.index += 1;
      translated += "^";
    }
    const empty = translated;
    while (this.source.charAt(this.index) !== "]") {
      if (this.index >= this.source.length) {
        this.index = start;
        return this.fail("the character class does not end");
      }
      translated += this.readRange();
      if (this.problem) return "";
    }
    if (translated === empty) return this.fail("an empty character class");
    this.index += 1;
    return `${translated}]`;
  }

  /** A character of a class, or a range of them. */
  private readRange(): string {
    const start = this.index;
    const first = this.readClassCharacter();
    const isRange = this.source.charAt(this.index) === "-" && !["]", ""].includes(this.source.charAt(this.index + 1));
    if (this.problem || !isRange) return first;
    this.index += 1;
    const last = this.readClassCharacter();
    if (this.problem) return "";
    const bothSingle = !/\\[dDsSwW]/.test(first + last);
    if (!bothSingle || !isOrdered(first, last)) {
      this.index = start;
      return this.fail("a range goes from a character to a later one");
    }
    return `${first}-${last}`;
  }

  private readClassCharacter(): string {
    const character = this.source.charAt(this.index);
    if (character === "\\") return this.readEscape();
    // Other dialects read more into a bracket here ("[:alpha:]"); a literal one can be escaped.
    if (character === "[") return this.fail("a bracket in a character class must be escaped");
    if (!plain.test(character) && !operators.includes(character)) return this.fail(this.whyNot(character));
    this.index += 1;
    return literal(character);
  }

  private readEscape(): string {
    const found = this.match(escape);
    if (!found) return this.fail(`${this.source.slice(this.index, this.index + 2)} is not an escape of filter patterns`);
    const [whole] = found;
    return /^\\[dDsSwWx]/.test(whole) ? whole : literal(whole.charAt(1));
  }

  private match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.index;
    const found = expression.exec(this.source) ?? undefined;
    this.index += found?.[0].length ?? 0;
    return found;
  }

  private whyNot(character: string): string {
    if ("*+?{".includes(character)) return `nothing stands before ${character}`;
    if (character === "(" || character === ")") return "parentheses are not supported: write \\x28 and \\x29";
    if (character === "]" || character === "}") return `${character} must be escaped`;
    return `${JSON.stringify(character)} is not supported: write it as \\xhh`;
  }

  private fail(problem: string): "" {
    this.problem ??= { problem, index: this.index };
    return "";
  }
}

/** A character as JavaScript takes it literally, in a class and outside. */
function literal(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

function isOrdered(first: string, last: string): boolean {
  return parseInt(first.slice(2), 16) <= parseInt(last.slice(2), 16);
}
