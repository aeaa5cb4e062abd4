/** The changes of the config whose effects changes.test.ts records: at least one for every key. */

/** Values by config key, without the project's name. */
export type ConfigValues = Readonly<Record<string, unknown>>;

/** A change of one key of a deployed stack's config. */
export interface ChangeCase {
  /** As docs/config.md spells it. */
  readonly key: string;
  readonly change: string;
  /** The whole config after the change. */
  readonly config: ConfigValues;
}

/** A deployed stack, and its changes. */
export interface DeployedStack {
  readonly name: string;
  readonly config: ConfigValues;
  readonly changes: readonly ChangeCase[];
}

const kmsKey = (id: string): string => `arn:aws:kms:us-east-1:111122223333:key/${id.repeat(8)}-12ab-34cd-56ef-1234567890ab`;
const [key, otherKey] = [kmsKey("1"), kmsKey("2")];
const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
const pager = "arn:aws:lambda:us-east-1:111122223333:function:pager";
const exempt = { arn: role("importer"), reason: "until May" };
const statement = { Effect: "Allow", Principal: { AWS: role("reader") }, Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-orders/*" };

const accessPoint = { name: "orders-app", additionalStatements: [{ ...statement, Resource: "arn:aws:s3:us-east-1:111122223333:accesspoint/orders-app/object/*" }] };

const orders = { name: "acme-orders", versioning: true, exemptPrincipals: [exempt], additionalStatements: [statement], accessPoints: [accessPoint] };
const reports = { name: "acme-reports" };

/** A stack that has everything it can create. */
const whole = {
  requirement: { methods: ["sse-kms", "sse-s3"] },
  scope: { buckets: ["acme-alpha", "acme-beta"], bucketPrefixes: ["acme-team-", "acme-unit-"], excludedBuckets: ["acme-team-logs"] },
  trail: { name: "uploads", kmsKey: "create", logBucket: { name: "acme-trail-logs" } },
  logGroup: { name: "/acme/uploads", kmsKeyArn: key },
  alarms: { deniedUploads: 10, silentHours: 24 },
  tampering: { trail: "own", exemptPrincipals: [{ arn: role("deployer"), reason: "runs pulumi up" }] },
  notifications: { details: "each", emails: ["ops@example.com", "security@example.com"], httpsEndpoints: ["https://hooks.example.com/alarms"], kmsKeyArn: key },
  buckets: [orders, reports],
  policies: { identity: true, serviceControl: { targets: ["r-abcd"] }, resourceControl: { targets: ["r-abcd"] }, exemptPrincipals: [exempt] },
  tags: { team: "security" },
};

/** The same value without some of its keys. */
function without<T extends object>(value: T, ...keys: (keyof T)[]): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !keys.includes(name as keyof T))) as Partial<T>;
}

/** A change of a top-level key: other values for some of its own keys, or a whole other value. */
const changed =
  (base: ConfigValues) =>
  (path: string, change: string, value: unknown): ChangeCase => {
    const [top = ""] = path.split(/[.[]/, 1);
    return { key: path, change, config: value === undefined ? without(base, top) : { ...base, [top]: value } };
  };

const of = changed(whole);
const ofOrders = (path: string, change: string, bucket: object): ChangeCase => of(path, change, [bucket, reports]);
const { requirement, scope, trail, logGroup, alarms, notifications, tampering, policies } = whole;

const created: DeployedStack = {
  name: "a stack with everything",
  config: whole,
  changes: [
    of("requirement.methods", "one less", { methods: ["sse-kms"] }),
    of("requirement.methods", "one without KMS keys", { methods: ["sse-s3"] }),
    { ...of("requirement.kmsKeyArns", "named", { ...requirement, kmsKeyArns: [key] }), config: { ...whole, requirement: { ...requirement, kmsKeyArns: [key] }, trail: without(trail, "kmsKey") } },
    of("requirement.origin", "`any` to `header`", { ...requirement, origin: "header" }),
    of("scope.buckets", "one more", { ...scope, buckets: ["acme-alpha", "acme-beta", "acme-gamma"] }),
    of("scope.buckets", "another order", { ...scope, buckets: ["acme-beta", "acme-alpha"] }),
    of("scope.buckets", "to `all`", { buckets: "all" }),
    of("scope.bucketPrefixes", "one less", { ...scope, bucketPrefixes: ["acme-team-"] }),
    of("scope.bucketPrefixes", "another order", { ...scope, bucketPrefixes: ["acme-unit-", "acme-team-"] }),
    of("scope.excludedBuckets", "none", without(scope, "excludedBuckets")),
    { ...of("trail.mode", "`create` to `existing`", { mode: "existing", name: "main" }), config: { ...whole, trail: { mode: "existing", name: "main" }, tampering: { ...tampering, trail: "main" } } },
    of("trail.name", "another name", { ...trail, name: "other-uploads" }),
    of("trail.multiRegion", "to `true`", { ...trail, multiRegion: true }),
    of("trail.kmsKey", "`create` to `none`", { ...trail, kmsKey: "none" }),
    of("trail.kmsKey", "`create` to an ARN", { ...trail, kmsKey: key }),
    of("trail.logBucket.name", "another name", { ...trail, logBucket: { name: "acme-other-logs" } }),
    of("trail.logBucket.existing", "instead of a created one", { ...trail, logBucket: { existing: "acme-central-logs" } }),
    of("trail.logBucket.expireAfterDays", "365 to 30", { ...trail, logBucket: { ...trail.logBucket, expireAfterDays: 30 } }),
    of("logGroup.name", "another name", { ...logGroup, name: "/acme/other" }),
    of("logGroup.retentionDays", "90 to 30", { ...logGroup, retentionDays: 30 }),
    of("logGroup.kmsKeyArn", "another key", { ...logGroup, kmsKeyArn: otherKey }),
    of("logGroup.kmsKeyArn", "removed", without(logGroup, "kmsKeyArn")),
    of("logGroup.resourcePolicy", "`create` to `existing`", { ...logGroup, resourcePolicy: "existing" }),
    of("deadLetterQueue", "to `false`", false),
    of("alarms.periodMinutes", "1 to 5", { ...alarms, periodMinutes: 5 }),
    of("alarms.deniedUploads", "10 to 20", { ...alarms, deniedUploads: 20 }),
    of("alarms.deniedUploads", "removed", without(alarms, "deniedUploads")),
    of("alarms.silentHours", "24 to 48", { ...alarms, silentHours: 48 }),
    of("alarms.silentHours", "removed", without(alarms, "silentHours")),
    of("alarms.actions", "a function added", { ...alarms, actions: [pager] }),
    of("alarms.okActions", "a function added", { ...alarms, okActions: [pager] }),
    of("notifications.topicArn", "instead of a created one", { topicArn: "arn:aws:sns:us-east-1:111122223333:pager", details: notifications.details }),
    of("notifications.emails", "one more", { ...notifications, emails: [...notifications.emails, "audit@example.com"] }),
    of("notifications.emails", "one less", { ...notifications, emails: ["security@example.com"] }),
    of("notifications.emails", "another order", { ...notifications, emails: ["security@example.com", "ops@example.com"] }),
    of("notifications.httpsEndpoints", "another one", { ...notifications, httpsEndpoints: ["https://hooks.example.com/other"] }),
    of("notifications.details", "removed", without(notifications, "details")),
    of("notifications.details", "`each` to `grouped`", { ...notifications, details: "grouped" }),
    of("notifications.kmsKeyArn", "another key", { ...notifications, kmsKeyArn: otherKey }),
    of("tampering.trail", "`own` to one that exists", { ...tampering, trail: "main" }),
    of("tampering.trail", "removed, and what is exempt with it", {}),
    of("tampering.exemptPrincipals[].arn", "another role", { ...tampering, exemptPrincipals: [{ arn: role("pipeline"), reason: "runs pulumi up" }] }),
    of("tampering.exemptPrincipals[].reason", "another reason", { ...tampering, exemptPrincipals: [{ arn: role("deployer"), reason: "deploys" }] }),
    of("buckets", "one more", [orders, reports, { name: "acme-invoices" }]),
    of("buckets", "one less", [orders]),
    of("buckets", "another order", [reports, orders]),
    ofOrders("buckets[].name", "another name", { ...orders, name: "acme-sales", additionalStatements: [], accessPoints: [] }),
    ofOrders("buckets[].method", "`sse-kms` to `sse-s3`", { ...orders, method: "sse-s3" }),
    ofOrders("buckets[].kmsKeyArn", "a key of your own", { ...orders, kmsKeyArn: key }),
    ofOrders("buckets[].enforcement", "`deny` to `audit`", { ...without(orders, "exemptPrincipals"), enforcement: "audit" }),
    ofOrders("buckets[].denyBelow", "below one prefix", { ...orders, denyBelow: ["invoices/"] }),
    ofOrders("buckets[].defaultEncryption", "`keep`, with `audit`", { ...without(orders, "exemptPrincipals"), enforcement: "audit", defaultEncryption: "keep" }),
    ofOrders("buckets[].publicAccessBlock", "`keep`", { ...orders, publicAccessBlock: "keep" }),
    ofOrders("buckets[].ownership", "`keep`", { ...orders, ownership: "keep" }),
    ofOrders("buckets[].requireTls", "`keep`", { ...orders, requireTls: "keep" }),
    ofOrders("buckets[].tags", "others than the stack's", { ...orders, tags: { team: "orders" } }),
    ofOrders("buckets[].versioning", "to `false`", { ...orders, versioning: false }),
    ofOrders("buckets[].exemptPrincipals", "none", without(orders, "exemptPrincipals")),
    ofOrders("buckets[].exemptPrincipals[].arn", "another role", { ...orders, exemptPrincipals: [{ ...exempt, arn: role("loader") }] }),
    ofOrders("buckets[].exemptPrincipals[].methods", "`[dsse-kms]`", { ...orders, exemptPrincipals: [{ ...exempt, methods: ["dsse-kms"] }] }),
    ofOrders("buckets[].exemptPrincipals[].everyone", "to `true`, with every role", { ...orders, exemptPrincipals: [{ ...exempt, arn: role("*"), everyone: true }] }),
    ofOrders("buckets[].exemptPrincipals[].reason", "another reason", { ...orders, exemptPrincipals: [{ ...exempt, reason: "until June" }] }),
    ofOrders("buckets[].additionalStatements", "none", without(orders, "additionalStatements")),
    ofOrders("buckets[].accessPoints", "one less", { ...orders, accessPoints: [] }),
    ofOrders("buckets[].accessPoints[].name", "another name", { ...orders, accessPoints: [{ name: "orders-batch" }] }),
    ofOrders("buckets[].accessPoints[].vpcId", "given, under another name", { ...orders, accessPoints: [{ name: "orders-vpc", vpcId: "vpc-0a1b2c3d4e5f67890" }] }),
    ofOrders("buckets[].accessPoints[].additionalStatements", "none", { ...orders, accessPoints: [{ name: accessPoint.name }] }),
    ofOrders("buckets[].protect", "to `true`", { ...orders, protect: true }),
    ofOrders("buckets[].forceDestroy", "to `true`", { ...orders, forceDestroy: true }),
    of("policies.identity", "to `false`", { ...policies, identity: false }),
    of("policies.serviceControl.targets", "another target", { ...policies, serviceControl: { targets: ["ou-abcd-11112222"] } }),
    of("policies.serviceControl", "removed", without(policies, "serviceControl")),
    of("policies.resourceControl.targets", "another target", { ...policies, resourceControl: { targets: ["ou-abcd-11112222"] } }),
    of("policies.resourceControl", "removed", without(policies, "resourceControl")),
    of("policies.exemptPrincipals", "none", without(policies, "exemptPrincipals")),
    of("policies.exemptPrincipals[].arn", "another role", { ...policies, exemptPrincipals: [{ ...exempt, arn: role("loader") }] }),
    of("policies.exemptPrincipals[].methods", "`[dsse-kms]`", { ...policies, exemptPrincipals: [{ ...exempt, methods: ["dsse-kms"] }] }),
    of("policies.exemptPrincipals[].everyone", "to `true`, with every role", { ...policies, exemptPrincipals: [{ ...exempt, arn: role("*"), everyone: true }] }),
    of("policies.exemptPrincipals[].reason", "another reason", { ...policies, exemptPrincipals: [{ ...exempt, reason: "until June" }] }),
    of("tags", "another value", { team: "audit" }),
    of("protect", "to `true`", true),
    of("forceDestroy", "to `true`", true),
  ],
};

const names = (count: number, prefix: string): string[] => Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, "0")}`);

/** A stack that uses what is there, with more buckets than one rule takes. */
const lean = {
  requirement: { methods: ["sse-kms"], kmsKeyArns: [key, otherKey] },
  scope: { buckets: names(80, "acme-warehouse"), bucketPrefixes: ["acme-team-"], excludedBuckets: names(2, "acme-team-logs") },
  trail: { mode: "existing", name: "main" },
  logGroup: { resourcePolicy: "existing" },
  deadLetterQueue: false,
  notifications: { topicArn: "arn:aws:sns:us-east-1:111122223333:pager" },
  buckets: [{ name: "acme-orders", kmsKeyArn: otherKey }],
};
const ofLean = changed(lean);

const existing: DeployedStack = {
  name: "a stack that uses what is there",
  config: lean,
  changes: [
    ofLean("requirement.kmsKeyArns", "one less", { ...lean.requirement, kmsKeyArns: [otherKey] }),
    ofLean("scope.buckets", "so many more that a rule is added", { ...lean.scope, buckets: names(200, "acme-warehouse") }),
    ofLean("scope.buckets", "so many less that a rule is left out", { ...lean.scope, buckets: names(40, "acme-warehouse") }),
    ofLean("scope.bucketPrefixes", "one for many names", { bucketPrefixes: ["acme-team-", "acme-warehouse-"] }),
    ofLean("scope.excludedBuckets", "so many less that a rule is left out", without(lean.scope, "excludedBuckets")),
    ofLean("trail.mode", "`existing` to `create`", { kmsKey: "none" }),
    ofLean("trail.name", "of an existing trail", { ...lean.trail, name: "organization" }),
    ofLean("trail.logBucket.existing", "of an existing trail", { ...lean.trail, logBucket: { existing: "acme-team-trail" } }),
    ofLean("logGroup.resourcePolicy", "`existing` to `create`", undefined),
    ofLean("deadLetterQueue", "to `true`", true),
    ofLean("notifications.topicArn", "removed", undefined),
    ofLean("notifications.details", "`grouped`", { ...lean.notifications, details: "grouped" }),
    ofLean("buckets[].kmsKeyArn", "removed, with keys in the requirement", [{ name: "acme-orders" }]),
  ],
};

const account = (id: string): { id: string; roleArn: string } => ({ id, roleArn: `arn:aws:iam::${id}:role/audit` });

/** A stack that audits several accounts and regions. */
const several = {
  trail: { multiRegion: true, logBucket: { name: "acme-estate-logs" } },
  regions: ["eu-west-1", "eu-central-1"],
  accounts: [account("222233334444"), { ...account("444455556666"), trail: "existing" }],
};
const ofSeveral = changed(several);
const [first, second] = several.accounts;

const estate: DeployedStack = {
  name: "a stack of several accounts and regions",
  config: several,
  changes: [
    ofSeveral("regions", "one less", ["eu-west-1"]),
    ofSeveral("regions", "one more", ["eu-west-1", "eu-central-1", "us-west-2"]),
    ofSeveral("regions", "another order", ["eu-central-1", "eu-west-1"]),
    ofSeveral("accounts", "one less", [second]),
    ofSeveral("accounts", "one more", [first, second, { ...account("777788889999"), trail: "existing" }]),
    ofSeveral("accounts", "another order", [second, first]),
    ofSeveral("accounts[].id", "another account", [account("777788889999"), second]),
    ofSeveral("accounts[].roleArn", "another role", [{ ...account("222233334444"), roleArn: "arn:aws:iam::222233334444:role/deployer" }, second]),
    ofSeveral("accounts[].trail", "`create` to `existing`", [{ ...account("222233334444"), trail: "existing" }, second]),
    ofSeveral("metricDimensions", "given", ["account", "region"]),
    ofSeveral("trail.organization.id", "given", { ...several.trail, organization: { id: "o-abcd123456" } }),
  ],
};

/** A stack with a lake, over the log files of a trail that is there. */
const queried = {
  trail: { mode: "existing", name: "main", logBucket: { existing: "acme-central-logs" } },
  lake: { create: true, accountIds: ["222233334444"], keyPrefix: "central", organizationId: "o-abcd123456", days: 90, resultBucket: { name: "acme-results", expireAfterDays: 30 } },
};
const ofQueried = changed(queried);
const { lake } = queried;

const withLake: DeployedStack = {
  name: "a stack with a lake",
  config: queried,
  changes: [
    ofQueried("requirement.methods", "with a lake", { methods: ["sse-s3", "sse-kms"] }),
    ofQueried("lake.create", "to `false`, and the rest removed", false),
    ofQueried("lake.accountIds", "one more", { ...lake, accountIds: ["222233334444", "444455556666"] }),
    ofQueried("lake.keyPrefix", "another one", { ...lake, keyPrefix: "logs" }),
    ofQueried("lake.days", "90 to 30", { ...lake, days: 30 }),
    ofQueried("lake.gigabytesPerQuery", "1000 to 100", { ...lake, gigabytesPerQuery: 100 }),
    ofQueried("lake.resultBucket.name", "another name", { ...lake, resultBucket: { ...lake.resultBucket, name: "acme-other-results" } }),
    ofQueried("lake.resultBucket.expireAfterDays", "removed", { ...lake, resultBucket: { name: "acme-results" } }),
    ofQueried("lake.organizationId", "removed", without(lake, "organizationId")),
  ],
};

/** Those that `npm test` deploys: of one account and region. */
export const stacksAtHome: readonly DeployedStack[] = [created, existing];

/** The stacks that are deployed, each with its changes. */
export const deployedStacks: readonly DeployedStack[] = [...stacksAtHome, withLake, estate];
