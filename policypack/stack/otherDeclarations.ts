/** Buckets that a stack declares in ways that cannot be judged: in templates, or through generic resources. */
import type { PolicyResource } from "@pulumi/policy";
import { copyProperties, holdsUnknown, isGiven, type Properties, type PropertyValue } from "./values";

/** A resource that declares buckets, or may do so. */
export interface OtherDeclaration {
  readonly urn: string;
  /** What it declares: completes "declares …". */
  readonly what: string;
}

const bucketType = /AWS::(?:S3::Bucket|S3Express::DirectoryBucket)(?!\w)/;
/** A stack inside of a stack tells only where its template is. */
const nestedStack = "AWS::CloudFormation::Stack";

/** Resources with a template: their properties that hold one. */
const templates: Readonly<Record<string, readonly string[]>> = {
  "aws:cloudformation/stack:Stack": ["templateBody"],
  "aws:cloudformation/stackSet:StackSet": ["templateBody"],
  "aws-native:cloudformation:Stack": ["templateBody", "template"],
  "aws-native:cloudformation:StackSet": ["templateBody"],
};

/** Resources of whatever type: the property that names it. */
const generic: Readonly<Record<string, string>> = {
  "aws:cloudcontrol/resource:Resource": "typeName",
  "aws-native:index:ExtensionResource": "type",
};

/** What a stack declares of buckets besides the types of resourceTypes.ts. */
export function otherDeclarations(resources: readonly PolicyResource[]): OtherDeclaration[] {
  return resources.flatMap(({ type, urn, props }) => {
    const template = Object.hasOwn(templates, type) ? templates[type] : undefined;
    const typeProperty = Object.hasOwn(generic, type) ? generic[type] : undefined;
    if (!template && typeProperty === undefined) return [];
    const properties = copyProperties(props);
    const what = template ? inTemplate(properties, template) : ofType(properties[typeProperty ?? ""]);
    return what === undefined ? [] : [{ urn, what }];
  });
}

function inTemplate(properties: Properties, body: readonly string[]): string | undefined {
  const bodies = body.map((property) => properties[property]);
  if (bodies.some(holdsUnknown)) return "what its template says, which is known only after deployment";
  const texts = bodies.map((value) => JSON.stringify(value ?? ""));
  const [found] = texts.flatMap((text) => bucketType.exec(text)?.[0] ?? []);
  if (found !== undefined) return `${found} in a template`;
  const isElsewhere = isGiven(properties["templateUrl"]) || texts.some((text) => text.includes(nestedStack));
  return isElsewhere ? "what a template elsewhere says" : undefined;
}

function ofType(name: PropertyValue): string | undefined {
  if (typeof name !== "string") return "a resource whose type is known only after deployment";
  return bucketType.test(name) ? name : undefined;
}
