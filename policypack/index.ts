/** The pack. `new PolicyPack` starts a server, so nothing else is here and no test imports this file. */
import { PolicyPack } from "@pulumi/policy";
import { s3AddDefaultEncryption } from "./policies/s3-add-default-encryption";
import { s3DefaultEncryption } from "./policies/s3-default-encryption";
import { s3DenyFutureMethods } from "./policies/s3-deny-future-methods";
import { s3DenyWrongUploads } from "./policies/s3-deny-wrong-uploads";
import { s3OnePolicyPerBucket } from "./policies/s3-one-policy-per-bucket";
import { s3UnverifiableAtPreview } from "./policies/s3-unverifiable-at-preview";
import { s3UploadAudited } from "./policies/s3-upload-audited";

new PolicyPack("s3-encryption-audit", {
  policies: [
    s3DefaultEncryption,
    s3DenyWrongUploads,
    s3DenyFutureMethods,
    s3OnePolicyPerBucket,
    s3UploadAudited,
    s3UnverifiableAtPreview,
    s3AddDefaultEncryption,
  ],
});
