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
  /** Colour in graphs, as #rrggbb: cool where its uploads are proper, warm where they break the requirement. */
  readonly color: string;
  /** Why an upload it counts breaks the requirement, for a person; undefined where it does not. */
  readonly violation: string | undefined;
  /**
   * `method`: each successful upload counts under exactly one of these. `failure`: requests that stored nothing.
   * `detail`: a second look at uploads that a method metric counts as well. `total`: the uploads that break the requirement,
   * each once, whatever is wrong with it.
   */
  readonly kind: "method" | "failure" | "detail" | "total";
}

/** Metrics that are not an application of a catalogued method. */
export const specialMetrics = {
  unknownMethod: {
    metricName: "unknown-method",
    filterName: "UNKNOWN_METHOD",
    label: "Unknown method",
    kind: "method",
  },
  encryptionUpdated: {
    metricName: "encryption-updated",
    filterName: "ENCRYPTION_UPDATED",
    label: "Encryption updated in place",
    kind: "method",
  },
  deniedUploads: {
    metricName: "denied-uploads",
    filterName: "DENIED_UPLOADS",
    label: "Denied uploads",
    kind: "failure",
  },
  wrongKmsKey: {
    metricName: "wrong-kms-key",
    filterName: "WRONG_KMS_KEY",
    label: "Wrong KMS key",
    kind: "detail",
  },
  improperUploads: {
    metricName: "improper-uploads",
    filterName: "IMPROPER_UPLOADS",
    label: "Against the requirement",
    kind: "total",
  },
} as const satisfies Record<string, Omit<AuditMetric, "violation" | "color">>;

/** Told apart by lightness as well, for those who do not see red and green as others do. */
const properColors = ["#0b5394", "#3b48cc", "#2ea597", "#67d1c4", "#0073bb", "#44b9d6", "#1d8102", "#69ae34", "#446688", "#6aaf9e", "#00758f", "#8fb4e3", "#2f5d50", "#9ad0a5"];
/** Of what breaks the requirement. */
export const improperColors = ["#d13212", "#f89256", "#b0084d", "#fe6e73", "#8c2b0b", "#e07f9d", "#c46200", "#dfb52c", "#962249", "#ff5d64", "#7a1f3d", "#f4b183", "#a85d00", "#e8a0bf"];
const wrongKeyColor = "#c33d69";
const failureColor = "#687078";

/** @param place of the metric among those of its requirement: it keeps its colour whatever the others are */
function colorOf({ kind, violation }: Pick<AuditMetric, "kind" | "violation">, place: number): string {
  if (kind === "failure") return failureColor;
  if (kind === "detail") return wrongKeyColor;
  const colors = violation === undefined && kind === "method" ? properColors : improperColors;
  return colors[kind === "total" ? 0 : place % colors.length] as string;
}

/** The metrics that a stack with this requirement has, method metrics first. */
export function auditMetrics(requirement: EncryptionRequirement): AuditMetric[] {
  return uncolored(requirement).map((metric, place) => ({ ...metric, color: colorOf(metric, place) }));
}

function uncolored(requirement: EncryptionRequirement): Omit<AuditMetric, "color">[] {
  return [
    ...applications.map(({ method, application }) => ({
      metricName: application.metricName,
      filterName: application.filterName,
      label: application.label,
      violation: applicationViolation(requirement, method, application),
      kind: "method" as const,
    })),
    { ...specialMetrics.unknownMethod, violation: "their encryption method is not in the catalogue" },
    { ...specialMetrics.encryptionUpdated, violation: updateViolation(requirement) },
    { ...specialMetrics.deniedUploads, violation: undefined },
    ...(requirement.kmsKeyArns
      ? [{ ...specialMetrics.wrongKmsKey, violation: "their KMS key is not one of the approved keys" }]
      : []),
    // The metrics of what is wrong have the alarms; this one sums them up.
    { ...specialMetrics.improperUploads, violation: undefined },
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
