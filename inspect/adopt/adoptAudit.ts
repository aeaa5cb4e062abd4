/**
 * Hands an audit over to a stack that somebody made by hand, as the AWS blog has it: log group, rule, metric filters, alarms.
 * What AWS gives no other name is replaced: the new one is there before the old one goes.
 */
import { violationAlarms, type AlarmDefinition } from "../../encryption/alarms";
import { logGroupArn } from "../../encryption/arn";
import { metricFilters, type MetricFilter } from "../../encryption/metricFilters";
import { metricNamespace } from "../../encryption/methods";
import type { EncryptionRequirement } from "../../encryption/requirement";
import type { AuditInventory } from "../inventory";
import type { Adopted, AdoptionChange, Decision } from "./adoption";
import { importedComponent, importedResource, type ImportedResource } from "./importFile";

/** An audit with what the stack config says of it. */
export interface AdoptedAudit extends Adopted {
  readonly config: Readonly<Record<string, unknown>>;
}

type Filter = AuditInventory["MetricFilters"][number];
type Rule = AuditInventory["Rules"][number];
type Alarm = AuditInventory["MetricAlarms"][number];

/** Beside the topic CloudWatch takes four actions. */
const mostActions = 4;

/**
 * @param prefix what the names of the stack's resources begin with, which is also the name of its audit in the program
 * @returns undefined where there is no such audit, as far as could be read
 */
export function adoptAudit(audit: AuditInventory, requirement: EncryptionRequirement, prefix: string): AdoptedAudit | undefined {
  const group = logGroupOf(audit);
  const unread = (audit.Unread ?? []).map((why): Decision => ({ of: `audit in ${audit.Region}`, what: "look whether there is one that was made by hand", why }));
  if (!group) return unread.length > 0 ? { config: {}, imports: [], changes: [], decisions: unread } : undefined;
  const component = importedComponent("ObjectEncryptionAudit", prefix);
  const uploadLog = importedComponent("UploadLog", prefix, component);
  const alarms = alarmPart(audit, violationAlarms(requirement, 60), prefix, component);
  const parts: readonly Adopted[] = [
    logGroupPart(group, prefix, uploadLog),
    rulePart(audit, group.logGroupName, prefix, uploadLog),
    filterPart(audit, group.logGroupName, metricFilters(requirement), prefix, component),
    alarms,
  ];
  const actions = alarmActions(alarms.taken);
  return {
    config: {
      logGroup: {
        name: group.logGroupName,
        retentionDays: group.retentionInDays ?? 0,
        ...(group.kmsKeyId !== undefined && { kmsKeyArn: group.kmsKeyId }),
      },
      ...(Object.keys(actions.config).length > 0 && { alarms: actions.config }),
    },
    imports: [component, uploadLog, ...parts.flatMap(({ imports }) => imports)],
    changes: parts.flatMap(({ changes }) => changes),
    decisions: [
      ...parts.flatMap(({ decisions }) => decisions),
      ...actions.decisions,
      ...unread,
    ],
  };
}

/** The group with most of the metric filters; one without any of them where a rule writes S3 events to it. */
function logGroupOf(audit: AuditInventory): AuditInventory["LogGroups"][number] | undefined {
  const weight = (name: string): number => filtersOf(audit).filter(({ logGroupName }) => logGroupName === name).length * 2 + (rulesTo(audit, name).length > 0 ? 1 : 0);
  const [first] = [...audit.LogGroups].sort((a, b) => weight(b.logGroupName) - weight(a.logGroupName));
  return first && weight(first.logGroupName) > 0 ? first : undefined;
}

const isOurs = (namespace: string): boolean => namespace === metricNamespace;
const filtersOf = ({ MetricFilters }: AuditInventory): Filter[] =>
  MetricFilters.filter(({ metricTransformations }) => metricTransformations.some((one) => isOurs(one.metricNamespace)));

const namesGroup = (arn: string, name: string): boolean => logGroupArn(arn).endsWith(`:log-group:${name}`);
const rulesTo = ({ Rules }: AuditInventory, name: string): Rule[] =>
  Rules.filter(({ EventPattern = "", Targets }) => EventPattern.includes('"aws.s3"') && Targets.some(({ Arn }) => namesGroup(Arn, name)));

function logGroupPart(group: AuditInventory["LogGroups"][number], prefix: string, parent: ImportedResource): Adopted {
  const name = group.logGroupName;
  return {
    imports: [importedResource("cloudwatch", "LogGroup", prefix, name, parent)],
    changes: [
      {
        resource: `LogGroup ${prefix}`,
        does: "update",
        why: `${name} gets the stack's tags in place of its own${group.deletionProtectionEnabled === true ? ", and loses its deletion protection unless protect is true" : ""}; retention and events stay`,
      },
    ],
    decisions: [],
  };
}

function rulePart(audit: AuditInventory, group: string, prefix: string, parent: ImportedResource): Adopted {
  const rules = rulesTo(audit, group);
  const taken = rules.find(({ Targets }) => Targets.length === 1);
  const [target] = taken?.Targets ?? [];
  const others = rules.filter((rule) => rule !== taken);
  return {
    imports: taken
      ? [
          importedResource("cloudwatch", "EventRule", prefix, taken.Name, parent),
          importedResource("cloudwatch", "EventTarget", prefix, `${taken.Name}/${target?.Id ?? ""}`, parent),
        ]
      : [],
    changes: taken
      ? ["EventRule", "EventTarget"].map((type): AdoptionChange => ({
          resource: `${type} ${prefix}`,
          does: "replace",
          why: `a rule of the stack's takes the place of ${taken.Name}: for seconds both write, and uploads count twice`,
        }))
      : [],
    decisions: others.map(({ Name, Targets }) => ({
      of: `rule ${Name}`,
      what: `remove its target ${group} once the stack is deployed`,
      why: `until then uploads are logged, and count, twice${Targets.length > 1 ? "; it has other targets, and stays" : ""}`,
    })),
  };
}

function filterPart(audit: AuditInventory, group: string, definitions: readonly MetricFilter[], prefix: string, parent: ImportedResource): Adopted {
  const all = filtersOf(audit);
  // A metric with dimensions is another one, and not the sum that a stack counts.
  const here = all.filter(({ logGroupName, metricTransformations }) => logGroupName === group && !metricTransformations.some(({ dimensions }) => dimensions));
  const taken = matched(
    definitions,
    here,
    (definition, filter) => filter.filterName === definition.name,
    (definition, filter) => filter.metricTransformations.some(({ metricName }) => metricName === definition.metricName),
  );
  return {
    imports: taken.map(([{ name }, { filterName }]) => importedResource("cloudwatch", "LogMetricFilter", `${prefix}-${name}`, `${group}:${filterName}`, parent)),
    changes: taken.flatMap(([definition, filter]): AdoptionChange[] => {
      const resource = `LogMetricFilter ${prefix}-${definition.name}`;
      if (filter.filterName !== definition.name) return [{ resource, does: "replace", why: `${filter.filterName} becomes ${definition.name}` }];
      return isSameFilter(definition, filter) ? [] : [{ resource, does: "update", why: "pattern or metric are corrected" }];
    }),
    decisions: all
      .filter((filter) => !taken.some(([, one]) => one === filter))
      .map(({ filterName, logGroupName, metricTransformations }) => ({
        of: `metric filter ${filterName} of ${logGroupName}`,
        what: "delete it, or leave it",
        why: `the stack has no such filter; it goes on counting ${metricTransformations.map(({ metricName }) => metricName).join(", ")}`,
      })),
  };
}

function isSameFilter({ pattern, metricName, value, defaultValue }: MetricFilter, { filterPattern, metricTransformations: [first, ...more] }: Filter): boolean {
  return (
    more.length === 0 && filterPattern === pattern && first?.metricName === metricName && first.metricValue === value && first.defaultValue === Number(defaultValue)
  );
}

function alarmPart(audit: AuditInventory, definitions: readonly AlarmDefinition[], prefix: string, parent: ImportedResource): Adopted & { readonly taken: readonly Alarm[] } {
  const all = audit.MetricAlarms.filter(({ Namespace }) => isOurs(Namespace));
  const nameOf = ({ key }: AlarmDefinition): string => `${prefix}-${key}`;
  const taken = matched(
    definitions,
    all.filter(({ Dimensions = [] }) => Dimensions.length === 0),
    (definition, { AlarmName }) => AlarmName === nameOf(definition),
    ({ metricName }, { MetricName }) => MetricName === metricName,
  );
  return {
    imports: taken.map(([definition, { AlarmName }]) => importedResource("cloudwatch", "MetricAlarm", nameOf(definition), AlarmName, parent)),
    changes: taken.map(([definition, { AlarmName }]) => ({
      resource: `MetricAlarm ${nameOf(definition)}`,
      does: AlarmName === nameOf(definition) ? "update" : "replace",
      why: `${AlarmName} gets the stack's name, periods and topic, and keeps what it does beside that`,
    })),
    decisions: all
      .filter((alarm) => !taken.some(([, one]) => one === alarm))
      .map(({ AlarmName, MetricName }) => ({ of: `alarm ${AlarmName}`, what: "delete it, or leave it", why: `the stack has no alarm on ${MetricName}, or another took its place` })),
    taken: taken.map(([, alarm]) => alarm),
  };
}

/** What alarms did, for all of the stack's. */
function alarmActions(alarms: readonly Alarm[]): { config: Readonly<Record<string, unknown>>; decisions: Decision[] } {
  const all = {
    actions: [...new Set(alarms.flatMap(({ AlarmActions = [] }) => AlarmActions))],
    okActions: [...new Set(alarms.flatMap(({ OKActions = [] }) => OKActions))],
  };
  return {
    config: Object.fromEntries(Object.entries(all).flatMap(([key, arns]) => (arns.length > 0 ? [[key, arns.slice(0, mostActions)]] : []))),
    decisions: Object.entries(all).flatMap(([key, arns]) =>
      arns.slice(mostActions).map((arn) => ({ of: `alarms.${key}`, what: `do without ${arn}`, why: `an alarm takes ${mostActions} actions beside the stack's topic` })),
    ),
  };
}

/** Pairs each definition with one item: of all pairs that fit well first, then of those that fit. */
function matched<Definition, Item>(
  definitions: readonly Definition[],
  items: readonly Item[],
  ...fits: readonly ((definition: Definition, item: Item) => boolean)[]
): [Definition, Item][] {
  const pairs = new Map<Definition, Item>();
  for (const isFit of fits) {
    for (const definition of definitions) {
      if (pairs.has(definition)) continue;
      const used = new Set(pairs.values());
      const item = items.find((one) => !used.has(one) && isFit(definition, one));
      if (item !== undefined) pairs.set(definition, item);
    }
  }
  return [...pairs];
}
