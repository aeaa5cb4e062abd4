/** The buckets of a stack, with the default encryptions and policies that the program declares for each. */
import type { PolicyResource } from "@pulumi/policy";
import type { JudgedAccessPoint } from "../../judge/bucket";
import type { DeclaredInputs } from "./declaredInputs";
import { isLeftOut, type LeftOut } from "./leftOut";
import { accessPointsIn } from "./accessPoints";
import { bucketByDependency, candidatesOf, namesakesOf } from "./links";
import {
  bucketProperty,
  bucketTypes,
  encryptionTypes,
  isRelevantType,
  policyTypes,
  publicAccessBlockTypes,
  withLiftedBlockOf,
  type DeclaredEncryption,
} from "./resourceTypes";
import { copyProperties, isGiven, member, unknown, type Properties, type PropertyValue } from "./values";

/** Where something was declared. */
export interface Source {
  readonly urn: string;
  readonly property: string;
  /** Inside the bucket resource itself, rather than by a resource of its own. */
  readonly inline: boolean;
}

export interface EncryptionOfBucket extends Source {
  readonly encryption: DeclaredEncryption;
}

export interface PolicyOfBucket extends Source {
  /** JSON text or object; unknown when it holds anything that is not known yet. */
  readonly document: PropertyValue;
}

export interface DeclaredBucket {
  readonly urn: string;
  /** Logical name in the program. */
  readonly resourceName: string;
  /** Type of the resource. */
  readonly type: string;
  /** Name of the bucket; undefined while it is not known. */
  readonly bucketName: string | undefined;
  /** Pulumi made the name up: another one in each preview, until the bucket is deployed. */
  readonly isAutoNamed: boolean;
  readonly kind: "general purpose" | "directory";
  readonly tags: PropertyValue;
  /** Its own, or its provider's, where that tells. */
  readonly region: string | undefined;
  /** The stack configures the bucket without declaring it: one that it reads with `get`, or another stack's. */
  readonly outside: boolean;
  /** URNs of what may turn out to be this bucket's, once their own bucket is known. */
  readonly mayHave: Readonly<Partial<Record<Attachable, string>>>;
  /** What the program gives the bucket, or may give it, and the update leaves out. */
  readonly lacks: Readonly<Partial<Record<Attachable, LeftOut>>>;
  readonly encryptions: readonly EncryptionOfBucket[];
  readonly policies: readonly PolicyOfBucket[];
  /** Those that the program declares for it. */
  readonly accessPoints: readonly JudgedAccessPoint[];
  /** The program gives it BlockPublicPolicy: S3 then refuses a policy that makes it public. */
  readonly blocksPublicPolicy: boolean;
}

/** What resources of their own give a bucket. */
export type Attachable = "default encryption" | "bucket policy";

/** An encryption configuration or policy whose bucket cannot be told yet. */
export interface Unlinked {
  readonly urn: string;
  readonly what: Attachable;
}

type OpenBucket = DeclaredBucket & {
  mayHave: Partial<Record<Attachable, string>>;
  lacks: Partial<Record<Attachable, LeftOut>>;
  /** The update leaves it out: there is nothing to judge. */
  isLeftOut: boolean;
  encryptions: EncryptionOfBucket[];
  policies: PolicyOfBucket[];
  accessPoints: JudgedAccessPoint[];
  blocksPublicPolicy: boolean;
};

export interface BucketModel {
  readonly buckets: readonly DeclaredBucket[];
  readonly unlinked: readonly Unlinked[];
}

/**
 * The buckets that may come of a bucket: where it is given several policies or default encryptions, whichever is deployed
 * last is the one that AWS keeps.
 */
export function outcomesOf(bucket: DeclaredBucket): DeclaredBucket[] {
  const each = <T>(declarations: readonly T[]): (readonly T[])[] => (declarations.length < 2 ? [declarations] : declarations.map((one) => [one]));
  return each(bucket.encryptions).flatMap((encryptions) => each(bucket.policies).map((policies) => ({ ...bucket, encryptions, policies })));
}

/** Reads the resources of a stack. Resources of other types are passed over at the cost of a look at their type. */
export function bucketModel(all: readonly PolicyResource[], inputsOf: DeclaredInputs): BucketModel {
  // The engine hands them over in any order; where a bucket is given something twice, the same one must count each time.
  const resources = all.filter(({ type }) => isRelevantType(type)).sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const declared = resources.flatMap((resource) => readBucket(resource, inputsOf) ?? []);
  // Beside a bucket that the stack declares, one of the same name that it reads is that bucket.
  const readFirst = [...declared].sort((a, b) => Number(b.outside) - Number(a.outside));
  const byName = new Map(readFirst.flatMap((bucket) => (bucket.bucketName === undefined ? [] : [[bucket.bucketName, bucket]])));
  const byUrn = new Map(declared.map((bucket) => [bucket.urn, bucket]));
  const namesakes = namesakesOf(resources, byUrn);

  const outside: OpenBucket[] = [];
  const unlinked: Unlinked[] = [];
  for (const resource of resources) {
    const attachment = readAttachment(resource, inputsOf);
    if (!attachment) continue;
    const { name, encryption, policy } = attachment;
    const what = policy ? "bucket policy" : "default encryption";
    let bucket = (name === undefined ? undefined : byName.get(name)) ?? bucketByDependency(resource, byUrn, name, namesakes);
    if (isLeftOut(resource, inputsOf.of(resource.urn))) {
      const { urn } = resource;
      if (bucket) bucket.lacks[what] = { urn, isCertain: true };
      else for (const candidate of candidatesOf(resource, byUrn, declared, namesakes)) candidate.lacks[what] ??= { urn, isCertain: false };
      continue;
    }
    if (!bucket && name !== undefined) {
      bucket = outsideBucket(resource, name);
      outside.push(bucket);
      byName.set(name, bucket);
    }
    if (!bucket) {
      unlinked.push({ urn: resource.urn, what });
      for (const candidate of candidatesOf(resource, byUrn, declared, namesakes)) candidate.mayHave[what] ??= resource.urn;
      continue;
    }
    if (encryption) add(bucket.encryptions, encryption, inputsOf);
    if (policy) add(bucket.policies, policy, inputsOf);
  }
  for (const resource of resources.filter(({ type }) => publicAccessBlockTypes.includes(type))) {
    const known = declaredProperties(resource, inputsOf);
    const name = attachedTo(known);
    const bucket = (name === undefined ? undefined : byName.get(name)) ?? bucketByDependency(resource, byUrn, name, namesakes);
    if (bucket && blocksPublicPolicy(known)) bucket.blocksPublicPolicy = true;
  }
  for (const { resource, point } of accessPointsIn(resources, inputsOf)) {
    const name = attachedTo(declaredProperties(resource, inputsOf));
    const bucket = (name === undefined ? undefined : byName.get(name)) ?? bucketByDependency(resource, byUrn, name, namesakes);
    bucket?.accessPoints.push(point);
  }
  return { buckets: [...declared.filter(isOfThisStack), ...outside], unlinked };
}

/** A bucket that the program only reads, and gives nothing, is another stack's matter. */
function isOfThisStack({ outside, isLeftOut: leftOut, mayHave, encryptions, policies }: OpenBucket): boolean {
  if (leftOut) return false;
  const given = [...encryptions, ...policies].some(({ inline }) => !inline);
  return !outside || given || Object.keys(mayHave).length > 0;
}

/** What a bucket that the program only reads shows inline is there because something else gave it. */
function add<T extends Source>(sources: T[], source: T, inputsOf: DeclaredInputs): void {
  if (sources[0]?.inline && inputsOf.of(sources[0].urn) === undefined) sources.length = 0;
  sources.push(source);
}

function outsideBucket(attachment: PolicyResource, bucketName: string): OpenBucket {
  return {
    urn: attachment.urn,
    resourceName: attachment.name,
    type: attachment.type,
    bucketName,
    isAutoNamed: false,
    kind: bucketName.endsWith(directoryBucketSuffix) ? "directory" : "general purpose",
    tags: undefined,
    region: regionOf(attachment),
    outside: true,
    mayHave: {},
    lacks: {},
    isLeftOut: false,
    encryptions: [],
    policies: [],
    accessPoints: [],
    blocksPublicPolicy: false,
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html */
const directoryBucketSuffix = "--x-s3";

function readBucket(resource: PolicyResource, inputsOf: DeclaredInputs): OpenBucket | undefined {
  const type = bucketTypes[resource.type];
  if (!type) return undefined;
  const outputs = copyProperties(resource.props);
  const inputs = inputsOf.of(resource.urn);
  // What the program reads with `get` declares nothing: what AWS has is what there is.
  const declared = inputs ?? outputs;
  const source = (property: string): Source => ({ urn: resource.urn, property, inline: true });
  const { inlineEncryption, inlinePolicy, inlinePublicAccessBlock } = type;
  const bucketName = nameOf(declared, outputs, type.name);
  // What the pack added itself is no more than an intention where the update leaves the bucket as it is.
  const isAdded = inputsOf.isRemediated(resource.urn) && Object.keys(outputs).length > 0;
  const encryption = inlineEncryption && (isAdded ? outputs : declared)[inlineEncryption.property];
  const policy = inlinePolicy === undefined ? undefined : declared[inlinePolicy];
  return {
    urn: resource.urn,
    resourceName: resource.name,
    type: resource.type,
    bucketName,
    isAutoNamed: isGiven(declared[bucketPrefixProperty]) || isMadeUp(bucketName, resource.name),
    kind: type.kind,
    tags: type.tags(declared),
    region: regionOf(resource, declared),
    outside: inputs === undefined,
    mayHave: {},
    lacks: {},
    isLeftOut: isLeftOut(resource, inputs),
    encryptions:
      inlineEncryption && isGiven(encryption)
        ? [
            {
              ...source(inlineEncryption.property),
              encryption: withLiftedBlockOf(inlineEncryption.read(encryption), inlineEncryption.read(outputs[inlineEncryption.property]), inputs !== undefined),
            },
          ]
        : [],
    policies: inlinePolicy !== undefined && isGiven(policy) ? [{ ...source(inlinePolicy), document: policy }] : [],
    accessPoints: [],
    blocksPublicPolicy: inlinePublicAccessBlock !== undefined && blocksPublicPolicy(declared[inlinePublicAccessBlock]),
  };
}

/** The provider has one region; since its version 7 each resource may have another. */
function regionOf({ provider }: PolicyResource, { region: own }: Properties = {}): string | undefined {
  const region = typeof own === "string" && own !== "" ? own : provider && copyProperties(provider.props)["region"];
  return typeof region === "string" && region !== "" ? region : undefined;
}

/**
 * Whether a name is one that Pulumi makes up: the resource's, perhaps cut off or with something before it, and random digits.
 * Providers note in `__defaults` what they filled in, but the engine shows policies no internal properties. A name of the
 * program's own that looks like one does no harm: what is advised fills it in.
 * https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
 */
function isMadeUp(name: string | undefined, resourceName: string): boolean {
  const [whole = "", given = ""] = /^(.+)-[0-9a-f]{6,8}$/.exec(name ?? "") ?? [];
  const own = resourceName.toLowerCase();
  return given !== "" && (given === own || given.endsWith(`-${own}`) || (whole.length >= longestName && own.startsWith(given)));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const longestName = 63;

/** AWS's provider makes up what follows it. */
const bucketPrefixProperty = "bucketPrefix";

function nameOf(inputs: Properties, outputs: Properties, property: string): string | undefined {
  const names = [inputs[property], outputs[property], outputs["id"]];
  return names.find((name): name is string => typeof name === "string" && name !== "");
}

function readAttachment(
  resource: PolicyResource,
  inputsOf: DeclaredInputs,
): { name: string | undefined; encryption?: EncryptionOfBucket; policy?: PolicyOfBucket } | undefined {
  const readEncryption = encryptionTypes[resource.type];
  const policyProperty = policyTypes[resource.type];
  if (!readEncryption && policyProperty === undefined) return undefined;
  const known = declaredProperties(resource, inputsOf);
  const name = attachedTo(known);
  const source = (property: string): Source => ({ urn: resource.urn, property, inline: false });
  return {
    name,
    ...(readEncryption && { encryption: { ...source("rules"), encryption: withLiftedBlockOf(readEncryption(known), readEncryption(copyProperties(resource.props)), inputsOf.of(resource.urn) !== undefined) } }),
    ...(policyProperty !== undefined && { policy: { ...source(policyProperty), document: known[policyProperty] } }),
  };
}

/** What a resource declares, and what AWS says of it where the program's own value is not known. */
function declaredProperties(resource: PolicyResource, inputsOf: DeclaredInputs): Properties {
  const outputs = copyProperties(resource.props);
  const inputs = inputsOf.of(resource.urn) ?? outputs;
  return { ...outputs, ...Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== unknown)) };
}

/** The name of the bucket that a resource is for; undefined while it is not known. */
function attachedTo(known: Properties): string | undefined {
  const value = known[bucketProperty];
  return typeof value === "string" && value !== "" ? bucketNameIn(value) : undefined;
}

/** What is not said is false. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html */
function blocksPublicPolicy(configuration: PropertyValue): boolean {
  const value = member(configuration, "blockPublicPolicy");
  return value === true || value === "true";
}

/** The `bucket` property may hold an ARN as well as a name. */
function bucketNameIn(text: string): string {
  return /^arn:[^:]*:s3:::(.+)$/.exec(text)?.[1] ?? text;
}
