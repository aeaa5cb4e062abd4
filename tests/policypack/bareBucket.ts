/** A bucket that a program declares, with a name and nothing else. */
import type { DeclaredBucket } from "../../policypack/stack/bucketModel";

export const bareBucket: DeclaredBucket = {
  urn: "urn:bucket",
  resourceName: "orders",
  bucketName: "acme-orders",
  kind: "general purpose",
  type: "aws:s3/bucket:Bucket",
  isAutoNamed: false,
  tags: undefined,
  region: undefined,
  outside: false,
  mayHave: {},
  lacks: {},
  encryptions: [],
  policies: [],
  accessPoints: [],
  blocksPublicPolicy: false,
};
