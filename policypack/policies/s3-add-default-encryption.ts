/**
 * Adds the missing default encryption to buckets that declare none. Off by default: a bucket with an encryption
 * configuration of its own resource would get two.
 */
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { preferredDefault } from "../../encryption/requirement";
import { analysis, joinAnalysis } from "../analysis";
import { crossGuardProperties, parsePackConfig } from "../config/packConfig";
import { exemptionOf } from "../config/exemptions";
import { effectiveRequirement, stackRequirementText } from "../config/requirementSources";
import { encryptionAtRest } from "../frameworks";
import { stackType } from "../policy";
import { isLeftOut } from "../stack/leftOut";
import { bucketTypes } from "../stack/resourceTypes";
import { copyProperties } from "../stack/values";

export const s3AddDefaultEncryption: ResourceValidationPolicy = {
  name: "s3-add-default-encryption",
  description: "Adds a default encryption that satisfies the requirement to S3 buckets that declare none inline.",
  enforcementLevel: "disabled",
  displayName: "Addition of S3 default encryption",
  severity: "medium",
  framework: encryptionAtRest,
  tags: ["s3", "encryption", "remediation"],
  url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html",
  remediationSteps: "None: the policy adds the default encryption itself, inline. Declare it where that is not wanted.",
  configSchema: { properties: crossGuardProperties },
  remediateResource: (args) => {
    const type = bucketTypes[args.type];
    const inline = type?.kind === "general purpose" ? type.inlineEncryption : undefined;
    // At the stack as well, which comes first: the other policies are to know the requirement by then.
    if (!inline && args.type !== stackType) return undefined;
    const { config, message } = parsePackConfig(s3AddDefaultEncryption.name, args.getConfig());
    if (!config) throw new Error(message);
    if (args.type === stackType) joinAnalysis(s3AddDefaultEncryption.name);
    analysis().organization.give(s3AddDefaultEncryption.name, config.requirement);
    analysis().shared.give(s3AddDefaultEncryption.name, config);
    if (!type || !inline || isLeftOut(args)) return undefined;
    const { property, write } = inline;
    const props = copyProperties(args.props);
    if (props[property] !== undefined && props[property] !== null) return undefined;
    const name = props[type.name];
    const bucket = { urn: args.urn, resourceName: args.name, bucketName: typeof name === "string" ? name : undefined, tags: type.tags(props) } as const;
    const exemption = exemptionOf(bucket, analysis().shared.with(config), new Date());
    if (exemption.exempt) return undefined;

    const organization = analysis().organization.strictest();
    // The policies that judge say so.
    if (organization.contradiction !== undefined) return undefined;
    const requirement = exemption.requirement ?? effectiveRequirement(organization.requirement, stackRequirementText()).requirement;
    const method = preferredDefault(requirement);
    if (method?.algorithm === undefined) return undefined;
    const [kmsKey] = method.usesKmsKey ? (requirement.kmsKeyArns ?? []) : [];
    const rule = { sseAlgorithm: method.algorithm, ...(kmsKey !== undefined && { kmsMasterKeyId: kmsKey }), ...(method.supportsBucketKey && { bucketKeyEnabled: true }) };
    // Changed in place: a copy would have to read what is not known yet, and would lay secrets open.
    args.props[property] = write(rule);
    analysis().inputs.noteRemediation(args.urn);
    return args.props;
  },
};
