/** Which KMS keys the identity policies that the core writes let a role use. */
import { uploadIdentityPolicy } from "../../../encryption/accessPolicies";
import { defaultRequirement, type EncryptionRequirement } from "../../../encryption/requirement";
import { account, bucketName, keyArn, role } from "../../encryption/uploads";
import type { Question } from "./question";

/** A use of a key, by way of a service or by the role itself. */
export interface KeyUse {
  readonly says: string;
  readonly action: string;
  readonly allowed: boolean;
  readonly question: Question;
}

const place = { partition: "aws", region: "us-east-1", accountId: account };
const s3 = "s3.us-east-1.amazonaws.com";
const [approved, other] = [keyArn("7436850b-4f22-4e11-8c88-8db5aaf58be1"), keyArn("00000000-4f22-4e11-8c88-8db5aaf58be1")];
const foreign = approved.replace(account, "999988887777");
/** What S3 asks of AWS KMS in an upload, its parts included; and what it never does. */
const ofUploads = ["kms:GenerateDataKey", "kms:Decrypt"];
const ofNone = ["kms:Encrypt"];

/** The key's policy leaves the use of the key to IAM. */
const keyPolicy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" }] };

function uses(says: string, requirement: EncryptionRequirement, bucketKeys: string[], key: string, via: string | undefined, allowed: boolean): KeyUse[] {
  const policy = uploadIdentityPolicy(requirement, place, [bucketName], bucketKeys);
  return [...ofUploads, ...ofNone].map((action) => ({
    says,
    action,
    allowed: allowed && ofUploads.includes(action),
    question: {
      request: { principal: role("app"), action, resource: key, context: via === undefined ? {} : { "kms:ViaService": via } },
      account,
      resourcePolicy: keyPolicy,
      identityPolicies: [policy],
    },
  }));
}

const named = (method: "sse-kms" | "dsse-kms"): EncryptionRequirement => ({ methods: [method], kmsKeyArns: [approved], origin: "any" });

export const keyUses: readonly KeyUse[] = [
  ...(["sse-kms", "dsse-kms"] as const).flatMap((method) => [
    ...uses(`the approved key, for uploads with ${method}`, named(method), [approved], approved, s3, true),
    ...uses(`no other key, for uploads with ${method}`, named(method), [approved], other, s3, false),
  ]),
  ...uses("no key by the role itself", named("sse-kms"), [], approved, undefined, false),
  ...uses("no key by way of S3 in another region", named("sse-kms"), [], approved, "s3.eu-west-1.amazonaws.com", false),
  ...uses("no key by way of another service", named("sse-kms"), [], approved, "secretsmanager.us-east-1.amazonaws.com", false),
  ...uses("the key of a bucket, where any key is approved", defaultRequirement, [approved, approved], approved, s3, true),
  ...uses("no other key than those of the buckets", defaultRequirement, [approved, approved], other, s3, false),
  ...uses("any key of the account, where no bucket has one", defaultRequirement, [], approved, s3, true),
  ...uses("any other key of the account, where no bucket has one", defaultRequirement, [], other, s3, true),
  ...uses("no key of another account", defaultRequirement, [], foreign, s3, false),
];
