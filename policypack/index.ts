/** The pack. `new PolicyPack` starts a server, so nothing else is here and no test imports this file. */
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies/all";

new PolicyPack("s3-encryption-audit", {
  policies,
  displayName: "S3 encryption",
  provider: "AWS",
  tags: ["aws", "s3", "encryption"],
});
