/**
 * Writes sandbox/provider/awsContract.json: what the installed @pulumi/aws says about the resource types that the sandbox
 * provider knows (their inputs with types, the required ones, their outputs).
 *
 * The types are read from the package's declaration files, so that a misspelt or missing input is refused for the same
 * reason for which the real provider would refuse it. Run by `npm run sandbox:contract` after an update of @pulumi/aws;
 * tests/sandbox/contract.test.ts fails while the file is out of date.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import type { Contract, ObjectContract, ResourceContract } from "./contract";
import { resourceModules } from "./resources";

const root = path.resolve(__dirname, "..", "..");
const aws = path.join(root, "node_modules", "@pulumi", "aws");

/** Where the contract is kept. */
export const contractFile = path.join(__dirname, "awsContract.json");

/** Reads the declarations of the installed @pulumi/aws. Throws on a declaration whose form it does not know. */
export function readContract(modules: readonly string[] = resourceModules()): Contract {
  const { version } = JSON.parse(fs.readFileSync(path.join(aws, "package.json"), "utf8")) as { version: string };
  const nested = nestedInterfaces(parse(path.join(aws, "types", "input.d.ts")));
  const objects: Record<string, ObjectContract> = {};
  const resources: Record<string, ResourceContract> = {};

  const addObject = (name: string): void => {
    if (objects[name] !== undefined) return;
    const declaration = nested.get(name);
    if (declaration === undefined) throw new Error(`types/input.d.ts declares no interface ${name}`);
    const contract = members(declaration);
    objects[name] = contract; // before its members are followed: types may name themselves
    follow(contract);
  };
  const follow = (contract: ObjectContract): void => {
    for (const type of Object.values(contract.inputs)) {
      const name = type.replace(/[[\]{}]/g, "");
      if (name.includes(".")) addObject(name);
    }
  };

  for (const module of [...modules].sort()) {
    const file = path.join(aws, `${module}.d.ts`);
    const source = parse(file);
    const token = /__pulumiType = '([^']+)'/.exec(fs.readFileSync(path.join(aws, `${module}.js`), "utf8"))?.[1];
    const name = token?.split(":").pop();
    if (token === undefined || name === undefined) throw new Error(`${module}.js names no resource type`);
    const inputs = members(topInterface(source, `${name}Args`, file));
    const state = members(topInterface(source, `${name}State`, file));
    resources[token] = { ...inputs, outputs: Object.keys(state.inputs).filter((property) => !(property in inputs.inputs)) };
    follow(inputs);
  }
  return { awsVersion: version, resources, objects };
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.ES2022);
}

function topInterface(source: ts.SourceFile, name: string, file: string): ts.InterfaceDeclaration {
  const found = source.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === name);
  if (found === undefined) throw new Error(`${path.basename(file)} declares no interface ${name}`);
  return found as ts.InterfaceDeclaration;
}

/** The interfaces of types/input.d.ts by the name they are used under: `s3.BucketWebsite` for `inputs.s3.BucketWebsite`. */
function nestedInterfaces(source: ts.SourceFile): Map<string, ts.InterfaceDeclaration> {
  const found = new Map<string, ts.InterfaceDeclaration>();
  for (const node of source.statements) {
    if (!ts.isModuleDeclaration(node) || node.body === undefined || !ts.isModuleBlock(node.body)) continue;
    for (const inner of node.body.statements) {
      if (ts.isInterfaceDeclaration(inner)) found.set(`${node.name.text}.${inner.name.text}`, inner);
    }
  }
  return found;
}

function members(declaration: ts.InterfaceDeclaration): ObjectContract {
  const contract: ObjectContract = { inputs: {}, required: [] };
  for (const member of declaration.members) {
    if (!ts.isPropertySignature(member) || !ts.isIdentifier(member.name) || member.type === undefined) {
      throw new Error(`${declaration.name.text}: a member that is not a plain property`);
    }
    const name = member.name.text;
    contract.inputs[name] = typeName(member.type, `${declaration.name.text}.${name}`);
    if (member.questionToken === undefined) contract.required.push(name);
  }
  return contract;
}

/** The wire type of a declared type: `pulumi.Input<pulumi.Input<string | Topic>[] | undefined>` is `string[]`. */
function typeName(type: ts.TypeNode, where: string): string {
  if (ts.isUnionTypeNode(type)) return unionName(type, where);
  if (ts.isArrayTypeNode(type)) return `${typeName(type.elementType, where)}[]`;
  if (ts.isParenthesizedTypeNode(type)) return typeName(type.type, where);
  if (ts.isTypeLiteralNode(type)) {
    const [index] = type.members;
    if (index !== undefined && ts.isIndexSignatureDeclaration(index)) return `{${typeName(index.type, where)}}`;
  }
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return "string";
    case ts.SyntaxKind.NumberKeyword:
      return "number";
    case ts.SyntaxKind.BooleanKeyword:
      return "boolean";
    default:
  }
  if (ts.isTypeReferenceNode(type)) return referenceName(type, where);
  throw new Error(`${where}: a type of unknown form (${ts.SyntaxKind[type.kind]})`);
}

function referenceName(type: ts.TypeReferenceNode, where: string): string {
  const name = entityName(type.typeName);
  const [argument] = type.typeArguments ?? [];
  if (name === "pulumi.Input" && argument !== undefined) return typeName(argument, where);
  // A policy may be given as an object; the provider turns it into its JSON text.
  if (name.endsWith(".PolicyDocument")) return "json";
  if (name.startsWith("inputs.")) return name.slice("inputs.".length);
  if (name.startsWith("enums.")) return "string";
  if (name.startsWith("pulumi.asset.")) return "asset";
  // Another resource of the package, given where its ARN or name is meant (`string | Topic`).
  if (/^([a-z]\w*\.)?[A-Z]\w*$/.test(name)) return "string";
  throw new Error(`${where}: a type of unknown name (${name})`);
}

function unionName(type: ts.UnionTypeNode, where: string): string {
  const names = new Set(
    type.types.filter((part) => part.kind !== ts.SyntaxKind.UndefinedKeyword).map((part) => typeName(part, where)),
  );
  if (names.has("json")) names.delete("string");
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) throw new Error(`${where}: a union of ${[...names].join(" and ")}`);
  return name;
}

function entityName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${entityName(name.left)}.${name.right.text}`;
}

/** The text of awsContract.json for a contract: stable, one property list a line. */
export function contractText(contract: Contract): string {
  const section = (entries: Record<string, ObjectContract | ResourceContract>): string =>
    Object.keys(entries)
      .sort()
      .map((name) => `    ${JSON.stringify(name)}: ${JSON.stringify(entries[name])}`)
      .join(",\n");
  return [
    "{",
    `  "awsVersion": ${JSON.stringify(contract.awsVersion)},`,
    `  "resources": {\n${section(contract.resources)}\n  },`,
    `  "objects": {\n${section(contract.objects)}\n  }`,
    "}",
    "",
  ].join("\n");
}

if (require.main === module) fs.writeFileSync(contractFile, contractText(readContract()));
