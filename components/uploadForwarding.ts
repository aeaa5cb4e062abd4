import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AuditSettings } from "../arguments/schemas";
import type { AwsEnvironment } from "../encryption/arn";
import type { AuditScope } from "../encryption/auditScope";
import { eventPatterns } from "../encryption/eventPattern";
import { eventSelectors } from "../encryption/eventSelectors";
import { forwardingName, forwardingPermission, forwardingTrust } from "../encryption/forwarding";
import { accountTrailKmsKey } from "../encryption/trailDelivery";
import { childOf } from "./childOptions";
import { declareDeadLetterQueue } from "./deadLetterQueue";
import { anyAccount, asMany, numbered } from "./manyRules";
import type { StatedRequirement } from "./requirement";
import { declareRule } from "./ruleWithTarget";
import { UploadTrail } from "./uploadTrail";

export interface UploadForwardingArgs {
  /** The home of the audit: where the bus is. */
  readonly home: pulumi.Output<AwsEnvironment>;
  readonly namePrefix: string;
  readonly busArn: pulumi.Output<string>;
  /** The account whose uploads are forwarded; home's own, from other regions, where undefined. */
  readonly account: ForwardingAccount | undefined;
  /** Regions beside home's. */
  readonly regions: readonly string[];
  /** What is audited in an account, which its own log bucket may be excluded from. */
  readonly scopeIn: (accountId: string) => AuditScope;
  readonly deadLetterQueue: boolean;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Another account, and the trail to create in it. */
export interface ForwardingAccount {
  readonly id: string;
  readonly roleArn: string;
  /** Undefined where a trail exists. */
  readonly trail:
    | { readonly settings: AuditSettings["trail"]; readonly requirement: StatedRequirement; readonly protect: boolean; readonly forceDestroy: boolean }
    | undefined;
}

/**
 * Rules of one account that forward the audited uploads to the bus at home, in each of its regions, with a role that may do so
 * and queues for what cannot be delivered. Other accounts are reached by a provider of their own.
 */
export class UploadForwarding extends pulumi.ComponentResource {
  constructor(name: string, args: UploadForwardingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("s3-encryption-audit:index:UploadForwarding", name, {}, opts);
    const { home, namePrefix, account, tags } = args;
    const provider =
      account &&
      new aws.Provider(
        name,
        {
          region: home.apply(({ region }) => region),
          assumeRoles: [{ roleArn: account.roleArn, sessionName: namePrefix }],
          // A role that leads elsewhere is refused before anything is done there.
          allowedAccountIds: [account.id],
        },
        { parent: this },
      );
    const child = { ...childOf(this), ...(provider && { provider }) };
    const origin = home.apply((known) => ({ ...known, accountId: account?.id ?? known.accountId }));
    const scope = origin.apply(({ accountId }) => args.scopeIn(accountId));

    if (account?.trail) {
      const { settings, ...ofTrail } = account.trail;
      const kmsKey = accountTrailKmsKey(ofTrail.requirement.shape, settings.kmsKey, account.id);
      const trail: AuditSettings["trail"] = {
        mode: "create",
        ...(settings.name !== undefined && { name: settings.name }),
        multiRegion: args.regions.length > 0 || settings.multiRegion,
        ...(kmsKey !== undefined && { kmsKey }),
        logBucket: { expireAfterDays: settings.logBucket.expireAfterDays },
      };
      const selectors = pulumi.all([origin, scope]).apply(([{ partition }, audited]) => eventSelectors(audited, partition));
      new UploadTrail(name, { ...ofTrail, place: origin, namePrefix, selectors, trail, kmsKeyArn: kmsKey, tags }, child);
    }

    const role = new aws.iam.Role(
      name,
      {
        name: origin.apply(() => forwardingName(namePrefix)),
        description: "Forwards S3 uploads to the encryption audit",
        assumeRolePolicy: origin.apply((known) => JSON.stringify(forwardingTrust(known, namePrefix))),
        tags,
      },
      child,
    );
    const permission = new aws.iam.RolePolicy(
      name,
      { name: "forward-uploads", role: role.name, policy: home.apply((known) => JSON.stringify(forwardingPermission(known, namePrefix))) },
      child,
    );
    const ruleCount = eventPatterns(args.scopeIn(account?.id ?? anyAccount), undefined, anyAccount).length;
    for (const region of [...(account ? [undefined] : []), ...args.regions]) {
      const childName = region === undefined ? name : `${name}-${region}`;
      const inRegion = region === undefined ? {} : { region };
      const place = origin.apply((known) => ({ ...known, ...inRegion }));
      const ruleName = forwardingName(namePrefix);
      const queue = args.deadLetterQueue
        ? declareDeadLetterQueue(child, childName, { place, queueName: `${ruleName}-dead-letters`, ruleNames: [`${ruleName}*`], ...inRegion, tags })
        : undefined;
      const patterns = pulumi.all([place, scope]).apply(([known, audited]) => eventPatterns(audited, known.region, known.accountId));
      asMany(ruleCount, patterns).forEach((eventPattern, index) =>
        declareRule(child, `${childName}${numbered(index)}`, {
          ruleName: `${ruleName}${numbered(index)}`,
          description: "S3 uploads, for the encryption audit of another account or region",
          eventPattern,
          place: inRegion,
          target: { targetId: "upload-hub", arn: args.busArn, roleArn: role.arn },
          deadLetterQueueArn: queue?.arn,
          // Without its permission what the role cannot put is not tried again.
          permissions: [permission],
          tags,
        }),
      );
    }
    this.registerOutputs({ accountId: origin.apply(({ accountId }) => accountId) });
  }
}
