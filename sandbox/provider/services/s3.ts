/**
 * Amazon S3: buckets, their separate configuration resources, objects.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html
 */
import { catalogue, encryptionMethod } from "../../../encryption/methods";
import { type Behaviour, type Behaviours, type Held, type Refusal, type Surroundings } from "../behaviour";
import { type Place } from "../place";
import { isObject, text, type Properties } from "../values";
import { refuseWithAccessPoints } from "./accessPoints";
import { refuseBucketPolicy } from "./bucketPolicies";

/** Values of `SSEAlgorithm`. */
const SSE_ALGORITHMS = catalogue.flatMap(({ algorithm }) => algorithm ?? []);

/** Since January 2023 every bucket has this default, whether anybody asked for it or not. */
const DEFAULT_ENCRYPTION_RULE = {
  applyServerSideEncryptionByDefault: { sseAlgorithm: encryptionMethod("sse-s3").algorithm },
  bucketKeyEnabled: false,
};

/** A configuration resource that belongs to one bucket and bears its name as id. */
function ofBucket(more: Partial<Behaviour> = {}): Behaviour {
  return {
    identity: (inputs) => ({ id: text(inputs, "bucket") ?? "" }),
    ...more,
  };
}

function bucket(filledIn: Properties): Behaviour {
  return {
    autoname: { property: "bucket", longest: 56, form: (name) => name.toLowerCase() },
    documents: ["policy"],
    refusals: (inputs) => bucketNameRefusals(inputs["bucket"]),
    refusePut: (inputs, place, surroundings) => {
      refuseNamespace(inputs, place);
      refuseBucketPolicy(inputs, place, surroundings);
    },
    onlyOnce: {
      code: "BucketAlreadyOwnedByYou",
      kind: "bucket",
      name: (inputs) => text(inputs, "bucket") ?? "",
      everyRegion: true,
      everyAccount: true,
    },
    identity: bucketIdentity,
    deleted: deleteBucket,
    filledIn: () => ({ forceDestroy: false, ...filledIn }),
    adopt: (id, place) =>
      bucketNameRefusals(id).length > 0 ? undefined : { inputs: { bucket: id }, outputs: bucketIdentity({ bucket: id }, place) },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html */
function deleteBucket(bucket: Held, surroundings: Surroundings): void {
  const { id, inputs: { forceDestroy } } = bucket;
  refuseWithAccessPoints(bucket, surroundings);
  const [first, ...more] = surroundings.objects.keysOf(id);
  if (first !== undefined && forceDestroy !== true) {
    const content = more.length === 0 ? first : `${first} and ${more.length} more`;
    throw new Error(`BucketNotEmpty: The bucket you tried to delete is not empty: ${id} holds ${content}`);
  }
  surroundings.objects.empty(id);
  surroundings.forgetWhere(({ type, inputs }) => type.startsWith("aws:s3/bucket") && inputs["bucket"] === id);
}

function bucketIdentity(inputs: Properties, place: Place): Properties & { id: string } {
  const name = text(inputs, "bucket") ?? "";
  return {
    id: name,
    arn: place.arn("s3", name, { region: "", account: "" }),
    bucketDomainName: `${name}.s3.${place.dnsSuffix}`,
    bucketRegionalDomainName: `${name}.s3.${place.region}.${place.dnsSuffix}`,
    bucketRegion: place.region,
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function bucketNameRefusals(name: unknown): Refusal[] {
  if (typeof name !== "string") return [];
  const reserved = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;
  const valid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..") && !/^\d+\.\d+\.\d+\.\d+$/.test(name) && !reserved.test(name);
  const reason = `InvalidBucketName: ${JSON.stringify(name)}; 3 to 63 lower-case letters, digits, hyphens and periods; example: audit-logs-dev`;
  return valid ? [] : [{ property: "bucket", reason }];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html */
function refuseNamespace(inputs: Properties, { account, region }: Place): void {
  const name = text(inputs, "bucket") ?? "";
  const ofAccount = inputs["bucketNamespace"] === "account-regional";
  const suffix = `-${account}-${region}-an`;
  if (ofAccount && ["me-south-1", "me-central-1"].includes(region)) throw new Error(`InvalidRequest: ${region} has no account regional namespaces`);
  if (ofAccount && !(name.endsWith(suffix) && name.length > suffix.length)) {
    throw new Error(`InvalidBucketName: ${name} in the account regional namespace must end with ${suffix}`);
  }
  if (!ofAccount && name.endsWith("-an")) throw new Error(`InvalidBucketName: ${name} ends with -an outside of an account regional namespace`);
}

/** Regions in which S3 blocks nothing by itself; everywhere else it blocks SSE-C since April 2026. */
const REGIONS_WITHOUT_BLOCK = ["me-south-1", "me-central-1"];

const BLOCKED_BY_DEFAULT = ["SSE-C"];

function rulesOf(inputs: Properties): unknown[] {
  return Array.isArray(inputs["rules"]) ? inputs["rules"] : [];
}

function encryptionRefusals(inputs: Properties): Refusal[] {
  return [...algorithmRefusals(inputs), ...blockedTypeRefusals(inputs)];
}

function blockedTypeRefusals(inputs: Properties): Refusal[] {
  return rulesOf(inputs).flatMap((rule, index) => {
    const types = isObject(rule) ? rule["blockedEncryptionTypes"] : undefined;
    if (!Array.isArray(types)) return [];
    const list = types as unknown[];
    const fault =
      list.length === 0
        ? "is empty"
        : new Set(list).size < list.length
          ? "names a type twice"
          : list.length > 1 && list.includes("NONE")
            ? "has NONE beside other types"
            : undefined;
    const property = `rules[${index}].blockedEncryptionTypes`;
    return fault === undefined ? [] : [{ property, reason: `InvalidArgument: the list ${JSON.stringify(types)} ${fault}` }];
  });
}

/** A rule that does not say what is blocked is read back with what S3 blocks by default, also after an explicit NONE. */
function rulesReadBack(inputs: Properties, place: Place): Properties {
  if (REGIONS_WITHOUT_BLOCK.includes(place.region)) return {};
  const rules = rulesOf(inputs).map((rule) =>
    isObject(rule) && rule["blockedEncryptionTypes"] === undefined ? { ...rule, blockedEncryptionTypes: BLOCKED_BY_DEFAULT } : rule,
  );
  return { rules };
}

function algorithmRefusals(inputs: Properties): Refusal[] {
  return rulesOf(inputs).flatMap((rule: unknown, index) => {
    const byDefault = isObject(rule) ? rule["applyServerSideEncryptionByDefault"] : undefined;
    const algorithm = isObject(byDefault) ? byDefault["sseAlgorithm"] : undefined;
    if (typeof algorithm !== "string" || SSE_ALGORITHMS.includes(algorithm)) return [];
    const property = `rules[${index}].applyServerSideEncryptionByDefault.sseAlgorithm`;
    return [{ property, reason: `${JSON.stringify(algorithm)} is none of ${SSE_ALGORITHMS.join(", ")}` }];
  });
}

const object: Behaviour = {
  identity: (inputs, place) => {
    const path = `${text(inputs, "bucket") ?? ""}/${text(inputs, "key") ?? ""}`;
    return { id: path, arn: place.arn("s3", path, { region: "", account: "" }) };
  },
};

const encryptionConfiguration = ofBucket({ refusals: encryptionRefusals, readBack: rulesReadBack });
const policy = ofBucket({ documents: ["policy"], refusePut: refuseBucketPolicy });

/** The behaviour of the S3 resource types. */
export const s3: Behaviours = {
  "aws:s3/bucket:Bucket": bucket({ serverSideEncryptionConfiguration: { rule: DEFAULT_ENCRYPTION_RULE } }),
  "aws:s3/bucketV2:BucketV2": bucket({ serverSideEncryptionConfigurations: [{ rules: [DEFAULT_ENCRYPTION_RULE] }] }),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": encryptionConfiguration,
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": encryptionConfiguration,
  "aws:s3/bucketPolicy:BucketPolicy": policy,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ofBucket(),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ofBucket(),
  "aws:s3/bucketVersioning:BucketVersioning": ofBucket(),
  "aws:s3/bucketVersioningV2:BucketVersioningV2": ofBucket(),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ofBucket(),
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": ofBucket(),
  "aws:s3/bucketObject:BucketObject": object,
  "aws:s3/bucketObjectv2:BucketObjectv2": object,
  "aws:s3/directoryBucket:DirectoryBucket": {
    onlyOnce: { code: "BucketAlreadyOwnedByYou", kind: "directory bucket", name: (inputs) => text(inputs, "bucket") ?? "" },
    identity: (inputs, place) => {
      const name = text(inputs, "bucket") ?? "";
      return { id: name, arn: place.arn("s3express", `bucket/${name}`) };
    },
  },
};
