/** What each kind of policy may contain. */
import { type PolicyKind } from "./document";

/** Rules that differ between the kinds of policies. */
export interface PolicyKindRules {
  /** The kind in words. */
  readonly label: string;
  /** Error code with which AWS refuses a document. */
  readonly errorCode: string;
  /** AWS's words for a document that is not JSON. */
  readonly invalidJson: string;
  readonly principal: "required" | "forbidden" | "anyone";
  readonly allowsId: boolean;
  readonly sid: { readonly pattern: RegExp; readonly refusal: string; readonly hint: string };
  /** Most bytes of the document without the white space around its tokens. */
  readonly maxBytes?: number;
  readonly effects: readonly ("Allow" | "Deny")[];
  /** Prefixes of actions, for policies of one service. */
  readonly services?: readonly string[];
  /** What the resources of such a policy are: the thing that it is attached to, and objects in it. */
  readonly resources?: "bucket" | "access point";
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
const iamSid = {
  pattern: /^[0-9A-Za-z]*$/,
  refusal: "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
  hint: "Use letters and digits only",
};

const iamPolicy = {
  errorCode: "MalformedPolicyDocument",
  invalidJson: "Syntax errors in policy",
  sid: iamSid,
  allowsId: false,
};

const resourcePolicy = {
  errorCode: "MalformedPolicy",
  invalidJson: "This policy contains invalid Json",
  principal: "required",
  allowsId: true,
  // "Some services allow additional characters such as spaces in the Sid value"
  // (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html), and S3 is one: its user guide
  // has bucket policies with spaces and hyphens in Sids. Refused here is what no AWS page shows: non-ASCII, such as
  // quotes and dashes pasted from a web page, and control characters.
  sid: {
    pattern: /^[\x20-\x7e]*$/,
    refusal: "Invalid Sid",
    hint: "Use letters, digits, spaces and ASCII punctuation",
  },
  effects: ["Allow", "Deny"],
} as const;

const kinds: Readonly<Record<PolicyKind, PolicyKindRules>> = {
  bucket: { ...resourcePolicy, label: "bucket policy", maxBytes: 20_480, services: ["s3", "s3express"], resources: "bucket" },
  // "Access point policies are limited to 20 KB in size":
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html
  accessPoint: { ...resourcePolicy, label: "access point policy", maxBytes: 20_480, services: ["s3"], resources: "access point" },
  identity: { ...iamPolicy, label: "identity policy", principal: "forbidden", effects: ["Allow", "Deny"] },
  scp: { ...iamPolicy, label: "service control policy", principal: "forbidden", effects: ["Allow", "Deny"] },
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
  rcp: { ...iamPolicy, label: "resource control policy", principal: "anyone", effects: ["Deny"] },
};

/** The rules of a kind of policy. */
export function rulesOf(kind: PolicyKind): PolicyKindRules {
  return kinds[kind];
}
