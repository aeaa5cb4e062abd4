/**
 * Basic event selectors, the older way to say which data events a trail logs.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html
 */
import { member, type PropertyValue } from "./values";

/** ARNs of objects whose writes a trail logs start with one of these. */
export type WrittenObjectArns = readonly string[];

/** "All" is what CloudTrail takes for a selector that does not say. */
const writeTypes: readonly PropertyValue[] = [undefined, null, "", "All", "WriteOnly"];
const readType = "ReadOnly";

/**
 * The objects whose writes basic event selectors log, on whichever bucket.
 * @param selectors as the Pulumi providers have them, without anything unknown in them
 * @throws Error with what CloudTrail would refuse
 */
export function writtenObjectArns(selectors: PropertyValue): WrittenObjectArns {
  return itemsOf(selectors, "eventSelectors").flatMap((selector, index) => {
    const at = `eventSelectors[${String(index)}]`;
    const type = member(selector, "readWriteType");
    if (!writeTypes.includes(type) && type !== readType) {
      throw new Error(`${at}.readWriteType: ${JSON.stringify(type)} is none of All, WriteOnly, ReadOnly`);
    }
    const resources = itemsOf(member(selector, "dataResources") ?? [], `${at}.dataResources`);
    return type === readType ? [] : resources.flatMap((resource) => objectArns(resource, `${at}.dataResources`));
  });
}

function objectArns(resource: PropertyValue, at: string): string[] {
  if (member(resource, "type") !== "AWS::S3::Object") return [];
  return itemsOf(member(resource, "values") ?? [], `${at}.values`).map((value) => {
    if (typeof value !== "string" || !value.startsWith("arn:")) throw new Error(`${at}.values: ${JSON.stringify(value)} is no ARN`);
    return value;
  });
}

/**
 * Whether the writes of an object are logged. An ARN stands for everything that starts with it: `arn:aws:s3` for all
 * buckets, `arn:aws:s3:::bucket/` for one, `arn:aws:s3:::bucket/prefix` for a part of it.
 */
export function logsWritesOf(arns: WrittenObjectArns, objectArn: string): boolean {
  // Without its slash the name of a bucket would be the prefix of other buckets' names.
  return arns.some((arn) => objectArn.startsWith(arn) && (arn.includes("/") || /^arn:[^:]+:s3(?::::?)?$/.test(arn)));
}

function itemsOf(value: PropertyValue, at: string): readonly PropertyValue[] {
  if (!Array.isArray(value)) throw new Error(`${at} is not a list`);
  return value as readonly PropertyValue[];
}
