/** The rules that tell of each upload against the requirement. */
import * as pulumi from "@pulumi/pulumi";
import { longestKeyArn, type AwsEnvironment } from "../encryption/arn";
import type { AuditScope } from "../encryption/auditScope";
import type { EncryptionRequirement } from "../encryption/requirement";
import { uploadMessage, uploadMessageRules } from "../encryption/uploadMessages";
import { asMany } from "./manyRules";
import type { MessageRule } from "./messageRules";
import type { StatedRequirement } from "./requirement";

export interface UploadMessageTerms {
  readonly namePrefix: string;
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly requirement: StatedRequirement;
  readonly scope: pulumi.Output<AuditScope>;
  /** The scope in an account of any number. */
  readonly anyScope: AuditScope;
  /** Opens the saved query of all uploads against the requirement. */
  readonly queryLink: pulumi.Output<string>;
}

/** How many rules there are depends on no Output: their patterns have room for keys that are not known yet. */
export function uploadMessages({ namePrefix, place, requirement, scope, anyScope, queryLink }: UploadMessageTerms): MessageRule[] {
  const longest = withLongestKeys(requirement.shape);
  const planned = uploadMessageRules(longest, anyScope);
  const patterns = pulumi.all([place, requirement.known, scope]).apply(([{ region }, stated, audited]) => {
    return uploadMessageRules(stated, audited, region, longest).map(({ eventPattern }) => eventPattern);
  });
  const eventPatterns = asMany(planned.length, patterns);
  return planned.map(({ part, suffix }, index) => ({
    suffix,
    description: `S3 uploads of which ${part.violation}`.slice(0, longestDescription),
    eventPattern: eventPatterns[index] as pulumi.Output<string>,
    message: queryLink.apply((link) => uploadMessage(part, namePrefix, link)),
  }));
}

/** Of a rule. */
const longestDescription = 512;

function withLongestKeys({ kmsKeyArns, ...requirement }: EncryptionRequirement): EncryptionRequirement {
  return { ...requirement, ...(kmsKeyArns && { kmsKeyArns: kmsKeyArns.map((_, index) => longestKeyArn(index)) }) };
}
