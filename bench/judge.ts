/**
 * `npm run bench:judge`: what the judge takes for policies of different sizes and shapes, in milliseconds of CPU time, and
 * how that grows. The last column compares with the first size: doubling the statements may a little more than double it.
 */
import { bucketArn } from "../encryption/arn";
import { defaultRequirement } from "../encryption/requirement";
import { BucketJudge } from "../judge/bucketJudge";
import type { Exception } from "../judge/bucket";
import { hardPolicies } from "./hardPolicies";
import { randomPolicies } from "./randomPolicies";
import { readOptions } from "../tools/options";
import { landingZone, manyRoles, realPolicies, realPolicy } from "./realPolicies";

readOptions("npm run bench:judge\n\nWhat the judge takes for policies of different sizes and shapes. It has no options. See docs/benchmarks.md.\n", {});

const bucketName = "acme-landing-zone";
const arn = bucketArn("aws", bucketName);
const rounds = 5;
const ofAccount = { account: "111122223333" };

/** Median milliseconds of CPU time of judging a policy by a judge that has seen none. */
function cost(policy: object, isAllowedException: (exception: Exception) => boolean = () => false, known: object = ofAccount): number {
  const text = JSON.stringify(policy);
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    new BucketJudge({ requirement: defaultRequirement, updates: true, today: new Date(), isAllowedException }, known).judge(bucketName, { algorithm: "aws:kms" }, text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }).sort((a, b) => a - b);
  return times[Math.floor(rounds / 2)] ?? NaN;
}

function row(name: string, policy: object, isAllowed?: (exception: Exception) => boolean, first?: number): number {
  const milliseconds = cost(policy, isAllowed);
  const ratio = first === undefined ? "" : (milliseconds / first).toFixed(2);
  process.stdout.write(`${[name, JSON.stringify(policy).length, milliseconds.toFixed(1), ratio].join("\t")}\n`);
  return milliseconds;
}

const organization = ({ key }: Exception): boolean => key === "aws:PrincipalOrgID";
process.stdout.write("policy\tbytes\tms\tto the first\n");
cost(landingZone(arn, 10)); // warm
for (const [name, policies, isAllowed] of [
  ["teams beside an organization's exception", [12, 25, 50].map((teams) => [teams, landingZone(arn, teams)] as const), undefined],
  ["the same, the exception allowed", [12, 25, 50].map((teams) => [teams, landingZone(arn, teams)] as const), organization],
  [
    "the same, with a VPC endpoint's exception as well",
    [12, 25, 50].map((teams) => [teams, landingZone(arn, teams, { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:SourceVpce": "vpce-0a1b2c3d" } })] as const),
    undefined,
  ],
  ["roles left out", [50, 100, 200].map((roles) => [roles, manyRoles(arn, roles)] as const), undefined],
] as const) {
  let first: number | undefined;
  for (const [count, policy] of policies) {
    const milliseconds = row(`${count} ${name}`, policy, isAllowed, first);
    first ??= milliseconds;
  }
}
const before = process.cpuUsage().user;
const judge = new BucketJudge({ requirement: defaultRequirement, updates: true, today: new Date(), isAllowedException: () => false }, ofAccount);
for (let index = 0; index < realPolicies; index++) judge.judge(bucketName, { algorithm: "aws:kms" }, JSON.stringify(realPolicy(arn, index)));
process.stdout.write(`${realPolicies} policies of public shapes\t\t${((process.cpuUsage().user - before) / 1000).toFixed(0)}\n`);
const random = randomPolicies(arn, 100, 20200616).map((policy) => ["", policy] as const);
for (const [whose, known] of [["", ofAccount], [", of an account that is not known", {}]] as const) {
  for (const [what, policies] of [["made at random", random], ["with as much as fits of one thing", hardPolicies(arn)]] as const) {
    const found = policies.map(([name, policy]) => ({ name, bytes: JSON.stringify(policy).length, milliseconds: cost(policy, undefined, known) }));
    const slowest = found.reduce((slow, one) => (one.milliseconds > slow.milliseconds ? one : slow));
    process.stdout.write(`the slowest of ${found.length} ${what}${whose}${slowest.name && `: ${slowest.name}`}\t${slowest.bytes}\t${slowest.milliseconds.toFixed(1)}\n`);
  }
}
