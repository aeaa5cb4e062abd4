/** Audits the buckets that an account has already, with the trail and the topic that it has already. */
import { ObjectEncryptionAudit } from "../../entry";

const audit = new ObjectEncryptionAudit("uploads", {
  // The organization's trail records the uploads once the commands of `eventSelectorsCommand` have run.
  // Its log bucket is named, so that what it delivers is not recorded again.
  trail: { mode: "existing", name: "organization-trail", logBucket: { existing: "acme-trail-logs" } },
  scope: { bucketPrefixes: ["acme-"], excludedBuckets: ["acme-access-logs"] },
  alarms: { silentHours: 24 },
  // A placeholder: your own topic, which lets CloudWatch publish. Any other account than AWS's example refuses it.
  notifications: { topicArn: "arn:aws:sns:us-east-1:111122223333:security-alerts" },
});

export const { dashboardUrl, eventSelectorsCommand } = audit;
