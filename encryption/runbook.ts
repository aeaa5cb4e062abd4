/** Where docs/runbook.md says what to do: its headings, as alarms name them. */
import { specialMetrics } from "./metrics";
import { applications } from "./methods";

/** The runbook in the repository. */
export const runbookFile = "docs/runbook.md";

/** The headings of the runbook, by what they are about. */
export const runbookHeadings = {
  improperUpload: "An improper upload",
  wrongKey: "A wrong key",
  foreignKey: "SSE-C or another account's key, as after an attack",
  unknownMethod: "A method that nobody knows",
  deniedUploads: "Denied uploads",
  silence: "Silence",
  deadLetters: "Dead letters",
  tampering: "Somebody touched the audit itself",
} as const;

export type RunbookPage = keyof typeof runbookHeadings;

/** A page's address in the repository, with the anchor that GitHub and GitLab make of its heading. */
export function runbookAddress(page: RunbookPage): string {
  const anchor = runbookHeadings[page].toLowerCase().replaceAll(/[^a-z0-9 -]/g, "").replaceAll(" ", "-");
  return `${runbookFile}#${anchor}`;
}

/** The page for an alarm on a metric of improper uploads. */
export function runbookPageOf(metricName: string): RunbookPage {
  if (metricName === specialMetrics.wrongKmsKey.metricName) return "wrongKey";
  if (metricName === specialMetrics.unknownMethod.metricName) return "unknownMethod";
  const found = applications.find(({ application }) => application.metricName === metricName);
  return found?.method.id === "sse-c" ? "foreignKey" : "improperUpload";
}
