/** Does in a TypeScript program what instructions say, as an editor of its text: the program may have any shape. */
import assert from "node:assert/strict";
import * as ts from "typescript";
import type { Instruction, Resource } from "./instructions";

/** What edited programs need at their start. */
export const EDITED_PRELUDE = `
const edited = (policy: any, bucket: any, { removed, toAll, added }: { removed: string[]; toAll: string[]; added?: string }) =>
  pulumi.all([policy, bucket]).apply(([policy, name]: [any, string]) => {
    const document = typeof policy === "string" ? JSON.parse(policy) : policy;
    const isAmong = (names: string[], { Sid }: any, index: number) => names.includes(Sid) || names.includes(\`Statement[\${index}]\`);
    const kept = [document.Statement].flat()
      .map((one: any, index: number) => (isAmong(toAll, one, index) ? { ...one, Principal: "*" } : one))
      .filter((one: any, index: number) => !isAmong(removed, one, index));
    return JSON.stringify({ ...document, Statement: [...kept, ...JSON.parse((added ?? "[]").replaceAll("<bucket name>", name))] });
  });
// What getPolicyDocument writes, without a call to the provider.
const documentOfStatements = (args: any) => pulumi.output(args).apply(({ statements }: any) => ({
  json: JSON.stringify({ Version: "2012-10-17", Statement: statements.map(({ sid, effect = "Allow", principals, actions, resources, conditions = [] }: any) => ({
    Sid: sid, Effect: effect, Action: actions, Resource: resources,
    Principal: principals[0].type === "*" ? "*" : Object.fromEntries(principals.map(({ type, identifiers }: any) => [type, identifiers])),
    Condition: Object.fromEntries(conditions.map(({ test, variable, values }: any) => [test, { [variable]: values }])),
  })) }),
}));
`;

/** A place in a program's text, and what comes there. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The program with the instructions carried out, each once.
 * @throws AssertionError where an instruction does not say what to do in words that can be followed
 */
export function editProgram(program: string, instructions: readonly Instruction[]): string {
  const source = ts.createSourceFile("index.ts", program, ts.ScriptTarget.Latest, true);
  const created = creations(source);
  const byPlace = new Map<Creation, Instruction[]>();
  for (const instruction of instructions) {
    // That is no matter of the program.
    if (instruction.kind === "ask for exemptions") continue;
    const place = placeOf(instruction.of, created);
    const others = byPlace.get(place) ?? [];
    // The code of a loop or a component is edited once, for all that it creates.
    const isAlike = (one: Instruction): boolean => shapeOf(one) === shapeOf(instruction);
    byPlace.set(place, others.some(isAlike) ? others.map((one) => (isAlike(one) ? forBoth(one, instruction) : one)) : [...others, instruction]);
  }
  const edits = [...byPlace].flatMap(([place, some]) => editsAt(place, some));
  return [...edits].sort((a, b) => b.start - a.start || b.end - a.end).reduce((text, { start, end, text: replacement }) => text.slice(0, start) + replacement + text.slice(end), program);
}

const ownArn = /arn:aws:s3:::[^/"]*\//g;

/** What an instruction says, apart from the name of the bucket. */
function shapeOf({ of: _, ...said }: Instruction): string {
  return JSON.stringify({ ...said, fill: undefined }).replace(ownArn, "");
}

/** One instruction for two buckets that the same code creates: the name of each is filled in. */
function forBoth(one: Instruction, other: Instruction): Instruction {
  if (one.kind !== "add statements" || other.kind !== "add statements" || one.json === other.json) return one;
  const fill = 'bucket.bucket.apply((name) => document.replaceAll("<bucket name>", name))';
  return { ...one, json: one.json.replace(ownArn, "arn:aws:s3:::<bucket name>/"), fill };
}

/** Where a resource is created: `new aws.…`, or a call of the prelude's function for default encryption. */
type Creation = ts.NewExpression | ts.CallExpression;

const encryptionCall = "encryption";

function creations(node: ts.Node): Creation[] {
  const inner: Creation[] = [];
  node.forEachChild((child) => void inner.push(...creations(child)));
  const isCreation = ts.isNewExpression(node) ? /^aws\./.test(node.expression.getText()) : ts.isCallExpression(node) && node.expression.getText() === encryptionCall;
  return isCreation ? [node as Creation, ...inner] : inner;
}

function typeOf({ expression }: Creation): string {
  const text = expression.getText();
  return text === encryptionCall ? "aws:s3:BucketServerSideEncryptionConfiguration" : text.replaceAll(".", ":");
}

/** Where a program creates a resource: the expression whose first argument has, or can have, its name. */
function placeOf({ type, name }: Resource, created: readonly Creation[]): Creation {
  const ofType = created.filter((one) => typeOf(one) === type);
  const candidates = ofType.flatMap((one) => {
    const first = one.arguments?.[0];
    const pattern = first ? namePattern(first) : "";
    return new RegExp(`^${pattern}$`).test(name) ? [{ one, literal: pattern.replaceAll(".*", "").length }] : [];
  });
  const [best] = candidates.sort((a, b) => b.literal - a.literal);
  return best?.one ?? assert.fail(`the program has no ${type} that could be called ${name}`);
}

function namePattern(name: ts.Expression): string {
  if (ts.isStringLiteralLike(name)) return name.text;
  if (ts.isTemplateExpression(name)) return name.head.text + name.templateSpans.map(({ literal }) => `.*${literal.text}`).join("");
  if (ts.isBinaryExpression(name)) return namePattern(name.left) + namePattern(name.right);
  return ".*";
}

/** The rule of a default encryption, given to the prelude's function for it. */
function ruleEdits(call: ts.CallExpression, instructions: readonly Instruction[]): Edit[] {
  const codes = instructions.map((one) => (one.kind === "give default encryption" && /^(?:its )?rules( of that resource)?$/.test(one.place) ? one.code : assert.fail(`what is that: ${one.kind}?`)));
  assert.equal(new Set(codes).size, 1);
  const [, bucket, rule] = call.arguments;
  const text = `(${codes[0] ?? ""})[0]`;
  if (rule) return [{ start: rule.getStart(), end: rule.getEnd(), text }];
  return bucket ? [{ start: bucket.getEnd(), end: bucket.getEnd(), text: `, ${text}` }] : assert.fail("no bucket");
}

function editsAt(place: Creation, instructions: readonly Instruction[]): Edit[] {
  if (ts.isCallExpression(place)) return ruleEdits(place, instructions);
  const [name, args] = place.arguments ?? [];
  assert.ok(name);
  const overrides: string[] = [];
  const beside: string[] = [];
  const edits: Edit[] = [];
  const removed = instructions.flatMap((one) => (one.kind === "remove statements" ? one.which : []));
  const toAll = instructions.flatMap((one) => (one.kind === "name the principal" ? one.which : []));
  const added = instructions.flatMap((one) => (one.kind === "add statements" ? [one] : []));
  const hasPolicy = /BucketPolicy$/.test(place.expression.getText()) || property(args, "policy") !== undefined;

  for (const instruction of instructions) {
    if (instruction.kind === "give default encryption") {
      const { place: where, code } = instruction;
      const own = /^(?:it )?(?:its )?(rules|serverSideEncryptionConfigurations?)(?: of that resource)?$/.exec(where)?.[1];
      if (own !== undefined) overrides.push(`${own}: ${code}`);
      else if (/^it a BucketServerSideEncryptionConfiguration with rules$/.test(where)) {
        beside.push(`new aws.s3.BucketServerSideEncryptionConfiguration(${name.getText()} + "-encryption", { bucket: created.bucket, rules: ${code} }, { parent: created });`);
      } else assert.fail(`where is that: give ${where}?`);
    } else if (instruction.kind === "use the property bucket") {
      const value = property(args, instruction.in);
      assert.ok(value, `${place.getText()} has no property ${instruction.in}`);
      edits.push(...byName(value), ...(instruction.in === "policy" ? withoutInvokes(place.getSourceFile()) : []));
    } else if (instruction.kind === "name the bucket") {
      overrides.push('bucketPrefix: undefined, bucket: (args.bucketPrefix ?? "acme-") + "data"');
    }
  }
  const [{ json, fill } = { json: undefined, fill: undefined }] = added;
  if (hasPolicy && (json !== undefined || removed.length > 0 || toAll.length > 0)) {
    const bucket = /BucketPolicy$/.test(place.expression.getText()) ? ownerOf(args) : "args.bucket";
    overrides.push(`policy: edited(args.policy, ${fill === undefined ? '""' : bucket}, ${JSON.stringify({ removed, toAll, added: json })})`);
  } else if (json !== undefined) {
    const policy = fill === undefined ? `JSON.stringify({ Version: "2012-10-17", Statement: ${json} })` : fill.replaceAll("bucket.bucket", "created.bucket").replaceAll(/\bdocument\b/g, JSON.stringify(`{"Version":"2012-10-17","Statement":${json}}`));
    beside.push(`new aws.s3.BucketPolicy(${name.getText()} + "-policy", { bucket: created.bucket, policy: ${policy} }, { parent: created });`);
  }
  if (overrides.length > 0) edits.push(...wrapped(args, name, overrides));
  if (beside.length > 0) {
    edits.push({ start: place.getStart(), end: place.getStart(), text: `((created) => { ${beside.join(" ")} return created; })(` }, { start: place.getEnd(), end: place.getEnd(), text: ")" });
  }
  return edits;
}

/** Arguments with other values of some properties. */
function wrapped(args: ts.Expression | undefined, name: ts.Expression, overrides: readonly string[]): Edit[] {
  const override = `((args: any) => ({ ...args, ${overrides.join(", ")} }))`;
  if (!args) return [{ start: name.getEnd(), end: name.getEnd(), text: `, ${override}({})` }];
  return [{ start: args.getStart(), end: args.getStart(), text: `${override}(` }, { start: args.getEnd(), end: args.getEnd(), text: ")" }];
}

function property(args: ts.Expression | undefined, name: string): ts.Expression | undefined {
  if (!args || !ts.isObjectLiteralExpression(args)) return undefined;
  for (const one of args.properties) {
    if (one.name?.getText() !== name) continue;
    return ts.isPropertyAssignment(one) ? one.initializer : ts.isShorthandPropertyAssignment(one) ? one.name : undefined;
  }
  return undefined;
}

/** The bucket's property bucket, where a policy names its bucket by any of its properties. */
function ownerOf(args: ts.Expression | undefined): string {
  return property(args, "bucket")?.getText().replace(/\.(id|arn)$/, ".bucket") ?? "args.bucket";
}

/** Every `….arn` and `….id` in an expression as made of the bucket's name. */
function byName(value: ts.Expression): Edit[] {
  if (ts.isPropertyAccessExpression(value) && ["arn", "id"].includes(value.name.text)) {
    const name = `${value.expression.getText()}.bucket`;
    const text = value.name.text === "arn" ? `pulumi.interpolate\`arn:aws:s3:::\${${name}}\`` : name;
    return [{ start: value.getStart(), end: value.getEnd(), text }];
  }
  const inner: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isExpression(node)) inner.push(...byName(node));
    else node.forEachChild(visit);
  };
  value.forEachChild(visit);
  return inner;
}

/** Documents that are written by calls to the provider, written by the program itself. */
function withoutInvokes(node: ts.Node): Edit[] {
  const inner: Edit[] = [];
  node.forEachChild((child) => void inner.push(...withoutInvokes(child)));
  if (!ts.isCallExpression(node) || node.expression.getText() !== "aws.iam.getPolicyDocumentOutput") return inner;
  return [...inner, { start: node.expression.getStart(), end: node.expression.getEnd(), text: "documentOfStatements" }];
}
