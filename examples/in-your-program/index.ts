/** Buckets and audit beside resources of the program's own: a key, a topic, a queue. */
import * as aws from "@pulumi/aws";
import { EncryptedBucket, ObjectEncryptionAudit } from "../../entry";

const key = new aws.kms.Key("orders", { description: "Orders of Acme", enableKeyRotation: true });
const onCall = new aws.sns.Topic("on-call", { name: "acme-on-call" });
const jobs = new aws.sqs.Queue("jobs", { name: "acme-jobs", sqsManagedSseEnabled: true });

// The key is known once it is there; so are the policies that name it.
const requirement = { methods: ["sse-kms"], kmsKeyArns: [key.arn] };

const orders = new EncryptedBucket(
  "acme-program-orders",
  { requirement, versioning: true, tags: { queue: jobs.name } },
  {
    // Transforms reach the component's resources, as they do any other.
    transforms: [({ type, props, opts }) => (type === "aws:s3/bucket:Bucket" ? { props: { ...props, objectLockEnabled: true }, opts } : undefined)],
  },
);

const audit = new ObjectEncryptionAudit("acme-uploads", {
  requirement,
  scope: { buckets: ["acme-program-orders"] },
  trail: { kmsKey: "none" },
  alarms: { actions: [onCall.arn] },
});

export const bucketArn = orders.bucketArn;
export const { dashboardUrl, alarmArns } = audit;
