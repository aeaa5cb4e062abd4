/** The saved queries of an audit. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { QueryReference } from "../encryption/alarms";
import { logsQueries, type LogsQuery } from "../encryption/queries";
import { queryLink } from "../encryption/queryLink";
import type { AuditTerms } from "./auditTerms";
import type { ChildOptions } from "./childOptions";

/** A query under its name in CloudWatch, and a link that opens it. */
export type SavedQuery = LogsQuery & QueryReference;

/** The queries, before they are declared: alarms and messages name them, and link them. */
export function savedQueries({ settings, namePrefix, place, requirement, excludedBuckets, estate }: AuditTerms): pulumi.Output<SavedQuery[]> {
  return pulumi.all([place, requirement.known, excludedBuckets]).apply(([known, stated, excluded]) =>
    logsQueries(stated, excluded, estate).map((query) => ({
      ...query,
      name: `${namePrefix}/${query.name}`,
      link: queryLink(known, settings.logGroup.name, query.queryString),
    })),
  );
}

/** Declares the queries on a log group. */
export function declareQueries(
  name: string,
  { namePrefix, requirement, estate }: AuditTerms,
  { queries, logGroupName }: { readonly queries: pulumi.Output<SavedQuery[]>; readonly logGroupName: pulumi.Output<string> },
  child: ChildOptions,
): void {
  logsQueries(requirement.shape, [], estate).forEach((query, index) => {
    new aws.cloudwatch.QueryDefinition(
      `${name}-${query.name}`,
      {
        name: `${namePrefix}/${query.name}`,
        logGroupNames: [logGroupName],
        queryString: queries.apply((known) => known[index]?.queryString ?? ""),
      },
      child,
    );
  });
}
