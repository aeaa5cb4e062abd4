/** Reads a JSON text (RFC 8259), strictly: see tree.ts for why not `JSON.parse`, whose messages differ between Node versions, too. */
import { positionAt, type TextPosition } from "../textPosition";
import { deepestNesting, type JsonMember, type JsonTree } from "./tree";

/** Thrown for a text that is not JSON. */
export class JsonSyntaxError extends Error {
  /** Of {@link offset}. */
  readonly position: TextPosition;

  /**
   * @param message what is wrong
   * @param hint what to do about it
   * @param offset where, in UTF-16 code units from 0
   */
  constructor(
    message: string,
    readonly hint: string,
    readonly offset: number,
    text: string,
  ) {
    super(message);
    this.name = "JsonSyntaxError";
    this.position = positionAt(text, offset);
  }
}

/**
 * The tree of a JSON text; an object may have several members of one name.
 * @throws JsonSyntaxError for anything that is not JSON, and for what is nested deeper than {@link deepestNesting}.
 */
export function readJson(text: string): JsonTree {
  return new JsonReader(text).read();
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const typographicQuotes = "“”„‟«»‘’‚‛";

class JsonReader {
  private offset = 0;

  constructor(private readonly text: string) {}

  read(): JsonTree {
    const tree = this.readValue(0);
    this.skipWhitespace();
    if (this.offset < this.text.length) this.failHere("the text goes on after its end");
    return tree;
  }

  private readValue(depth: number): JsonTree {
    if (depth > deepestNesting) this.fail(`nested deeper than ${deepestNesting} levels`, "Flatten it");
    this.skipWhitespace();
    const { offset } = this;
    const character = this.text[offset];
    if (character === "{") return { kind: "object", members: this.readMembers(depth), offset };
    if (character === "[") return { kind: "array", items: this.readItems(depth), offset };
    if (character === '"') return { kind: "string", value: this.readString(), offset };
    const literal = this.take(/null|true|false/y);
    if (literal !== undefined) return { kind: "literal", text: literal as "null" | "true" | "false", offset };
    const number = this.take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number === undefined) return this.failHere("a value is expected");
    if (/[\w.+-]/.test(this.text[this.offset] ?? "")) this.fail("not a JSON number", "Write it in decimal digits, without a leading zero, or as a string");
    return { kind: "number", text: number, offset };
  }

  private readMembers(depth: number): JsonMember[] {
    return this.readList("}", "a comma or the closing } of the object is expected", () => {
      const { offset } = this;
      if (this.text[offset] !== '"') this.failHere('a member name in double quotes (") is expected');
      const name = this.readString();
      this.skipWhitespace();
      if (this.text[this.offset] !== ":") this.failHere(`a colon is expected after ${JSON.stringify(name)}`);
      this.offset += 1;
      return { name, value: this.readValue(depth + 1), offset };
    });
  }

  private readItems(depth: number): JsonTree[] {
    return this.readList("]", "a comma or the closing ] of the array is expected", () => this.readValue(depth + 1));
  }

  private readList<Item>(close: string, expected: string, readItem: () => Item): Item[] {
    const items: Item[] = [];
    this.offset += 1;
    this.skipWhitespace();
    if (this.takes(close)) return items;
    for (;;) {
      items.push(readItem());
      this.skipWhitespace();
      if (this.takes(close)) return items;
      const comma = this.offset;
      if (!this.takes(",")) this.failHere(expected);
      this.skipWhitespace();
      if (this.text[this.offset] === close) this.fail(`a comma before ${close}`, "Remove the comma", comma);
    }
  }

  private readString(): string {
    const hint = 'Close the string with a double quote, and write line breaks in it as "\\n"';
    this.offset += 1;
    let value = "";
    for (;;) {
      // Control characters are excluded: JSON wants them escaped.
      value += this.take(/[^"\\\u0000-\u001f]+/y) ?? "";
      if (this.takes('"')) return value;
      const character = this.text[this.offset];
      if (character === undefined) this.fail("the string does not end", hint);
      if (character !== "\\") this.fail("a line break or another control character in a string", hint);
      value += this.readEscape();
    }
  }

  private readEscape(): string {
    const hexadecimal = this.take(/\\u[0-9a-fA-F]{4}/y)?.slice(2);
    if (hexadecimal !== undefined) return String.fromCharCode(parseInt(hexadecimal, 16));
    const escaped = escapes.get(this.text[this.offset + 1] ?? "");
    if (escaped === undefined) return this.fail("not a JSON escape", 'Write a backslash as "\\\\"');
    this.offset += 2;
    return escaped;
  }

  private skipWhitespace(): void {
    this.take(/[ \t\n\r]*/y);
  }

  /** Moves past a character, if it is the next one. */
  private takes(character: string): boolean {
    if (this.text[this.offset] !== character) return false;
    this.offset += 1;
    return true;
  }

  /** Matches a sticky expression at the current offset and moves past it. */
  private take(expression: RegExp): string | undefined {
    expression.lastIndex = this.offset;
    const found = expression.exec(this.text)?.[0];
    this.offset += found?.length ?? 0;
    return found;
  }

  /** Fails for the character at hand, which is none that can stand there. */
  private failHere(expected: string): never {
    const found = this.text[this.offset];
    if (found !== undefined && typographicQuotes.includes(found)) {
      this.fail(`typographic quote ${found} where JSON wants "`, 'Replace the typographic quotes, which word processors and web pages put in, with straight ones (")');
    }
    return this.fail(`${expected}, but ${found === undefined ? "the text ends" : `there is ${JSON.stringify(found)}`}`, commonFix(found));
  }

  private fail(problem: string, hint: string, offset = this.offset): never {
    throw new JsonSyntaxError(problem, hint, offset, this.text);
  }
}

function commonFix(found: string | undefined): string {
  if (found === "'") return 'Use double quotes (")';
  if (found === "/" || found === "#") return "Remove the comment: JSON has none";
  if (found === undefined) return "Close what is open";
  return "Correct the JSON";
}
