/**
 * The function getPolicyDocument, which asks AWS nothing: it writes a policy as JSON.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
import { text, type Properties } from "./values";

type Statement = Record<string, unknown>;

/** Source documents first, then the function's own statements; of one Sid the last counts, in its first place. */
export function policyDocument(args: Properties): Properties {
  const documents = (name: string): Statement[] => list<string>(args[name]).flatMap((json) => statementsOf(json));
  const merged = [...documents("sourcePolicyDocuments"), ...list<Properties>(args["statements"]).map(statement), ...documents("overridePolicyDocuments")];
  const bySid = new Map(merged.map((one, index) => [typeof one["Sid"] === "string" && one["Sid"] !== "" ? `sid ${one["Sid"]}` : index, one]));
  const id = text(args, "policyId");
  const json = JSON.stringify({ Version: text(args, "version") ?? "2012-10-17", ...(id !== undefined && { Id: id }), Statement: [...bySid.values()] }, null, 2);
  return { ...args, id: String(json.length), json, minifiedJson: JSON.stringify(JSON.parse(json)) };
}

function statementsOf(json: string): Statement[] {
  const { Statement: statements } = JSON.parse(json) as { Statement?: Statement | Statement[] };
  return statements === undefined ? [] : Array.isArray(statements) ? statements : [statements];
}

function statement(args: Properties): Statement {
  const parts: Statement = {
    Sid: text(args, "sid"),
    Effect: text(args, "effect") ?? "Allow",
    Principal: principals(args["principals"]),
    NotPrincipal: principals(args["notPrincipals"]),
    Action: oneOrMore(args["actions"]),
    NotAction: oneOrMore(args["notActions"]),
    Resource: oneOrMore(args["resources"]),
    NotResource: oneOrMore(args["notResources"]),
    Condition: conditions(args["conditions"]),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

function principals(value: unknown): unknown {
  const given = list<{ type: string; identifiers: string[] }>(value);
  if (given.length === 0) return undefined;
  const [first] = given;
  if (given.length === 1 && first?.type === "*") return "*";
  return Object.fromEntries(given.map(({ type, identifiers }) => [type, oneOrMore(identifiers)]));
}

function conditions(value: unknown): Record<string, Record<string, unknown>> | undefined {
  const found: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of list<{ test: string; variable: string; values: string[] }>(value)) {
    found[test] = { ...found[test], [variable]: oneOrMore(values) };
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

/** As the provider writes them: a list of one as its member. */
function oneOrMore(value: unknown): unknown {
  const all = list(value);
  return all.length < 2 ? all[0] : all;
}

function list<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
