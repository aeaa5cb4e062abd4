/**
 * Deny statements that stop every upload that would break the requirement.
 *
 * They are an allowlist: what is not approved is denied, methods that do not exist yet included. S3 applies a
 * bucket's default encryption after it has authorised the request, so a request that relies on the default is one
 * without any encryption header.
 * Condition keys: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import { putAction, updateAction, updateMethod } from "./auditScope";
import { catalogue, encryptionHeaders, type CataloguedMethod, type EncryptionMethodId } from "./methods";
import { allOf, type Condition, type PolicyStatement } from "./policyDocument";
import { approvedAlgorithms, approvedMethods, approvesMethod, type EncryptionRequirement } from "./requirement";

/** The S3 condition keys of an upload's encryption; each is absent from requests without that header. */
export const conditionKeys = {
  algorithm: `s3:${encryptionHeaders.algorithm}`,
  kmsKeyId: `s3:${encryptionHeaders.kmsKeyId}`,
  customerAlgorithm: `s3:${encryptionHeaders.customerAlgorithm}`,
} as const;

/** IAM actions that write an object with a method of the request's choice. */
const writeActions = [putAction, "s3:ReplicateObject"] as const;

/** A principal that the denials leave alone, and why. */
export interface ExemptPrincipal {
  /** ARN of an IAM role or user; `*` and `?` are wildcards. */
  readonly arn: string;
  /**
   * Methods that the principal may use beside the approved ones, with any key; what else the requirement asks holds for it
   * as for everybody. When left out, no statement holds for it.
   */
  readonly methods?: readonly EncryptionMethodId[];
  readonly reason: string;
}

/** How the denials are worded for the kind of policy they stand in. */
export interface DenialScope {
  /** ARN pattern of the objects, or several. */
  readonly resource: string | readonly string[];
  /** Resource policies have a principal, identity policies and service control policies must not. */
  readonly principal: "*" | undefined;
  /** Requests without an encryption header end as a proper object, thanks to the bucket's default. */
  readonly defaultSatisfies: boolean;
  readonly exemptPrincipals?: readonly ExemptPrincipal[];
  /** AWS services whose own writes the denials leave alone, such as `cloudtrail.amazonaws.com`. */
  readonly exemptServices?: readonly string[];
  /** Leave all AWS services' writes alone, as AWS asks of resource control policies. */
  readonly exemptAllServices?: boolean;
}

/**
 * The statements for a requirement: none where nothing is left to deny, at most one for each way of breaking it.
 * Sids are alphanumeric, as IAM asks in identity policies; S3 alone would allow spaces.
 */
export function uploadDenials(requirement: EncryptionRequirement, scope: DenialScope): PolicyStatement[] {
  /** @param method whose denial it is: exemptions that name it hold there as well */
  const denyUnless = (Sid: string, method: EncryptionMethodId | undefined, Action: readonly string[], ...conditions: Condition[]): PolicyStatement => ({
    Sid,
    Effect: "Deny",
    ...(scope.principal && { Principal: scope.principal }),
    Action: Action.length === 1 ? (Action[0] as string) : Action,
    Resource: scope.resource,
    ...withCondition(allOf(...conditions, ...exemptionConditions(scope, method))),
  });
  const deny = (Sid: GeneratedSid, Action: readonly string[], ...conditions: Condition[]): PolicyStatement =>
    denyUnless(Sid, undefined, Action, ...conditions);

  const lifted = liftedMethods(requirement, scope);
  const algorithms = [...approvedAlgorithms(requirement), ...lifted.flatMap(({ algorithm }) => algorithm ?? [])];
  const kmsAlgorithms = approvedMethods(requirement)
    .filter((method) => method.usesKmsKey)
    .flatMap((method) => method.algorithm ?? []);
  const { kmsKeyArns } = requirement;
  const statements: PolicyStatement[] = [];

  statements.push(
    deny("DenyOtherEncryptionMethods", [...writeActions, updateAction], {
      // Without the Null condition StringNotEquals would also hold for requests that rely on the default.
      Null: { [conditionKeys.algorithm]: "false" },
      ...(algorithms.length > 0 && { StringNotEquals: { [conditionKeys.algorithm]: algorithms } }),
    }),
  );
  if (kmsKeyArns && kmsAlgorithms.length > 0) {
    statements.push(
      deny(
        "DenyOtherKmsKeys",
        writeActions,
        // A KMS header without a key id means the AWS managed key, not the bucket's: StringNotEquals holds for it.
        {
          StringEquals: { [conditionKeys.algorithm]: kmsAlgorithms },
          StringNotEquals: { [conditionKeys.kmsKeyId]: kmsKeyArns },
        },
      ),
    );
  }
  // A method that some may use is denied to everybody else by a statement of its own.
  for (const { id, algorithm } of lifted) {
    if (algorithm === undefined) continue;
    statements.push(denyUnless(methodSid(id), id, [...writeActions, updateAction], { StringEquals: { [conditionKeys.algorithm]: algorithm } }));
  }
  if (!approvesMethod(requirement, "sse-c")) {
    statements.push(denyUnless(methodSid("sse-c"), "sse-c", writeActions, { Null: { [conditionKeys.customerAlgorithm]: "false" } }));
  }
  if (!scope.defaultSatisfies || requirement.origin === "header") {
    statements.push(
      deny("DenyMissingEncryptionHeader", [putAction], {
        // SSE-C has headers of its own; whether it is proper is decided above.
        Null: { [conditionKeys.algorithm]: "true", [conditionKeys.customerAlgorithm]: "true" },
      }),
    );
  }
  // The update sets one method and nothing else: allowed as far as that method is, and with the approved keys.
  if (!approvesMethod(requirement, updateMethod)) {
    statements.push(denyUnless("DenyEncryptionUpdates" satisfies GeneratedSid, updateMethod, [updateAction]));
  } else if (kmsKeyArns) {
    statements.push(
      deny("DenyEncryptionUpdates", [updateAction], { StringNotEquals: { [conditionKeys.kmsKeyId]: kmsKeyArns } }),
    );
  }
  return statements;
}

/** Sid of the statement that denies one method: `DenySseC`. */
function methodSid(id: EncryptionMethodId): string {
  return `Deny${id.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}`;
}

/** The methods that are not approved, but that an exemption names. */
function liftedMethods(requirement: EncryptionRequirement, { exemptPrincipals = [] }: DenialScope): CataloguedMethod[] {
  return catalogue.filter(({ id }) => !approvesMethod(requirement, id) && exemptPrincipals.some(({ methods }) => methods?.includes(id)));
}

const fixedSids = [
  "DenyOtherEncryptionMethods",
  "DenyOtherKmsKeys",
  "DenyMissingEncryptionHeader",
  "DenyEncryptionUpdates",
  "DenyInsecureTransport",
] as const;

/** The Sid of a statement that is not of one method. */
export type GeneratedSid = (typeof fixedSids)[number];

const insecureTransportSid = "DenyInsecureTransport" satisfies GeneratedSid;
const denialSids: readonly string[] = [
  ...fixedSids.filter((sid) => sid !== insecureTransportSid),
  ...catalogue.flatMap(({ id }) => (id === "none" ? [] : methodSid(id))),
];

/** The Sids that statements of a bucket's policy may get; a bucket owner's own must differ from them. */
export function generatedSids({ enforcement, requireTls }: { readonly enforcement: string; readonly requireTls: string }): string[] {
  return [...(enforcement === "deny" ? denialSids : []), ...(requireTls === "enforce" ? [insecureTransportSid] : [])];
}

/**
 * Denies every request to a bucket and its objects that does not come over TLS.
 * @param arn of the bucket, or of an access point; `objects` is that of what is in it
 */
export function insecureTransportDenial(arn: string, objects = `${arn}/*`): PolicyStatement {
  return {
    Sid: insecureTransportSid,
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, objects],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

function exemptionConditions(scope: DenialScope, method: EncryptionMethodId | undefined): Condition[] {
  const { exemptServices = [], exemptAllServices } = scope;
  const exemptPrincipals = (scope.exemptPrincipals ?? []).filter(
    ({ methods }) => methods === undefined || (method !== undefined && methods.includes(method)),
  );
  // Negated operators hold when the key is absent: anonymous requests, and requests of no service, stay denied.
  return [
    ...(exemptPrincipals.length > 0
      ? [{ ArnNotLike: { "aws:PrincipalArn": exemptPrincipals.map((principal) => principal.arn) } }]
      : []),
    ...(exemptServices.length > 0 ? [{ StringNotEquals: { "aws:PrincipalServiceName": exemptServices } }] : []),
    ...(exemptAllServices ? [{ BoolIfExists: { "aws:PrincipalIsAWSService": "false" } }] : []),
  ];
}

function withCondition(condition: Condition): { Condition?: Condition } {
  return Object.keys(condition).length > 0 ? { Condition: condition } : {};
}
