/** The messages that an audit sends beside its alarms: of acts on the audit itself, and of uploads against the requirement. */
import * as pulumi from "@pulumi/pulumi";
import type { ObjectEncryptionAuditArgs } from "../arguments/interfaces";
import { watchOf } from "../arguments/keys/tampering";
import { estateScope } from "../arguments/scope";
import type { AuditSettings } from "../arguments/schemas";
import type { AuditScope } from "../encryption/auditScope";
import { onHubBus } from "../encryption/forwarding";
import { logAlarmOf } from "../encryption/logAlarm";
import { tamperingSuffix } from "../encryption/tamperingRules";
import { messageSuffix } from "../encryption/uploadMessages";
import type { SavedQuery } from "./auditQueries";
import type { AuditTerms } from "./auditTerms";
import type { ChildOptions } from "./childOptions";
import { GroupedMessages } from "./groupedMessages";
import { MessageRules, type MessageRule } from "./messageRules";
import { tamperingWatch } from "./tamperingWatch";
import type { UploadHub } from "./uploadHub";
import type { UploadLog } from "./uploadLog";
import { uploadMessages } from "./uploadMessages";

/** Patterns of the names of the rules that send messages. */
export function messageRulePatterns({ tampering, notifications }: AuditSettings, namePrefix: string, estate: boolean): string[] {
  const mails = `${namePrefix}-${messageSuffix}-*`;
  return [
    ...(watchOf(tampering) ? [`${namePrefix}-${tamperingSuffix}-*`] : []),
    ...(notifications.details === "each" ? [mails, ...(estate ? [onHubBus(namePrefix, mails)] : [])] : []),
  ];
}

/** Who is told, and by what. */
export interface Told {
  readonly args: Pick<ObjectEncryptionAuditArgs, "notifications" | "tampering">;
  /** The scope, and what metric filters leave out, in an account of any number. */
  readonly anyScope: AuditScope;
  readonly anyExcludedBuckets: readonly string[];
  readonly uploadLog: Pick<UploadLog, "deadLetterQueueArn" | "logGroup">;
  /** In an estate. */
  readonly hub: Pick<UploadHub, "busName"> | undefined;
  /** ARN of the key that was made for the trail, if one was. */
  readonly trailKeyArn: pulumi.Output<string> | undefined;
  readonly topicArn: pulumi.Output<string>;
  readonly queries: pulumi.Output<SavedQuery[]>;
}

/** Declares rules and log alarm, where there are some, and gives those of the watch over the audit itself. */
export function declareMessages(name: string, terms: AuditTerms, told: Told, child: ChildOptions): ReturnType<typeof tamperingWatch> {
  const { settings, namePrefix, place, estate, tags } = terms;
  const { uploadLog, topicArn, args } = told;
  if (settings.notifications.details === "grouped") declareLogAlarm(name, terms, told, child);
  const watchRules = ofWatch(terms, told);
  const uploadRules = settings.notifications.details === "each" ? ofUploads(terms, told) : [];
  if (watchRules.length + uploadRules.length === 0) return [];
  const { topicArn: existing, kmsKeyArn } = args.notifications ?? {};
  new MessageRules(
    name,
    {
      place,
      namePrefix,
      tags,
      rules: [...watchRules, ...uploadRules],
      rulePatterns: messageRulePatterns(settings, namePrefix, estate),
      topicArn,
      ...(existing === undefined && kmsKeyArn !== undefined && { topicKeyArn: kmsKeyArn }),
      ...(uploadLog.deadLetterQueueArn && { deadLetterQueueArn: uploadLog.deadLetterQueueArn }),
    },
    child,
  );
  return watchRules;
}

function ofWatch({ settings, namePrefix, place, scope, requirement }: AuditTerms, { args, anyScope, topicArn, trailKeyArn }: Told): ReturnType<typeof tamperingWatch> {
  const watch = watchOf(settings.tampering);
  if (!watch) return [];
  const kmsKeyArns = pulumi
    .all([requirement.known, pulumi.output(trailKeyArn), pulumi.output(args.tampering?.kmsKeyArns ?? [])])
    .apply(([stated, ofTrail, others]) => [...(stated.kmsKeyArns ?? []), ...(ofTrail === undefined ? [] : [ofTrail]), ...others].sort());
  return tamperingWatch({ ...settings, watch }, { namePrefix, place, scope, anyScope, topicArn, kmsKeyArns });
}

/** Of the account's own bus, and in an estate of the bus that others forward to. */
function ofUploads({ settings, namePrefix, place, requirement, scope, excludedBuckets, estate }: AuditTerms, { anyScope, anyExcludedBuckets, hub, queries }: Told): MessageRule[] {
  const common = { namePrefix, place, requirement, excludedBuckets, anyExcludedBuckets, queryLink: queries.apply((known) => known[0]?.link ?? "") };
  const forwarded = estateScope(settings);
  return [
    ...uploadMessages({ ...common, scope, anyScope, ownAlone: estate }),
    ...(hub ? uploadMessages({ ...common, scope: pulumi.output(forwarded), anyScope: forwarded, ownAlone: false, bus: hub.busName }) : []),
  ];
}

/** In an estate home's log group has the uploads of all. */
function declareLogAlarm(name: string, { settings, namePrefix, place, requirement, excludedBuckets, tags }: AuditTerms, { uploadLog, topicArn, queries }: Told, child: ChildOptions): void {
  const definition = pulumi.all([requirement.known, excludedBuckets, queries]).apply(([stated, excluded, [query]]) => logAlarmOf(stated, excluded, query));
  new GroupedMessages(name, { place, namePrefix, definition, logGroupName: settings.logGroup.name, logGroup: uploadLog.logGroup, topicArn, tags }, child);
}
