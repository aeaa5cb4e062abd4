/** A company's rule: two KMS keys and no others, in its buckets, its audit and its organization's policy. */
import { AccessPolicies, AuditLake, EncryptedBucket, ObjectEncryptionAudit, type Exemption, type Requirement } from "../../entry";

// Placeholders: put your own keys here. Any other account than AWS's example refuses them.
const key = (id: string): string => `arn:aws:kms:us-east-1:111122223333:key/${id}-12ab-34cd-56ef-1234567890ab`;
const requirement: Requirement = { methods: ["sse-kms"], kmsKeyArns: [key("1234abcd"), key("5678efab")] };
const tags = { team: "security", "cost-center": "1234" };

const importer: Exemption = {
  arn: "arn:aws:iam::111122223333:role/legacy-importer",
  reason: "writes SSE-S3 until the migration in May",
};

const buckets = [
  new EncryptedBucket("acme-company-orders", { requirement, tags, versioning: true, protect: true }),
  new EncryptedBucket("acme-company-imports", { requirement, tags, exemptPrincipals: [importer] }),
  new EncryptedBucket("acme-company-reports", { requirement, tags, kmsKeyArn: key("5678efab"), expireAfterDays: 365 }),
];

const audit = new ObjectEncryptionAudit("company", {
  requirement,
  tags,
  // Without it the trail uses the first key, whose policy must then let CloudTrail use it.
  trail: { kmsKey: "none" },
  alarms: { deniedUploads: 10, silentHours: 24 },
  // A message for each bucket and principal with wrong uploads, and at once when somebody touches the audit itself; the pipeline may.
  notifications: { emails: ["security@example.com"], details: "grouped" },
  tampering: { trail: "own", exemptPrincipals: [{ arn: "arn:aws:iam::111122223333:role/pipeline", reason: "runs pulumi up" }] },
});

// What replay --engine athena asks, where the trail's logs outgrow one machine.
if (audit.logBucketName) new AuditLake("company", { requirement, tags, logBucket: audit.logBucketName, gigabytesPerQuery: 100 });

new AccessPolicies("company", {
  requirement,
  tags,
  serviceControl: { targets: ["ou-abcd-11112222"] },
  exemptPrincipals: [importer],
});

export const bucketNames = buckets.map(({ bucketName }) => bucketName);
export const { dashboardUrl } = audit;
