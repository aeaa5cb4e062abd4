/** What parsePolicyDocument refuses: every problem of a document at once, where it is, and in AWS's words. */
import assert from "node:assert/strict";
import { type PolicyKind } from "../../../simulator/iam/document";
import { parsePolicyDocument, type KnownBucket } from "../../../simulator/iam/parse";
import { describeProblem, type PolicyProblem } from "../../../simulator/iam/problems";

const statement = {
  Sid: "DenyWrongUploads",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:PutObject",
  Resource: "arn:aws:s3:::examplebucket/*",
};

function policy(...statements: object[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

function problemsOf(document: string | object, kind: PolicyKind = "bucket", bucket?: KnownBucket): readonly PolicyProblem[] {
  const parsed = parsePolicyDocument(document, kind, bucket);
  return parsed.valid ? [] : parsed.problems;
}

function without(name: string): object {
  return Object.fromEntries(Object.entries(statement).filter(([key]) => key !== name));
}

describe("parsePolicyDocument", () => {
  describe("takes what AWS takes", () => {
    const accepted: [sentence: string, document: object][] = [
      ["a statement that is not in a list", { Version: "2012-10-17", Statement: statement }],
      ["a document without Version, which is then 2008-10-17", { Statement: [statement] }],
      ["an Id", { ...policy(statement), Id: "Policy for uploads" }],
      ["a Sid with spaces, as the S3 user guide has them", policy({ ...statement, Sid: "Prevent SSE-S3 encryption" })],
      ["several statements without Sid or with an empty one", policy({ ...statement, Sid: "" }, { ...statement, Sid: "" }, without("Sid"))],
      ["actions in any case", policy({ ...statement, Action: ["S3:putobject", "s3:Get*", "*"] })],
      ["NotAction, NotResource, NotPrincipal", policy({ Effect: "Deny", NotPrincipal: { AWS: "111122223333" }, NotAction: "s3:GetObject", NotResource: "arn:aws:s3:::examplebucket/public/*" })],
      ["every type of principal", policy({ ...statement, Principal: {
        AWS: ["*", "111122223333", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/path/name", "arn:aws:sts::111122223333:assumed-role/name/session", "arn:aws:sts::111122223333:federated-user/bob", "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE"],
        Service: "cloudtrail.amazonaws.com",
        Federated: ["cognito-identity.amazonaws.com", "arn:aws:iam::111122223333:saml-provider/corp"],
        CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
      } })],
      ["Booleans and numbers as condition values", policy({ ...statement, Condition: { Bool: { "aws:SecureTransport": false }, NumericLessThan: { "s3:TlsVersion": 1.2 }, Null: { "s3:x-amz-server-side-encryption": true } } })],
      ["operators in any case, with set operators and IfExists", policy({ ...statement, Condition: { "forallvalues:stringlikeifexists": { "aws:TagKeys": ["a", "b"] } } })],
      ["variables, with defaults, and escapes", policy({ ...statement, Resource: "arn:aws:s3:::examplebucket/${aws:username, 'nobody'}/${*}" })],
      ["${…} that is no variable where the version has none", { Version: "2008-10-17", Statement: [{ ...statement, Resource: "arn:aws:s3:::examplebucket/${anything}" }] }],
      ["and condition values alike", { Version: "2008-10-17", Statement: [{ ...statement, Condition: { StringEquals: { "aws:username": "${anything" } } }] }],
      ["actions on bucket and objects, with both among the resources", policy({ ...statement, Action: ["s3:PutObject", "s3:ListBucket"], Resource: ["arn:aws:s3:::examplebucket", "arn:aws:s3:::examplebucket/*"] })],
      ["any action on a bucket or on objects, and on neither", policy({ ...statement, Action: "*" }, { ...statement, Sid: "Bucket", Action: "*", Resource: "arn:aws:s3:::examplebucket" })],
      ["a key that the actions of NotAction do not take", policy({ ...without("Action"), NotAction: "s3:GetObject", Condition: { StringEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } } })],
      ["an action on objects, with NotResource", policy({ ...without("Resource"), NotResource: "arn:aws:s3:::examplebucket" })],
      ["a directory bucket, by its own kind of ARN", policy({ ...statement, Action: "s3express:CreateSession", Resource: "arn:aws:s3express:us-west-2:111122223333:bucket/b--usw2-az1--x-s3" })],
      ["a key of the actions that are named, with a tag's key behind it", policy({ ...statement, Action: ["s3:GetObject", "s3:GetObjectTagging"], Condition: { StringEquals: { "s3:ExistingObjectTag/team": "data" } } })],
      ["a key of some of the actions that a wildcard stands for", policy({ ...statement, Action: "s3:*", Condition: { StringEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } } })],
      ["a key of none of the actions that a wildcard stands for, which is left alone", policy({ ...statement, Action: "s3:Get*", Condition: { StringEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } } })],
      ["a key of another service, and a global one that is newer than the reference", policy({ ...statement, Condition: { StringEquals: { "kms:ViaService": "x", "aws:SourceHologram": "x" } } })],
      ["a condition key with an empty list, which nothing matches", policy({ ...statement, Condition: { StringEquals: { "aws:SourceVpc": [] } } })],
      ["an ARN operator on a key that holds ARNs", policy({ ...statement, Condition: { ArnLike: { "aws:SourceVpcArn": "arn:aws:ec2:*:111122223333:vpc/*", "s3:DataAccessPointArn": "arn:aws:s3:*:111122223333:accesspoint/*" } } })],
    ];
    for (const [sentence, document] of accepted) {
      it(sentence, () => {
        assert.deepEqual(problemsOf(document), []);
        assert.deepEqual(problemsOf(JSON.stringify(document)), []);
      });
    }
  });

  describe("refuses in a bucket policy", () => {
    const refused: [sentence: string, document: object | string, path: string, message: string, hint: RegExp][] = [
      ["no Principal: the blog's third statement", policy({ ...statement, Sid: "Other" }, without("Principal")), "Statement[1]", "Missing required field Principal", /"Principal": "\*"/],
      ["no Effect", policy(without("Effect")), "Statement[0]", "Missing required field Effect", /"Allow" or "Deny"/],
      ["an Effect in another case", policy({ ...statement, Effect: "deny" }), "Statement[0].Effect", "Invalid effect: deny", /case matters/],
      ["no Action", policy(without("Action")), "Statement[0]", "Missing required field Action", /NotAction/],
      ["Action and NotAction", policy({ ...statement, NotAction: "s3:Get*" }), "Statement[0].NotAction", "Invalid policy syntax: Action and NotAction exclude each other", /Remove one/],
      ["an empty list of actions", policy({ ...statement, Action: [] }), "Statement[0].Action", "Missing required field Action", /at least one/],
      ["an action that is not a string", policy({ ...statement, Action: ["s3:PutObject", 7] }), "Statement[0].Action[1]", "Invalid policy syntax: Action must be a string or a list of strings", /quotes/],
      ["an action without service", policy({ ...statement, Action: "PutObject" }), "Statement[0].Action", "Policy has invalid action", /service:action/],
      ["something before an action", policy({ ...statement, Action: "the s3:PutObject" }), "Statement[0].Action", "Policy has invalid action", /service:action/],
      ["something behind an action", policy({ ...statement, Action: "s3:PutObject and more" }), "Statement[0].Action", "Policy has invalid action", /service:action/],
      ["an action of another service", policy({ ...statement, Action: ["s3:PutObject", "kms:Decrypt"] }), "Statement[0].Action[1]", "Policy has invalid action", /only s3 actions, not kms:Decrypt/],
      ["no Resource", policy(without("Resource")), "Statement[0]", "Missing required field Resource", /NotResource/],
      ["a resource that is no ARN", policy({ ...statement, Resource: "examplebucket/*" }), "Statement[0].Resource", "Policy has invalid resource", /arn:aws:s3:::examplebucket/],
      ["something before a resource's ARN", policy({ ...statement, Resource: "the arn:aws:s3:::examplebucket/*" }), "Statement[0].Resource", "Policy has invalid resource", /^Write "the arn:aws:s3:::examplebucket\/\*" as the ARN of the bucket or of objects in it, e\.g\. arn:aws:s3:::examplebucket\/\*$/],
      ["a resource of another service", policy({ ...statement, Resource: "arn:aws:sqs:us-east-1:111122223333:q" }), "Statement[0].Resource", "Policy has invalid resource", /ARN of the bucket/],
      ["PutObject on the bucket itself", policy({ ...statement, Resource: "arn:aws:s3:::examplebucket" }), "Statement[0].Action", "Action does not apply to any resource(s) in statement", /add \/\*/],
      ["ListBucket on objects alone", policy({ ...statement, Action: ["s3:PutObject", "s3:ListBucket"] }), "Statement[0].Action[1]", "Action does not apply to any resource(s) in statement", /without a path/],
      ["an unknown element", policy({ ...statement, Principle: "*" }), "Statement[0].Principle", "Unknown field Principle", /Did you mean Principal/],
      ["an element in another case", { version: "2012-10-17", Statement: [statement] }, "version", "Unknown field version", /Did you mean Version/],
      ["an element with a wrong letter", policy({ ...statement, Kondition: {} }), "Statement[0].Kondition", "Unknown field Kondition", /Did you mean Condition/],
      ["an element that is like none", policy({ ...statement, Foo: {} }), "Statement[0].Foo", "Unknown field Foo", /^Known are Sid, Effect,/],
      ["a version that does not exist", { Version: "2012-10-18", Statement: [statement] }, "Version", "The policy must contain a valid version string", /2012-10-17/],
      ["no Statement", { Version: "2012-10-17" }, "", "Missing required field Statement", /at least one/],
      ["an empty Statement", policy(), "Statement", "Missing required field Statement", /at least one/],
      ["a statement that is no object", policy("Deny" as unknown as object), "Statement[0]", "Invalid policy syntax: a statement must be an object", /\{/],
      ["a statement that is nothing", policy(null as unknown as object), "Statement[0]", "Invalid policy syntax: a statement must be an object", /\{/],
      ["a mistake in a statement that is not in a list", { Version: "2012-10-17", Statement: { ...statement, Effect: "deny" } }, "Statement.Effect", "Invalid effect: deny", /case matters/],
      ["an Id that is a number", { ...policy(statement), Id: 7 }, "Id", "Invalid policy syntax: Id must be a string", /quotes/],
      ["a Sid twice", policy(statement, without("Sid"), statement), "Statement[2].Sid", "Statement IDs (SID) in a single policy must be unique", /already the Sid of Statement\[0\]/],
      ["a Sid with a typographic dash", policy({ ...statement, Sid: "Deny – uploads" }), "Statement[0].Sid", "Invalid Sid", /ASCII/],
      ["a Sid that is a number", policy({ ...statement, Sid: 1 }), "Statement[0].Sid", "Invalid policy syntax: Sid must be a string", /quotes/],
      ["Principal and NotPrincipal", policy({ ...statement, NotPrincipal: "*" }), "Statement[0].NotPrincipal", "Invalid policy syntax: Principal and NotPrincipal exclude each other", /Remove/],
      ["a principal outside of a map", policy({ ...statement, Principal: "arn:aws:iam::111122223333:root" }), "Statement[0].Principal", "Invalid principal in policy", /"AWS"/],
      ["a principal type in another case", policy({ ...statement, Principal: { aws: "111122223333" } }), "Statement[0].Principal.aws", "Invalid principal in policy", /Did you mean AWS/],
      ["an account ID with too few digits", policy({ ...statement, Principal: { AWS: "11112222333" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /12 digits, "11112222333" has 11/],
      ["an account ID with too many digits", policy({ ...statement, Principal: { AWS: "1111222233334" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /12 digits, "1111222233334" has 13/],
      ["something before an account ID", policy({ ...statement, Principal: { AWS: "a111122223333" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /an account ID of 12 digits or an ARN/],
      ["something behind an account ID", policy({ ...statement, Principal: { AWS: "111122223333a" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /an account ID of 12 digits or an ARN/],
      ["an account ID that is none", policy({ ...statement, Principal: { AWS: "bob" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /an account ID of 12 digits or an ARN/],
      ["something before what would be a user's ID", policy({ ...statement, Principal: { AWS: "the AROAEXAMPLEEXAMPLE123" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /an account ID of 12 digits or an ARN/],
      ["something behind what would be a user's ID", policy({ ...statement, Principal: { AWS: "AROAEXAMPLEEXAMPLE123 or another" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /an account ID of 12 digits or an ARN/],
      ["a partition that is like one in a principal", policy({ ...statement, Principal: { AWS: "arn:my-aws:iam::111122223333:root" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /an ARN/],
      ["a partition that begins like one in a principal", policy({ ...statement, Principal: { AWS: "arn:aws1:iam::111122223333:root" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /an ARN/],
      ["an account with too many digits in a principal", policy({ ...statement, Principal: { AWS: "arn:aws:iam::1111222233334:root" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /an ARN/],
      ["an account with something before it in a principal", policy({ ...statement, Principal: { AWS: "arn:aws:iam::x111122223333:root" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /an ARN/],
      ["no principal of a type", policy({ ...statement, Principal: { AWS: [] } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /at least one/],
      ["a principal that is a number", policy({ ...statement, Principal: 7 }), "Statement[0].Principal", "Invalid principal in policy", /^Write "\*" or a map such as \{ "AWS": "arn:aws:iam::111122223333:root" \}$/],
      ["a text for a principal", policy({ ...statement, Principal: "bob" }), "Statement[0].Principal", "Invalid principal in policy", /:root" \} instead of "bob"$/],
      ["an account ID that lost its quotes", policy({ ...statement, Principal: { AWS: 111122223333 } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /quotes/],
      ["a wildcard inside of a principal", policy({ ...statement, Principal: { AWS: "arn:aws:iam::111122223333:role/*" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /aws:PrincipalArn with ArnLike/],
      ["a group", policy({ ...statement, Principal: { AWS: "arn:aws:iam::111122223333:group/devs" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /is a group/],
      ["the ID that a deleted role leaves behind", policy({ ...statement, Principal: { AWS: ["111122223333", "AROAEXAMPLEEXAMPLE123"] } }), "Statement[0].Principal.AWS[1]", "Invalid principal in policy", /deleted/],
      ["a session of all names", policy({ ...statement, Principal: { AWS: "arn:aws:sts::111122223333:assumed-role/name/*" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /Wildcards/],
      ["a service that is no host name", policy({ ...statement, Principal: { Service: "cloudtrail" } }), "Statement[0].Principal.Service", "Invalid principal in policy", /cloudtrail\.amazonaws\.com/],
      ["a service with something behind it", policy({ ...statement, Principal: { Service: "cloudtrail.amazonaws.com/x" } }), "Statement[0].Principal.Service", "Invalid principal in policy", /cloudtrail\.amazonaws\.com/],
      ["an identity provider that is none", policy({ ...statement, Principal: { Federated: "google" } }), "Statement[0].Principal.Federated", "Invalid principal in policy", /identity provider/],
      ["an identity provider with something before it", policy({ ...statement, Principal: { Federated: "https://accounts.google.com" } }), "Statement[0].Principal.Federated", "Invalid principal in policy", /identity provider/],
      ["an identity provider with something behind it", policy({ ...statement, Principal: { Federated: "accounts.google.com/x" } }), "Statement[0].Principal.Federated", "Invalid principal in policy", /identity provider/],
      ["a canonical user with a digit too many before it", policy({ ...statement, Principal: { CanonicalUser: "a".repeat(65) } }), "Statement[0].Principal.CanonicalUser", "Invalid principal in policy", /64/],
      ["a canonical user with something behind it", policy({ ...statement, Principal: { CanonicalUser: `${"a".repeat(64)} x` } }), "Statement[0].Principal.CanonicalUser", "Invalid principal in policy", /64/],
      ["a canonical user that is none", policy({ ...statement, Principal: { CanonicalUser: "bob" } }), "Statement[0].Principal.CanonicalUser", "Invalid principal in policy", /64/],
      ["an operator that does not exist", policy({ ...statement, Condition: { StringEqual: { "aws:username": "x" } } }), "Statement[0].Condition.StringEqual", "Invalid Condition type : StringEqual", /Did you mean StringEquals/],
      ["Null with IfExists", policy({ ...statement, Condition: { NullIfExists: { "aws:username": "true" } } }), "Statement[0].Condition.NullIfExists", "Invalid Condition type : NullIfExists", /alone/],
      ["a set operator that does not exist", policy({ ...statement, Condition: { "ForEachValue:StringEquals": { "aws:TagKeys": "x" } } }), 'Statement[0].Condition["ForEachValue:StringEquals"]', "Invalid Condition type : ForEachValue:StringEquals", /./],
      ["a Condition that is a list", policy({ ...statement, Condition: [{ StringEquals: { "aws:username": "x" } }] }), "Statement[0].Condition", "Invalid policy syntax: Condition must be an object", /operator/],
      ["an operator with a bare value", policy({ ...statement, Condition: { StringEquals: "x" } }), "Statement[0].Condition.StringEquals", "Invalid policy syntax: a condition operator takes an object", /key/],
      ["white space before a condition key", policy({ ...statement, Condition: { StringEquals: { " aws:username": "x" } } }), 'Statement[0].Condition.StringEquals[" aws:username"]', "Policy has an invalid condition key", /prefix/],
      ["white space behind a condition key", policy({ ...statement, Condition: { StringEquals: { "aws:username ": "x" } } }), 'Statement[0].Condition.StringEquals["aws:username "]', "Policy has an invalid condition key", /prefix/],
      ["a value of Null that ends like one", policy({ ...statement, Condition: { Null: { "aws:username": "untrue" } } }), 'Statement[0].Condition.Null["aws:username"]', 'Invalid value for Null: "untrue"', /true/],
      ["a value of Null that begins like one", policy({ ...statement, Condition: { Null: { "aws:username": "falsehood" } } }), 'Statement[0].Condition.Null["aws:username"]', 'Invalid value for Null: "falsehood"', /true/],
      ["a variable where none is allowed", policy({ ...statement, Condition: { NumericEquals: { "s3:TlsVersion": "${aws:username}" } } }), 'Statement[0].Condition.NumericEquals["s3:TlsVersion"]', 'Invalid value for NumericEquals: "${aws:username}"', /^Write a number; policy variables are not allowed here$/],
      ["a value of another type, where no variable is allowed", policy({ ...statement, Condition: { NumericEquals: { "s3:TlsVersion": "new" } } }), 'Statement[0].Condition.NumericEquals["s3:TlsVersion"]', 'Invalid value for NumericEquals: "new"', /^Write a number$/],
      ["a value of another type, where variables are", policy({ ...statement, Condition: { Bool: { "aws:SecureTransport": "maybe" } } }), 'Statement[0].Condition.Bool["aws:SecureTransport"]', 'Invalid value for Bool: "maybe"', /^Write true or false$/],
      ["a misspelt operator between set and IfExists", policy({ ...statement, Condition: { "ForAnyValue:StringEqualIfExists": { "aws:TagKeys": "x" } } }), 'Statement[0].Condition["ForAnyValue:StringEqualIfExists"]', "Invalid Condition type : ForAnyValue:StringEqualIfExists", /^Did you mean StringEquals$/],
      ["a condition key without prefix", policy({ ...statement, Condition: { StringEquals: { username: "x" } } }), "Statement[0].Condition.StringEquals.username", "Policy has an invalid condition key", /prefix/],
      ["an asterisk for a resource: S3 wants the ARN", policy({ ...statement, Resource: "*" }), "Statement[0].Resource", "Policy has invalid resource", /arn:aws:s3:::examplebucket and arn:aws:s3:::examplebucket\/\*/],
      ["an asterisk in a list of resources", policy({ ...statement, Resource: ["arn:aws:s3:::examplebucket/*", "*"] }), "Statement[0].Resource[1]", "Policy has invalid resource", /does not take "\*" alone/],
      ["an asterisk as NotResource", policy({ ...without("Resource"), NotResource: "*" }), "Statement[0].NotResource", "Policy has invalid resource", /ARN/],
      ["a wildcard for the partition", policy({ ...statement, Resource: "arn:*:s3:::examplebucket/*" }), "Statement[0].Resource", "Policy has invalid resource", /"\*" in .* is no partition: write one of aws, aws-cn,/],
      ["a partition that AWS does not have", policy({ ...statement, Resource: "arn:aws-de:s3:::examplebucket/*" }), "Statement[0].Resource", "Policy has invalid resource", /"aws-de"/],
      ["resources of both partitions", policy({ ...statement, Resource: ["arn:aws:s3:::examplebucket/*", "arn:aws-cn:s3:::examplebucket/*"] }), "Statement[0].Resource[1]", "Policy has invalid resource", /in the partition aws-cn, Statement\[0\]\.Resource\[0\] in aws, and a bucket is in one/],
      ["a resource of another partition than another statement's", policy(statement, { ...statement, Sid: "Other", Resource: "arn:aws-us-gov:s3:::examplebucket/*" }), "Statement[1].Resource", "Policy has invalid resource", /Statement\[0\]\.Resource in aws/],
      ["a principal of another partition", policy({ ...statement, Resource: "arn:aws:s3:::examplebucket/*" }, { ...statement, Sid: "Other", Principal: { AWS: "arn:aws-cn:iam::111122223333:role/x" } }), "Statement[1].Principal.AWS", "Invalid principal in policy", /partition aws-cn/],
      ["an action that does not exist", policy({ ...statement, Action: ["s3:PutObject", "s3:PutObjects"] }), "Statement[0].Action[1]", "Policy has invalid action", /^Did you mean s3:PutObject\? AWS's service authorization reference of \d{4}-\d\d-\d\d has no s3:PutObjects$/],
      ["an action of the API that is no action of IAM", policy({ ...statement, Action: "s3:ListObjectsV2" }), "Statement[0].Action", "Policy has invalid action", /no s3:ListObjectsV2/],
      ["an action that is like none", policy({ ...statement, Action: "s3:Frobnicate" }), "Statement[0].Action", "Policy has invalid action", /^AWS's service authorization reference/],
      ["an action that is for no bucket", policy({ ...statement, Action: ["s3:PutObject", "s3:ListAllMyBuckets"] }), "Statement[0].Action[1]", "Action does not apply to any resource(s) in statement", /identity policy/],
      ["an action on directory buckets, on another bucket", policy({ ...statement, Action: "s3express:CreateSession" }), "Statement[0].Action", "Action does not apply to any resource(s) in statement", /directory bucket/],
      ["an Allow with NotPrincipal", policy({ ...without("Principal"), Effect: "Allow", NotPrincipal: { AWS: "111122223333" } }), "Statement[0].NotPrincipal", "Allow with NotPrincipal", /everyone else/],
      ["a wildcard in a service's name", policy({ ...statement, Principal: { Service: "*.amazonaws.com" } }), "Statement[0].Principal.Service", "Invalid principal in policy", /service principal/],
      ["a wildcard in a principal's ARN", policy({ ...statement, Principal: { AWS: "arn:aws:iam::111122223333:user/*" } }), "Statement[0].Principal.AWS", "Invalid principal in policy", /aws:PrincipalArn with ArnLike/],
      ["a VPC where an ARN is compared", policy({ ...statement, Condition: { ArnEquals: { "aws:SourceVpc": "vpc-12345678" } } }), 'Statement[0].Condition.ArnEquals["aws:SourceVpc"]', 'Invalid value for ArnEquals: "vpc-12345678"', /ARN/],
      ["a key that one of the actions does not have", policy({ ...statement, Action: ["s3:PutObject", "s3:GetObject"], Condition: { Null: { "s3:x-amz-server-side-encryption": "true" } } }), 'Statement[0].Condition.Null["s3:x-amz-server-side-encryption"]', "Conditions do not apply to combination of actions and resources in statement", /no condition key of s3:GetObject: keep it for s3:PutObject, in a statement without/],
      ["a key that the action does not have", policy({ ...statement, Action: "s3:GetBucketAcl", Resource: "arn:aws:s3:::examplebucket", Condition: { StringLike: { "s3:prefix": "a/*" } } }), 'Statement[0].Condition.StringLike["s3:prefix"]', "Conditions do not apply to combination of actions and resources in statement", /no condition key of s3:GetBucketAcl: remove it/],
      ["a key of S3's own that does not exist", policy({ ...statement, Condition: { StringNotEquals: { "s3:x-amz-serverside-encryption": "aws:kms" } } }), 'Statement[0].Condition.StringNotEquals["s3:x-amz-serverside-encryption"]', "Policy has an invalid condition key", /Did you mean s3:x-amz-server-side-encryption/],
      ["a tag's key without the tag", policy({ ...statement, Action: "s3:GetObject", Condition: { StringEquals: { "s3:ExistingObjectTag/": "x" } } }), 'Statement[0].Condition.StringEquals["s3:ExistingObjectTag/"]', "Policy has an invalid condition key", /has no s3:ExistingObjectTag/],
      ["a condition value that is an object", policy({ ...statement, Condition: { StringEquals: { "aws:username": { Ref: "x" } } } }), 'Statement[0].Condition.StringEquals["aws:username"]', "Invalid policy syntax: a condition value must be a string, number or Boolean", /./],
      ["a Bool that is none", policy({ ...statement, Condition: { Bool: { "aws:SecureTransport": "yes" } } }), 'Statement[0].Condition.Bool["aws:SecureTransport"]', 'Invalid value for Bool: "yes"', /true or false/],
      ["a Null that is neither true nor false", policy({ ...statement, Condition: { Null: { "aws:username": "maybe" } } }), 'Statement[0].Condition.Null["aws:username"]', 'Invalid value for Null: "maybe"', /absent/],
      ["a number that is none", policy({ ...statement, Condition: { NumericEquals: { "s3:TlsVersion": "1.2.3" } } }), 'Statement[0].Condition.NumericEquals["s3:TlsVersion"]', 'Invalid value for NumericEquals: "1.2.3"', /number/],
      ["a date that is none", policy({ ...statement, Condition: { DateLessThan: { "aws:CurrentTime": "31.12.2026" } } }), 'Statement[0].Condition.DateLessThan["aws:CurrentTime"]', 'Invalid value for DateLessThan: "31.12.2026"', /2026-01-31T/],
      ["a CIDR block that is none", policy({ ...statement, Condition: { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "10.0.0.0/33"] } } }), 'Statement[0].Condition.IpAddress["aws:SourceIp"][1]', 'Invalid value for IpAddress: "10.0.0.0/33"', /CIDR/],
      ["a variable where none is allowed", policy({ ...statement, Condition: { IpAddress: { "aws:SourceIp": "${aws:SourceIp}" } } }), 'Statement[0].Condition.IpAddress["aws:SourceIp"]', 'Invalid value for IpAddress: "${aws:SourceIp}"', /not allowed here/],
      ["a variable where binary values are compared", policy({ ...statement, Condition: { BinaryEquals: { "aws:x": "${aws:y}" } } }), 'Statement[0].Condition.BinaryEquals["aws:x"]', 'Invalid value for BinaryEquals: "${aws:y}"', /not allowed here/],
      ["a variable that is none in an ARN", policy({ ...statement, Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::${account}:role/x" } } }), 'Statement[0].Condition.ArnLike["aws:PrincipalArn"]', "Invalid policy variable ${account}", /aws:username/],
      ["a variable that is none in a Bool", policy({ ...statement, Condition: { Bool: { "aws:SecureTransport": "${x}" } } }), 'Statement[0].Condition.Bool["aws:SecureTransport"]', "Invalid policy variable ${x}", /aws:username/],
      ["an ARN that is none", policy({ ...statement, Condition: { ArnLike: { "aws:PrincipalArn": "admin" } } }), 'Statement[0].Condition.ArnLike["aws:PrincipalArn"]', 'Invalid value for ArnLike: "admin"', /ARN/],
      ["a variable that is none", policy({ ...statement, Condition: { StringEquals: { "aws:username": "${username}" } } }), 'Statement[0].Condition.StringEquals["aws:username"]', "Invalid policy variable ${username}", /aws:username/],
      ["a variable that is not closed", policy({ ...statement, Resource: "arn:aws:s3:::examplebucket/${aws:username" }), "Statement[0].Resource", "Policy has invalid resource: ${aws:username is no policy variable", /./],
      ["more than 20 KB", policy({ ...statement, Resource: Array.from({ length: 500 }, (_, at) => `arn:aws:s3:::examplebucket/${"x".repeat(30)}/${at}`) }), "", "Normalized policy document exceeds the maximum allowed size of 20480 bytes", /has \d+ bytes/],
      ["a list instead of a document", [statement], "", "Policies must be valid JSON and the first byte must be '{'", /object/],
      ["text that is JSON but no object", '"Allow"', "", "Policies must be valid JSON and the first byte must be '{'", /object/],
    ];
    for (const [sentence, document, path, message, hint] of refused) {
      it(sentence, () => {
        const [problem, ...others] = problemsOf(document);
        assert(problem, "nothing was refused");
        assert.deepEqual(others, [], "one mistake, one problem");
        assert.equal(problem.path, path);
        assert.equal(problem.message, `MalformedPolicy: ${message}`);
        assert.match(problem.hint, hint);
      });
    }
  });

  describe("does not know whether S3 takes", () => {
    const open: [sentence: string, document: object, path: string, question: RegExp, hint: RegExp][] = [
      ["a pattern that no action matches", policy({ ...statement, Action: "s3:Frob*" }), "Statement[0].Action", /a pattern that no action matches/, /no s3:Frob\*/],
      ["an action that does not exist in NotAction", policy({ ...without("Action"), NotAction: "s3:GetObjekt" }), "Statement[0].NotAction", /in NotAction/, /Did you mean s3:GetObject/],
      ["a pattern of actions of which none fits the resource", policy({ ...statement, Action: "s3:PutObject*", Resource: "arn:aws:s3:::examplebucket" }), "Statement[0].Action", /none applies/, /s3:PutObject, s3:PutObjectAcl/],
      ["a global key that nobody documents", policy({ ...statement, Condition: { StringNotEquals: { "aws:PrincipleOrgID": "o-1" } } }), 'Statement[0].Condition.StringNotEquals["aws:PrincipleOrgID"]', /does not document/, /Did you mean aws:PrincipalOrgID/],
      ["an ARN operator on a key that holds none", policy({ ...statement, Condition: { ArnLike: { "aws:SourceVpc": "arn:aws:ec2:*:*:vpc/x" } } }), 'Statement[0].Condition.ArnLike["aws:SourceVpc"]', /holds no ARN/, /StringEquals/],
      ["what an empty list means where none may match", policy({ ...statement, Condition: { StringNotEquals: { "aws:SourceVpc": [] } } }), 'Statement[0].Condition.StringNotEquals["aws:SourceVpc"]', /StringNotEquals means with an empty list/, /Add a value/],
      ["what an empty list means where absence is asked for", policy({ ...statement, Condition: { Null: { "aws:SourceVpc": [] } } }), 'Statement[0].Condition.Null["aws:SourceVpc"]', /Null means with an empty list/, /Add a value/],
    ];
    for (const [sentence, document, path, question, hint] of open) {
      it(`${sentence}, and says so instead of taking or refusing it`, () => {
        const [problem, ...others] = problemsOf(document);
        assert(problem, "nothing was said");
        assert.deepEqual(others, []);
        assert.equal(problem.path, path);
        assert.equal(problem.uncertain, true);
        assert.match(problem.message, /^not known of AWS: /);
        assert.match(problem.message, question);
        assert.match(problem.hint, hint);
      });
    }
  });

  describe("ARNs and the bucket's partition, where it is known", () => {
    const china = { partition: "aws-cn" };
    it("takes ARNs of that partition alone", () => {
      const own = { ...statement, Principal: { AWS: "arn:aws-cn:iam::111122223333:role/x" }, Resource: "arn:aws-cn:s3:::examplebucket/*" };
      assert.deepEqual(problemsOf(policy(own), "bucket", china), []);
      assert.match(problemsOf(policy(own), "bucket", { partition: "aws" })[0]?.hint ?? "", /the bucket in aws$/);
    });
    it("refuses a policy that is wholly of another partition, at each of its ARNs", () => {
      const found = problemsOf(policy({ ...statement, Principal: { AWS: ["*", "arn:aws:iam::111122223333:root"] } }), "bucket", china);
      assert.deepEqual(found.map(({ path, message }) => [path, message]), [
        ["Statement[0].Principal.AWS[1]", "MalformedPolicy: Invalid principal in policy"],
        ["Statement[0].Resource", "MalformedPolicy: Policy has invalid resource"],
      ]);
    });
    it("leaves ARNs in conditions alone: they are only compared", () => {
      const compared = { ...statement, Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws-cn:iam::111122223333:role/*" } } };
      assert.deepEqual(problemsOf(policy(compared), "bucket", { partition: "aws" }), []);
    });
  });

  it("counts the size without the white space that JSON was laid out with", () => {
    const spaced = JSON.stringify(policy(statement)).replace("{", `{${" ".repeat(20_480)}`);
    assert(spaced.length > 20_480);
    assert.deepEqual(problemsOf(spaced), []);
  });

  it("takes a document of exactly 20 KB, and not a byte more", () => {
    const padded = (bytes: number) => ({ ...policy(statement), Id: "x".repeat(bytes) });
    const room = 20_480 - Buffer.byteLength(JSON.stringify(padded(0)));
    assert.deepEqual(problemsOf(padded(room)), []);
    assert.equal(problemsOf(padded(room + 1)).length, 1);
  });

  it("tells every problem of a document at once, in its order", () => {
    const document = policy({ ...statement, Effect: "allow", Action: "kms:Decrypt" }, { ...statement, Resource: "x", Condition: { Foo: {} } });
    assert.deepEqual(problemsOf(document).map(({ path }) => path), [
      "Statement[0].Effect",
      "Statement[0].Action",
      "Statement[1].Resource",
      "Statement[1].Condition.Foo",
      "Statement[1].Sid",
    ]);
  });

  describe("resources and the bucket", () => {
    const cases: [resource: string, fits: boolean][] = [
      ["arn:aws:s3:::examplebucket", true],
      ["arn:aws:s3:::examplebucket/*", true],
      ["arn:aws:s3:::examplebucket*", true],
      ["arn:aws-cn:s3:::examplebucket/a", true],
      ["*", false],
      ["arn:aws:s3:::examplebucket2/*", false],
      ["arn:aws:s3:::example*", false],
      ["arn:aws:s3:::*", false],
      ["arn:aws:s3:::otherbucket/*", false],
    ];
    for (const [resource, fits] of cases) {
      it(`${resource} ${fits ? "is" : "is not"} within examplebucket`, () => {
        const problems = problemsOf(policy({ ...statement, Action: "s3:*", Resource: resource }), "bucket", { name: "examplebucket" });
        assert.equal(problems.length === 0, fits);
      });
    }
  });

  describe("text that is not JSON", () => {
    const texts: [sentence: string, text: string, message: RegExp, hint: RegExp, line: number, column: number][] = [
      ["typographic quotes, as copied from a web page", '{\n  “Version”: "2012-10-17"\n}', /typographic quote “/, /straight/, 2, 3],
      ["typographic quotes around a value", '{\n  "Version": “2012-10-17”\n}', /typographic quote “/, /straight/, 2, 14],
      ["a comma too many", '{ "Version": "2012-10-17", }', /a comma before \}/, /Remove/, 1, 26],
      ["single quotes", "{ 'Version': 1 }", /member name/, /double quotes/, 1, 3],
      ["a comment", '{ // policy\n }', /member name/, /comment/, 1, 3],
      ["an end too early", '{ "Version": "2012-10-17"', /closing \}/, /Close/, 1, 26],
      ["text after the end", '{ "Version": "2012-10-17" } }', /goes on/, /Correct/, 1, 29],
      ["a line break in a string", '{ "Version": "2012\n-10-17" }', /line break or another control character in a string/, /double quote/, 1, 19],
      ["two members of one name, of which JSON.parse would drop one", '{ "Statement": [],\n "Statement": [] }', /"Statement" occurs twice/, /Keep one/, 2, 2],
      ["nothing", "", /a value is expected, but the text ends/, /Close/, 1, 1],
    ];
    for (const [sentence, text, message, hint, line, column] of texts) {
      it(sentence, () => {
        const [problem] = problemsOf(text);
        assert(problem);
        assert.match(problem.message, /^MalformedPolicy: This policy contains invalid Json: /);
        assert.match(problem.message, message);
        assert.match(problem.hint, hint);
        assert.deepEqual([problem.line, problem.column], [line, column]);
      });
    }
  });

  it("gives line and column of problems in text", () => {
    const text = `{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Deny",\n      "Principal": { "AWS": "everyone" },\n      "Action": "s3:*",\n      "Resource": "arn:aws:s3:::examplebucket/*"\n    }\n  ]\n}`;
    const [problem] = problemsOf(text);
    assert(problem);
    assert.deepEqual([problem.path, problem.line, problem.column], ["Statement[0].Principal.AWS", 6, 29]);
    assert.match(describeProblem(problem), /^Statement\[0\]\.Principal\.AWS \(line 6, column 29\): MalformedPolicy: Invalid principal/);
  });

  it("tells a problem in a line with as much of its place as there is", () => {
    const problem = { path: "", message: "MalformedPolicy: x", hint: "Do y" };
    assert.equal(describeProblem(problem), "document: MalformedPolicy: x. Do y.");
    assert.equal(describeProblem({ ...problem, path: "Version" }), "Version: MalformedPolicy: x. Do y.");
    assert.equal(describeProblem({ ...problem, line: 3, column: 7 }), "line 3, column 7: MalformedPolicy: x. Do y.");
  });

  describe("kinds of policies", () => {
    const identity = policy({ Effect: "Allow", Action: ["s3:PutObject", "kms:Decrypt"], Resource: "*" });
    it("an identity policy has no principal", () => {
      assert.deepEqual(problemsOf(identity, "identity"), []);
      const [problem] = problemsOf(policy(statement), "identity");
      assert.equal(problem?.message, "MalformedPolicyDocument: Policy document should not specify a principal");
    });
    it("an identity policy's Sids are alphanumeric: the blog's are refused", () => {
      const [problem] = problemsOf(
        policy({ ...without("Principal"), Sid: "Allow PutObject only with specific KMS encryption key" }),
        "identity",
      );
      assert.match(problem?.message ?? "", /must be alpha-numeric/);
    });
    it("an identity policy has no Id", () => {
      assert.equal(problemsOf({ ...identity, Id: "x" }, "identity")[0]?.path, "Id");
    });
    it("an identity policy names resources by any ARN or all, and has no condition without a value", () => {
      const on = (Resource: string, Condition?: object): string[] =>
        problemsOf(policy({ Effect: "Allow", Action: "s3:PutObject", Resource, ...(Condition && { Condition }) }), "identity").map(({ path, hint }) => `${path}: ${hint}`);
      for (const right of ["*", "arn:aws:s3:::examplebucket", "arn:aws:sqs:us-east-1:111122223333:q"]) assert.deepEqual(on(right), [], right);
      for (const wrong of ["examplebucket/*", "the arn:aws:s3:::examplebucket"]) assert.deepEqual(on(wrong), [`Statement[0].Resource: Write "${wrong}" as an ARN, or "*"`]);
      assert.deepEqual(on("*", { StringEquals: { "aws:username": [] } }), ['Statement[0].Condition.StringEquals["aws:username"]: Add a value']);
      assert.deepEqual(on("*", { StringEquals: { "s3:not-a-key": "x" } }), [], "which keys there are is S3's matter, where the policy is S3's");
    });
    it("a service control policy is like an identity policy", () => {
      assert.deepEqual(problemsOf(identity, "scp"), []);
    });
    it("a resource control policy denies, and everyone", () => {
      const rcp = policy({ ...statement, Resource: "*" });
      assert.deepEqual(problemsOf(rcp, "rcp"), []);
      assert.equal(problemsOf(policy({ ...statement, Effect: "Allow" }), "rcp")[0]?.path, "Statement[0].Effect");
      assert.equal(problemsOf(policy({ ...statement, Principal: { AWS: "*" } }), "rcp")[0]?.path, "Statement[0].Principal");
    });
  });

  it("keeps Id and Sid, and has no principal where there is none", () => {
    const own = parsePolicyDocument({ ...policy(statement), Id: "own" });
    assert.deepEqual(own.valid && [own.document.version, own.document.id, own.document.statements[0]?.sid], ["2012-10-17", "own", "DenyWrongUploads"]);
    const identity = parsePolicyDocument(policy({ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }), "identity");
    assert.deepEqual(identity.valid && Object.keys(identity.document.statements[0] ?? {}), ["index", "effect", "action", "resource", "conditions"]);
  });

  it("gives the document in one form, however it was written", () => {
    const parsed = parsePolicyDocument({
      Statement: {
        Effect: "Deny",
        Principal: { AWS: "111122223333", Service: ["a.amazonaws.com"] },
        NotAction: "s3:GetObject",
        Resource: "arn:aws:s3:::examplebucket/*",
        Condition: { "foranyvalue:STRINGLIKEIFEXISTS": { "aws:TagKeys": "x" }, Bool: { "aws:SecureTransport": false } },
      },
    });
    assert(parsed.valid);
    assert.deepEqual(parsed.document, {
      version: "2008-10-17",
      statements: [
        {
          index: 0,
          effect: "Deny",
          principal: {
            element: "Principal",
            principals: [
              { type: "AWS", id: "111122223333" },
              { type: "Service", id: "a.amazonaws.com" },
            ],
          },
          action: { element: "NotAction", patterns: ["s3:GetObject"] },
          resource: { element: "Resource", patterns: ["arn:aws:s3:::examplebucket/*"] },
          conditions: [
            {
              operator: { name: "foranyvalue:STRINGLIKEIFEXISTS", base: "StringLike", set: "ForAnyValue", ifExists: true },
              key: "aws:TagKeys",
              values: ["x"],
            },
            { operator: { name: "Bool", base: "Bool", ifExists: false }, key: "aws:SecureTransport", values: ["false"] },
          ],
        },
      ],
    });
  });
});
