/** The access points that a program gives its buckets, with the policy of each. */
import type { PolicyResource } from "@pulumi/policy";
import { openPart, type JudgedAccessPoint } from "../../judge/bucket";
import type { DeclaredInputs } from "./declaredInputs";
import { isLeftOut } from "./leftOut";
import { accessPointPolicyTypes, accessPointTypes } from "./resourceTypes";
import { copyProperties, holdsUnknown, isGiven, member, unknown, withoutMarks, type Properties, type PropertyValue } from "./values";

/** An access point, with the resource that declares it: which bucket it is of, that tells. */
export interface DeclaredAccessPoint {
  readonly resource: PolicyResource;
  readonly point: JudgedAccessPoint;
}

/**
 * The access points of a stack. Those that the update does not create, and those without a name that is known, are none: then
 * they are among those that may exist.
 */
export function accessPointsIn(resources: readonly PolicyResource[], inputsOf: DeclaredInputs): DeclaredAccessPoint[] {
  const policies = resources.filter(({ type }) => Object.hasOwn(accessPointPolicyTypes, type));
  return resources.flatMap((resource): DeclaredAccessPoint[] => {
    if (!accessPointTypes.includes(resource.type) || isLeftOut(resource, inputsOf.of(resource.urn))) return [];
    const known = propertiesOf(resource, inputsOf);
    const name = known["name"];
    if (typeof name !== "string" || name === "") return [];
    const own = policies.filter((policy) => isPolicyOf(policy, resource, name, inputsOf));
    const texts: readonly PropertyValue[] = [
      // Outputs show a policy of its own resource as if it were declared here.
      ...documents((inputsOf.of(resource.urn) ?? copyProperties(resource.props))["policy"]),
      ...own.flatMap((policy): readonly PropertyValue[] => (isLeftOut(policy, inputsOf.of(policy.urn)) ? [unknown] : documents(propertiesOf(policy, inputsOf)["policy"]))),
    ];
    // Of two, whichever is deployed last holds.
    const policy = texts.length > 1 ? openPart : texts.map(textOf)[0];
    const written = placeIn(`${String(known["arn"] ?? "")} ${policy ?? ""}`, name);
    const { account = written?.account, region = written?.region } = placeOf(resource, known);
    const vpc = vpcOf(known["vpcConfiguration"]);
    return [
      {
        resource,
        point: { name, policy, ...(account !== undefined && { account }), ...(region !== undefined && { region }), ...(vpc !== undefined && { vpcId: vpc }) },
      },
    ];
  });
}

/** An access point with the account and region that its bucket's policy has for it, where nothing else tells them. */
export function locatedBy(policy: string | undefined, point: JudgedAccessPoint): JudgedAccessPoint {
  if (policy === undefined || (point.account !== undefined && point.region !== undefined)) return point;
  return { ...placeIn(policy, point.name), ...point };
}

/** What a resource declares, and what AWS says of it where the program's own value is not known. */
function propertiesOf(resource: PolicyResource, inputsOf: DeclaredInputs): Properties {
  const outputs = copyProperties(resource.props);
  const inputs = inputsOf.of(resource.urn) ?? outputs;
  return { ...outputs, ...Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== unknown)) };
}

/** Whether a policy is that of an access point: by the property that its ARN comes from, or by the name in the ARN. */
function isPolicyOf(policy: PolicyResource, { urn }: PolicyResource, name: string, inputsOf: DeclaredInputs): boolean {
  const property = accessPointPolicyTypes[policy.type] ?? "";
  const from = policy.propertyDependencies[property] ?? [];
  if (from.length > 0) return from.some((dependency) => dependency.urn === urn);
  const arn = propertiesOf(policy, inputsOf)[property];
  return typeof arn === "string" && arn.endsWith(`accesspoint/${name}`);
}

/** A policy that is given; the provider writes one that says nothing as `{}`. */
function documents(value: PropertyValue): PropertyValue[] {
  if (!isGiven(value)) return [];
  return typeof value === "string" && /^\s*\{\s*\}\s*$/.test(value) ? [] : [value];
}

function textOf(document: PropertyValue): string {
  if (holdsUnknown(document)) return openPart;
  return typeof document === "string" ? document : JSON.stringify(withoutMarks(document));
}

function placeOf({ provider }: PolicyResource, { accountId, region }: Properties): Pick<JudgedAccessPoint, "account" | "region"> {
  const ofProvider = provider && copyProperties(provider.props)["region"];
  const at = [region, ofProvider].find((one): one is string => typeof one === "string" && one !== "");
  return { ...(typeof accountId === "string" && /^\d{12}$/.test(accountId) && { account: accountId }), ...(at !== undefined && { region: at }) };
}

/** The account and region of the ARN of an access point of this name, in a text that has one. */
function placeIn(text: string, name: string): { account: string; region: string } | undefined {
  for (const [, region = "", account = "", named] of text.matchAll(/:s3:([a-z0-9-]+):(\d{12}):accesspoint\/([a-z0-9-]+)/g)) {
    if (named === name) return { account, region };
  }
  return undefined;
}

/** The VPC that an access point takes requests from. */
function vpcOf(configuration: PropertyValue): string | undefined {
  if (!isGiven(configuration)) return undefined;
  const vpcId = member(configuration, "vpcId");
  return typeof vpcId === "string" && vpcId !== "" ? vpcId : openPart;
}
