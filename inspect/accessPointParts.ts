/** What is read of an access point, from which call, and under which permission. */
import { GetAccessPointCommand, GetAccessPointPolicyCommand, ListTagsForResourceCommand, type AccessPoint, type S3ControlClient } from "@aws-sdk/client-s3-control";
import type { AccessPointInventory, AccessPointPartName } from "./inventory";
import type { ReadablePart } from "./readParts";

/** One configuration of an access point. */
export interface AccessPointPart extends ReadablePart<AccessPointPartName> {
  /** The IAM action that permits the call. */
  readonly action: string;
  /** Needed by who takes access points over, and not by who judges them. */
  readonly toAdopt: boolean;
  /** The part as the answer has it. */
  readonly read: (client: S3ControlClient, point: AccessPoint & { readonly AccountId: string }) => Promise<AccessPointInventory[AccessPointPartName] | undefined>;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html */
export const accessPointParts: readonly AccessPointPart[] = [
  {
    name: "Policy",
    operation: "GetAccessPointPolicy",
    action: "s3:GetAccessPointPolicy",
    toAdopt: false,
    noneError: "NoSuchAccessPointPolicy",
    read: async (client, { AccountId, Name }) => (await client.send(new GetAccessPointPolicyCommand({ AccountId, Name }))).Policy,
  },
  {
    name: "PublicAccessBlockConfiguration",
    operation: "GetAccessPoint",
    action: "s3:GetAccessPoint",
    toAdopt: true,
    read: async (client, { AccountId, Name }) =>
      ((await client.send(new GetAccessPointCommand({ AccountId, Name }))).PublicAccessBlockConfiguration ?? null) as AccessPointInventory["PublicAccessBlockConfiguration"],
  },
  {
    name: "Tags",
    operation: "ListTagsForResource",
    action: "s3:ListTagsForResource",
    toAdopt: true,
    read: async (client, { AccountId, AccessPointArn }) => {
      const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ AccountId, ResourceArn: AccessPointArn }));
      return Tags.length > 0 ? (Tags as AccessPointInventory["Tags"]) : null;
    },
  },
];
