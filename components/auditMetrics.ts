/** The metric filters of an audit. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { metricFilters } from "../encryption/metricFilters";
import type { AuditTerms } from "./auditTerms";
import type { ChildOptions } from "./childOptions";

/** Declares the filters on a log group. How many there are hangs on the shape of the requirement alone. */
export function declareMetricFilters(name: string, { settings, requirement, excludedBuckets }: AuditTerms, logGroupName: pulumi.Output<string>, child: ChildOptions): void {
  const { metricDimensions } = settings;
  const filters = pulumi.all([requirement.known, excludedBuckets]).apply(([stated, excluded]) => metricFilters(stated, excluded, metricDimensions));
  metricFilters(requirement.shape, [], metricDimensions).forEach((filter, index) => {
    new aws.cloudwatch.LogMetricFilter(
      `${name}-${filter.name}`,
      {
        name: filter.name,
        logGroupName,
        pattern: filters.apply((known) => known[index]?.pattern ?? ""),
        metricTransformation: {
          namespace: filter.namespace,
          name: filter.metricName,
          value: filter.value,
          ...(filter.defaultValue !== undefined && { defaultValue: filter.defaultValue }),
          ...(filter.dimensions && { dimensions: { ...filter.dimensions } }),
        },
      },
      child,
    );
  });
}
