/** What is read of an access point, from which call, and under which permission. */
import { GetAccessPointCommand, GetAccessPointPolicyCommand, ListTagsForResourceCommand, type AccessPoint, type S3ControlClient } from "@aws-sdk/client-s3-control";
import { nameOfError } from "./awsErrors";
import type { AccessPointInventory, AccessPointPartName } from "./inventory";

/** One configuration of an access point. */
export interface AccessPointPart {
  readonly name: AccessPointPartName;
  /** The call of the S3 Control API that answers it, as CloudTrail and error messages name it. */
  readonly operation: string;
  /** The IAM action that permits the call. */
  readonly action: string;
  /** Needed by who takes access points over, and not by who judges them. */
  readonly toAdopt: boolean;
  /** The part as the answer has it; null where there is none. */
  readonly read: (client: S3ControlClient, point: AccessPoint & { readonly AccountId: string }) => Promise<AccessPointInventory[AccessPointPartName]>;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html */
export const accessPointParts: readonly AccessPointPart[] = [
  {
    name: "Policy",
    operation: "GetAccessPointPolicy",
    action: "s3:GetAccessPointPolicy",
    toAdopt: false,
    read: async (client, { AccountId, Name }) => {
      try {
        return (await client.send(new GetAccessPointPolicyCommand({ AccountId, Name }))).Policy ?? null;
      } catch (error) {
        if (nameOfError(error) === "NoSuchAccessPointPolicy") return null;
        throw error;
      }
    },
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
