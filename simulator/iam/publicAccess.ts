/**
 * Whether a bucket policy is public as S3 Block Public Access sees it: with BlockPublicPolicy S3 answers AccessDenied to
 * such a policy.
 *
 * "Amazon S3 begins by assuming that the policy is public … it must grant access only to fixed values": "The meaning of
 * public", https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html. Where S3 was
 * recorded to decide otherwise than the page says, its answers count (tests/judges/s3BucketPolicies).
 */
import { denies } from "./denialCover";
import { type CheckedPolicy, type PolicyPrincipal, type CheckedStatement, type PrincipalElement } from "./document";
import { elementPath } from "./documentPath";
import { limitOf, type Limit } from "./fixedConditions";
import { type PolicyProblem } from "./problems";

/**
 * The statements that make a bucket policy public, and such of which it is not known whether they do.
 * @returns problems as S3 would tell them to a bucket with BlockPublicPolicy; none for a policy that is not public
 */
export function publicAccessProblems({ statements }: CheckedPolicy): PolicyProblem[] {
  return statements.flatMap((statement) => {
    const access = accessOf(statement, statements);
    const path = elementPath("Statement", statement.index);
    if (access === "limited") return [];
    if (access === "public") {
      return {
        path,
        message: "AccessDenied: the policy allows public access, which the bucket's BlockPublicPolicy prevents",
        hint: "Name accounts, roles or services in Principal, or add a condition with fixed values, such as aws:PrincipalOrgID",
      };
    }
    return {
      path,
      message: "not known of AWS: whether S3 takes the statement for public, which the bucket's BlockPublicPolicy prevents",
      hint: "Name accounts, roles or services in Principal, or add a condition that AWS's page on public access lists, such as aws:PrincipalOrgID",
      uncertain: true as const,
    };
  });
}

function accessOf(statement: CheckedStatement, all: readonly CheckedStatement[]): "public" | "limited" | "unknown" {
  if (statement.effect === "Deny" || !statement.principal || !isEveryone(statement.principal)) return "limited";
  const limits: Limit[] = [limitOf(statement.conditions), ...all.filter(isForEveryone).map((one) => limitByDenial(one, statement))];
  if (limits.includes("fixed")) return "limited";
  return limits.includes("unknown") ? "unknown" : "public";
}

/** What a Deny leaves of an Allow for everyone: nothing, or only what its negated conditions name. */
function limitByDenial(denial: CheckedStatement, allow: CheckedStatement): Limit {
  if (!denies(denial, allow)) return "open";
  const { conditions } = denial;
  if (conditions.length === 0) return "fixed";
  const spared = limitOf(conditions, "spared");
  // Each of several conditions spares somebody: who is left in is then not told by one of them.
  return conditions.length > 1 && spared === "fixed" ? "unknown" : spared;
}

/** A Deny that names everybody. One with NotPrincipal takes nothing from an Allow in S3's eyes. */
function isForEveryone({ effect, principal }: CheckedStatement): boolean {
  return effect === "Deny" && principal?.element === "Principal" && isEveryone(principal);
}

function isEveryone({ principals }: PrincipalElement): boolean {
  return principals.some(({ type, id }: PolicyPrincipal) => type === "AWS" && id === "*");
}
