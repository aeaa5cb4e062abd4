/**
 * The simulator's public index: what AWS does with uploads and with the audit's own definitions.
 *
 * Every evaluator is pure, follows the AWS page that its file names, and throws on what it cannot understand.
 */
export { cloudTrailRecord, getObjectRecord, multipartRecord } from "./cloudTrailRecord";
export type { CloudTrailRecord, ObjectRequest, RecordDetails, StoredUpload } from "./cloudTrailRecord";
export { evaluateUpload, iamActionOf, objectArn, uploadActions } from "./upload";
export type { UploadAction, UploadBucket, UploadRequest, UploadResult } from "./upload";
export { evaluateBucketPolicy } from "./iam/evaluate";
export type { DecidingStatement, PolicyDecision, PolicyRequest } from "./iam/evaluate";
export type { RequestContext } from "./iam/conditions";
export type { RequestPrincipal } from "./iam/principal";
export type { PolicyDocument, PolicyKind, PolicyStatement } from "./iam/document";
export { parsePolicyDocument } from "./iam/parse";
export type { ParsedPolicy } from "./iam/parse";
export { describeProblem, PolicyDocumentError } from "./iam/problems";
export type { PolicyProblem } from "./iam/problems";
