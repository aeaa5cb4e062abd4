/** The resource types that declare buckets, default encryptions and bucket policies, and where each says what. */
import { blocksNothing } from "../../encryption/blockedTypes";
import { isGiven, member, type Properties, type PropertyValue } from "./values";

/** A default encryption as declared; each part may be unknown. */
export interface DeclaredEncryption {
  readonly algorithm: PropertyValue;
  readonly kmsKey: PropertyValue;
  readonly bucketKeyEnabled: PropertyValue;
  readonly blockedEncryptionTypes: PropertyValue;
}

/** A default encryption as programs write it, whatever the shape that a resource type wants it in. */
export interface DefaultRule {
  readonly sseAlgorithm: string;
  readonly kmsMasterKeyId?: string;
  readonly bucketKeyEnabled?: boolean;
  readonly blockedEncryptionTypes?: readonly string[];
}

/** How a type declares a bucket. */
interface BucketType {
  readonly kind: "general purpose" | "directory";
  /** The property with the bucket's name. */
  readonly name: string;
  readonly inlineEncryption?: {
    readonly property: string;
    readonly read: (value: PropertyValue) => DeclaredEncryption;
    /** The property's value for a default encryption; without the blocked types where it cannot state them. */
    readonly write: (rule: DefaultRule) => unknown;
    readonly statesBlocks: boolean;
  };
  /** The property with an inline bucket policy. */
  readonly inlinePolicy?: string;
  /** The property with an inline Block Public Access configuration. */
  readonly inlinePublicAccessBlock?: string;
  readonly tags: (props: Properties) => PropertyValue;
}

const firstOf = (value: PropertyValue): PropertyValue => (Array.isArray(value) ? member(value, 0) : value);

const classicRule = (rule: PropertyValue): DeclaredEncryption => {
  // Inside BucketV2 the block is a list of one, and is called by the plural.
  const block = member(rule, "applyServerSideEncryptionByDefault") ?? member(rule, "applyServerSideEncryptionByDefaults");
  const byDefault = firstOf(block);
  return {
    algorithm: member(byDefault, "sseAlgorithm"),
    kmsKey: member(byDefault, "kmsMasterKeyId"),
    bucketKeyEnabled: member(rule, "bucketKeyEnabled"),
    blockedEncryptionTypes: member(rule, "blockedEncryptionTypes"),
  };
};

const nativeRule = (rule: PropertyValue): DeclaredEncryption => ({
  algorithm: member(rule, "serverSideEncryptionByDefault", "sseAlgorithm"),
  kmsKey: member(rule, "serverSideEncryptionByDefault", "kmsMasterKeyId"),
  bucketKeyEnabled: member(rule, "bucketKeyEnabled"),
  blockedEncryptionTypes: member(rule, "blockedEncryptionTypes", "encryptionType"),
});

const nativeTags = (props: Properties): PropertyValue => {
  const { tags } = props;
  if (!Array.isArray(tags)) return tags;
  return Object.fromEntries(
    tags.map((tag: PropertyValue) => [String(member(tag, "key")), member(tag, "value")]),
  ) as PropertyValue;
};

const nativeInlineEncryption: BucketType["inlineEncryption"] = {
  property: "bucketEncryption",
  read: (value) => nativeRule(firstOf(member(value, "serverSideEncryptionConfiguration"))),
  write: ({ bucketKeyEnabled, blockedEncryptionTypes, ...byDefault }) => ({
    serverSideEncryptionConfiguration: [
      {
        serverSideEncryptionByDefault: byDefault,
        ...(bucketKeyEnabled !== undefined && { bucketKeyEnabled }),
        ...(blockedEncryptionTypes && { blockedEncryptionTypes: { encryptionType: blockedEncryptionTypes } }),
      },
    ],
  }),
  statesBlocks: true,
};

const classicBucket: BucketType = {
  kind: "general purpose",
  name: "bucket",
  inlineEncryption: {
    property: "serverSideEncryptionConfiguration",
    read: (value) => classicRule(member(value, "rule")),
    write: ({ bucketKeyEnabled, blockedEncryptionTypes: _, ...byDefault }) => ({
      rule: { applyServerSideEncryptionByDefault: byDefault, ...(bucketKeyEnabled !== undefined && { bucketKeyEnabled }) },
    }),
    statesBlocks: false,
  },
  inlinePolicy: "policy",
  tags: ({ tags }) => tags,
};

const v2Bucket: BucketType = {
  ...classicBucket,
  inlineEncryption: {
    property: "serverSideEncryptionConfigurations",
    read: (value) => classicRule(firstOf(member(firstOf(value), "rules"))),
    write: ({ bucketKeyEnabled, blockedEncryptionTypes: _, ...byDefault }) => [
      { rules: [{ applyServerSideEncryptionByDefaults: [byDefault], ...(bucketKeyEnabled !== undefined && { bucketKeyEnabled }) }] },
    ],
    statesBlocks: false,
  },
};

export const bucketTypes: Readonly<Record<string, BucketType>> = {
  "aws:s3/bucket:Bucket": classicBucket,
  "aws:s3/bucketV2:BucketV2": v2Bucket,
  "aws-native:s3:Bucket": {
    kind: "general purpose",
    name: "bucketName",
    inlineEncryption: nativeInlineEncryption,
    inlinePublicAccessBlock: "publicAccessBlockConfiguration",
    tags: nativeTags,
  },
  "aws:s3/directoryBucket:DirectoryBucket": { kind: "directory", name: "bucket", tags: ({ tags }) => tags },
  "aws-native:s3express:DirectoryBucket": {
    kind: "directory",
    name: "bucketName",
    inlineEncryption: nativeInlineEncryption,
    tags: nativeTags,
  },
};

/** Types that give a bucket its default encryption; their property `bucket` names it. */
export const encryptionTypes: Readonly<Record<string, (props: Properties) => DeclaredEncryption>> = {
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ({ rules }) => classicRule(firstOf(rules)),
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": ({ rules }) =>
    classicRule(firstOf(rules)),
};

/** The property `rules` of these types, for a default encryption. */
export function separateRules({ bucketKeyEnabled, blockedEncryptionTypes, ...byDefault }: DefaultRule): object[] {
  return [
    {
      applyServerSideEncryptionByDefault: byDefault,
      ...(bucketKeyEnabled !== undefined && { bucketKeyEnabled }),
      ...(blockedEncryptionTypes && { blockedEncryptionTypes }),
    },
  ];
}

/**
 * A default encryption with the lifted block that AWS has, where the program leaves that to AWS: the provider keeps it. A block
 * that AWS has is not taken for one that the program states.
 * @param isDeclared the program declares it, rather than reads it
 */
export function withLiftedBlockOf(declared: DeclaredEncryption, deployed: DeclaredEncryption, isDeclared: boolean): DeclaredEncryption {
  const { blockedEncryptionTypes: own } = declared;
  // An empty list in outputs is how they say that nothing was set.
  if (isDeclared ? own !== undefined && own !== null : isGiven(own)) return declared;
  const { blockedEncryptionTypes: kept } = deployed;
  return { ...declared, blockedEncryptionTypes: Array.isArray(kept) && kept.includes(blocksNothing) ? kept : undefined };
}

/** Types of the provider that follows CloudFormation: it has no resource for a bucket's encryption alone. */
export const nativePrefix = "aws-native:";

/** Types that give a bucket its policy; their property `bucket` names it. The value is the property with the document. */
export const policyTypes: Readonly<Record<string, string>> = {
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws-native:s3:BucketPolicy": "policyDocument",
  "aws-native:s3express:BucketPolicy": "policyDocument",
};

/** Types that give a bucket its Block Public Access; their property `bucket` names it. */
export const publicAccessBlockTypes: readonly string[] = ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"];

/** Types of access points; their property `bucket` names the bucket. */
export const accessPointTypes: readonly string[] = ["aws:s3/accessPoint:AccessPoint", "aws-native:s3:AccessPoint"];

/** Types that give an access point its policy, each with the property that holds the access point's ARN. */
export const accessPointPolicyTypes: Readonly<Record<string, string>> = { "aws:s3control/accessPointPolicy:AccessPointPolicy": "accessPointArn" };

/** The property that links an encryption configuration or a policy to its bucket. */
export const bucketProperty = "bucket";

/** Types of which an audit pipeline is made, as far as the pack looks at it. */
export const pipelineTypes: {
  /** Each with the property that switches logging on, which is on where nothing is said. */
  readonly trails: Readonly<Record<string, string>>;
  readonly rules: readonly string[];
} = {
  trails: { "aws:cloudtrail/trail:Trail": "enableLogging", "aws-native:cloudtrail:Trail": "isLogging" },
  rules: ["aws:cloudwatch/eventRule:EventRule", "aws-native:events:Rule"],
};

/** Whether a resource type declares buckets, or something of theirs. */
export function isRelevantType(type: string): boolean {
  if (publicAccessBlockTypes.includes(type) || accessPointTypes.includes(type)) return true;
  return [bucketTypes, encryptionTypes, policyTypes, accessPointPolicyTypes].some((types) => Object.hasOwn(types, type));
}
