/** The rules that watch over an audit itself. */
import * as pulumi from "@pulumi/pulumi";
import type { Watch } from "../arguments/keys/tampering";
import type { AuditSettings } from "../arguments/schemas";
import { longestWatched, watchedAudit } from "../arguments/watchedAudit";
import { longestPlace, type AwsEnvironment } from "../encryption/arn";
import type { AuditScope } from "../encryption/auditScope";
import { watchedParts, type WatchedPart } from "../encryption/tampering";
import { tamperingRules } from "../encryption/tamperingRules";
import { asMany } from "./manyRules";
import type { MessageRule } from "./messageRules";

/** Settings of an audit that is watched over. */
export type WatchedSettings = AuditSettings & { readonly watch: Watch & AuditSettings["tampering"] };

export interface WatchTerms {
  readonly namePrefix: string;
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly scope: pulumi.Output<AuditScope>;
  /** The scope in an account of any number. */
  readonly anyScope: AuditScope;
  readonly topicArn: pulumi.Output<string>;
  readonly kmsKeyArns: pulumi.Output<string[]>;
}

/** How many rules there are depends on the settings alone: their patterns have room for names that are not known yet. */
export function tamperingWatch(settings: WatchedSettings, terms: WatchTerms): (MessageRule & { readonly part: WatchedPart })[] {
  const { namePrefix, place, scope, anyScope, topicArn, kmsKeyArns } = terms;
  const { exemptPrincipals, kmsKeyArns: others } = settings.watch;
  const longest = { audit: longestWatched(settings, namePrefix, anyScope, others.length), place: longestPlace };
  const patterns = pulumi.all([place, scope, topicArn, kmsKeyArns]).apply(([known, audited, topic, keys]) => {
    const audit = watchedAudit(settings, namePrefix, audited, { accountId: known.accountId, topicArn: topic, kmsKeyArns: keys });
    return tamperingRules(audit, known, exemptPrincipals, longest).map(({ eventPattern }) => eventPattern);
  });
  const planned = tamperingRules(longest.audit, longest.place, exemptPrincipals);
  const eventPatterns = asMany(planned.length, patterns);
  return planned.map(({ part, suffix, message }, index) => ({
    part,
    suffix,
    message,
    description: `Acts on ${watchedParts[part]}`,
    eventPattern: eventPatterns[index] as pulumi.Output<string>,
  }));
}
