/**
 * The IAM policies with the least that is needed. What names no ARN cannot be permitted for one:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import { accessPointParts } from "./accessPointParts";
import { bucketParts } from "./bucketParts";

const everyAccessPoint = "arn:aws:s3:*:*:accesspoint/*";
/** Permitted for whatever access point only. */
const withoutResource = "s3:GetAccessPoint";
const toAdopt = accessPointParts.flatMap((part) => (part.toAdopt ? part.action : []));

/** For `inspect`. */
export const readingPolicy = {
  Version: "2012-10-17",
  Statement: [
    { Sid: "FindBuckets", Effect: "Allow", Action: ["s3:ListAllMyBuckets"], Resource: "*" },
    { Sid: "ReadBuckets", Effect: "Allow", Action: [...bucketParts.map(({ action }) => action), "s3:GetBucketLocation"].sort(), Resource: "arn:aws:s3:::*" },
    { Sid: "FindAccessPoints", Effect: "Allow", Action: ["s3:ListAccessPoints"], Resource: "*" },
    { Sid: "ReadAccessPoints", Effect: "Allow", Action: accessPointParts.flatMap((part) => (part.toAdopt ? [] : part.action)), Resource: everyAccessPoint },
  ],
} as const;

/** For `inspect --adopt`, beside {@link readingPolicy}. */
export const adoptionReadingPolicy = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "ReadAuditMadeByHand",
      Effect: "Allow",
      Action: [
        "cloudwatch:DescribeAlarms",
        "events:DescribeRule",
        "events:ListRuleNamesByTarget",
        "events:ListTargetsByRule",
        "logs:DescribeLogGroups",
        "logs:DescribeMetricFilters",
      ],
      Resource: "*",
    },
    { Sid: "ReadBlocksOfAccessPoints", Effect: "Allow", Action: toAdopt.filter((action) => action === withoutResource), Resource: "*" },
    { Sid: "ReadTagsOfAccessPoints", Effect: "Allow", Action: toAdopt.filter((action) => action !== withoutResource), Resource: everyAccessPoint },
  ],
} as const;
