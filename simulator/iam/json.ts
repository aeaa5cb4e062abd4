/**
 * A strict JSON reader that says where and why a text is not JSON.
 *
 * JSON.parse is not enough for policies: its messages differ between Node versions, it does not give the line, and it
 * lets the last of two members of the same name win, which AWS refuses
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, "Policy grammar notes").
 */
import { elementPath, memberPath, type JsonPosition } from "./documentPath";

/** Thrown for a text that is not JSON. */
export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    readonly hint: string,
    readonly position: JsonPosition,
  ) {
    super(message);
    this.name = "JsonSyntaxError";
  }
}

/**
 * The value that a JSON text stands for. Objects have no prototype, so that no member name is special.
 * @throws JsonSyntaxError for anything that is not JSON, and for an object with two members of one name.
 */
export function parseJson(text: string): unknown {
  return new JsonReader(text).readDocument();
}

/**
 * Where each value of a JSON text begins, by path (see {@link memberPath}).
 * @throws JsonSyntaxError like {@link parseJson}.
 */
export function jsonPositions(text: string): ReadonlyMap<string, JsonPosition> {
  const offsets = new Map<string, number>();
  new JsonReader(text, offsets).readDocument();
  return new Map([...offsets].map(([path, offset]) => [path, positionAt(text, offset)]));
}

function positionAt(text: string, offset: number): JsonPosition {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

const whitespace = /[ \t\n\r]*/y;
const stringToken = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const wordToken = /true|false|null/y;
const typographicQuotes = "“”„‟«»‘’‚‛";

class JsonReader {
  private offset = 0;

  constructor(
    private readonly text: string,
    private readonly offsets?: Map<string, number>,
  ) {}

  readDocument(): unknown {
    const value = this.readValue("");
    this.skipWhitespace();
    if (this.offset < this.text.length) this.fail("the text goes on after its end");
    return value;
  }

  private readValue(path: string): unknown {
    this.skipWhitespace();
    this.offsets?.set(path, this.offset);
    switch (this.text[this.offset]) {
      case "{":
        return this.readObject(path);
      case "[":
        return this.readArray(path);
      case '"':
        return this.readString();
      default: {
        const token = this.take(wordToken) ?? this.take(numberToken);
        return token === undefined ? this.fail("a value is expected") : (JSON.parse(token) as unknown);
      }
    }
  }

  private readObject(path: string): Record<string, unknown> {
    const object = Object.create(null) as Record<string, unknown>;
    this.readList("}", "a comma or the closing } of the object is expected", () => {
      const start = this.offset;
      if (this.text[this.offset] !== '"') this.fail('a member name in double quotes (") is expected');
      const name = this.readString();
      if (name in object) {
        this.fail(`the name "${name}" occurs twice in one object`, "Keep one of the two and move its content", start);
      }
      this.skipWhitespace();
      if (this.text[this.offset] !== ":") this.fail(`a colon is expected after "${name}"`);
      this.offset += 1;
      object[name] = this.readValue(memberPath(path, name));
    });
    return object;
  }

  private readArray(path: string): unknown[] {
    const array: unknown[] = [];
    this.readList("]", "a comma or the closing ] of the array is expected", () => {
      array.push(this.readValue(elementPath(path, array.length)));
    });
    return array;
  }

  private readList(close: string, expected: string, readItem: () => void): void {
    this.offset += 1;
    this.skipWhitespace();
    if (this.text[this.offset] === close) {
      this.offset += 1;
      return;
    }
    for (;;) {
      readItem();
      this.skipWhitespace();
      const next = this.text[this.offset];
      if (next !== close && next !== ",") this.fail(expected);
      this.offset += 1;
      if (next === close) return;
      const comma = this.offset - 1;
      this.skipWhitespace();
      if (this.text[this.offset] === close) this.fail(`a comma before ${close}`, "Remove the comma", comma);
    }
  }

  private readString(): string {
    const token = this.take(stringToken);
    return token === undefined
      ? this.fail("a string is not closed, or has a line break or an unknown escape in it", "Close it with a double quote")
      : (JSON.parse(token) as string);
  }

  private skipWhitespace(): void {
    this.take(whitespace);
  }

  private take(token: RegExp): string | undefined {
    token.lastIndex = this.offset;
    const found = token.exec(this.text)?.[0];
    this.offset += found?.length ?? 0;
    return found;
  }

  private fail(expected: string, hint?: string, offset = this.offset): never {
    const found = this.text[offset];
    const position = positionAt(this.text, offset);
    if (found !== undefined && typographicQuotes.includes(found)) {
      throw new JsonSyntaxError(
        `typographic quote ${found} where JSON wants "`,
        'Replace the typographic quotes, which word processors and web pages put in, with straight ones (")',
        position,
      );
    }
    const instead = found === undefined ? "the text ends" : `there is ${JSON.stringify(found)}`;
    throw new JsonSyntaxError(hint === undefined ? `${expected}, but ${instead}` : expected, hint ?? commonFix(found), position);
  }
}

function commonFix(found: string | undefined): string {
  if (found === "'") return 'Use double quotes (")';
  if (found === "/" || found === "#") return "Remove the comment: JSON has none";
  if (found === undefined) return "Close what is open";
  return "Correct the JSON";
}
