/** One bucket that holds only objects encrypted with AWS KMS, under a key of its own. */
import { EncryptedBucket } from "../../entry";

const orders = new EncryptedBucket("acme-orders-example");

export const bucketName = orders.bucketName;
export const kmsKeyArn = orders.kmsKeyArn;
