/** The metrics of the audit: one for each way a method is applied, and those that no method explains. */
import { updateEventName, updateMethod } from "./auditScope";
import { applications, type MethodApplication, type CataloguedMethod } from "./methods";
import { approvesApplication, approvesMethod, type EncryptionRequirement } from "./requirement";

/** A metric of the audit. */
export interface AuditMetric {
  readonly metricName: string;
  /** Name of the metric filter that counts it; a metric may be counted by several filters, told apart by suffixes. */
  readonly filterName: string;
  readonly label: string;
  readonly color: string;
  /** Why an upload it counts breaks the requirement, for a person; undefined where it does not. */
  readonly violation: string | undefined;
  /**
   * `method`: each successful upload counts under exactly one of these. `failure`: requests that stored nothing.
   * `detail`: a second look at uploads that a method metric counts as well.
   */
  readonly kind: "method" | "failure" | "detail";
}

/** Metrics that are not an application of a catalogued method. */
export const specialMetrics = {
  unknownMethod: {
    metricName: "unknown-method",
    filterName: "UNKNOWN_METHOD",
    label: "Unknown method",
    color: "#f89256",
    kind: "method",
  },
  encryptionUpdated: {
    metricName: "encryption-updated",
    filterName: "ENCRYPTION_UPDATED",
    label: "Encryption updated in place",
    color: "#2ea597",
    kind: "method",
  },
  deniedUploads: {
    metricName: "denied-uploads",
    filterName: "DENIED_UPLOADS",
    label: "Denied uploads",
    color: "#687078",
    kind: "failure",
  },
  wrongKmsKey: {
    metricName: "wrong-kms-key",
    filterName: "WRONG_KMS_KEY",
    label: "Wrong KMS key",
    color: "#c33d69",
    kind: "detail",
  },
} as const satisfies Record<string, Omit<AuditMetric, "violation">>;

/** The metrics that a stack with this requirement has, method metrics first. */
export function auditMetrics(requirement: EncryptionRequirement): AuditMetric[] {
  return [
    ...applications.map(({ method, application }) => ({
      metricName: application.metricName,
      filterName: application.filterName,
      label: application.label,
      color: application.color,
      violation: applicationViolation(requirement, method, application),
      kind: "method" as const,
    })),
    { ...specialMetrics.unknownMethod, violation: "their encryption method is not in the catalogue" },
    { ...specialMetrics.encryptionUpdated, violation: updateViolation(requirement) },
    { ...specialMetrics.deniedUploads, violation: undefined },
    ...(requirement.kmsKeyArns
      ? [{ ...specialMetrics.wrongKmsKey, violation: "their KMS key is not one of the approved keys" }]
      : []),
  ];
}

function applicationViolation(
  requirement: EncryptionRequirement,
  method: CataloguedMethod,
  application: MethodApplication,
): string | undefined {
  if (!approvesMethod(requirement, method.id)) return `${method.label} is not an approved method`;
  if (!approvesApplication(requirement, method.id, application.origin)) {
    return `they rely on the bucket default, but must ask for ${method.label} by header`;
  }
  return undefined;
}

/**
 * Why an update whose record says nothing of the method breaks the requirement; undefined where it does not.
 *
 * The update can set {@link updateMethod} alone, but its record need not say so, nor name the key.
 */
export function updateViolation(requirement: EncryptionRequirement): string | undefined {
  if (!approvesMethod(requirement, updateMethod)) return `${updateEventName} sets a method that is not approved`;
  if (requirement.kmsKeyArns) return `the record of ${updateEventName} does not say which KMS key was set`;
  return undefined;
}
