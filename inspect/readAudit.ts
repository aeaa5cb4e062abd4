/**
 * Reads what a region has of an audit that somebody made by hand. Nothing is written: every call is a `Describe…` or a `List…`.
 * What could not be read is told, and the rest is there.
 */
import { CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, paginateDescribeLogGroups, paginateDescribeMetricFilters } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeRuleCommand, EventBridgeClient, ListRuleNamesByTargetCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { logGroupArn } from "../encryption/arn";
import { auditMetrics } from "../encryption/metrics";
import { metricNamespace } from "../encryption/methods";
import type { EncryptionRequirement } from "../encryption/requirement";
import { clientSettings } from "./awsClients";
import { errorWords } from "./awsErrors";
import type { AuditInventory } from "./inventory";

/** Where it is looked for. */
export interface AuditOptions {
  readonly profile?: string;
  readonly region: string;
  readonly requirement: EncryptionRequirement;
  /** A log group that it may have without any metric filter. */
  readonly logGroupName: string;
}

/** What there is; without log groups, filters, rules and alarms where there is no such audit. */
export async function readAudit({ profile, region, requirement, logGroupName }: AuditOptions): Promise<AuditInventory> {
  const settings = clientSettings(region, profile);
  const [logs, events, cloudwatch] = [new CloudWatchLogsClient(settings), new EventBridgeClient(settings), new CloudWatchClient(settings)];
  const Unread: string[] = [];
  const part = async <Item>(operation: string, read: () => Promise<Item[]>): Promise<Item[]> => {
    try {
      return await read();
    } catch (error) {
      Unread.push(`${operation}: ${errorWords(error)}`);
      return [];
    }
  };
  try {
    const MetricFilters = await part("DescribeMetricFilters", () => metricFiltersOf(logs, auditMetrics(requirement).map(({ metricName }) => metricName)));
    const groupNames = [...new Set([logGroupName, ...MetricFilters.map((filter) => filter.logGroupName)])];
    const LogGroups = await part("DescribeLogGroups", () => logGroupsOf(logs, groupNames));
    const Rules = await part("ListRuleNamesByTarget", () => rulesOf(events, LogGroups.flatMap(({ arn }) => (typeof arn === "string" ? logGroupArn(arn) : []))));
    const MetricAlarms = await part("DescribeAlarms", () => alarmsOf(cloudwatch));
    return { Region: region, LogGroups, MetricFilters, Rules, MetricAlarms, ...(Unread.length > 0 && { Unread }) };
  } finally {
    for (const client of [logs, events, cloudwatch]) client.destroy();
  }
}

/** What all pages have. */
async function collect<Page, Item>(pages: AsyncIterable<Page>, itemsOf: (page: Page) => readonly Item[] | undefined): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

/** The answers are what the inventory has, but for members that AWS always gives and its SDK calls optional. */
const answersAs = <Item>(answers: readonly object[]): Item[] => answers as Item[];

async function metricFiltersOf(client: CloudWatchLogsClient, metricNames: readonly string[]): Promise<AuditInventory["MetricFilters"]> {
  const found: object[] = [];
  for (const metricName of metricNames) {
    // Without metric names AWS would list every filter of the account.
    found.push(...(await collect(paginateDescribeMetricFilters({ client }, { metricNamespace, metricName }), (page) => page.metricFilters)));
  }
  return answersAs(found);
}

async function logGroupsOf(client: CloudWatchLogsClient, names: readonly string[]): Promise<AuditInventory["LogGroups"]> {
  const found: object[] = [];
  for (const name of names) {
    const groups = await collect(paginateDescribeLogGroups({ client }, { logGroupNamePrefix: name }), (page) => page.logGroups);
    found.push(...groups.filter(({ logGroupName }) => logGroupName === name));
  }
  return answersAs(found);
}

/** @param groupArns without `:*`: targets name a log group either way */
async function rulesOf(client: EventBridgeClient, groupArns: readonly string[]): Promise<AuditInventory["Rules"]> {
  const names = new Set<string>();
  for (const TargetArn of groupArns.flatMap((arn) => [arn, `${arn}:*`])) {
    for (const name of await allOf((NextToken) => client.send(new ListRuleNamesByTargetCommand({ TargetArn, NextToken })), ({ RuleNames }) => RuleNames)) names.add(name);
  }
  const rules: object[] = [];
  for (const Name of names) {
    const { EventPattern, State } = await client.send(new DescribeRuleCommand({ Name }));
    const Targets = await allOf((NextToken) => client.send(new ListTargetsByRuleCommand({ Rule: Name, NextToken })), (page) => page.Targets);
    rules.push({ Name, ...(EventPattern !== undefined && { EventPattern }), ...(State !== undefined && { State }), Targets });
  }
  return answersAs(rules);
}

/** What all pages have of a call for which the SDK has no paginator. */
async function allOf<Page extends { NextToken?: string | undefined }, Item>(
  call: (token: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page: Page = await call(token);
    items.push(...(itemsOf(page) ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return items;
}

async function alarmsOf(client: CloudWatchClient): Promise<AuditInventory["MetricAlarms"]> {
  const all = await collect(paginateDescribeAlarms({ client }, { AlarmTypes: ["MetricAlarm"] }), (page) => page.MetricAlarms);
  return answersAs(all.filter(({ Namespace, MetricName }) => Namespace === metricNamespace && MetricName !== undefined));
}
