/** Judges records from their bytes: exactly as the simulator does, but once for all that agree in what is read of them. */
import { encryptionHeaders } from "../../encryption/methods";
import { eventFields } from "../../encryption/eventFields";
import type { LakeAudit } from "../../encryption/lake/records";
import type { LakeTable } from "../../encryption/lake/table";
import type { EncryptionRequirement } from "../../encryption/requirement";
import type { Delivery } from "../../simulator/delivery";
import { eventTimeOf } from "../../simulator/eventBridgeEvent";
import { compileRecordJudge, type PipelineDefinitions, type RecordJudge as SimulatedJudge, type RecordVerdict } from "../../simulator/pipeline";
import { RecordError } from "../../simulator/recordError";
import { UNKNOWN } from "../scan/memoWat";
import type { Structure } from "../scan/structure";
import { templateOf } from "../scan/template";
import { Templates, type ValueUse } from "../scan/templates";
import { GAP } from "../scan/templateWat";
import { EnforcedBucket } from "./enforcement";
import { roleOf } from "./principal";
import { anyElement, arnParts, readsOf, type FieldPath, type Reads } from "./reads";
import { uploadGroup, type UploadGroup } from "./upload";

/** What records are judged by. */
export interface AuditDefinitions {
  /** Where they come from, for a person. */
  readonly source: string;
  readonly requirement: EncryptionRequirement;
  /** Its alarms are those on metrics that its filters publish. */
  readonly pipeline: PipelineDefinitions;
  /** The same for SQL; undefined where a deployed stack has no lake. */
  readonly lake?: LakeDefinitions | undefined;
}

/** What SQL over a trail's log files counts, and where it runs, as far as that is known. */
export interface LakeDefinitions {
  readonly audit: LakeAudit;
  readonly table?: LakeTable;
  readonly workgroup?: string;
  /** The SDK's own choice when left out. */
  readonly region?: string;
}

/** Which of the records that match are asked for; all of them where nothing is said. */
export interface RecordSelection {
  /** Milliseconds of the Unix epoch: from then on, and before then. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly buckets?: readonly string[] | undefined;
  readonly accounts?: readonly string[] | undefined;
}

/** A record that the audit would have counted. */
export interface JudgedUpload {
  readonly eventId: string;
  /** Milliseconds of the Unix epoch. */
  readonly time: number;
  /** How late it would have been delivered, in milliseconds. */
  readonly delay: number;
  /** Index in {@link RecordJudge.groups}. */
  readonly group: number;
  /** Empty where objects are not asked for. */
  readonly objectKey: string;
  readonly versionId: string | undefined;
}

export type Judgement = { readonly problem: string } | JudgedUpload | undefined;

/** Of what is no JSON. */
export const notJson: Judgement = { problem: "not JSON" };

export interface RecordJudgeOptions {
  readonly definitions: AuditDefinitions;
  readonly delivery: Delivery;
  readonly selection: RecordSelection;
  /** Judge records, too, that no rule can match. */
  readonly strict: boolean;
  /** Tell which object each upload wrote. */
  readonly keepObjects: boolean;
}

/** Versions of records: the minor one goes up with every new field, the major one with what changes their meaning. */
const knownVersion = /^1\.\d+$/;

const pathOf = (field: string): FieldPath => field.split(".").slice(1);

/** What an upload is told apart by, beside what the definitions read. */
const grouping: readonly FieldPath[] = [
  ["eventName"],
  pathOf(eventFields.errorCode),
  pathOf(eventFields.bucketName),
  pathOf(eventFields.sseApplied),
  ["responseElements", encryptionHeaders.kmsKeyId],
  ...Object.values(encryptionHeaders).map((name) => ["requestParameters", name]),
  ["requestParameters", "ObjectEncryption"],
  ...["type", "accountId", "invokedBy", "onBehalfOf"].map((name) => ["userIdentity", name]),
];
const version: FieldPath = ["eventVersion"];
const roleArn: FieldPath = ["userIdentity", "sessionContext", "sessionIssuer", "arn"];
/** Of a role's session these two bear the session's name, which no two may share. */
const sessionPaths: readonly FieldPath[] = [["userIdentity", "arn"], ["userIdentity", "principalId"]];
const own = {
  eventId: ["eventID"],
  eventTime: ["eventTime"],
  objectKey: pathOf(eventFields.objectKey),
  versionId: ["responseElements", "x-amz-version-id"],
} as const satisfies Record<string, FieldPath>;

/** Where a template has what is each record's own. */
type OwnValues = Readonly<Record<keyof typeof own, number | undefined>>;

/** What values count for: the verdict, the group, and the group of a principal who is no role. */
const LEVEL = { verdict: 0, group: 1, session: 2 } as const;

/** What becomes of a record, as a number: no rule matches it, its principal's session decides, or its group with this added. */
const OUTCOME = { notMatched: 0, bySession: 1, group: 2 } as const;

const named = (path: FieldPath): FieldPath => path.filter((name) => name !== anyElement);
const isSame = (path: FieldPath, other: FieldPath): boolean => path.length === other.length && path.every((name, index) => name === other[index]);
/** Whether one leads to a part of the other. */
const overlap = (path: FieldPath, other: FieldPath): boolean => (path.length < other.length ? isSame(path, other.slice(0, path.length)) : isSame(path.slice(0, other.length), other));
const isArn = (path: FieldPath): boolean => path[0] === "resources" && /^ARN/.test(path.at(-1) ?? "");

/** The record that a value is, or that an event of EventBridge holds. */
const recordIn = (value: unknown): unknown => {
  const { detail, "detail-type": detailType } = (value ?? {}) as { detail?: unknown; "detail-type"?: unknown };
  return detailType !== undefined && detail !== undefined ? detail : value;
};

export class RecordJudge {
  /** All groups so far, each once. */
  readonly groups: UploadGroup[] = [];
  private readonly judge: SimulatedJudge;
  private readonly enforced: EnforcedBucket;
  private readonly reads: Reads;
  private readonly groupIndex = new Map<string | undefined, number>();
  private readonly templates: Templates<OwnValues>;
  /** All verdicts so far, each once; undefined of records that no rule matches. */
  private readonly verdicts: (RecordVerdict | undefined)[] = [];
  private readonly verdictIndex = new Map<string | undefined, number>();
  /** Paths of all that counts, by level. */
  private readonly counting: readonly (readonly FieldPath[])[];
  /** The minute of the last time, up to its seconds. */
  private readonly minute = Buffer.alloc("2026-01-15T09:02:".length);
  private minuteTime = NaN;

  /** @throws PatternError for a definition that AWS would refuse */
  constructor(
    private readonly structure: Structure,
    private readonly options: RecordJudgeOptions,
  ) {
    const { pipeline, requirement } = options.definitions;
    this.judge = compileRecordJudge(pipeline);
    this.enforced = new EnforcedBucket(requirement);
    this.reads = readsOf(pipeline);
    this.templates = new Templates(structure, arnParts(this.reads.arns ?? { prefixes: [], suffixes: [], whole: [] }));
    this.counting = [[...this.reads.paths, version], [...grouping, roleArn], sessionPaths].map((paths) => paths.map(named));
  }

  /** Judges the object at a place of the window: a record, or an event of EventBridge that holds one. */
  judgeBytes(from: number, to: number): Judgement {
    const values = this.templates.match(from, to);
    if (values === undefined) return this.judgeUnknown(from, to);
    const time = this.timeOf(values.eventTime);
    const eventId = this.textOf(values.eventId);
    if (Number.isNaN(time) || eventId === undefined || eventId === "") return this.judgeText(this.textAt(from, to));
    let outcome = this.templates.recall(LEVEL.group);
    if (outcome === OUTCOME.bySession) outcome = this.templates.recall(LEVEL.session);
    if (outcome === UNKNOWN) {
      try {
        outcome = this.decide(JSON.parse(this.textAt(from, to)));
      } catch (error) {
        return problemOf(error);
      }
    }
    if (outcome === OUTCOME.notMatched) return undefined;
    const { keepObjects, delivery } = this.options;
    return this.selected({
      eventId,
      time,
      delay: delivery.delayOf({ eventID: eventId }),
      group: outcome - OUTCOME.group,
      objectKey: (keepObjects && this.textOf(values.objectKey)) || "",
      versionId: keepObjects ? this.textOf(values.versionId) : undefined,
    });
  }

  /** Judges a record, or an event, that is given as text of its own. */
  judgeText(json: string): Judgement {
    const value = parsed(json);
    return value === undefined ? notJson : this.judgeRecord(value);
  }

  /** Judges a parsed record, or an event of EventBridge. */
  judgeRecord(value: unknown): Judgement {
    const record = recordIn(value) as object;
    let group: number;
    try {
      const verdict = this.verdictOf(record);
      if (verdict === undefined) return undefined;
      group = this.groupOf(record, verdict);
    } catch (error) {
      return problemOf(error);
    }
    const fields = record as { eventID: string; requestParameters?: { key?: unknown }; responseElements?: Record<string, unknown> | null };
    const [objectKey, versionId] = [fields.requestParameters?.key, fields.responseElements?.["x-amz-version-id"]];
    return this.selected({
      eventId: fields.eventID,
      time: eventTimeOf(record),
      delay: this.options.delivery.delayOf(record),
      group,
      objectKey: typeof objectKey === "string" ? objectKey : "",
      versionId: typeof versionId === "string" ? versionId : undefined,
    });
  }

  /** Judges an object that fits no template, of which there is one from then on. */
  private judgeUnknown(from: number, to: number): Judgement {
    const value = parsed(this.textAt(from, to));
    if (value === undefined) return notJson;
    const json = this.structure.text.toString("latin1", from, to);
    const template = templateOf(json);
    if (template) {
      const within = recordIn(value) === value ? 0 : 1;
      const paths = template.values.map((path) => (within === 0 || path[0] === "detail" ? path.slice(within) : undefined));
      const isText = (index: number): boolean => template.pieces[index]?.gap === GAP.string;
      const uses = paths.map((path, index) => path && this.useOf(path, isText(index)));
      const placeOf = (field: keyof typeof own): number | undefined => {
        const place = paths.findIndex((path, index) => path && isSame(path, own[field]) && isText(index));
        return place < 0 ? undefined : place;
      };
      this.templates.add(json, template, uses, {
        eventId: placeOf("eventId"),
        eventTime: placeOf("eventTime"),
        objectKey: placeOf("objectKey"),
        versionId: placeOf("versionId"),
      });
    }
    return this.judgeRecord(value);
  }

  /** How the value at a path counts. Event patterns look through arrays without saying so: whether it lies in one does not matter. */
  private useOf(path: FieldPath, isText: boolean): ValueUse | undefined {
    const level = this.counting.findIndex((paths) => paths.some((one) => overlap(one, path)));
    if (level < 0) return undefined;
    const arn = isText && this.reads.arns !== undefined && this.counting.flat().every((one) => !overlap(one, path) || (isArn(one) && isSame(one, path)));
    return { level, arn };
  }

  /**
   * What becomes of an object that fits the last template: see {@link OUTCOME}. It is remembered.
   * @throws RecordError for a record that cannot be read
   */
  private decide(value: unknown): number {
    const record = recordIn(value) as { userIdentity?: unknown };
    const verdict = this.verdicts[this.known(LEVEL.verdict, () => indexIn(this.verdicts, this.verdictIndex, this.verdictOf(record)))];
    if (verdict === undefined) return this.known(LEVEL.group, () => OUTCOME.notMatched);
    // Of a role's session nothing but the role counts.
    const isRole = roleOf(record.userIdentity) !== undefined;
    if (!isRole) this.known(LEVEL.group, () => OUTCOME.bySession);
    return this.known(isRole ? LEVEL.group : LEVEL.session, () => OUTCOME.group + this.groupOf(record, verdict));
  }

  /** What is remembered on a level, or is found now, and remembered. */
  private known(level: number, find: () => number): number {
    const known = this.templates.recall(level);
    if (known !== UNKNOWN) return known;
    const found = find();
    this.templates.remember(found);
    return found;
  }

  /** A record that no rule can match is not validated, unless all are. */
  private mayMatch(record: unknown): boolean {
    const { eventNames } = this.reads;
    const { eventName } = (record ?? {}) as { eventName?: unknown };
    return this.options.strict || eventNames === undefined || (typeof eventName === "string" && eventNames.includes(eventName));
  }

  private textAt(from: number, to: number): string {
    return this.structure.text.toString("utf8", from, to);
  }

  /** The text of a value; undefined where there is none. */
  private textOf(value: number | undefined): string | undefined {
    if (value === undefined) return undefined;
    const [from, to] = [this.templates.start(value), this.templates.end(value)];
    const text = this.structure.text.toString("latin1", from, to);
    return plainText.test(text) ? text : (JSON.parse(this.textAt(from - 1, to + 1)) as string);
  }

  /** The time of a value; NaN where there is none that could be read fast. */
  private timeOf(value: number | undefined): number {
    if (value === undefined) return NaN;
    const { text } = this.structure;
    const at = this.templates.start(value);
    if (this.templates.end(value) !== at + timeLength || text[at + timeLength - 1] !== letterZ) return NaN;
    const [tens, ones] = [(text[at + 17] as number) - digitZero, (text[at + 18] as number) - digitZero];
    if (!(tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9)) return NaN;
    if (!this.isLastMinute(at)) {
      text.copy(this.minute, 0, at, at + this.minute.length);
      const minute = this.minute.toString("latin1");
      this.minuteTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:$/.test(minute) ? Date.parse(`${minute}00Z`) : NaN;
    }
    return this.minuteTime + (tens * 10 + ones) * 1000;
  }

  /** Whether a time is in the minute of the one before: most of a log's are. */
  private isLastMinute(at: number): boolean {
    const { minute } = this;
    const { text } = this.structure;
    for (let byte = minute.length - 1; byte >= 0; byte--) if (minute[byte] !== text[at + byte]) return false;
    return true;
  }

  /**
   * What becomes of a record; undefined where no rule matches it.
   * @throws RecordError for a record that cannot be read
   */
  private verdictOf(record: object): RecordVerdict | undefined {
    if (!this.mayMatch(record)) return undefined;
    const verdict = this.judge.verdictOf(record);
    const { eventVersion } = record as { eventVersion?: unknown };
    if (typeof eventVersion !== "string" || !knownVersion.test(eventVersion)) {
      throw new RecordError(record, `its eventVersion is ${JSON.stringify(eventVersion)}, which is not known; 1.x are`);
    }
    return verdict.rules.length > 0 ? verdict : undefined;
  }

  private groupOf(record: object, verdict: RecordVerdict): number {
    const group = uploadGroup(record, verdict, this.options.definitions.requirement, this.enforced);
    return indexIn(this.groups, this.groupIndex, group);
  }

  /** The upload, if it is one of those that are asked for. */
  private selected(upload: JudgedUpload): JudgedUpload | undefined {
    const { since = -Infinity, until = Infinity, buckets, accounts } = this.options.selection;
    if (upload.time < since || upload.time >= until) return undefined;
    const { bucket, account } = this.groups[upload.group] as UploadGroup;
    if (buckets && !buckets.includes(bucket)) return undefined;
    return accounts && !accounts.includes(account) ? undefined : upload;
  }
}

const timeLength = "2026-01-15T09:02:00Z".length;
const [letterZ, digitZero] = [0x5a, 0x30];
/** ASCII without escapes: what bytes of UTF-8 and of JSON's text have in common. */
const plainText = /^[ !#-[\]-\x7f]*$/;

/** Where something is in a list that has everything once; it is added where it is not. */
function indexIn<T>(list: T[], indexes: Map<string | undefined, number>, item: T): number {
  const id = JSON.stringify(item) as string | undefined;
  const index = indexes.get(id) ?? list.push(item) - 1;
  indexes.set(id, index);
  return index;
}

const problemOf = (error: unknown): { readonly problem: string } => ({ problem: error instanceof RecordError ? error.problem : String(error) });

/** The value of a JSON text; undefined where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
