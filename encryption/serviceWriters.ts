/**
 * AWS services that write into buckets of their users, and the encryption that they can write with: what a rule of KMS keys
 * breaks. Those that write as a role of the account (Firehose, Athena, DMS, RDS, …) are none of these: they ask for what
 * their user has set up.
 */
import { serviceDomain, supportedPartitions } from "./arn";
import { cloudTrailService } from "./servicePolicies";

/** What a service needs to write. */
export type WriterNeed =
  /** A bucket whose default encryption is SSE-S3. */
  | "sse-s3"
  /** SSE-S3, or a customer managed key that is named in the bucket's default encryption and whose policy lets the service use it. */
  | "customer-key"
  /** A KMS key that is named where the service is set up: it asks by header, whatever the bucket's default is. */
  | "own-key";

/** A service, and what it writes. */
export interface ServiceWriter {
  /** What it writes, completing "receives …". */
  readonly what: string;
  /** Its principals in bucket policies, without region and domain: `redshift` is redshift.eu-south-1.amazonaws.com, too. */
  readonly services: readonly string[];
  /** Accounts of AWS that older bucket policies name instead. */
  readonly accounts?: readonly string[];
  readonly needs: WriterNeed;
  /** What happens where it does not get what it needs: a clause. */
  readonly otherwise: string;
  /** How else the same can be had, with KMS keys: a clause. */
  readonly alternative?: string;
  /** The page of AWS that says so. */
  readonly source: string;
}

/** The accounts of Elastic Load Balancing by region, as its page lists them; the last two are those of China. */
const loadBalancingAccounts = [
  ..."127311923021 033677994240 027434742980 797873946194 098369216593 754344448648 589379963580 718504428378".split(" "),
  ..."383597477331 600734575887 114774131450 783225319266 582318560864 985666609251 054676820928 156460612806".split(" "),
  ..."652711504416 635631232127 009996457667 897822967062 076674570225 507241528517 190560391635 048591011584".split(" "),
  ..."638102146993 037604701340".split(" "),
];

const keyPolicy = "the key's policy must let the service use it";

/** All services whose page says how they encrypt. */
export const serviceWriters: readonly ServiceWriter[] = [
  {
    what: "access logs of Application or Classic Load Balancers",
    services: ["logdelivery.elasticloadbalancing", "logdelivery.elb"],
    accounts: loadBalancingAccounts,
    needs: "sse-s3",
    otherwise: "their delivery is refused with Access Denied",
    alternative: "for Application Load Balancers, let CloudWatch Logs deliver them",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html",
  },
  {
    what: "server access logs of S3",
    services: ["logging.s3"],
    needs: "sse-s3",
    otherwise: "S3 may deliver logs that nobody can read",
    alternative: "send them to CloudWatch Logs",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html",
  },
  {
    what: "audit logs of Redshift",
    services: ["redshift"],
    needs: "sse-s3",
    otherwise: "they are not delivered",
    alternative: "send them to CloudWatch Logs",
    source: "https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html",
  },
  {
    what: "logs that CloudWatch Logs delivers, such as those of VPC flows, Network Load Balancers, WAF and CloudFront",
    services: ["delivery.logs"],
    needs: "customer-key",
    otherwise: "with the AWS managed key they are unreadable",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html",
  },
  {
    what: "snapshots and histories of AWS Config",
    services: ["config"],
    needs: "customer-key",
    otherwise: "with the AWS managed key they are not delivered",
    source: "https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html",
  },
  {
    what: "log files of CloudTrail",
    services: [cloudTrailService.replace(`.${serviceDomain("aws")}`, "")],
    needs: "own-key",
    otherwise: "a trail without a KMS key asks for SSE-S3 by header, which a rule of KMS keys denies",
    source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html",
  },
  {
    what: "inventories and analytics of S3",
    services: ["s3"],
    needs: "own-key",
    otherwise: "an inventory without a key of its own has the bucket's default encryption",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/configure-inventory.html",
  },
  {
    what: "findings of GuardDuty",
    services: ["guardduty"],
    needs: "own-key",
    otherwise: "GuardDuty exports nothing without a key",
    source: "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html",
  },
  {
    what: "discovery results of Macie",
    services: ["macie"],
    needs: "own-key",
    otherwise: "Macie stores nothing without a key",
    source: "https://docs.aws.amazon.com/macie/latest/user/discovery-results-repository-s3.html",
  },
  {
    what: "reports of Inspector",
    services: ["inspector2"],
    needs: "own-key",
    otherwise: "Inspector exports nothing without a key",
    source: "https://docs.aws.amazon.com/inspector/latest/user/findings-managing-exporting-reports.html",
  },
];

/** What each need means, for the docs. */
export const writerNeeds: Readonly<Record<WriterNeed, string>> = {
  "sse-s3": "SSE-S3 alone",
  "customer-key": `SSE-S3, or a customer managed key as the bucket's default: ${keyPolicy}`,
  "own-key": `a key that is named at the service: ${keyPolicy}`,
};

const domains = supportedPartitions.map((partition) => `.${serviceDomain(partition)}`).sort((a, b) => b.length - a.length);

/** The service that a principal of a bucket policy stands for; undefined for all that the catalogue does not have. */
export function writerOfService(principal: string): ServiceWriter | undefined {
  const domain = domains.find((one) => principal.toLowerCase().endsWith(one));
  if (domain === undefined) return undefined;
  const name = principal.toLowerCase().slice(0, -domain.length);
  const withoutRegion = name.replace(/\.[a-z]{2,}(-[a-z]+)+-\d+$/, "");
  return serviceWriters.find(({ services }) => services.includes(withoutRegion));
}

/** The service that an account of AWS writes for, in policies that name it instead of the service. */
export function writerOfAccount(account: string): ServiceWriter | undefined {
  return serviceWriters.find(({ accounts = [] }) => accounts.includes(account));
}
