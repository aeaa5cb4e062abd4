/** Questions on the patterns that this project deploys: acts of tampering, uploads against a requirement, an account's own buckets. */
import { eventPatterns } from "../../../encryption/eventPattern";
import { tamperingRules } from "../../../encryption/tamperingRules";
import { partOf } from "../../../encryption/tampering";
import { uploadMessageRules } from "../../../encryption/uploadMessages";
import { applications } from "../../../encryption/methods";
import type { EncryptionRequirement } from "../../../encryption/requirement";
import { toEventBridgeEvent } from "../../../simulator";
import { recordOf } from "../../encryption/scopes";
import { actsOn, eventOf, keyArn, place, type Act } from "../../encryption/watched";
import type { Question } from "./questions";

const account = place.accountId;
const role = `arn:aws:iam::${account}:role/ci-1`;
const exempt = [role.replace("1", "*"), `arn:aws:iam::${account}:user/admin`].map((arn) => ({ arn, reason: "expected" }));
/** Short names: the verdicts are kept. */
const audit = {
  scope: { buckets: ["acme"], bucketPrefixes: ["team-"], excludedBuckets: ["team-logs"] },
  namePrefix: "a",
  trails: ["uploads"],
  logBucket: "logs",
  logGroupName: "/g",
  topicArn: `arn:aws:sns:us-east-1:${account}:a-alarms`,
  kmsKeyArns: [keyArn()],
};

/** Of an event what patterns look at, so that the verdicts stay readable. */
function short(event: object): string {
  const { "detail-type": detailType, source, detail } = event as { "detail-type": string; source: string; detail: Record<string, unknown> };
  const { userIdentity, eventSource, eventName, errorCode, requestParameters, responseElements, additionalEventData, resources } = detail;
  return JSON.stringify({ "detail-type": detailType, source, detail: { userIdentity, eventSource, eventName, errorCode, requestParameters, responseElements, additionalEventData, resources } });
}

function onTampering(): Question[] {
  const rules = tamperingRules(audit, place, exempt);
  const ask = (act: Act): Question[] =>
    rules.filter(({ part }) => part === partOf(act.tampering)).map(({ eventPattern }) => ({ about: `tampering with the ${act.tampering.resource}`, pattern: eventPattern, event: short(eventOf(act)) }));
  const seen = new Set<string>();
  const once = actsOn(audit, { arn: `arn:aws:iam::${account}:user/x` }).filter(({ eventName, field, ours, tampering: { resource } }) => {
    const key = [eventName, field, ours, resource].join(" ");
    return !seen.has(key) && seen.add(key);
  });
  const by = [role, `arn:aws:iam::${account}:role/ops`, `arn:aws:iam::${account}:user/admin`, `arn:aws:iam::${account}:root`].map((arn) => ({ arn }));
  const [first] = once.filter(({ ours }) => ours);
  return [...once, ...(first ? [...by, { service: "config.amazonaws.com" }].map((principal) => ({ ...first, principal })) : [])].flatMap(ask);
}

function onUploads(): Question[] {
  const requirement: EncryptionRequirement = { methods: ["sse-kms"], origin: "header", kmsKeyArns: [keyArn()] };
  const byId = { ...requirement, kmsKeyArns: Array.from({ length: 6 }, (_, index) => keyArn(index)) };
  const values = [...applications.flatMap(({ application }) => application.sseApplied), "SSE_NEW", null, undefined];
  const used = (key?: string): object => ({ responseElements: key === undefined ? null : { "x-amz-server-side-encryption-aws-kms-key-id": key } });
  const records = [
    ...values.map((SSEApplied) => ({ ...recordOf("acme"), additionalEventData: { SSEApplied }, ...used(keyArn()) })),
    ...[undefined, keyArn(9), keyArn(5)].map((key) => ({ ...recordOf("acme"), additionalEventData: { SSEApplied: "SSE_KMS" }, ...used(key) })),
    { ...recordOf("acme"), errorCode: "AccessDenied", additionalEventData: {} },
    { ...recordOf("acme", "UpdateObjectEncryption"), additionalEventData: {} },
    { ...recordOf("team-logs"), additionalEventData: { SSEApplied: "SSE_S3" }, ...used() },
  ];
  return [requirement, byId].flatMap((stated) =>
    uploadMessageRules(stated, audit.scope).flatMap(({ part, eventPattern }) =>
      records.map((record) => ({ about: `uploads against the requirement: ${part.part}`, pattern: eventPattern, event: short(toEventBridgeEvent(record)) })),
    ),
  );
}

/** Uploads whose record tells the bucket's account in one way or another, or not at all. */
function onOwners(): Question[] {
  const [object, bucket] = [{ type: "AWS::S3::Object", ARN: "arn:aws:s3:::acme/a/b" }, { type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::acme" }];
  const by = (accountId: unknown): object => ({ ...bucket, accountId });
  const lists: readonly object[][] = [
    [object, by(account)],
    [by(account), object],
    [object, by("222233334444")],
    [object, by("")],
    [object, by(null)],
    [object, bucket],
    [{ ...object, accountId: account }, by("222233334444")],
    [object, by("222233334444"), { type: "AWS::S3::AccessPoint", accountId: account, ARN: `arn:aws:s3:us-east-1:${account}:accesspoint/a` }],
    // A copy, from another account's bucket.
    [object, by(account), { ...bucket, ARN: "arn:aws:s3:::other", accountId: "222233334444" }],
    [{ ...bucket, ARN: "arn:aws:s3:::team-logs", accountId: account }],
    [object],
    [],
  ];
  const scopes = [audit.scope, { buckets: "all", excludedBuckets: [] } as const];
  return scopes.flatMap((scope) =>
    eventPatterns(scope, undefined, account).flatMap((pattern) =>
      [...lists, undefined].map((resources) => ({ about: "uploads to an account's own buckets", pattern, event: short(toEventBridgeEvent({ ...recordOf("acme"), resources })) })),
    ),
  );
}

export const ownQuestions: readonly Question[] = [...onTampering(), ...onUploads(), ...onOwners()];
