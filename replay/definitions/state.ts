/** What records are judged by, from the state of a deployed stack: what `pulumi stack export` prints. */
import * as fs from "node:fs";
import type { EncryptionRequirement } from "../../encryption/requirement";
import { deployedEstate, deployedRule, homeRules } from "../../simulator/deployedEstate";
import type { MetricAlarm, PipelineDefinitions } from "../../simulator/pipeline";
import { auditParameter, parseLakeAudit } from "../../encryption/lake/description";
import { accountsParameter } from "../../encryption/lake/table";
import type { AuditDefinitions, LakeDefinitions } from "./auditDefinitions";

interface StateResource {
  readonly type: string;
  /** Whether the stack has only read it, and did not make it. */
  readonly external?: boolean;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A state that holds no audit. */
export class StateError extends Error {
  override readonly name = "StateError";
}

/** @throws StateError where the file is no state, or the stack has no audit */
export function definitionsOfStateFile(file: string): AuditDefinitions {
  return definitionsOfState(fs.readFileSync(file, "utf8"), file);
}

/**
 * The trail, rules, metric filters and alarms on uploads as they were deployed.
 * @param source for a person
 * @throws StateError as {@link definitionsOfStateFile}
 */
export function definitionsOfState(text: string, source: string): AuditDefinitions {
  const resources = resourcesOf(text, source);
  const outputsOf = (type: string): Readonly<Record<string, unknown>>[] => resources.filter((one) => one.type === type && one.external !== true).map(({ outputs: values = {} }) => values);
  const outputs = outputsOf("pulumi:pulumi:Stack")[0] ?? {};
  const requirement = outputs["requirement"] as EncryptionRequirement | undefined;
  if (requirement === undefined) throw new StateError(`${source}: the stack has no output "requirement"; is it a stack of s3-encryption-audit, and was it deployed?`);
  const logGroups = outputsOf("aws:cloudwatch/logGroup:LogGroup");
  const logGroup = logGroups.find(({ name }) => name === outputs["logGroupName"]) ?? logGroups[0];
  if (logGroup === undefined) throw new StateError(`${source}: the stack has no log group`);
  const rules = homeRules(outputsOf, String(logGroup["arn"]));
  // Those with dimensions count the same uploads once more.
  const filters = outputsOf("aws:cloudwatch/logMetricFilter:LogMetricFilter").filter(
    ({ logGroupName, metricTransformation }) => logGroupName === logGroup["name"] && (metricTransformation as { dimensions?: object }).dimensions === undefined,
  );
  for (const [part, found] of Object.entries({ "rule that leads to the log group": rules, "metric filter on the log group": filters })) {
    if (found.length === 0) throw new StateError(`${source}: the stack has no ${part}`);
  }
  const [, , , region = "", account = ""] = String(logGroup["arn"]).split(":");
  const trails = outputsOf("aws:cloudtrail/trail:Trail")
    .filter(({ arn }) => arn === undefined || String(arn).split(":")[4] === account)
    .map(({ name, advancedEventSelectors }) => ({ name: String(name), selectors: advancedEventSelectors }));
  // Where the trail is an existing one, it is taken to have the selectors that the stack's command gives it.
  const existing = { name: "the existing trail", selectors: outputs["eventSelectors"] };
  if (trails.length === 0 && existing.selectors !== undefined) trails.push(existing);
  const metricFilters = filters.map(toMetricFilter);
  const estate = deployedEstate(outputsOf, { account, region }, String(logGroup["arn"]), existing);
  return {
    source,
    requirement,
    lake: lakeOf(outputsOf, estate.forwarding.length > 0 ? [account] : undefined),
    pipeline: {
      ...(estate.forwarding.length > 0 && { account, ...estate }),
      region,
      trails,
      rules: rules.map(deployedRule),
      metricFilters,
      alarms: (outputsOf("aws:cloudwatch/metricAlarm:MetricAlarm") as unknown as MetricAlarm[]).filter(({ namespace, metricName }) =>
        metricFilters.some((filter) => filter.namespace === namespace && filter.metricName === metricName),
      ),
    },
  };
}

/**
 * The stack's lake, whose table says what its queries count, and whose log files it is over.
 * @param home of an estate, which counts there what is its own
 */
function lakeOf(outputsOf: (type: string) => Readonly<Record<string, unknown>>[], home: readonly string[] | undefined): LakeDefinitions | undefined {
  for (const { name, databaseName, parameters = {} } of outputsOf("aws:glue/catalogTable:CatalogTable")) {
    const { [auditParameter]: audit, [accountsParameter]: logAccounts } = parameters as Readonly<Record<string, string>>;
    if (audit === undefined) continue;
    const [workgroup] = outputsOf("aws:athena/workgroup:Workgroup");
    const region = String(workgroup?.["arn"] ?? "").split(":")[3];
    const { accounts = home, ...counted } = parseLakeAudit(audit);
    return {
      audit: { ...counted, accounts },
      ...(logAccounts !== undefined && { logAccounts: logAccounts.split(",") }),
      table: { database: String(databaseName), name: String(name) },
      ...(workgroup && { workgroup: String(workgroup["name"]) }),
      ...(region !== undefined && region !== "" && { region }),
    };
  }
  return undefined;
}

function resourcesOf(text: string, source: string): readonly StateResource[] {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    throw new StateError(`${source} is not JSON; write it with pulumi stack export --file ${source}`);
  }
  const { deployment } = (state ?? {}) as { deployment?: { resources?: unknown } };
  const resources = deployment?.resources;
  if (!Array.isArray(resources)) throw new StateError(`${source} holds no deployment; write it with pulumi stack export --file ${source}`);
  return resources as StateResource[];
}

function toMetricFilter({ name, pattern, metricTransformation }: Readonly<Record<string, unknown>>): PipelineDefinitions["metricFilters"][number] {
  const { namespace, name: metricName, value, defaultValue } = metricTransformation as Record<string, string>;
  return { name: String(name), pattern: String(pattern), namespace: String(namespace), metricName: String(metricName), value: String(value), ...(defaultValue !== undefined && { defaultValue }) };
}
