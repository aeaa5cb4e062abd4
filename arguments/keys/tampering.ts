/** The watch over the audit itself. */
import { z } from "zod";
import { exampleKmsKeyArn } from "../../validation/examples";
import * as field from "../fields";

/** What `tampering.trail` says where the audit's own trail is to record management events as well. */
export const ownTrail = "own";

const properties = z.strictObject({
  trail: z.string().min(1).exactOptional().meta({
    description:
      "The trail that records management events: `own`, the one that the audit creates, which then records them as well; or the " +
      "name or ARN of one that exists. The preview says which, and looks whether it records them where it is of the account. " +
      "Nothing is watched when left out.",
    changing: { loses: ["rule", "target"], what: "once it is left out, the rules that watch are deleted." },
    allowed: "own, the name of a trail in the stack's region, or the ARN of a trail",
    example: "trail: own",
  }),
  exemptPrincipals: field.expectedPrincipals,
});

const meta = {
  description:
    "The watch over the audit itself: a message and an alarm at once when somebody stops, changes or deletes a part of it, or the " +
    "encryption or policy of an audited bucket (docs/tampering.md).",
  allowed: "a map with trail and exemptPrincipals",
  example: 'tampering: { trail: own, exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/deployer", reason: "runs pulumi up" }] }',
};

/** As in the stack config, which knows its own keys. */
export const configuredTampering = properties.prefault({}).meta(meta);

/** As an argument. */
export const tampering = properties
  .extend({
    kmsKeyArns: z.array(field.arn).default([]).meta({
      description: "KMS keys to watch beside those of the requirement and the trail's own, such as the keys of buckets.",
      allowed: "a list of ARNs of KMS keys",
      example: `kmsKeyArns: [${exampleKmsKeyArn()}]`,
    }),
  })
  .prefault({})
  .meta({ ...meta, allowed: "a map with trail, exemptPrincipals and kmsKeyArns", typeName: "Tampering" });

/** The watch, where there is one. */
export type Watch = Required<z.output<typeof properties>>;

/** The watch that settings ask for; undefined where they ask for none. */
export function watchOf<Settings extends z.output<typeof properties>>(tampering: Settings): (Settings & Watch) | undefined {
  const { trail } = tampering;
  return trail === undefined ? undefined : { ...tampering, trail };
}
