/** A bucket that others share through access points alone, each with the bucket's denials in its own policy. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EncryptedBucket } from "../../entry";

const name = "acme-shared-orders";
const bucketArns = [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
const partner = "444455556666";

const { accountId } = aws.getCallerIdentityOutput();
const { region } = aws.getRegionOutput();
const accessPoint = (point: string): pulumi.Output<string> => pulumi.interpolate`arn:aws:s3:${region}:${accountId}:accesspoint/${point}`;

const orders = new EncryptedBucket(name, {
  accessPoints: [
    { name: "orders-app" },
    {
      name: "orders-partner",
      additionalStatements: [
        pulumi.jsonStringify({
          Sid: "PartnerDelivers",
          Effect: "Allow",
          Principal: { AWS: partner },
          Action: "s3:PutObject",
          Resource: pulumi.interpolate`${accessPoint("orders-partner")}/object/incoming/*`,
        }),
      ],
    },
  ],
  additionalStatements: [
    // What an access point of the account allows, the bucket allows.
    pulumi.jsonStringify({
      Sid: "DelegateToAccessPoints",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "s3:*",
      Resource: bucketArns,
      Condition: { StringEquals: { "s3:DataAccessPointAccount": accountId } },
    }),
    // Objects are written through these two, and in no other way.
    pulumi.jsonStringify({
      Sid: "WriteThroughAccessPointsAlone",
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "s3:PutObject",
      Resource: bucketArns[1],
      Condition: { ArnNotEquals: { "s3:DataAccessPointArn": [accessPoint("orders-app"), accessPoint("orders-partner")] } },
    }),
  ],
});

export const { bucketName, accessPointArns } = orders;
