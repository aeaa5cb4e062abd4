/**
 * Reads some fields of a JSON object from its bytes, and makes sure that all of it is JSON, as `JSON.parse` would, without
 * making objects of it. Quotes and punctuation have been found by the scanner before (structure.ts).
 * https://www.rfc-editor.org/rfc/rfc8259
 */
import { isDigit, scalarEnd } from "./scalar";
import { KnownShapes } from "./shapes";
import { textAt, type Structure } from "./structure";
import { ODDITY } from "./structureWat";

/** The name of each member on the way to a field; {@link anyElement} for every element of an array. */
export type FieldPath = readonly string[];
export const anyElement = "[]";

interface PathNode {
  /** Index of the path that ends here; -1 where none does. */
  slot: number;
  readonly members: PathMember[];
  element: PathNode | undefined;
  /** The object in which a member of this name was met last. */
  metIn: number;
}

interface PathMember {
  readonly name: string;
  readonly bytes: Buffer;
  readonly node: PathNode;
}

/** As deep as the simulator reads. */
const deepestNesting = 1000;

const code = (character: string): number => character.charCodeAt(0);
const QUOTE = code('"');
const BACKSLASH = code("\\");
const COLON = code(":");
const COMMA = code(",");
const OPEN_BRACE = code("{");
const CLOSE_BRACE = code("}");
const OPEN_BRACKET = code("[");
const CLOSE_BRACKET = code("]");

const newNode = (): PathNode => ({ slot: -1, members: [], element: undefined, metIn: -1 });

/** Finds the values of paths in objects. */
export class FieldReader {
  /** What was found, in order: slot, start and end of each value. */
  finds = new Int32Array(3 * 256);
  count = 0;
  /**
   * Whether what was found does not tell all: some object has two members of one name that matters, or an array stands where a
   * path asks for an object.
   */
  ambiguous = false;
  private objects = 0;
  /** The slot of an entry that says: here an element of an array begins. */
  readonly elementMark: number;
  private readonly root = newNode();
  private readonly text: Uint8Array;
  private readonly positions: Int32Array;
  /** The next position to look at. */
  private next = 0;
  private backslashes = false;
  private readonly shapes: KnownShapes;

  /**
   * @param structure holds the text
   * @param paths the fields; what is found of one has its index as slot
   */
  constructor(
    private readonly structure: Structure,
    paths: readonly FieldPath[],
  ) {
    this.text = structure.text;
    this.positions = structure.indexed;
    this.shapes = new KnownShapes(this.text, this.positions);
    this.elementMark = paths.length;
    paths.forEach((path, slot) => {
      let node = this.root;
      for (const name of path) node = name === anyElement ? (node.element ??= newNode()) : memberNode(node, name);
      node.slot = slot;
    });
  }

  /**
   * Reads an object.
   * @returns whether the text from `from` to `to` is one JSON object; undefined where there is more of it than can be read
   */
  read(from: number, to: number): boolean | undefined {
    this.count = 0;
    this.ambiguous = false;
    const indexed = this.structure.index(from, to);
    if (indexed < 0) return undefined;
    const { oddities } = this.structure;
    if ((oddities & ODDITY.control) !== 0) return false;
    this.backslashes = (oddities & ODDITY.backslash) !== 0;
    // Reading on behind the last one must not meet what an index before left.
    this.positions[indexed] = to + textAt;
    this.positions[indexed + 1] = to + textAt;
    this.next = 0;
    if (this.text[from] !== OPEN_BRACE) return false;
    if (!this.backslashes && this.shapes.find(from, to, indexed, this)) return true;
    const isObject = this.value(from, this.root, 0) === to && this.next === indexed;
    if (isObject && !this.backslashes && !this.ambiguous) this.shapes.learn(indexed, this);
    return isObject;
  }

  private get position(): number {
    return (this.positions[this.next] as number) - textAt;
  }

  /** The position behind a value; -1 where it is none. The next position is then behind its punctuation. */
  private value(at: number, node: PathNode | undefined, depth: number): number {
    const first = this.text[at] as number;
    let end: number;
    if (first === QUOTE) end = this.string(at);
    else if (first === OPEN_BRACE) end = depth < deepestNesting ? this.object(node, depth + 1) : -1;
    else if (first === OPEN_BRACKET) end = depth < deepestNesting ? this.array(node, depth + 1) : -1;
    else end = scalarEnd(this.text, at);
    if (node !== undefined && node.slot >= 0 && end > 0) this.found(node.slot, at, end);
    return end;
  }

  private found(slot: number, from: number, to: number): void {
    const at = this.count * 3;
    if (at === this.finds.length) {
      const more = new Int32Array(at * 2);
      more.set(this.finds);
      this.finds = more;
    }
    this.finds[at] = slot;
    this.finds[at + 1] = from;
    this.finds[at + 2] = to;
    this.count++;
  }

  /** Where the next value, or closing bracket, begins behind a position. */
  private space(at: number): number {
    const { text } = this;
    let byte = text[at] as number;
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = text[++at] as number;
    return at;
  }

  private object(node: PathNode | undefined, depth: number): number {
    const { text } = this;
    const own = this.objects++;
    let at = this.space(this.position + 1);
    this.next++;
    if (text[at] === CLOSE_BRACE && at === this.position) return (this.next++, at + 1);
    for (;;) {
      if (text[at] !== QUOTE) return -1;
      const nameEnd = this.string(at);
      if (nameEnd < 0) return -1;
      const member = node === undefined ? undefined : this.memberOf(node, at + 1, nameEnd - 1);
      if (member !== undefined) {
        if (member.metIn === own) this.ambiguous = true;
        member.metIn = own;
      }
      at = this.space(nameEnd);
      if (text[at] !== COLON) return -1;
      this.next++;
      at = this.value(this.space(at + 1), member, depth);
      if (at < 0) return -1;
      at = this.space(at);
      if (at !== this.position) return -1;
      this.next++;
      const byte = text[at];
      if (byte === CLOSE_BRACE) return at + 1;
      if (byte !== COMMA) return -1;
      at = this.space(at + 1);
    }
  }

  private array(node: PathNode | undefined, depth: number): number {
    const { text } = this;
    const element = node?.element;
    // EventBridge's patterns look through arrays without saying so: what they may find there is not told here.
    if (node !== undefined && element === undefined && node.members.length > 0) this.ambiguous = true;
    let at = this.space(this.position + 1);
    this.next++;
    if (text[at] === CLOSE_BRACKET && at === this.position) return (this.next++, at + 1);
    for (;;) {
      if (element !== undefined) this.found(this.elementMark, at, at);
      at = this.value(at, element, depth);
      if (at < 0) return -1;
      at = this.space(at);
      if (at !== this.position) return -1;
      this.next++;
      const byte = text[at];
      if (byte === CLOSE_BRACKET) return at + 1;
      if (byte !== COMMA) return -1;
      at = this.space(at + 1);
    }
  }

  private memberOf(node: PathNode, from: number, to: number): PathNode | undefined {
    const { text } = this;
    if (this.backslashes && text.subarray(from, to).includes(BACKSLASH)) {
      const name = JSON.parse(Buffer.from(text.subarray(from - 1, to + 1)).toString()) as string;
      return node.members.find((member) => member.name === name)?.node;
    }
    const length = to - from;
    const { members } = node;
    next: for (let index = 0; index < members.length; index++) {
      const { bytes, node: found } = members[index] as PathMember;
      if (bytes.length !== length) continue;
      for (let byte = 0; byte < length; byte++) if (bytes[byte] !== text[from + byte]) continue next;
      return found;
    }
    return undefined;
  }

  /** A string from its opening quote on: the next two positions are its quotes. */
  private string(at: number): number {
    const end = (this.positions[this.next + 1] as number) - textAt;
    this.next += 2;
    if (this.text[end] !== QUOTE) return -1;
    return this.backslashes && !this.hasGoodEscapes(at + 1, end) ? -1 : end + 1;
  }

  private hasGoodEscapes(at: number, end: number): boolean {
    const { text } = this;
    for (; at < end; at++) {
      if (text[at] !== BACKSLASH) continue;
      at++;
      if (text[at] === code("u")) {
        for (let digit = 1; digit <= 4; digit++) if (!isHexDigit(text[at + digit] as number)) return false;
        at += 4;
      } else if (!simpleEscapes.has(text[at] as number)) return false;
    }
    return true;
  }
}

function memberNode(node: PathNode, name: string): PathNode {
  const known = node.members.find((member) => member.name === name);
  if (known) return known.node;
  const member = { name, bytes: Buffer.from(name), node: newNode() };
  node.members.push(member);
  return member.node;
}

const simpleEscapes = new Set([...'"\\/bfnrt'].map(code));

const isHexDigit = (byte: number): boolean => isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
