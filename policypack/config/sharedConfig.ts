/** What the configuration gives for the whole pack, under whichever policy: its keys `wholePack`, and exemptions with a requirement. */
import type { PackConfig } from "./packConfig";

export class SharedConfig {
  private readonly given = new Map<string, PackConfig>();

  /** Takes down what a policy was configured with: every policy is, at the first resource of an analysis. */
  give(policyName: string, config: PackConfig | undefined): void {
    if (config) this.given.set(policyName, config);
    else this.given.delete(policyName);
  }

  /** A policy's own configuration with what holds for all. */
  with(own: PackConfig): PackConfig {
    const all = [...this.given.values()];
    const shared = all.flatMap(({ wholePack }) => wholePack ?? []);
    const account = own.account ?? shared.map((one) => one.account).find((one) => one !== undefined);
    return {
      ...own,
      exemptions: unique([
        ...own.exemptions,
        ...all.flatMap(({ exemptions }) => exemptions.filter(({ requirement }) => requirement)),
        ...shared.flatMap((one) => one.exemptions),
      ]),
      allowedExceptions: unique([...own.allowedExceptions, ...shared.flatMap((one) => one.allowedExceptions)]),
      ...(account !== undefined && { account }),
    };
  }
}

function unique<T>(entries: readonly T[]): T[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}
