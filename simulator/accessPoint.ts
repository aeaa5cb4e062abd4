/**
 * Requests through an S3 access point: "both the access point and the underlying bucket must permit the request".
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html and, for the condition keys,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-condition-keys
 */
import { accessPointArn, accessPointObjects } from "../encryption/arn";
import { type RequestContext } from "./iam/conditions";

/** An access point of a general purpose bucket. */
export interface UploadAccessPoint {
  readonly name: string;
  /** Account that owns the access point, twelve digits: that of its bucket, or another one. */
  readonly account: string;
  /** Region of access point and bucket. */
  readonly region: string;
  /** `aws` by default. */
  readonly partition?: string;
  /** The one VPC that it takes requests from; from everywhere when left out. */
  readonly vpcId?: string;
  /** Text, raw object, or document of `parsePolicyDocument`; absent for an access point without a policy. */
  readonly policy?: string | object;
}

/** The condition keys that requests through an access point have, and direct ones have not. */
export const accessPointKeys = {
  arn: "s3:DataAccessPointArn",
  account: "s3:DataAccessPointAccount",
  networkOrigin: "s3:AccessPointNetworkOrigin",
} as const;

/** ARN of an access point. */
export function arnOfAccessPoint({ name, account, region, partition = "aws" }: Omit<UploadAccessPoint, "policy">): string {
  return accessPointArn({ partition, region, accountId: account }, name);
}

/** ARN of an object behind an access point, as the access point's policy is asked about it. */
export function objectBehind(accessPoint: UploadAccessPoint, key: string): string {
  return accessPointObjects(arnOfAccessPoint(accessPoint), key);
}

/** Condition keys of a request through an access point, in both policies. */
export function accessPointContext(accessPoint: Omit<UploadAccessPoint, "policy">): RequestContext {
  const { account, vpcId } = accessPoint;
  return {
    [accessPointKeys.arn]: arnOfAccessPoint(accessPoint),
    [accessPointKeys.account]: account,
    [accessPointKeys.networkOrigin]: vpcId === undefined ? "Internet" : "VPC",
  };
}
