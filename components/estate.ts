/** The accounts and regions beside home whose uploads an audit counts. */
import type * as pulumi from "@pulumi/pulumi";
import { trailModeIn } from "../arguments/keys/estate";
import { logBucketName } from "../arguments/names";
import type { AuditSettings } from "../arguments/schemas";
import { estateScope, recordedScope } from "../arguments/scope";
import type { AwsEnvironment } from "../encryption/arn";
import { excluding, type AuditScope } from "../encryption/auditScope";
import { eventPatterns } from "../encryption/eventPattern";
import { childOf } from "./childOptions";
import { asMany } from "./manyRules";
import type { StatedRequirement } from "./requirement";
import { UploadForwarding } from "./uploadForwarding";
import { UploadHub } from "./uploadHub";
import type { UploadLog } from "./uploadLog";

export interface EstateTerms {
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly namePrefix: string;
  readonly settings: AuditSettings;
  readonly requirement: StatedRequirement;
  readonly uploadLog: UploadLog;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly protect: boolean;
}

/**
 * Declares, as an audit's children, the bus at home and what forwards to it: one component for each other account, and one for
 * home's other regions.
 */
export function declareEstate(audit: pulumi.ComponentResource, name: string, terms: EstateTerms): UploadHub {
  const { place, namePrefix, settings, requirement, uploadLog, tags, protect } = terms;
  const { regions, accounts, trail, deadLetterQueue, forceDestroy } = settings;
  const child = childOf(audit);
  const audited = estateScope(settings);
  const patterns = eventPatterns(audited);
  const hub = new UploadHub(
    name,
    {
      place,
      namePrefix,
      accountIds: accounts.map(({ id }) => id),
      fromHome: regions.length > 0,
      eventPatterns: asMany(patterns.length, place.apply(({ region }) => eventPatterns(audited, region))),
      logGroupArn: uploadLog.logGroup.arn,
      deadLetterQueueArn: uploadLog.deadLetterQueueArn,
      tags,
    },
    // Without the log group's policy EventBridge accepts targets, but drops their events.
    { ...child, dependsOn: [uploadLog] },
  );
  const common = { home: place, namePrefix, busArn: hub.busArn, regions, deadLetterQueue, tags };
  const homeScope = (accountId: string): AuditScope => recordedScope(settings, { prefix: namePrefix, accountId });
  if (regions.length > 0) new UploadForwarding(`${name}-regions`, { ...common, account: undefined, scopeIn: homeScope }, child);
  for (const account of accounts) {
    const { id, roleArn } = account;
    const created = trailModeIn(account, trail) === "create";
    new UploadForwarding(
      `${name}-${id}`,
      {
        ...common,
        account: { id, roleArn, trail: created ? { settings: trail, requirement, protect, forceDestroy } : undefined },
        scopeIn: () => (created ? excluding(audited, logBucketName(namePrefix, id)) : audited),
      },
      child,
    );
  }
  return hub;
}
