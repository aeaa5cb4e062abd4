/**
 * Our evaluation against an independent one, @cloud-copilot/iam-simulate, on generated policies and requests. Where the
 * two differ, the pair must show one of the divergences below, each with the reason why ours is kept.
 */
import assert from "node:assert/strict";
import { anonymousPrincipal, runUnsafeSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import fc from "fast-check";
import { ContextKeys } from "../../../simulator/iam/conditions";
import { evaluateBucketPolicy } from "../../../simulator/iam/evaluate";
import { operatorDefinition, parseOperator } from "../../../simulator/iam/operators";
import { parsePolicyDocument } from "../../../simulator/iam/parse";
import { identify, principalContext, principalKeys } from "../../../simulator/iam/principal";
import { policy, request, type GeneratedPolicy, type GeneratedRequest } from "./generate";

/** What is said of all pairs together is said of these, whatever the seed of the property. */
const sample = { seed: 20260701, numRuns: 3000 };
const requestsPerPolicy = 3;

type Decision = "explicitDeny" | "allow" | "neither";

const decisions: Readonly<Record<string, Decision>> = {
  ExplicitlyDenied: "explicitDeny",
  Allowed: "allow",
  ImplicitlyDenied: "neither",
};

/** An account of its own, so that the bucket policy alone decides between allow and neither. */
const bucketAccount = "999988887777";
const allowsEverything = {
  name: "everything",
  policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
};

function judge(document: GeneratedPolicy, { action, resource, principal, context }: GeneratedRequest): Decision {
  const identity = identify(principal);
  const simulation: Simulation = {
    request: {
      principal:
        identity.kind === "anonymous" ? anonymousPrincipal : identity.kind === "service" ? identity.service : identity.arn,
      action,
      resource: { resource, accountId: bucketAccount },
      contextVariables: { ...lowerCasedContext(principalKeys(identity)), ...lowerCasedContext(context) },
    },
    identityPolicies: identity.kind === "aws" ? [allowsEverything] : [],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    // The form in which the judge takes a policy that needs no checking; it wants a name to be there.
    resourcePolicy: { __validated: true, policyDocument: document, metadata: { name: "bucket" }, errors: [] },
  };
  const decision = decisions[runUnsafeSimulation(simulation, {})];
  assert(decision, "the judge gave an answer of another kind");
  return decision;
}

function lowerCasedContext(context: Readonly<Record<string, unknown>>): Record<string, string | string[]> {
  const entries = Object.entries(context).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key.toLowerCase(), Array.isArray(value) ? (value as string[]) : String(value)]),
  );
}

/** What a pair of policy and request has in it that the two evaluations read differently. */
interface Divergence {
  readonly name: string;
  readonly why: string;
  shows(facts: PairFacts): boolean;
}

interface PairFacts {
  readonly values: readonly { operator: string; negated: boolean; value: string; requested: readonly string[] }[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly principals: readonly string[];
  readonly request: GeneratedRequest;
  readonly context: ContextKeys;
}

const divergences: readonly Divergence[] = [
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

function factsOf(document: GeneratedPolicy, generated: GeneratedRequest): PairFacts {
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

describe("simulator/iam against an independent judge", () => {
  const explained = new Map<string, number>();
  const decided = new Map<Decision, number>();
  let showing = 0;
  let compared = 0;

  /** Our decision, and which divergences a pair shows; undefined for a policy that S3 refuses: generated actions may fit none of their resources. */
  function compare(document: GeneratedPolicy, generated: GeneratedRequest): { ours: Decision; shown: readonly Divergence[]; alike: boolean } | undefined {
    const parsed = parsePolicyDocument(document);
    if (!parsed.valid) return undefined;
    const ours = evaluateBucketPolicy(parsed.document, generated).decision;
    const theirs = judge(document, generated);
    const facts = factsOf(document, generated);
    const shown = divergences.filter((divergence) => divergence.shows(facts));
    assert.ok(ours === theirs || shown.length > 0, `we say ${ours}, the judge says ${theirs}, and nothing explains it`);
    return { ours, shown, alike: ours === theirs };
  }

  const pairs = fc.tuple(policy, fc.array(request, { minLength: requestsPerPolicy, maxLength: requestsPerPolicy }));

  before(() => {
    const all = fc.sample(pairs, sample).flatMap(([document, requests]) => requests.flatMap((one) => compare(document, one) ?? []));
    compared = all.length;
    for (const { ours, shown, alike } of all) {
      decided.set(ours, (decided.get(ours) ?? 0) + 1);
      if (shown.length > 0) showing += 1;
      if (!alike) for (const { name } of shown) explained.set(name, (explained.get(name) ?? 0) + 1);
    }
  });

  it("decides generated policies alike, or differs for a reason we know", () => {
    fc.assert(
      fc.property(pairs, ([document, requests]) => {
        for (const generated of requests) compare(document, generated);
      }),
      { numRuns: 1000 },
    );
  });

  it("compared decisions of every kind, hundreds of each", () => {
    for (const decision of ["explicitDeny", "allow", "neither"] as const) {
      assert((decided.get(decision) ?? 0) > 500, `only ${decided.get(decision) ?? 0} requests ended in ${decision}`);
    }
  });

  it("compared most of the generated policies: few are such as S3 refuses", () => {
    assert(compared > sample.numRuns * requestsPerPolicy * 0.75, `only ${compared} of ${sample.numRuns * requestsPerPolicy} pairs`);
  });

  it("lists no divergence that does not occur", () => {
    for (const { name } of divergences) assert(explained.has(name), `"${name}" explained no difference`);
  });

  it("compares most pairs without any allowance for a divergence", () => {
    assert(showing < compared / 3, `${showing} of ${compared} pairs show a divergence`);
  });

  after(function () {
    if (process.env["JUDGE_REPORT"]) console.log({ decided, explained, showing });
  });
});
