/**
 * What an update leaves out. With `--target` and `--exclude` the engine still shows policies what it does not touch:
 * what is deployed as it is deployed, and what is new without any property, since no provider has been asked about it.
 */
import type { PolicyProviderResource } from "@pulumi/policy";
import { copyProperties, holdsUnknown } from "./values";

/** Properties, and the provider that would have filled in more. */
interface Shown {
  readonly props: object;
  readonly provider?: PolicyProviderResource;
}

/**
 * Whether a resource is new and left out of the update. The types that the pack reads have a property each that providers
 * fill in; only of a provider whose own configuration is not known yet the engine asks nothing.
 * @param inputs what was shown of it before the stack policies, if anything was
 */
export function isLeftOut({ props, provider }: Shown, inputs: object = {}): boolean {
  const isEmpty = Object.keys(props).length === 0 && Object.keys(inputs).length === 0;
  return isEmpty && !(provider && holdsUnknown(copyProperties(provider.props)));
}

/** An encryption configuration or policy that the update leaves out. */
export interface LeftOut {
  readonly urn: string;
  /** False where nothing tells which bucket it is for: it may be for this one. */
  readonly isCertain: boolean;
}

/** Why a bucket lacks something, and what to do. */
export function leftOutWords({ urn, isCertain }: LeftOut, what: string): string {
  const which = isCertain ? `its ${what}, ${urn}` : `${urn}, which may be its ${what}`;
  return `This update leaves out ${which}. Deploy both together: add --target '${urn}', or take it out of --exclude.`;
}
