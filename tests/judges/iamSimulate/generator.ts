/** Bucket policies and requests at random, which meet often enough to be worth comparing. */
import fc from "fast-check";
import { type RequestPrincipal } from "../../../simulator/iam/principal";

export const accounts = ["111122223333", "444455556666"] as const;
const account = fc.constantFrom(...accounts);

export interface GeneratedRequest {
  readonly action: string;
  readonly resource: string;
  readonly principal: RequestPrincipal;
  readonly context: Readonly<Record<string, string | string[]>>;
}

export interface GeneratedPolicy {
  readonly Version?: string;
  readonly Statement: readonly Record<string, unknown>[];
}

/** One value or a list of them, as policies may have either. */
function oneOrMany(value: fc.Arbitrary<string>): fc.Arbitrary<string | string[]> {
  return fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
}

const principalArn = account.chain((id) =>
  fc.constantFrom(
    `arn:aws:iam::${id}:root`,
    `arn:aws:iam::${id}:user/alice`,
    `arn:aws:iam::${id}:user/team/bob`,
    `arn:aws:iam::${id}:role/writer`,
    `arn:aws:iam::${id}:role/service/writer`,
    `arn:aws:iam::${id}:role/reader`,
    `arn:aws:sts::${id}:assumed-role/writer/one`,
    `arn:aws:sts::${id}:assumed-role/writer/two`,
    `arn:aws:sts::${id}:federated-user/alice`,
  ),
);
/** A policy's principals are of its bucket's partition, which requests need not be. */
const anyPrincipalArn = fc.oneof({ weight: 9, arbitrary: principalArn }, { weight: 1, arbitrary: account.map((id) => `arn:aws-cn:iam::${id}:role/writer`) });
const service = fc.constantFrom("cloudtrail.amazonaws.com", "logging.s3.amazonaws.com");

export const requestPrincipal: fc.Arbitrary<RequestPrincipal> = fc.oneof(
  { weight: 6, arbitrary: anyPrincipalArn.map((arn) => ({ arn })) },
  { weight: 1, arbitrary: service.map((name) => ({ service: name })) },
  { weight: 1, arbitrary: fc.constant("anonymous" as const) },
);

const policyPrincipal = fc.oneof(
  { weight: 8, arbitrary: fc.constant("*") },
  { weight: 2, arbitrary: fc.constant({ AWS: "*" }) },
  { weight: 5, arbitrary: oneOrMany(fc.oneof(principalArn, account)).map((AWS) => ({ AWS })) },
  { weight: 1, arbitrary: oneOrMany(service).map((Service) => ({ Service })) },
  { weight: 1, arbitrary: fc.record({ AWS: oneOrMany(principalArn), Service: oneOrMany(service) }) },
);

const policyAction = fc.constantFrom(
  "*",
  "*",
  "s3:*",
  "s3:*",
  "s3:*",
  "s3:PutObject",
  "s3:PutObject",
  "s3:putobject",
  "S3:PutObject",
  "s3:Put*",
  "s3:*Object",
  "s3:?utObject",
  "s3:Put?bject*",
  "s3:GetObject",
  "s3:Get*",
  "s3:UpdateObjectEncryption",
);
const requestAction = fc.constantFrom("s3:PutObject", "s3:PutObject", "s3:UpdateObjectEncryption", "s3:GetObject", "s3:ListBucket");

const policyResource = fc.constantFrom(
  "arn:aws:s3:::bucket/*",
  "arn:aws:s3:::bucket/*",
  "arn:aws:s3:::bucket/*",
  "arn:aws:s3:::bucket*",
  "arn:aws:s3:::bucket*",
  "arn:aws:s3:::*",
  "arn:aws:s3:::bucket",
  "arn:aws:s3:::bucket/logs/*",
  "arn:aws:s3:::bucket/*/2026/*",
  "arn:aws:s3:::bucket/????/*",
  "arn:aws:s3:::bucket/*.csv",
  "arn:aws:s3:::bucket/a:b/*",
  "arn:aws:s3:::bucket/${aws:username}/*",
  "arn:aws:s3:::bucket/${aws:PrincipalTag/team}/*",
  "arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'logs'}/*",
  "arn:aws:s3:::bucket/${aws:TagKeys}/*",
  "arn:aws:s3:::bucket/${*}*",
);
const requestResource = fc.constantFrom(
  "arn:aws:s3:::bucket",
  "arn:aws:s3:::bucket/a",
  "arn:aws:s3:::bucket/logs/2026/x.csv",
  "arn:aws:s3:::bucket/logs/a:b/c",
  "arn:aws:s3:::bucket/a:b/c.csv",
  "arn:aws:s3:::bucket/alice/x",
  "arn:aws:s3:::bucket/red/x",
  "arn:aws:s3:::bucket-two/logs/x",
);

const booleans = fc.constantFrom("true", "false", "True", "FALSE");
const teams = ["red", "blue", "logs", "Red", "re*", "*", "", "", "alice", "black"] as const;

/** A condition key with the values that policies and requests have for it. */
interface KeyPool {
  readonly key: string;
  readonly operators: readonly string[];
  readonly stated: fc.Arbitrary<string>;
  readonly requested: fc.Arbitrary<string>;
  readonly multivalued?: boolean;
}

const stringOperators = [
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
];
const comparing = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
const numericOperators = comparing.map((name) => `Numeric${name}`);
const dateOperators = comparing.map((name) => `Date${name}`);
const arnOperators = ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"];
const ipOperators = ["IpAddress", "NotIpAddress"];

const algorithms = fc.constantFrom("AES256", "aws:kms", "aws:kms:dsse", "aws:future");
const kmsKeys = ["arn:aws:kms:eu-west-1:111122223333:key/one", "arn:aws:kms:us-east-1:111122223333:key/two"] as const;

const keyPools: readonly KeyPool[] = [
  {
    key: "s3:x-amz-server-side-encryption",
    operators: stringOperators,
    stated: fc.oneof(algorithms, fc.constantFrom("aws:*", "aws:kms*", "aws:km?", "*", "aes256", "AWS:KMS", "?*")),
    requested: algorithms,
  },
  {
    key: "s3:x-amz-server-side-encryption-aws-kms-key-id",
    operators: [...stringOperators, ...arnOperators],
    stated: fc.constantFrom(
      ...kmsKeys,
      "arn:aws:kms:*:111122223333:key/*",
      "arn:aws:kms:eu-west-1:*:key/*",
      "arn:aws:*:*:*:*",
      "arn:aws:kms:*:111122223333:*",
      "arn:*:kms:eu-west-?:111122223333:key/one",
    ),
    requested: fc.constantFrom(...kmsKeys, "arn:aws:kms:us-east-1:111122223333:alias/a:b"),
  },
  {
    key: "aws:PrincipalTag/team",
    operators: stringOperators,
    stated: fc.constantFrom(
      ...teams,
      "${aws:username}",
      "${aws:RequestTag/team}",
      "${aws:RequestTag/team}",
      "${aws:RequestTag/team, 'blue'}",
      "${aws:TagKeys}",
      "${aws:username}*",
      "${*}",
      "re${?}",
    ),
    requested: fc.constantFrom(...teams),
  },
  {
    key: "aws:RequestTag/team",
    operators: stringOperators,
    stated: fc.constantFrom(...teams, "${aws:PrincipalTag/team}", "${aws:PrincipalTag/team}", "b${?}ue", "b?*", "*${$}*"),
    requested: fc.constantFrom(...teams),
  },
  {
    key: "aws:TagKeys",
    operators: stringOperators,
    stated: fc.constantFrom("red", "blue", "b*", "Red", "${aws:PrincipalTag/team}", "*"),
    requested: fc.constantFrom("red", "blue", "black"),
    multivalued: true,
  },
  {
    key: "aws:PrincipalArn",
    operators: [...arnOperators, ...stringOperators],
    stated: fc.oneof(
      anyPrincipalArn,
      fc.constantFrom(
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::111122223333:*",
        "arn:aws:*::111122223333:role/writer",
        "arn:aws:iam::${aws:PrincipalAccount}:role/*",
        "arn:aws:iam::111122223333:user/${aws:username}",
        "arn:*:iam::*:ro?e/writer",
      ),
    ),
    requested: anyPrincipalArn,
  },
  { key: "aws:PrincipalAccount", operators: stringOperators, stated: account, requested: account },
  { key: "aws:SecureTransport", operators: ["Bool"], stated: booleans, requested: booleans },
  {
    key: "s3:TlsVersion",
    operators: numericOperators,
    stated: fc.constantFrom("1.1", "1.2", "1.3", "2", "-1", "1.20"),
    requested: fc.constantFrom("1.1", "1.2", "1.3", "2"),
  },
  {
    key: "aws:CurrentTime",
    operators: dateOperators,
    stated: fc.constantFrom("2026-01-01T00:00:00Z", "2026-06-01", "2026-01-01T02:00:00+02:00", "2026-06", "2025-01-01T00:00:00.500Z"),
    requested: fc.constantFrom("2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2024-12-31T23:59:59Z"),
  },
  {
    key: "aws:EpochTime",
    operators: dateOperators,
    stated: fc.constantFrom("1767225600", "1780272000", "1"),
    requested: fc.constantFrom("1767225600", "1780272000", "1700000000"),
  },
  {
    key: "aws:SourceIp",
    operators: ipOperators,
    stated: fc.constantFrom(
      "203.0.113.0/24",
      "203.0.113.7/32",
      "203.0.113.7",
      "10.0.0.0/8",
      "128.0.0.0/1",
      "0.0.0.0/0",
      "2001:db8::/32",
      "2001:DB8:0:0::/64",
      "2001:db8::7",
      "::/0",
    ),
    requested: fc.constantFrom("203.0.113.7", "203.0.113.8", "10.1.2.3", "192.0.2.1", "2001:db8::7", "2001:db8:0:1::1", "::1"),
  },
  {
    key: "aws:binary",
    operators: ["BinaryEquals"],
    stated: fc.constantFrom("QUJD", "QUI=", "QQ=="),
    requested: fc.constantFrom("QUJD", "QUI=", "QQ=="),
  },
];

function mixedCase(key: string): fc.Arbitrary<string> {
  return fc.constantFrom(key, key, key, key.toLowerCase(), key.toUpperCase());
}

const condition: fc.Arbitrary<[operator: string, key: string, values: string | string[]]> = fc
  .constantFrom(...keyPools)
  .chain((pool) =>
    fc.tuple(
      fc.oneof(
        {
          weight: 5,
          arbitrary: fc.tuple(
            fc
              .tuple(
                fc.constantFrom(...(pool.multivalued ? ["ForAllValues:", "ForAnyValue:", ""] : ["", "", "", "ForAllValues:", "ForAnyValue:"])),
                fc.constantFrom(...pool.operators),
                fc.constantFrom("", "", "IfExists"),
              )
              .map((parts) => parts.join(""))
              .chain((name) => fc.constantFrom(name, name, name.toLowerCase())),
            oneOrMany(pool.stated),
          ),
        },
        { weight: 1, arbitrary: fc.tuple(fc.constant("Null"), oneOrMany(booleans)) },
      ),
      mixedCase(pool.key),
    ),
  )
  .map(([[operator, values], key]) => [operator, key, values]);

const statement: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    effect: fc.constantFrom("Allow", "Deny"),
    principal: policyPrincipal,
    principalElement: fc.constantFrom("Principal", "Principal", "Principal", "NotPrincipal"),
    action: oneOrMany(policyAction),
    actionElement: fc.constantFrom("Action", "Action", "Action", "NotAction"),
    resource: oneOrMany(policyResource),
    resourceElement: fc.constantFrom("Resource", "Resource", "Resource", "NotResource"),
    conditions: fc.array(condition, { maxLength: 2 }),
  })
  .map((parts) => {
    const block: Record<string, Record<string, string | string[]>> = {};
    for (const [operator, key, values] of parts.conditions) block[operator] = { ...block[operator], [key]: values };
    return {
      // Such statements as S3 takes: no Allow with NotPrincipal, keys that all of the actions have.
      Effect: parts.principalElement === "NotPrincipal" ? "Deny" : parts.effect,
      [parts.principalElement]: parts.principal,
      [parts.actionElement]: parts.conditions.some(([, key]) => /server-side/i.test(key)) ? writing(parts.action) : parts.action,
      [parts.resourceElement]: parts.resource,
      ...(parts.conditions.length > 0 ? { Condition: block } : {}),
    };
  });

/** The actions without those that have no encryption. */
function writing(actions: string | string[]): string | string[] {
  const left = [actions].flat().filter((action) => action !== "s3:GetObject");
  return left.length > 0 ? left : "s3:PutObject";
}

export const policy: fc.Arbitrary<GeneratedPolicy> = fc.record({
  Version: fc.constant("2012-10-17"),
  Statement: fc.array(statement, { minLength: 1, maxLength: 4 }),
});

const context: fc.Arbitrary<Record<string, string | string[]>> = fc
  .tuple(
    ...keyPools.map((pool) => {
      const value: fc.Arbitrary<string | string[]> = pool.multivalued
        ? fc.uniqueArray(pool.requested, { minLength: 2, maxLength: 3 })
        : pool.requested;
      return fc.option(fc.tuple(mixedCase(pool.key), value), { nil: undefined, freq: 3 });
    }),
  )
  .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== undefined)));

export const request: fc.Arbitrary<GeneratedRequest> = fc.record({
  action: requestAction,
  resource: requestResource,
  principal: requestPrincipal,
  context,
});
