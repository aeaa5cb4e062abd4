/** Two buckets that others made, as a program has them after `inspect --adopt`: watched, and otherwise left as they are. */
import { EncryptedBucket, ObjectEncryptionAudit } from "../../entry";

const websiteName = "acme-website-example";
const website = new EncryptedBucket(websiteName, {
  enforcement: "audit",
  defaultEncryption: "keep",
  publicAccessBlock: "keep",
  ownership: "keep",
  requireTls: "keep",
  protect: true,
  // Its own policy, statement by statement.
  additionalStatements: [
    JSON.stringify({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:role/publisher" }, Action: "s3:PutObject", Resource: `arn:aws:s3:::${websiteName}/*` }),
  ],
});

// Two weeks later: its default encryption is enforced, and wrong uploads are denied below one prefix first.
const orders = new EncryptedBucket("acme-adopted-orders-example", { denyBelow: ["invoices/"], ownership: "keep", requireTls: "keep", protect: true });

new ObjectEncryptionAudit("adopted", { trail: { mode: "existing" } });

export const bucketNames = [website.bucketName, orders.bucketName];
