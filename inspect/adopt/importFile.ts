/**
 * The file that `pulumi import --file` reads, with the resources as the program's components have them.
 * https://www.pulumi.com/docs/iac/guides/migration/import/#bulk-import-operations
 */
import manifest from "../../package.json";

/** A resource to import, or a component that others are the children of. */
export interface ImportedResource {
  readonly type: string;
  /** Its name in this file alone: children name their parent by it, so that each has one of its own. */
  readonly name: string;
  /** Its name in the program. */
  readonly logicalName: string;
  /** What the provider reads it by; a component has none. */
  readonly id?: string;
  readonly component?: true;
  /** Of the provider: with another one than the program's, Pulumi would keep two. */
  readonly version?: string;
  /** {@link name} of the component it is in. */
  readonly parent?: string;
}

/** @param parent the component that it is in */
export function importedComponent(type: string, logicalName: string, parent?: ImportedResource): ImportedResource {
  return { type: `${manifest.name}:index:${type}`, name: `${type} ${logicalName}`, logicalName, component: true, ...(parent && { parent: parent.name }) };
}

/** @param module that the type is in: `s3`, `cloudwatch` */
export function importedResource(module: string, type: string, logicalName: string, id: string, parent: ImportedResource): ImportedResource {
  const file = type.charAt(0).toLowerCase() + type.slice(1);
  return {
    type: `aws:${module}/${file}:${type}`,
    name: `${type} ${logicalName}`,
    logicalName,
    id,
    parent: parent.name,
    version: manifest.dependencies["@pulumi/aws"],
  };
}
