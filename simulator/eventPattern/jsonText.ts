/** Reads a JSON text (RFC 8259) into a tree that keeps positions; see jsonTree.ts for why not `JSON.parse`. */
import { PatternError } from "../patternError";
import { deepestNesting, type JsonMember, type JsonTree } from "./jsonTree";

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

/**
 * The tree of a JSON text.
 * @throws PatternError with offset, line and column of the first character that is not JSON.
 */
export function treeOfText(text: string): JsonTree {
  return new JsonReader(text).read();
}

class JsonReader {
  private offset = 0;

  constructor(private readonly text: string) {}

  read(): JsonTree {
    const tree = this.readValue(0);
    this.skipWhitespace();
    if (this.offset < this.text.length) this.fail("the JSON text has ended, but there is more");
    return tree;
  }

  private readValue(depth: number): JsonTree {
    if (depth > deepestNesting) this.fail(`nested deeper than ${deepestNesting} levels`);
    this.skipWhitespace();
    const offset = this.offset;
    const character = this.text[offset];
    if (character === "{") return { kind: "object", members: this.readMembers(depth), offset };
    if (character === "[") return { kind: "array", items: this.readItems(depth), offset };
    if (character === '"') return { kind: "string", value: this.readString(), offset };
    const [literal] = this.match(/null|true|false/y);
    if (literal !== undefined) return { kind: "literal", text: literal as "null" | "true" | "false", offset };
    const [number] = this.match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) {
      if (/[\w.+-]/.test(this.text[this.offset] ?? "")) this.fail("not a JSON number");
      return { kind: "number", text: number, offset };
    }
    return this.failAtCharacter("a JSON value");
  }

  private readMembers(depth: number): JsonMember[] {
    const members: JsonMember[] = [];
    this.offset += 1;
    if (this.take("}")) return members;
    for (;;) {
      this.skipWhitespace();
      const offset = this.offset;
      if (this.text[offset] !== '"') this.failAtCharacter("a name in double quotes");
      const name = this.readString();
      if (!this.take(":")) this.failAtCharacter('":"');
      members.push({ name, value: this.readValue(depth + 1), offset });
      if (this.take("}")) return members;
      if (!this.take(",")) this.failAtCharacter('"," or "}"');
    }
  }

  private readItems(depth: number): JsonTree[] {
    const items: JsonTree[] = [];
    this.offset += 1;
    if (this.take("]")) return items;
    for (;;) {
      items.push(this.readValue(depth + 1));
      if (this.take("]")) return items;
      if (!this.take(",")) this.failAtCharacter('"," or "]"');
    }
  }

  private readString(): string {
    this.offset += 1;
    let value = "";
    for (;;) {
      // Control characters are excluded: JSON wants them escaped.
      value += this.match(/[^"\\\u0000-\u001f]+/y)[0] ?? "";
      const character = this.text[this.offset];
      if (character === '"') {
        this.offset += 1;
        return value;
      }
      if (character !== "\\") {
        this.fail(character === undefined ? "the string does not end" : "a control character in a string");
      }
      value += this.readEscape();
    }
  }

  private readEscape(): string {
    const [, hexadecimal] = this.match(/\\u([0-9a-fA-F]{4})/y);
    if (hexadecimal !== undefined) return String.fromCharCode(parseInt(hexadecimal, 16));
    const escaped = escapes.get(this.text[this.offset + 1] ?? "");
    if (escaped === undefined) return this.fail("not a JSON escape");
    this.offset += 2;
    return escaped;
  }

  private skipWhitespace(): void {
    this.match(/[ \t\n\r]*/y);
  }

  private take(character: string): boolean {
    this.skipWhitespace();
    if (this.text[this.offset] !== character) return false;
    this.offset += 1;
    return true;
  }

  /** Matches a sticky expression at the current offset and moves past it; empty when it does not match. */
  private match(expression: RegExp): (string | undefined)[] {
    expression.lastIndex = this.offset;
    const found = expression.exec(this.text);
    if (found === null) return [];
    this.offset += found[0].length;
    return found;
  }

  private failAtCharacter(expected: string): never {
    const character = this.text.slice(this.offset, this.offset + 1);
    if (character === "") return this.fail(`the text ends where ${expected} is expected`);
    const hint = /[“”„‟«»‘’]/.test(character) ? " (typographic quotes are not JSON quotes)" : "";
    return this.fail(`${JSON.stringify(character)} where ${expected} is expected${hint}`);
  }

  private fail(problem: string): never {
    throw new PatternError(problem, { offset: this.offset, text: this.text });
  }
}
