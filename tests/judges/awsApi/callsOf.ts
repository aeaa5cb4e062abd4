/** What a stack's resources are as calls of AWS's API: those that the AWS provider makes when it creates them. */
import { placeIn } from "../../../sandbox/provider/place";
import { behaviours } from "../../../sandbox/provider/resources";
import type { Registered } from "../../components/declare";
import { Inputs, type Call, type CallsOf, type Params } from "./call";
import { lake } from "./calls/lake";
import { monitoring } from "./calls/monitoring";
import { s3 } from "./calls/s3";
import { security } from "./calls/security";

const callsByType: Readonly<Record<string, CallsOf>> = { ...s3, ...security, ...monitoring, ...lake };

/** Where a resource is: in the region of its own input, else the stack's; in the account that its provider says by its name. */
interface ResourcePlace {
  readonly region: string;
  /** Undefined in the stack's own account. */
  readonly account: string | undefined;
}

/** The place of a resource of a stack in a region. Providers of other accounts have these in their names. */
export function placeOf(inputs: Params, provider: string, stackRegion: string): ResourcePlace {
  return { region: typeof inputs["region"] === "string" ? inputs["region"] : stackRegion, account: /-(\d{12})$/.exec(provider)?.[1] };
}

/**
 * The calls that create a resource of a stack in a region, in their order.
 * @throws on a type, and on an input, of which it is not known what calls it leads to
 */
export function callsOf(resource: Pick<Registered, "type" | "name" | "inputs"> & Partial<Pick<Registered, "provider">>, stackRegion: string): Call[] {
  const calls = callsByType[resource.type];
  if (!calls) throw new Error(`which API calls ${resource.type} leads to is not known; add it to tests/judges/awsApi/calls/`);
  const { region, account } = placeOf(resource.inputs, resource.provider ?? "", stackRegion);
  const inputs = new Inputs(resource, outputsOf(resource, region, account));
  // It decides where the calls go, not what they say.
  inputs.ignore("region");
  const made = calls(inputs);
  inputs.mustBeUsedUp();
  return made.map((one) => ({ ...one, ...(account !== undefined && { account }), ...(region !== stackRegion && { region }) }));
}

/** The names that the sandbox gives a resource in place of AWS: `id`, `arn` and the like. */
export function outputsOf({ type, name, inputs }: Pick<Registered, "type" | "name" | "inputs">, region: string, account?: string): Params & { readonly id: string } {
  const behaviour = behaviours[type];
  if (!behaviour) throw new Error(`the sandbox does not know ${type}`);
  return behaviour.identity(inputs, placeIn(region, `${type} ${name}`, account));
}
