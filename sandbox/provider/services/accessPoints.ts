/**
 * Amazon S3 access points and their policies.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points.html
 */
import { type Behaviour, type Behaviours, type Held, type Refusal, type Surroundings } from "../behaviour";
import { type Place } from "../place";
import { text, type Properties } from "../values";
import { refuseAccessPointPolicy } from "./bucketPolicies";

function isAccessPoint(type: string): boolean {
  return type.startsWith("aws:s3/accessPoint:");
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html */
function nameRefusals(name: unknown): Refusal[] {
  if (typeof name !== "string") return [];
  const valid = /^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$/.test(name) && !/-s3alias$/.test(name);
  const reason = `InvalidRequest: ${JSON.stringify(name)}; 3 to 50 lower-case letters, digits and hyphens; example: orders-app`;
  return valid ? [] : [{ property: "name", reason }];
}

function ownerOf(inputs: Properties, { account }: Place): string {
  return text(inputs, "accountId") ?? account;
}

function arnOf(inputs: Properties, place: Place): string {
  return `arn:${place.partition}:s3:${place.region}:${ownerOf(inputs, place)}:accesspoint/${text(inputs, "name") ?? ""}`;
}

/** S3 gives each an alias of its name and 34 characters of its own, which ends in -s3alias. */
function aliasOf(name: string): string {
  const digits = "abcdefghijklmnopqrstuvwxyz0123456789";
  const own = Array.from({ length: 34 }, (_, at) => digits[(name.length * 7 + at * 11) % digits.length]).join("");
  return `${name.slice(0, 20)}-${own}-s3alias`;
}

const accessPoint: Behaviour = {
  autoname: { property: "name", longest: 50, form: (name) => name.toLowerCase() },
  documents: ["policy"],
  refusals: (inputs) => nameRefusals(inputs["name"]),
  refusePut: (inputs, place, surroundings) => {
    const bucket = text(inputs, "bucket");
    const held = surroundings.first(({ type, id }) => /^aws:s3\/bucket(V2)?:/.test(type) && id === bucket);
    if (held && held.region !== place.region) throw new Error(`InvalidRequest: the bucket ${held.id} is in ${held.region}, and its access point would be in ${place.region}`);
    const block = inputs["publicAccessBlockConfiguration"];
    const blocksPublic = typeof block !== "object" || block === null || (block as Properties)["blockPublicPolicy"] !== false;
    const inVpc = inputs["vpcConfiguration"] !== undefined;
    refuseAccessPointPolicy(text(inputs, "policy"), arnOf(inputs, place), place, blocksPublic && !inVpc);
  },
  onlyOnce: { code: "AccessPointAlreadyOwnedByYou", kind: "access point", name: (inputs) => text(inputs, "name") ?? "" },
  identity: (inputs, place) => {
    const name = text(inputs, "name") ?? "";
    const owner = ownerOf(inputs, place);
    return {
      id: `${owner}:${name}`,
      arn: arnOf(inputs, place),
      alias: aliasOf(name),
      domainName: `${name}-${owner}.s3-accesspoint.${place.region}.${place.dnsSuffix}`,
      networkOrigin: inputs["vpcConfiguration"] === undefined ? "Internet" : "VPC",
      hasPublicAccessPolicy: false,
    };
  },
  filledIn: (inputs, place) => ({ accountId: place.account, bucketAccountId: place.account, policy: text(inputs, "policy") ?? "" }),
};

const accessPointPolicy: Behaviour = {
  documents: ["policy"],
  refusePut: (inputs, place, surroundings) => {
    const arn = text(inputs, "accessPointArn") ?? "";
    const held = surroundings.first(({ type, outputs }) => isAccessPoint(type) && outputs["arn"] === arn);
    if (!held) throw new Error(`NoSuchAccessPoint: The specified accesspoint does not exist: ${arn}`);
    refuseAccessPointPolicy(text(inputs, "policy"), arn, place, held.inputs["vpcConfiguration"] === undefined);
  },
  identity: (inputs) => {
    const [, , , , account = "", resource = ""] = (text(inputs, "accessPointArn") ?? "").split(":");
    return { id: `${account}:${resource.slice("accesspoint/".length)}`, hasPublicAccessPolicy: false };
  },
};

/** S3 deletes no bucket that has access points. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function refuseWithAccessPoints(bucket: Held, surroundings: Surroundings): void {
  const attached = surroundings.first(({ type, account, inputs }) => isAccessPoint(type) && account === bucket.account && inputs["bucket"] === bucket.id);
  if (attached) throw new Error(`BucketHasAccessPointsAttached: The bucket you are trying to delete has access points attached: ${bucket.id} has ${text(attached.inputs, "name") ?? ""}`);
}

/** The behaviour of access points and their policies. */
export const accessPoints: Behaviours = {
  "aws:s3/accessPoint:AccessPoint": accessPoint,
  "aws:s3control/accessPointPolicy:AccessPointPolicy": accessPointPolicy,
};
