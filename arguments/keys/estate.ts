/** An estate: further regions and accounts whose uploads are audited from one home. */
import { z } from "zod";
import { metricDimensions, type DimensionValues, type MetricDimension } from "../../encryption/metricFilters";
import * as field from "../fields";

const exampleAccount = "444455556666";

/** What is deleted with a place: what it recorded, and what brought it home. */
const place = ["bucket", "queue", "rule", "target", "trail"] as const;

export const regions = z
  .array(field.region)
  .default([])
  .meta({
    description:
      "Further regions to audit, in each account: rules there forward the uploads to the stack's own region, where log group, metrics " +
      "and alarms are. The stack's own region always is audited.",
    changing: {
      loses: ["queue", "rule", "target"],
      what: "the rules of a region that is no longer listed are deleted, with the dead-letter queue that they have in each account.",
    },
    allowed: "a list of regions in the partition of the stack's own",
    example: "regions: [us-east-1]",
  });

const account = z
  .strictObject({
    id: field.accountId.meta({
      description: "Id of the account.",
      changing: { loses: [...place], what: "what is in the account of the old id is deleted there." },
      allowed: "12 digits (quoted)",
      example: `id: "${exampleAccount}"`,
    }),
    roleArn: z.string().meta({
      description: "ARN of the role in that account that Pulumi assumes: docs/estates.md has a template for it.",
      allowed: "the ARN of an IAM role of that account",
      example: `roleArn: arn:aws:iam::${exampleAccount}:role/s3-encryption-audit`,
    }),
    trail: z.enum(["create", "existing"]).exactOptional().meta({
      description:
        "`create`: a trail in that account records the uploads. `existing`: one that is there does, with the event selectors of the outputs. " +
        "When left out: `existing` beside `trail.organization`, else `create`.",
      changing: { loses: ["bucket", "trail"], what: "from `create` to `existing` the created trail and its log bucket are deleted." },
      allowed: "create, existing",
      example: "trail: existing",
    }),
  })
  .meta({ typeName: "Account", typeDescription: "An account beside the one that the audit is deployed to." });

export const accounts = z
  .array(account)
  .default([])
  .meta({
    description: "Further accounts to audit, each in the stack's own region and in `regions`.",
    changing: { loses: [...place], what: "what is in an account that is no longer listed is deleted there, its trail included." },
    allowed: "a list of maps with id, roleArn and, optionally, trail",
    example: `accounts: [{ id: "${exampleAccount}", roleArn: "arn:aws:iam::${exampleAccount}:role/s3-encryption-audit" }]`,
  });

const dimensionNames = Object.keys(metricDimensions) as [MetricDimension, ...MetricDimension[]];

/** Dimensions of metrics. */
export const dimensions = z
  .array(z.enum(dimensionNames))
  .default([])
  .meta({
    description:
      "Count the uploads once more by these dimensions, beside `accounts` and `regions`. Each account and region, or both, in which something " +
      "is counted makes each metric another custom metric, with its price (docs/costs.md); alarms stay on the metrics without dimensions.",
    allowed: `a list of ${dimensionNames.join(" and ")}`,
    example: `metricDimensions: [${dimensionNames.join(", ")}]`,
  });

/** What `regions` and `accounts` say. */
export interface EstateSettings {
  readonly regions: readonly string[];
  readonly accounts: readonly AccountSettings[];
}

/** One of `accounts`. */
export type AccountSettings = z.output<typeof account>;

/** The regions beside the stack's own, each once; all that are listed while that one is not known. */
export function furtherRegions({ regions: listed }: Pick<EstateSettings, "regions">, home: string | undefined): string[] {
  return [...new Set(listed)].filter((region) => region !== home);
}

/** All values that the dimensions of an estate's metrics may have; none where metrics have none. */
export function dimensionValues(
  { metricDimensions: dimensions, accounts, regions }: EstateSettings & { readonly metricDimensions: readonly MetricDimension[] },
  accountId: string,
  region: string,
): DimensionValues[] {
  if (dimensions.length === 0) return [];
  const all = { account: [accountId, ...accounts.map(({ id }) => id)], region: [region, ...furtherRegions({ regions }, region)] };
  const each = (dimension: MetricDimension): DimensionValues[] => (dimensions.includes(dimension) ? all[dimension].map((value) => ({ [dimension]: value })) : [{}]);
  return each("account").flatMap((account) => each("region").map((one) => ({ ...account, ...one })));
}

/** Whether there is an account or region beside home. */
export function isEstate(settings: EstateSettings, home: string | undefined): boolean {
  return settings.accounts.length + furtherRegions(settings, home).length > 0;
}

/** Whose trail records the uploads of an account: one that is created in it, or one that is there. */
export function trailModeIn({ trail }: AccountSettings, home: { readonly organization?: object | undefined }): "create" | "existing" {
  return trail ?? (home.organization ? "existing" : "create");
}
