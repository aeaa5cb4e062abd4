/** Where a component is deployed: account, region and partition, as its provider says. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../encryption/arn";

/** The places of a deployment's providers, by URN; of the default provider under the empty text. */
type Places = Map<string, Promise<AwsEnvironment | undefined>>;

const ofDeployment = new Map<unknown, Places>();

/**
 * The place of a component's AWS provider, which may be an explicit one; asked once for each provider. Known at preview
 * whenever the provider's own configuration is.
 */
export function placeOf(component: pulumi.ComponentResource): pulumi.Output<AwsEnvironment> {
  const provider = component.getProvider("aws:index/getRegion:getRegion");
  return pulumi.output(placeOfProvider(provider)).apply((place) => place ?? (pulumi.unknown as unknown as AwsEnvironment));
}

/** The place of a provider, the default one when left out; undefined while its configuration is not known. */
export async function placeOfProvider(provider?: pulumi.ProviderResource): Promise<AwsEnvironment | undefined> {
  const places = placesOfDeployment();
  const urn = provider === undefined ? "" : await urnOf(provider);
  const asked = places.get(urn) ?? ask(provider);
  places.set(urn, asked);
  return asked;
}

function urnOf(provider: pulumi.ProviderResource): Promise<string> {
  return new Promise((resolve) => provider.urn.apply(resolve));
}

/** Several deployments may run in one process, each with an engine of its own. */
function placesOfDeployment(): Places {
  const monitor = pulumi.runtime.getMonitor() as unknown as { getChannel?: () => { getTarget: () => string } } | undefined;
  // For programs in other languages each component has a client of its own, to the same engine. Tests have no channel.
  const deployment = monitor?.getChannel
    ? [monitor.getChannel().getTarget(), pulumi.getProject(), pulumi.getStack(), pulumi.runtime.isDryRun()].join(" ")
    : monitor;
  const known = ofDeployment.get(deployment) ?? (new Map() as Places);
  ofDeployment.set(deployment, known);
  return known;
}

/** Undefined while the provider's configuration is not known: the engine then answers nothing. */
async function ask(provider: pulumi.ProviderResource | undefined): Promise<AwsEnvironment | undefined> {
  const options = provider ? { provider } : {};
  const [caller, region] = await Promise.all([
    aws.getCallerIdentity({}, options) as Promise<Partial<aws.GetCallerIdentityResult>>,
    aws.getRegion({}, options) as Promise<Partial<aws.GetRegionResult>>,
  ]);
  const partition = /^arn:([^:]+):/.exec(caller.arn ?? "")?.[1];
  if (caller.accountId === undefined || partition === undefined || region.region === undefined) return undefined;
  return { partition, region: region.region, accountId: caller.accountId };
}
