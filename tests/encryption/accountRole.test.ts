/**
 * Protects the role that Pulumi assumes in other accounts: it allows every call that the resources there take, as
 * tests/judges/awsApi/ has them for their creation and the provider's source for the rest, and little else.
 */
import assert from "node:assert/strict";
import { accountRoleStatements } from "../../encryption/accountRole";
import { globPattern, matchesGlob } from "../../simulator/iam/glob";
import { actionMatches, arnOf, iamActionsOf, laterCalls } from "../judges/awsApi/iamActions";
import { callsOf } from "../judges/awsApi/callsOf";
import { resourcesOf } from "../judges/awsApi/program";

const member = "444455556666";
const prefix = "s3-encryption-audit-test";
const statements = accountRoleStatements({ partition: "aws", accountId: member, namePrefix: prefix, trailName: prefix });

type Context = Readonly<Record<string, string>>;

/** Whether the role may do something; conditions are all StringEquals. */
function allows(action: string, resource: string, context: Context = {}): boolean {
  return statements.some(({ Action, Resource, Condition = {} }) => {
    const named = [Action ?? []].flat().some((pattern) => actionMatches(String(pattern), action));
    const covers = [Resource ?? []].flat().some((pattern) => matchesGlob(globPattern(String(pattern)), resource));
    const holds = Object.entries(Condition["StringEquals"] ?? {}).every(([key, value]) => context[key] === value);
    return named && covers && holds;
  });
}

describe("the role in an audited account", () => {
  it("may make every call that creates, reads, changes and deletes what the audit has there", async () => {
    const config = {
      regions: ["eu-west-1"],
      accounts: [{ id: member, roleArn: `arn:aws:iam::${member}:role/audit` }],
      trail: { multiRegion: true },
      tags: { team: "security" },
    };
    const all = await resourcesOf({ region: "us-east-1", config });
    const there = all.filter(({ name }) => name.includes(member));
    const types = new Set(there.map(({ type }) => type.split(":").pop() ?? ""));
    assert.deepEqual([...types].sort(), [
      "Alias", "Bucket", "BucketLifecycleConfiguration", "BucketOwnershipControls", "BucketPolicy", "BucketPublicAccessBlock", "BucketServerSideEncryptionConfiguration",
      "EventRule", "EventTarget", "Key", "Queue", "QueuePolicy", "Role", "RolePolicy", "Trail",
    ]);
    const denied: string[] = [];
    for (const resource of there) {
      const region = String(resource.inputs["region"] ?? "us-east-1");
      const creating = callsOf(resource, region).flatMap(iamActionsOf);
      const type = resource.type.split(":").pop() ?? "";
      const later = laterCalls[type];
      assert.ok(later, `which calls read, change and delete a ${type} is not known: add them to tests/judges/awsApi/iamActions.ts`);
      for (const [action, isNew] of [...creating.map((one) => [one, true] as const), ...later.map((one) => [one, false] as const)]) {
        const tags = { "aws:ResourceTag/trail": prefix, "aws:RequestTag/trail": prefix };
        const context: Context = action === "iam:PassRole" ? { "iam:PassedToService": "events.amazonaws.com" } : type === "Key" && isNew && !action.includes("Rotation") ? { "aws:RequestTag/trail": prefix } : tags;
        for (const arn of arnOf(action, resource, { region, account: member })) if (!allows(action, arn, context)) denied.push(`${action} on ${arn}`);
      }
    }
    assert.deepEqual([...new Set(denied)], []);
  });

  const others: readonly (readonly [what: string, action: string, resource: string, context?: Context])[] = [
    ["another rule", "events:PutRule", `arn:aws:events:us-east-1:${member}:rule/payments`],
    ["another account's rule", "events:PutRule", `arn:aws:events:us-east-1:777788889999:rule/${prefix}-forward`],
    ["another role", "iam:CreateRole", `arn:aws:iam::${member}:role/admin`],
    ["a managed policy for its role", "iam:AttachRolePolicy", `arn:aws:iam::${member}:role/${prefix}-forward`],
    ["its role for another service", "iam:PassRole", `arn:aws:iam::${member}:role/${prefix}-forward`, { "iam:PassedToService": "ec2.amazonaws.com" }],
    ["another trail", "cloudtrail:StopLogging", `arn:aws:cloudtrail:us-east-1:${member}:trail/management-events`],
    ["another bucket", "s3:PutBucketPolicy", "arn:aws:s3:::acme-orders"],
    ["what its log bucket holds", "s3:GetObject", `arn:aws:s3:::${prefix}-trail-${member}/AWSLogs/x`],
    ["another key", "kms:ScheduleKeyDeletion", `arn:aws:kms:us-east-1:${member}:key/1`],
    ["a key without the trail's tag", "kms:CreateKey", "*"],
    ["what a key encrypts", "kms:Decrypt", `arn:aws:kms:us-east-1:${member}:key/1`, { "aws:ResourceTag/trail": prefix }],
  ];
  for (const [what, action, resource, context] of others) {
    it(`may not touch ${what}`, () => assert.equal(allows(action, resource, context), false));
  }

  it("fits into a role's inline policies, of 10,240 characters", () => {
    assert.ok(JSON.stringify({ Version: "2012-10-17", Statement: statements }).length < 10_240);
  });
});
