/** docs/comparison.md: what the well-known checks and the policy pack say of the same buckets. */
import { mustBeRejected, type CaseGroup, type ComparisonCase } from "../../tests/judges/wellKnownChecks/case";
import { caseGroups, cases } from "../../tests/judges/wellKnownChecks/cases";
import { wellKnownChecks, type CheckVerdict } from "../../tests/judges/wellKnownChecks/verdicts";

/** The whole document. */
export function comparison(): string {
  return `# The policy pack compared with the well-known checks

<!-- Generated from tests/judges/wellKnownChecks/ by \`npm run docs\`; do not edit. -->

${cases.length} buckets, each with or without a default encryption, blocked encryption types and a bucket policy, and what each
check says about them. The question is the same for all: *does every object that gets into this bucket satisfy the
encryption requirement, and does the bucket declare a default encryption that does?* The requirement is the default one
(SSE-KMS or DSSE-KMS, any key) unless the bucket's row says otherwise.

| Check | What it looks at | Right | Passes wrongly | Rejects wrongly |
| --- | --- | --- | --- | --- |
| **this policy pack**, its mandatory policies | what the bucket lets in | ${score(rightVerdict)} |
${wellKnownChecks.map((check) => `| ${check.name} | ${check.looksAt} | ${score((tested) => check.verdict(tested))} |`).join("\n")}

The other checks answer a narrower question, and do not claim more: they look at the default encryption, which applies to
requests without an encryption header. The table shows how often their *pass* is a wrong answer to the question above.

**How the answers were found.** The right answer was written by hand for each bucket, with its reason. A test compares it
with a fixed matrix of uploads, each evaluated as S3 would: every method by header and no header, nine ways to name a key,
SSE-C, a method that does not exist yet, UpdateObjectEncryption; by a role, a user, the root, another account and
anonymously; for several object keys, with TLS and without. A second evaluator checks the first. The pack runs on the same
buckets and must agree on the verdict and on each kind of upload that gets in. Checkov, cdk-nag and awsguard were run. The
answers of AWS Config are read from its documentation; a policy that S3 refuses does not exist for it.
The policies themselves are in [tests/judges/wellKnownChecks/cases](../tests/judges/wellKnownChecks/cases).

*pass* and *reject* are what a check says, **bold with a ✗** where that is wrong. A check that says nothing passes the
bucket. *Future methods*: a method that AWS adds later would get in; the pack advises against that
(\`s3-deny-future-methods\`) and does not call it a hole.
${caseGroups.map(section).join("")}`;
}

function section({ title, cases: grouped }: CaseGroup): string {
  const heads = wellKnownChecks.map(({ short }) => short);
  return `
## ${title}

| Bucket | Wrong uploads that get in | This pack | ${heads.join(" | ")} | Why |
| --- | --- | --- | ${heads.map(() => "---").join(" | ")} | --- |
${grouped.map(row).join("\n")}
`;
}

function row(tested: ComparisonCase): string {
  const right = rightVerdict(tested);
  const others = wellKnownChecks.map((check) => said(check.verdict(tested), right));
  return `| ${cell(tested.bucket)} | ${getsIn(tested)} | ${said(right, right)} | ${others.join(" | ")} | ${cell(tested.reason)} |`;
}

function rightVerdict(tested: ComparisonCase): CheckVerdict {
  return mustBeRejected(tested) ? "rejects" : "passes";
}

function said(verdict: CheckVerdict, right: CheckVerdict): string {
  const word = verdict === "passes" ? "pass" : "reject";
  return verdict === right ? word : `**${word} ✗**`;
}

function getsIn({ right: { letsIn, futureMethods, defaultEncryption } }: ComparisonCase): string {
  if (letsIn === "refused") return "S3 refuses the policy";
  if (letsIn.length > 0) return letsIn.join(", ");
  const nothing = defaultEncryption === "wrong" ? "none; no proper default" : "none";
  return futureMethods === "let in" ? `${nothing} (future methods)` : nothing;
}

/** The columns of a check in the table of scores. */
function score(verdict: (tested: ComparisonCase) => CheckVerdict): string {
  const count = (said: CheckVerdict, right: CheckVerdict): number =>
    cases.filter((tested) => verdict(tested) === said && rightVerdict(tested) === right).length;
  const [passesWrongly, rejectsWrongly] = [count("passes", "rejects"), count("rejects", "passes")];
  return `${cases.length - passesWrongly - rejectsWrongly} of ${cases.length} | ${passesWrongly} | ${rejectsWrongly}`;
}

/** Text in a cell of a Markdown table. */
function cell(text: string): string {
  // Not within code, where a backslash would show.
  return text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[*_|<>[\]]/g, (character) => `\\${character}`)))
    .join("`");
}
