/** What `enforcement: deny` would have done to an upload that was made without it. */
import { updateEventName } from "../../encryption/auditScope";
import { bucketDefault, bucketPolicy } from "../../encryption/bucketPolicy";
import { blockedEncryptionTypes } from "../../encryption/blockedTypes";
import { encryptionHeaders } from "../../encryption/methods";
import type { EncryptionRequirement } from "../../encryption/requirement";
import type { RequestPrincipal } from "../../simulator/iam/principal";
import { evaluateUpload, uploadActions, type UploadAction, type UploadBucket, type UploadRequest } from "../../simulator/upload";
import { requestPrincipal } from "./principal";

type Fields = Readonly<Record<string, unknown>>;

/** Any name will do: the statements are the same for every bucket. */
const bucketName = "bucket";
const account = "111122223333";

/**
 * A bucket as the stack would make it, with nobody exempt. Its default encryption is proper where a default can be, so
 * that requests without a header are none of those denied.
 */
export class EnforcedBucket {
  private readonly bucket: UploadBucket;
  /** By all that the policy looks at. */
  private readonly denials = new Map<string, string | undefined>();

  constructor(requirement: EncryptionRequirement) {
    const { algorithm, ...rest } = bucketDefault(requirement);
    const key = rest.usesKmsKey ? requirement.kmsKeyArns?.[0] : undefined;
    const policy = bucketPolicy({
      partition: "aws",
      bucketName,
      requirement,
      default: { algorithm, ...rest },
      ...(key !== undefined && { defaultKmsKeyArn: key }),
      enforcement: "deny",
    });
    this.bucket = {
      name: bucketName,
      account,
      policy,
      defaultEncryption: { algorithm, ...(key !== undefined && { kmsKeyArn: key }) },
      blockedEncryptionTypes: blockedEncryptionTypes(requirement, "deny") ?? [],
    };
  }

  /** What would deny an upload, by its record: the Sid of a statement, or S3's block; undefined where nothing would. */
  denialOf(record: Fields): string | undefined {
    const action = uploadActions.find((name) => name === record["eventName"]);
    if (action === undefined) return undefined;
    const parameters = (record["requestParameters"] ?? {}) as Fields;
    const principal = representativeOf(requestPrincipal(record["userIdentity"]));
    const asked = { action, headers: headersOf(parameters), ...updateOf(action, parameters) };
    const id = JSON.stringify([asked, principal]);
    if (!this.denials.has(id)) this.denials.set(id, this.evaluate({ ...asked, key: "key", principal }));
    return this.denials.get(id);
  }

  private evaluate(request: UploadRequest): string | undefined {
    const result = evaluateUpload(this.bucket, request);
    if (result.outcome !== "denied") return undefined;
    switch (result.by) {
      case "policy":
      case "accessPointPolicy":
        return result.statement.sid ?? `statement ${result.statement.index}`;
      case "blockedEncryptionType":
        return `S3's block of ${result.type}`;
      case "noAllow":
      case "networkOrigin":
        return undefined;
    }
  }
}

/** Nobody is exempt: to the policy all that have an ARN are alike, and so is who is not told. */
function representativeOf(principal: RequestPrincipal | undefined): RequestPrincipal {
  return principal === undefined || (typeof principal === "object" && "arn" in principal) ? { arn: `arn:aws:iam::${account}:role/anybody` } : principal;
}

function headersOf(parameters: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.values(encryptionHeaders).flatMap((name) => (typeof parameters[name] === "string" ? [[name, parameters[name]]] : [])),
  );
}

function updateOf(action: UploadAction, parameters: Fields): { objectEncryption?: { kmsKeyArn: string } } {
  if (action !== updateEventName) return {};
  const { ObjectEncryption: encryption } = parameters as { ObjectEncryption?: { SSEKMS?: { KMSKeyArn?: unknown } } };
  const key = encryption?.SSEKMS?.KMSKeyArn;
  return typeof key === "string" ? { objectEncryption: { kmsKeyArn: key } } : {};
}
