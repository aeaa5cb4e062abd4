/** The rules that tell of each upload against the requirement. */
import * as pulumi from "@pulumi/pulumi";
import { longestKeyArn, type AwsEnvironment } from "../encryption/arn";
import type { AuditScope } from "../encryption/auditScope";
import type { EncryptionRequirement } from "../encryption/requirement";
import { uploadMessage, uploadMessageRules } from "../encryption/uploadMessages";
import { anyAccount, asMany } from "./manyRules";
import type { MessageRule } from "./messageRules";
import type { StatedRequirement } from "./requirement";

export interface UploadMessageTerms {
  readonly namePrefix: string;
  readonly place: pulumi.Output<AwsEnvironment>;
  readonly requirement: StatedRequirement;
  readonly scope: pulumi.Output<AuditScope>;
  /** The scope in an account of any number. */
  readonly anyScope: AuditScope;
  /** What the metric filters leave out; in an account of any number as well. */
  readonly excludedBuckets: pulumi.Output<readonly string[]>;
  readonly anyExcludedBuckets: readonly string[];
  /** Whether uploads count in the account alone that has the bucket. */
  readonly ownAlone: boolean;
  /** The bus, where it is not the account's default one. */
  readonly bus?: pulumi.Output<string>;
  /** Opens the saved query of all uploads against the requirement. */
  readonly queryLink: pulumi.Output<string>;
}

/** How many rules there are depends on no Output: their patterns have room for keys that are not known yet. */
export function uploadMessages(terms: UploadMessageTerms): MessageRule[] {
  const { namePrefix, place, requirement, scope, anyScope, anyExcludedBuckets, ownAlone, bus, queryLink } = terms;
  const longest = withLongestKeys(requirement.shape);
  const ownerOf = (accountId: string): { owner: string } | undefined => (ownAlone ? { owner: accountId } : undefined);
  const planned = uploadMessageRules(longest, anyScope, { excludedBuckets: anyExcludedBuckets, ...ownerOf(anyAccount) });
  const patterns = pulumi.all([place, requirement.known, scope, terms.excludedBuckets]).apply(([{ region, accountId }, stated, audited, excludedBuckets]) => {
    return uploadMessageRules(stated, audited, { region, longest, excludedBuckets, ...ownerOf(accountId) }).map(({ eventPattern }) => eventPattern);
  });
  const eventPatterns = asMany(planned.length, patterns);
  return planned.map(({ part, suffix }, index) => ({
    suffix,
    ...(bus && { bus }),
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
