/**
 * Mutants of a TypeScript source: small changes that a test should notice.
 *
 * All mutants of a file are written into it at once, each behind a switch, `(__m(7) ? mutated : original)`: so the program is
 * loaded once, and a mutant is tried by telling the switch its number.
 */
import * as ts from "typescript";

/** A change of a source. */
export interface Mutant {
  readonly id: number;
  /** From the root of the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What kind of change it is. */
  readonly kind: string;
  readonly original: string;
  readonly mutated: string;
}

/** The global function that is asked whether a mutant is on. */
export const switchName = "__m";

/** A text that takes the place of another one. */
interface Edit {
  readonly start: number;
  readonly end: number;
  /** Built around the text in between, in which other mutants may stand. */
  readonly wrap: (inner: string) => string;
}

/**
 * @param firstId number of the first mutant
 * @returns the mutants, and the source with all of them behind switches
 */
export function mutantsOf(file: string, text: string, firstId: number): { mutants: Mutant[]; instrumented: string } {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const mutants: Mutant[] = [];
  const edits: Edit[] = [];
  const note = (node: ts.Node, kind: string, mutated: string): number => {
    const id = firstId + mutants.length;
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    mutants.push({ id, file, line, kind, original: node.getText(), mutated });
    return id;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    for (const { kind, mutated } of isExpressionPlace(node) ? replacements(node) : []) {
      const id = note(node, kind, mutated);
      edits.push({ start: node.getStart(), end: node.end, wrap: (inner) => `(${switchName}(${id}) ? (${mutated}) : (${inner}))` });
    }
    if (ts.isBlock(node) && node.statements.length > 0 && isRemovable(node)) {
      const id = note(node, "block", "{}");
      const isBody = ts.isFunctionLike(node.parent);
      edits.push({
        start: node.getStart() + 1,
        end: node.end - 1,
        wrap: (inner) => (isBody ? `if (${switchName}(${id})) return undefined; ${inner}` : `if (!${switchName}(${id})) { ${inner} }`),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { mutants, instrumented: applied(text, edits) };
}

/** Edits are nested or apart; of the same range, one goes around the other. */
function applied(text: string, edits: readonly Edit[]): string {
  const ordered = edits.map((edit, index) => ({ ...edit, index })).sort((a, b) => a.start - b.start || b.end - a.end || a.index - b.index);
  let next = 0;
  const render = (start: number, end: number): string => {
    let out = "";
    let at = start;
    for (let edit = ordered[next]; edit && edit.start < end; edit = ordered[next]) {
      next += 1;
      out += text.slice(at, edit.start) + edit.wrap(render(edit.start, edit.end));
      at = edit.end;
    }
    return out + text.slice(at, end);
  };
  return render(0, text.length);
}

/** Whether an expression may be put in brackets where it stands. */
function isExpressionPlace(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isExpression(node) || ts.isExpressionStatement(parent)) return false;
  // What goes on after `?.` would be cut off from it.
  if (ts.isOptionalChain(node) && (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) && parent.expression === node) return false;
  if (ts.isCallExpression(parent) && parent.expression === node) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  return !ts.isTaggedTemplateExpression(parent) && !ts.isExternalModuleReference(parent) && !ts.isLiteralTypeNode(parent) && !ts.isBindingElement(parent);
}

interface Replacement {
  readonly kind: string;
  readonly mutated: string;
}

const operators: Readonly<Record<string, readonly string[]>> = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "&&": ["||"],
  "||": ["&&"],
  "??": ["&&"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "+=": ["-="],
  "-=": ["+="],
};

const methods: ReadonlyMap<string, string> = new Map([
  ["some", "every"],
  ["every", "some"],
  ["startsWith", "endsWith"],
  ["endsWith", "startsWith"],
  ["min", "max"],
  ["max", "min"],
]);
const removable = new Set(["filter", "slice", "sort", "toLowerCase", "toUpperCase", "trim", "reverse", "toSorted"]);

function replacements(node: ts.Node): Replacement[] {
  const found: Replacement[] = [];
  const add = (kind: string, ...texts: string[]): void => {
    for (const mutated of texts) found.push({ kind, mutated });
  };
  if (isCondition(node) && node.kind !== ts.SyntaxKind.TrueKeyword && node.kind !== ts.SyntaxKind.FalseKeyword) {
    add("condition", ...(ts.isWhileStatement(node.parent) || ts.isForStatement(node.parent) ? ["false"] : ["true", "false"]));
  }
  if (ts.isBinaryExpression(node)) {
    const [left, operator, right] = [node.left.getText(), node.operatorToken.getText(), node.right.getText()];
    for (const other of operators[operator] ?? []) add("operator", `(${left}) ${other} (${right})`);
    if (operator === "+" && ![node.left, node.right].some(isText)) add("operator", `(${left}) - (${right})`);
  } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    add("negation", node.operand.getText());
  } else if (node.kind === ts.SyntaxKind.TrueKeyword) add("boolean", "false");
  else if (node.kind === ts.SyntaxKind.FalseKeyword) add("boolean", "true");
  else if (ts.isStringLiteral(node) && isWord(node.text)) add("word", '""');
  else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && !isAssigned(node)) add("list", "[]");
  else if (ts.isRegularExpressionLiteral(node)) add("pattern", ...withoutAnchors(node.getText()));
  else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && !node.expression.questionDotToken) {
    const { expression, name } = node.expression;
    const other = methods.get(name.text);
    if (other !== undefined) add("method", `${expression.getText()}.${other}(${node.arguments.map((one) => one.getText()).join(", ")})`);
    if (removable.has(name.text)) add("method", expression.getText());
  }
  return found;
}

/** Names, keys and values; sentences are read by people, and are not mutated. */
function isWord(text: string): boolean {
  return /^[^\s]+$/.test(text) && /[A-Za-z0-9*]/.test(text);
}

function isText(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function isCondition(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) return parent.condition === node;
  return false;
}

function isAssigned({ parent }: ts.Node): boolean {
  return (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) || ts.isForOfStatement(parent);
}

function isRemovable({ parent }: ts.Block): boolean {
  return !ts.isConstructorDeclaration(parent) && !ts.isTryStatement(parent) && !ts.isCatchClause(parent);
}

function withoutAnchors(pattern: string): string[] {
  const end = pattern.lastIndexOf("/");
  return [
    ...(pattern.startsWith("/^") ? [`/${pattern.slice(2)}`] : []),
    ...(pattern[end - 1] === "$" && pattern[end - 2] !== "\\" ? [pattern.slice(0, end - 1) + pattern.slice(end)] : []),
  ].filter((one) => !one.startsWith("//"));
}
