/** docs/tampering.md: the acts that are watched, generated from their catalogue. */
import { prices } from "../../encryption/prices";
import { partOf, tamperings, watchedParts, watchedResources, type Tampering, type WatchedPart } from "../../encryption/tampering";

export function tamperingReference(): string {
  return `# Those who would switch it off

<!-- Generated from encryption/tampering.ts by \`npm run docs\`; do not edit. -->

Who wants to write without being seen stops the trail first, or deletes the alarm. With

\`\`\`yaml
s3-encryption-audit:tampering:
  trail: own
  exemptPrincipals:
    - arn: arn:aws:iam::111122223333:role/deployer
      reason: runs pulumi up
\`\`\`

EventBridge rules watch over the audit itself. Each act of the tables below sends a message to the topic, minutes after it was done: what
was done to what, by whom, from where. Beside it the alarm on that part of the audit goes off, which CloudWatch publishes by
itself, to \`alarms.actions\` as well. Attempts that AWS refused are told like the others, where CloudTrail's record names what they
were to be done to; many records of refused calls do not.

${(Object.keys(watchedParts) as WatchedPart[]).map(section).join("\n\n")}

## The trail

EventBridge hears of these acts only where a trail records management events; the audit's own records uploads alone. \`tampering.trail\`
says which does:

- \`own\`: the audit's own trail, which then records management events as well: those that change something, and no reads.
- the name or ARN of one that you have. Where it is of the stack's account, each preview looks at it, and refuses one that is stopped,
  records another region, or no management events that change something, KMS's among them. An organization's trail is of another
  account: it is taken for granted.

The preview says which trail it is, and whether it was looked at.

## Why it is not on by itself

- **Cost.** The first copy of management events that trails deliver in a region is free; each further copy costs ${(prices.managementEvent * 100_000).toFixed(2)} US dollars per 100,000
  events. A stack cannot know whether an organization's trail records them already. Rules, matches of AWS's own events and messages
  by e-mail cost next to nothing, an alarm ${prices.alarm.toFixed(2)} a month.
- **Who may.** Each \`pulumi up\` changes what is watched. Unless the role that runs it is exempt, every deployment sends messages,
  and a warning that comes every day is read by nobody. Only you know which role that is.

## Exempt principals

\`exemptPrincipals\` names roles, users or the root whose acts are expected, each with a reason; \`*\` is a wildcard. A role's sessions are
exempt with it, and so is whoever gets hold of one: exempt the role of your deployments, and no role of people. With
\`scope: { buckets: all }\` every bucket of the account is watched: whatever makes buckets should be exempt as well, or name the
buckets in \`scope\`.

## What it does not see

- **What comes after.** Where the trail that records management events is stopped, the message of that is the last one.
- **Who is fast.** CloudTrail delivers minutes late. Who deletes these rules, or the topic, is told of by a rule that is gone by then. What
  the topic does not take waits in the dead-letter queue, and its alarm goes off, unless these are gone as well. \`alarms.actions\`
  should name something in other hands; the check below needs nothing of the stack.
- **IAM and Organizations.** Their events are in us-east-1 alone. Neither the role by which the rules publish is watched, nor the policies of
  \`policies\`. A role that may no longer publish fills the dead-letter queue.
- **Other regions and accounts** ([estates.md](estates.md)): what is done to the rules that forward from there, to buckets there, and to
  the policy of the bus at home is not watched. The check below finds what was changed.
- **The organization's trail**, where it is stopped in its own account.
- **Names that only begin alike.** Rules, alarms and resource policies are told by the stack's prefix: another stack in the region whose
  name begins with this one's and a hyphen is watched with it.
- Muting alarms (\`PutAlarmMuteRule\`) is not on AWS's list of recorded calls; should it be recorded, it is told.
- Who unsubscribes by the link at the end of a mail is recorded nowhere.

A KMS key of the topic must let the stack's role \`<prefix>-messages\` use it through IAM; of a topic of your own (\`notifications.topicArn\`) the
stack knows no key: allow that role \`kms:Decrypt\` and \`kms:GenerateDataKey*\` yourself. A topic in another account must allow it
\`sns:Publish\`. To deploy the watch, IAM rights are needed for that role.

## The check that needs nothing of the stack

Once an hour, by another role and in another place than the account, ask whether all is still there as it was deployed:

\`\`\`console
$ pulumi refresh --preview-only --expect-no-changes --stack prod
\`\`\`

It changes nothing, and fails where anything was changed or deleted by hand: a rule that is disabled, a filter, an alarm, a policy. As a
scheduled workflow of GitHub:

\`\`\`yaml
on:
  schedule: [{ cron: "17 * * * *" }]
jobs:
  untouched:
    runs-on: ubuntu-latest
    permissions: { id-token: write, contents: read }
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
      - run: npm ci
      - uses: aws-actions/configure-aws-credentials@v4
        with: { role-to-assume: "arn:aws:iam::111122223333:role/reader", aws-region: us-east-1 }
      - uses: pulumi/actions@v6
      - run: pulumi refresh --preview-only --expect-no-changes --stack prod
        env: { PULUMI_ACCESS_TOKEN: "\${{ secrets.PULUMI_ACCESS_TOKEN }}" }
\`\`\`

What to do when a message comes: [the runbook](runbook.md#somebody-touched-the-audit-itself).
`;
}

function section(part: WatchedPart): string {
  const rows = tamperings.filter((one) => partOf(one) === part).map(row);
  return `## \`<prefix>-watch-${part}\`: ${watchedParts[part]}

| Service | Event | Done to | Named in | What it would do |
| --- | --- | --- | --- | --- |
${rows.join("\n")}`;
}

function row({ service, eventNames, resource, namedIn, effect }: Tampering): string {
  const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");
  return `| ${service} | ${code(eventNames)} | ${watchedResources[resource].what} | ${namedIn.length === 0 ? "any" : code(namedIn)} | ${effect} |`;
}
