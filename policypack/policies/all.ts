/** The policies of the pack, in the order of their reports. */
import type { Policies } from "@pulumi/policy";
import { s3AddDefaultEncryption } from "./s3-add-default-encryption";
import { s3AdmitApprovedUploads } from "./s3-admit-approved-uploads";
import { s3DefaultEncryption } from "./s3-default-encryption";
import { s3DenyFutureMethods } from "./s3-deny-future-methods";
import { s3DenyWrongUploads } from "./s3-deny-wrong-uploads";
import { s3OnePolicyPerBucket } from "./s3-one-policy-per-bucket";
import { s3UnverifiableAtPreview } from "./s3-unverifiable-at-preview";
import { s3UploadAudited } from "./s3-upload-audited";

export const policies: Policies = [
  s3DefaultEncryption,
  s3DenyWrongUploads,
  s3DenyFutureMethods,
  s3AdmitApprovedUploads,
  s3OnePolicyPerBucket,
  s3UploadAudited,
  s3UnverifiableAtPreview,
  s3AddDefaultEncryption,
];
