/**
 * What is true of a case: a fixed matrix of uploads is put to the bucket, and whatever is stored against the requirement
 * got in. The matrix knows nothing of how the policy pack chooses its requests; what only some principal, place or key
 * gets in, the case names as a probe.
 */
import { catalogue, encryptionHeaders, encryptionMethod, methodOfAlgorithm } from "../../../encryption/methods";
import { approvesMethod, violationOf } from "../../../encryption/requirement";
import { evaluateUpload, parsePolicyDocument, type UploadBucket, type UploadRequest } from "../../../simulator";
import { account, approvedKey, bucketName } from "../../judge/policies";
import { requirementOf, type ComparisonCase, type Probe, type Verdict, type WrongUpload } from "./case";

const { algorithm, kmsKeyId, customerAlgorithm } = encryptionHeaders;
const otherAccount = "999988887777";
const region = "us-east-1";
const otherId = "99999999-8888-7777-6666-555555555555";
const futureAlgorithm = "aws:kms:quantum";

type Asked = Pick<UploadRequest, "headers" | "objectEncryption"> & { readonly update?: true };

const kmsKeys = [
  undefined,
  approvedKey,
  `${approvedKey.slice(0, -12)}000000000000`,
  `arn:aws:kms:${region}:${account}:key/${otherId}`,
  `arn:aws:kms:${region}:${otherAccount}:key/${otherId}`,
  `arn:aws:kms:${region}:${account}:alias/orders`,
  "alias/orders",
  otherId,
  approvedKey.split("/")[1],
];

function byKms(method: string): Asked[] {
  return kmsKeys.map((key) => ({ headers: { [algorithm]: method, ...(key !== undefined && { [kmsKeyId]: key }) } }));
}

const asked: readonly Asked[] = [
  {},
  ...catalogue.flatMap(({ algorithm: value, usesKmsKey }) => (value === undefined ? [] : usesKmsKey ? byKms(value) : [{ headers: { [algorithm]: value } }])),
  ...byKms(futureAlgorithm),
  { headers: { [customerAlgorithm]: "AES256" } },
  ...kmsKeys.flatMap((key) => (key?.includes(":key/") ? [{ objectEncryption: { kmsKeyArn: key }, update: true as const }] : [])),
];

const everybody: readonly Probe[] = [
  { principal: { arn: `arn:aws:sts::${account}:assumed-role/app/session` } },
  { principal: { arn: `arn:aws:iam::${account}:role/other` } },
  { principal: { arn: `arn:aws:iam::${account}:user/matthew` } },
  { principal: { arn: `arn:aws:iam::${account}:root` } },
  { principal: { arn: `arn:aws:iam::${otherAccount}:role/stranger` } },
  { principal: "anonymous" },
];
const somebody = { arn: `arn:aws:iam::${account}:role/other` };
const objectKeys = ["object", "folder/deep/object.txt", "table.csv"];
const putActions = ["PutObject", "CopyObject", "CreateMultipartUpload", "PostObject"] as const;

/** A request of the matrix. */
export interface MatrixRequest {
  readonly request: UploadRequest;
  /** The method does not exist today. */
  readonly future: boolean;
}

/** All requests that are put to a case's bucket. */
export function matrix({ probes = [] }: ComparisonCase): MatrixRequest[] {
  const circumstances = [...everybody, ...probes].flatMap((probe) => {
    const keys = probe.key === undefined ? objectKeys : [probe.key];
    return keys.map((key) => ({ key, principal: probe.principal ?? somebody, context: probe.context ?? {} }));
  });
  const requests = asked.flatMap(({ update, ...ask }) =>
    circumstances.flatMap((circumstance): UploadRequest[] => {
      if (update) return [{ action: "UpdateObjectEncryption", ...ask, ...circumstance }];
      // All of them are s3:PutObject to a policy: one principal is enough to see it.
      const actions = circumstance.principal === somebody ? putActions : (["PutObject"] as const);
      return [...actions.map((action) => ({ action, ...ask, ...circumstance })), { action: "PutObject", ...ask, ...circumstance, secureTransport: false }];
    }),
  );
  return requests.map((request) => ({ request, future: request.headers?.[algorithm] === futureAlgorithm }));
}

/** The bucket of a case, for the simulator. */
export function truthBucket({ encryption, policy }: ComparisonCase): UploadBucket {
  const parsed = policy === undefined ? undefined : parsePolicyDocument(policy, "bucket", { name: bucketName });
  return {
    name: bucketName,
    account,
    region,
    ...(encryption && {
      defaultEncryption: { algorithm: encryption.sseAlgorithm, ...(encryption.kmsMasterKeyId !== undefined && { kmsKeyArn: encryption.kmsMasterKeyId }) },
    }),
    ...(encryption?.blockedEncryptionTypes && { blockedEncryptionTypes: encryption.blockedEncryptionTypes }),
    ...(parsed?.valid && { policy: parsed.document }),
  };
}

/** What is true of a case's bucket, by the matrix. */
export function truthOf(tested: ComparisonCase): Verdict {
  const requirement = requirementOf(tested);
  const { encryption, policy } = tested;
  const byDefault = encryption && methodOfAlgorithm(encryption.sseAlgorithm);
  const rightKey = !requirement.kmsKeyArns || !byDefault?.usesKmsKey || requirement.kmsKeyArns.includes(encryption?.kmsMasterKeyId ?? "");
  const defaultEncryption = byDefault && approvesMethod(requirement, byDefault.id) && rightKey ? "proper" : "wrong";
  if (policy !== undefined && !parsePolicyDocument(policy, "bucket", { name: bucketName }).valid) return { defaultEncryption, letsIn: "refused" };

  const bucket = truthBucket(tested);
  const letsIn = new Set<WrongUpload>();
  let futureMethods: Verdict["futureMethods"] = "denied";
  for (const { request, future } of matrix(tested)) {
    const result = evaluateUpload(bucket, request);
    if (result.outcome !== "stored" || violationOf(requirement, result.applied) === undefined) continue;
    if (future) futureMethods = "let in";
    else letsIn.add(wrongUpload(tested, request));
  }
  return { defaultEncryption, letsIn: [...letsIn], futureMethods };
}

/** The kind of a wrong upload. */
export function wrongUpload(tested: ComparisonCase, { action, headers = {} }: Pick<UploadRequest, "action" | "headers">): WrongUpload {
  if (action === "UpdateObjectEncryption") return "UpdateObjectEncryption";
  if (headers[customerAlgorithm] !== undefined) return "SSE-C";
  const method = methodOfAlgorithm(headers[algorithm] ?? "");
  if (!method) return "no header";
  if (!approvesMethod(requirementOf(tested), method.id)) return `${encryptionMethod(method.id).label} header`;
  const key = headers[kmsKeyId];
  if (key === undefined) return "AWS managed key";
  return key.includes(":key/") ? "another key" : "alias or bare key id";
}
