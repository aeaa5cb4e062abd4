/**
 * Reads from the Go source of a Terraform resource which of its attributes force a new resource when they change:
 * `ForceNew: true` of terraform-plugin-sdk, the plan modifier `RequiresReplace()` of terraform-plugin-framework.
 */

/** An attribute or block of a resource's schema. */
export interface SchemaAttribute {
  /** As Terraform spells it: `name_prefix`. */
  readonly name: string;
  /** Paths that force a new resource: the attribute itself, or attributes of its block: `location.type`. */
  readonly forceNew: readonly string[];
}

/** The maps of attributes that a schema is made of, in both libraries' spelling. */
const ATTRIBUTE_MAP = /map\[string\](?:\*?schema\.Schema|schema\.Attribute|schema\.Block)\{/g;
const FORCES = /\bForceNew:\s*true\b|\bRequiresReplace\(\)/;
/** What makes a replacement depend on values: it has to be looked at by a person. */
const CONDITIONAL = /\bForceNewIf\w*\(|\bRequiresReplaceIf\w*\(|\.ForceNew\(/;

/**
 * The attributes of one resource.
 * @param source the Go file that declares it
 * @param resource its name, as its annotation has it: `aws_sns_topic`
 * @param constants values of the constants that the schema's keys use: `names.AttrName` is `name`
 * @throws Error where the file's form is none it knows, or a replacement depends on values
 */
export function schemaAttributes(source: string, resource: string, constants: ReadonlyMap<string, string>): SchemaAttribute[] {
  const text = withoutComments(source);
  const annotation = source.search(new RegExp(`^// @(?:SDK|Framework)Resource\\("?${resource}"?[,)]`, "m"));
  if (annotation < 0) throw new Error(`no annotation of ${resource}`);
  if (CONDITIONAL.test(text)) throw new Error(`${resource}: a replacement depends on values: read the source, and record it by hand`);
  const bodies = schemaBodies(text, annotation);
  if (bodies.length === 0) throw new Error(`${resource}: its schema has an unknown form`);
  return bodies.flatMap((body) => attributes(body, constants));
}

/** The bodies of the maps of a resource's attributes: where it is declared, or in a variable that it names. */
function schemaBodies(text: string, from: number): string[] {
  const variable = /\bSchema:\s+(\w+),/.exec(text.slice(from))?.[1];
  const inline = text.slice(from).search(ATTRIBUTE_MAP);
  const named = variable === undefined ? -1 : text.search(new RegExp(`\\b${variable}\\s*=\\s*map\\[string\\]\\*schema\\.Schema\\{`));
  const start = named >= 0 ? named : inline < 0 ? -1 : from + inline;
  if (start < 0) return [];
  const first = block(text, text.indexOf("{", start));
  // The blocks of a framework resource stand beside its attributes.
  const beside = /^\s*,\s*Blocks:\s*map\[string\]schema\.Block\{/.exec(text.slice(first.end));
  return beside === null ? [first.body] : [first.body, block(text, first.end + beside[0].length - 1).body];
}

function attributes(body: string, constants: ReadonlyMap<string, string>): SchemaAttribute[] {
  return entries(body).map(({ key, value }) => {
    const name = key.startsWith('"') ? key.slice(1, -1) : constants.get(key);
    if (name === undefined) throw new Error(`the key ${key} is no known constant`);
    const inner = [...value.matchAll(ATTRIBUTE_MAP)][0];
    const own = inner === undefined ? value : value.slice(0, inner.index) + value.slice(block(value, inner.index + inner[0].length - 1).end);
    if (FORCES.test(own)) return { name, forceNew: [name] };
    const nested = inner === undefined ? [] : attributes(block(value, inner.index + inner[0].length - 1).body, constants);
    return { name, forceNew: nested.flatMap(({ forceNew }) => forceNew.map((path) => `${name}.${path}`)) };
  });
}

/** The entries `key: value,` of a map's body; none is inside another's value. */
function entries(body: string): { key: string; value: string }[] {
  const found: { key: string; value: string }[] = [];
  const start = /\s*("[^"]+"|[\w.]+)\s*:\s*/y;
  for (let at = 0; at < body.length; ) {
    start.lastIndex = at;
    const match = start.exec(body);
    if (match?.[1] === undefined) break;
    const end = valueEnd(body, start.lastIndex);
    found.push({ key: match[1], value: body.slice(start.lastIndex, end) });
    at = end + 1;
  }
  return found;
}

/** Where a value that begins at `from` ends: at its comma, outside of brackets and text. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    at = afterText(text, at);
    const character = text[at] ?? "";
    if ("{([".includes(character)) depth++;
    else if ("})]".includes(character)) depth--;
    else if (character === "," && depth === 0) return at;
  }
  return text.length;
}

/** What stands between the brace at `open` and the one that closes it, and where that is. */
function block(text: string, open: number): { body: string; end: number } {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    at = afterText(text, at);
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return { body: text.slice(open + 1, at), end: at + 1 };
  }
  throw new Error("a brace is not closed");
}

/** The position after the text constant that begins here; the same where none does. */
function afterText(text: string, at: number): number {
  const match = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'/y;
  match.lastIndex = at;
  return match.test(text) ? match.lastIndex : at;
}

/** Comments as spaces, so that positions stay. */
function withoutComments(source: string): string {
  return source.replace(/"(?:[^"\\\n]|\\.)*"|`[^`]*`|\/\/[^\n]*|\/\*[^]*?\*\//g, (part) => (part.startsWith("/") ? " ".repeat(part.length) : part));
}
