/** Where the simulator means to decide otherwise than @cloud-copilot/iam-simulate, and why. */
import { ContextKeys } from "../../../simulator/iam/conditions";
import { operatorDefinition, parseOperator } from "../../../simulator/iam/operators";
import { identify, principalContext } from "../../../simulator/iam/principal";
import type { GeneratedPair } from "./generated";
import type { GeneratedRequest } from "./generator";

/** What a pair of policy and request has in it that the two evaluations read differently. */
export interface Divergence {
  readonly name: string;
  readonly why: string;
  shows(facts: PairFacts): boolean;
}

export interface PairFacts {
  readonly values: readonly { operator: string; negated: boolean; value: string; requested: readonly string[] }[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly principals: readonly string[];
  readonly request: GeneratedRequest;
  readonly context: ContextKeys;
}

export const divergences: readonly Divergence[] = [
  {
    name: "negated operator, variable without value",
    why: 'AWS: "Inverted condition operators like StringNotEquals … do match against a null value"; the judge lets none match',
    shows: ({ values, context }) => values.some(({ negated, value }) => negated && hasNoValue(value, context)),
  },
  {
    name: "NotResource, variable without value",
    why: 'AWS: a resource with such a variable "will not match any resource", so NotResource is about all; the judge says none',
    shows: ({ notResources, context }) => notResources.some((pattern) => hasNoValue(pattern, context)),
  },
  {
    name: "variable with an empty value",
    why: "a tag may be empty, and ${…} is then the empty string; the judge takes the ${…} itself for the value",
    shows: ({ values, resources, context }) =>
      [...values.map(({ value }) => value), ...resources].some((text) =>
        variablesOf(text).some(({ key }) => context.lookup(key) === ""),
      ),
  },
  {
    name: "escape in an operator without wildcards",
    why: 'AWS: ${*} may stand "in any string where you can use regular policy variables"; the judge replaces it in …Like alone',
    shows: ({ values }) => values.some(({ operator, value }) => /Equals/.test(operator) && /\$\{[*?$]\}/.test(value)),
  },
  {
    name: "CIDR block of all IPv4 addresses",
    why: "0.0.0.0/0 contains every IPv4 address; the judge's shift by 32 bits leaves the mask full",
    shows: ({ values }) => values.some(({ value }) => value === "0.0.0.0/0"),
  },
  {
    name: "NotIpAddress with a bare address of the other family",
    why: "an IPv6 address is not the IPv4 address 203.0.113.7; the judge says neither yes nor no to that",
    shows: ({ values }) =>
      values.some(
        ({ operator, value, requested }) =>
          operator === "NotIpAddress" &&
          !value.includes("/") &&
          requested.some((address) => address.includes(":") !== value.includes(":")),
      ),
  },
  {
    name: "federated user session of an IAM user's name",
    why: "the caller of GetFederationToken chooses the name in the ARN; it need not be that of the IAM user",
    shows: ({ principals, request: { principal } }) =>
      typeof principal === "object" &&
      "arn" in principal &&
      principal.arn.includes(":federated-user/") &&
      principals.some((id) => /:user\/alice$/.test(id)),
  },
  {
    name: "account of another partition",
    why: "account IDs are given out per partition: arn:aws:iam::1…:root is not the account 1… of aws-cn; the judge compares the digits",
    shows: ({ principals, request: { principal } }) =>
      typeof principal === "object" &&
      "arn" in principal &&
      principals.some((id) => id.endsWith(":root") && id.split(":")[1] !== principal.arn.split(":")[1]),
  },
  {
    name: "variable before the last part of an ARN",
    why: "the colon in ${aws:PrincipalAccount} is part of the variable; the judge takes it for the end of the ARN's account part",
    shows: ({ values }) => values.some(({ operator, value }) => operator.startsWith("Arn") && /^arn:[^/]*\$\{aws/.test(value)),
  },
];

/** The variables of a text, and whether they have a default. */
function variablesOf(text: string): { key: string; hasDefault: boolean }[] {
  return [...text.matchAll(/\$\{([^},]+:[^},]+)(,[^}]*)?\}/g)].map(([, key = "", fallback]) => ({
    key,
    hasDefault: fallback !== undefined,
  }));
}

function hasNoValue(text: string, context: ContextKeys): boolean {
  return variablesOf(text).some(({ key, hasDefault }) => !hasDefault && context.lookup(key) === undefined);
}

function listOf(value: unknown): string[] {
  return value === undefined ? [] : ([value].flat() as string[]);
}

/** What a pair has in it that {@link divergences} look at. */
export function factsOf({ document, request: generated }: GeneratedPair): PairFacts {
  const context = new ContextKeys(generated.context, principalContext(identify(generated.principal)));
  const conditions = document.Statement.flatMap((statement) =>
    Object.entries((statement["Condition"] ?? {}) as Record<string, Record<string, string | string[]>>),
  );
  return {
    values: conditions.flatMap(([name, keys]) => {
      const operator = parseOperator(name)?.base ?? name;
      const negated = operator !== "Null" && operatorDefinition(operator).negated;
      return Object.entries(keys).flatMap(([key, values]) =>
        listOf(values).map((value) => ({ operator, negated, value, requested: context.get(key.toLowerCase()) ?? [] })),
      );
    }),
    resources: document.Statement.flatMap((statement) => listOf(statement["Resource"] ?? statement["NotResource"])),
    notResources: document.Statement.flatMap((statement) => listOf(statement["NotResource"])),
    principals: document.Statement.flatMap((statement) => {
      const named = statement["Principal"] ?? statement["NotPrincipal"];
      return typeof named === "object" ? listOf((named as Record<string, unknown>)["AWS"]) : [];
    }),
    request: generated,
    context,
  };
}
