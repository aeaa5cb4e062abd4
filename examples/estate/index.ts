/** One audit of three accounts and two regions: what is uploaded there is counted here. */
import { ObjectEncryptionAudit } from "../../entry";

const role = (id: string): string => `arn:aws:iam::${id}:role/s3-encryption-audit`;

const audit = new ObjectEncryptionAudit("estate", {
  scope: { bucketPrefixes: ["acme-"] },
  regions: ["us-east-1"],
  trail: { multiRegion: true },
  accounts: [
    { id: "444455556666", roleArn: role("444455556666") },
    // This account's uploads are recorded by a trail that it has already.
    { id: "777788889999", roleArn: role("777788889999"), trail: "existing" },
  ],
  // Each metric once more by account, and the dashboard's graph of them.
  metricDimensions: ["account"],
  alarms: { silentHours: 24 },
  // A message for each wrong upload, wherever it was made.
  notifications: { emails: ["security@example.com"], details: "each" },
});

export const { dashboardUrl, eventSelectorsCommand } = audit;
