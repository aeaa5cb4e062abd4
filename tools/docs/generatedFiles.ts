/** All files of the repository that are generated, with what they should contain. */
import { accountRoleTemplate } from "./accountRoleTemplate";
import { argumentInterfaces } from "./argumentInterfaces";
import { changesReference } from "./changesReference";
import { comparison } from "./comparison";
import { configReference, pulumiYaml } from "./configReference";
import { costsReference } from "./costsReference";
import { metricsReference } from "./metricsReference";
import { replaySchemaText } from "./replaySchema";
import { tamperingReference } from "./tamperingReference";
import { policyPackReadme, policyPackReference } from "./policyPackReference";

export interface GeneratedFile {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly content: string;
}

export function generatedFiles(): GeneratedFile[] {
  return [
    { path: "arguments/interfaces.ts", content: argumentInterfaces() },
    { path: "Pulumi.yaml", content: pulumiYaml() },
    { path: "docs/account-role.yaml", content: accountRoleTemplate() },
    { path: "docs/changes.md", content: changesReference() },
    { path: "docs/config.md", content: configReference() },
    { path: "docs/comparison.md", content: comparison() },
    { path: "docs/costs.md", content: costsReference() },
    { path: "docs/metrics.md", content: metricsReference() },
    { path: "docs/policy-pack.md", content: policyPackReference() },
    { path: "docs/replay.schema.json", content: replaySchemaText() },
    { path: "docs/tampering.md", content: tamperingReference() },
    { path: "policypack/README.md", content: policyPackReadme() },
  ];
}
