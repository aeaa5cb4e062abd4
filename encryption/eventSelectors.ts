/**
 * CloudTrail advanced event selectors that record the audited uploads and nothing else.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
import { bucketArn } from "./arn";
import { uploadEventNames, type AuditScope } from "./auditScope";
import { AwsLimitError, awsLimits } from "./limits";

/** One condition on a field of a record. Conditions are ANDed, the values of one are ORed. */
export interface FieldSelector {
  readonly field: string;
  readonly equals?: string[];
  readonly startsWiths?: string[];
  readonly notStartsWiths?: string[];
}

/** In the shape of Pulumi's `aws.cloudtrail.Trail.advancedEventSelectors`. */
export interface AdvancedEventSelector {
  readonly name: string;
  readonly fieldSelectors: FieldSelector[];
}

/** Name of the audit's selector on a trail; how it is found again on a trail that others use too. */
export const selectorName = "S3 object encryption audit";

/**
 * The selectors of the audit: data events of S3 objects, only the uploads, only the audited buckets.
 * @throws AwsLimitError when the scope has more buckets than a trail has room for
 * @throws Error when the scope names no bucket: selectors without one would record all buckets
 */
export function eventSelectors(scope: AuditScope, partition: string): AdvancedEventSelector[] {
  const objectsOf = (bucketName: string): string => `${bucketArn(partition, bucketName)}/`;
  const included =
    scope.buckets === "all"
      ? []
      : [...scope.buckets.map(objectsOf), ...scope.bucketPrefixes.map((prefix) => bucketArn(partition, prefix))];
  if (scope.buckets !== "all" && included.length === 0) throw new Error("the audit scope names no bucket");
  const excluded = scope.excludedBuckets.map(objectsOf);
  const arnSelector: FieldSelector = {
    field: "resources.ARN",
    ...(included.length > 0 && { startsWiths: included }),
    ...(excluded.length > 0 && { notStartsWiths: excluded }),
  };
  const selectors: AdvancedEventSelector[] = [
    {
      name: selectorName,
      fieldSelectors: [
        { field: "eventCategory", equals: ["Data"] },
        { field: "resources.type", equals: ["AWS::S3::Object"] },
        { field: "eventName", equals: [...uploadEventNames] },
        ...(included.length + excluded.length > 0 ? [arnSelector] : []),
      ],
    },
  ];
  const count = valueCount(selectors);
  if (count > awsLimits.eventSelectorValues) {
    const room = `but a trail has room for ${awsLimits.eventSelectorValues} (an AWS limit that more selectors do not lift)`;
    throw excluded.length > included.length
      ? new AwsLimitError(
          "excludedBuckets",
          `${excluded.length} excluded buckets, the log bucket of a created trail counted, bring the event selectors to ${count} values, ${room}`,
        )
      : new AwsLimitError(
          "auditedBuckets",
          `${included.length} buckets and prefixes need ${count} event selector values, ${room}`,
        );
  }
  return selectors;
}

function valueCount(selectors: readonly AdvancedEventSelector[]): number {
  return selectors
    .flatMap((selector) => selector.fieldSelectors)
    .reduce(
      (sum, { equals = [], startsWiths = [], notStartsWiths = [] }) =>
        sum + equals.length + startsWiths.length + notStartsWiths.length,
      0,
    );
}

/** The selectors in the spelling of the CloudTrail API and the AWS CLI. */
export function toCloudTrailApi(selectors: readonly AdvancedEventSelector[]): object[] {
  return selectors.map(({ name, fieldSelectors }) => ({
    Name: name,
    FieldSelectors: fieldSelectors.map(({ field, equals, startsWiths, notStartsWiths }) => ({
      Field: field,
      ...(equals && { Equals: equals }),
      ...(startsWiths && { StartsWith: startsWiths }),
      ...(notStartsWiths && { NotStartsWith: notStartsWiths }),
    })),
  }));
}
