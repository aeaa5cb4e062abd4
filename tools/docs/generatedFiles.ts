/** All files of the repository that are generated, with what they should contain. */
import { configReference, pulumiYaml } from "./configReference";

export interface GeneratedFile {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly content: string;
}

/** @param root the repository's root, for files of which only a part is generated */
export function generatedFiles(_root: string): GeneratedFile[] {
  return [
    { path: "Pulumi.yaml", content: pulumiYaml() },
    { path: "docs/config.md", content: configReference() },
  ];
}
