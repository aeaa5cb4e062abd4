/** Uploads by the principals that the stack's bucket policies exempt: what the exemption is for, and nothing else. */
import { parseArn } from "../../encryption/arn";
import { catalogue, sseCAlgorithm } from "../../encryption/methods";
import type { PolicyDocument } from "../../encryption/policyDocument";
import { parsePrincipalArn } from "../../simulator/iam/principal";
import { customerAlgorithmHeader, encryptionHeader, evaluateUpload, type UploadBucket, type UploadRequest } from "../../simulator/upload";
import type { DemoRequest } from "./request";

const mostUploads = 4;

/** For each exempt principal of each bucket, an upload that only the exemption lets in; a few of them where there are many. */
export function exemptUploads(buckets: readonly UploadBucket[]): DemoRequest[] {
  return buckets
    .flatMap((bucket) =>
      exemptArns(bucket).flatMap((pattern) => {
        const arn = principalLike(pattern, bucket.account);
        if (!parsePrincipalArn(arn)) return [];
        const found = methodHeaders.find(({ headers }) => letsIn(bucket, arn, headers) && !letsIn(bucket, nobody(arn), headers));
        if (!found) return [];
        return [{ what: `${found.label} by an exempt principal`, bucket: bucket.name, upload: upload(arn, found.headers) }];
      }),
    )
    .slice(0, mostUploads);
}

/** The headers that ask for each method. */
const methodHeaders = catalogue.flatMap(({ id, label, algorithm }): { label: string; headers: Record<string, string> }[] => {
  if (algorithm !== undefined) return [{ label, headers: { [encryptionHeader]: algorithm } }];
  return id === "none" ? [] : [{ label, headers: { [customerAlgorithmHeader]: sseCAlgorithm } }];
});

function letsIn(bucket: UploadBucket, arn: string, headers: Readonly<Record<string, string>>): boolean {
  return evaluateUpload(bucket, upload(arn, headers)).outcome === "stored";
}

function upload(arn: string, headers: Readonly<Record<string, string>>): UploadRequest {
  return { action: "PutObject", key: "migration/1.json", principal: { arn }, headers };
}

/** ARN patterns that the policy's denials leave out. */
function exemptArns({ policy }: UploadBucket): string[] {
  if (typeof policy !== "string") return [];
  const { Statement } = JSON.parse(policy) as PolicyDocument;
  const patterns = Statement.flatMap(({ Condition }) => Condition?.["ArnNotLike"]?.["aws:PrincipalArn"] ?? []);
  return [...new Set(patterns.map(String))];
}

/** A principal of the bucket's account that a pattern matches. */
function principalLike(pattern: string, account: string): string {
  const { partition = "aws", account: named = "", resource = "" } = parseArn(pattern) ?? {};
  const name = resource.replaceAll("*", "demo").replaceAll("?", "x");
  return `arn:${partition}:iam::${/^\d{12}$/.test(named) ? named : account}:${name}`;
}

/** A user of the same account who is in no exemption. */
function nobody(arn: string): string {
  return arn.replace(/:[^:]*$/, ":user/nobody");
}
