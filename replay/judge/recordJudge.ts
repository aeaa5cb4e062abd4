/** Judges records from their bytes: exactly as the simulator does, but once for all that agree in what is read of them. */
import { encryptionHeaders } from "../../encryption/methods";
import { eventFields } from "../../encryption/eventFields";
import type { EncryptionRequirement } from "../../encryption/requirement";
import type { Delivery } from "../../simulator/delivery";
import { eventTimeOf } from "../../simulator/eventBridgeEvent";
import { compileRecordJudge, type PipelineDefinitions, type RecordJudge as SimulatedJudge, type RecordVerdict } from "../../simulator/pipeline";
import { RecordError } from "../../simulator/recordError";
import { anyElement, FieldReader, type FieldPath } from "../scan/fields";
import type { Structure } from "../scan/structure";
import { EnforcedBucket } from "./enforcement";
import { ByteMap } from "./byteMap";
import { ArnShortener, readsOf, type Reads } from "./reads";
import { uploadGroup, type UploadGroup } from "./upload";

/** What records are judged by. */
export interface AuditDefinitions {
  /** Where they come from, for a person. */
  readonly source: string;
  readonly requirement: EncryptionRequirement;
  /** Its alarms are those on metrics that its filters publish. */
  readonly pipeline: PipelineDefinitions;
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
  readonly objectKey: string;
  readonly versionId: string | undefined;
}

export type Judgement = { readonly problem: string } | JudgedUpload | undefined;

/** Told from others by its number. */
interface KnownVerdict {
  readonly number: number;
  readonly verdict: RecordVerdict | undefined;
}

/** Kept for so many combinations of what is read; then all are judged anew. */
const mostVerdicts = 20_000;

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

const key = (path: FieldPath): string => JSON.stringify(path);

export class RecordJudge {
  /** All groups so far, each once. */
  readonly groups: UploadGroup[] = [];
  private readonly judge: SimulatedJudge;
  private readonly enforced: EnforcedBucket;
  private readonly reader: FieldReader;
  private readonly envelope: FieldReader;
  private readonly reads: Reads;
  /** By what the definitions read of a record; undefined where no rule matches it. */
  private readonly verdicts = new ByteMap<KnownVerdict>();
  private verdictCount = 0;
  /** Indexes of groups, by a verdict and what else an upload is told apart by. */
  private readonly known = new ByteMap<number>();
  private readonly groupIndex = new Map<string, number>();
  private readonly arns: ArnShortener | undefined;
  private readonly isElement: readonly boolean[];
  private readonly isArn: readonly boolean[];
  /** Slots of what decides a verdict, of what else uploads are told apart by, and of what is a session's. */
  private readonly deciding: readonly number[];
  private readonly telling: readonly number[];
  private readonly session: readonly number[];
  private readonly slots: Readonly<Record<keyof typeof own | "role", number>>;
  /** Where the last find of each slot begins and ends. */
  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private start = 0;
  private end = 0;
  private minute = "";
  private minuteTime = NaN;

  /**
   * @param strict judges records, too, that no rule can match
   * @throws PatternError for a definition that AWS would refuse
   */
  constructor(
    private readonly definitions: AuditDefinitions,
    private readonly structure: Structure,
    private readonly delivery: Delivery,
    private readonly selection: RecordSelection = {},
    private readonly strict = false,
  ) {
    this.judge = compileRecordJudge(definitions.pipeline);
    this.enforced = new EnforcedBucket(definitions.requirement);
    this.reads = readsOf(definitions.pipeline);
    this.arns = this.reads.arns && new ArnShortener(this.reads.arns);
    const decidingPaths = [...this.reads.paths, version];
    const isRead = new Set(this.reads.paths.map(key));
    const paths = [...new Map([...decidingPaths, ...grouping, roleArn, ...sessionPaths, ...Object.values(own)].map((path) => [key(path), path])).values()];
    const slotOf = (path: FieldPath): number => paths.findIndex((one) => key(one) === key(path));
    this.reader = new FieldReader(structure, paths);
    this.envelope = new FieldReader(structure, [["detail-type"], ["detail"]]);
    this.isElement = paths.map((path) => path.includes(anyElement));
    this.isArn = paths.map((path) => path[0] === "resources" && /^ARN/.test(path.at(-1) ?? ""));
    this.session = sessionPaths.filter((path) => !isRead.has(key(path))).map(slotOf);
    this.deciding = decidingPaths.map(slotOf).filter((slot) => !this.isElement[slot]);
    this.telling = [...grouping, roleArn].map(slotOf).filter((slot) => !this.deciding.includes(slot));
    this.slots = {
      eventId: slotOf(own.eventId),
      eventTime: slotOf(own.eventTime),
      objectKey: slotOf(own.objectKey),
      versionId: slotOf(own.versionId),
      role: slotOf(roleArn),
    };
    this.from = new Int32Array(paths.length);
    this.to = new Int32Array(paths.length);
  }

  /** Judges the object at a place of the window: a record, or an event of EventBridge that holds one. */
  judgeBytes(from: number, to: number, mayBeEvent: boolean): Judgement {
    const { text } = this.structure;
    if (mayBeEvent) {
      const detail = this.detailOf(from, to);
      if (detail === "damaged") return { problem: "not JSON" };
      if (detail) [from, to] = detail;
    }
    const whole = this.reader.read(from, to);
    if (whole === false) return { problem: "not JSON" };
    this.start = from;
    this.end = to;
    const fast = whole === true && !this.reader.ambiguous ? this.judgeFields() : "slow";
    return fast === "slow" ? this.judgeText(text.toString("utf8", from, to)) : fast;
  }

  /** Judges a record, or an event, that is given as text of its own. */
  judgeText(json: string): Judgement {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      return { problem: "not JSON" };
    }
    return this.judgeRecord(value);
  }

  /** Judges a parsed record, or an event of EventBridge. */
  judgeRecord(value: unknown): Judgement {
    const { detail, "detail-type": detailType } = (value ?? {}) as { detail?: unknown; "detail-type"?: unknown };
    const record = (detailType !== undefined && detail !== undefined ? detail : value) as object;
    if (!this.mayMatch(record)) return undefined;
    let group: number;
    try {
      const verdict = this.verdictOf(record);
      if (verdict === undefined) return undefined;
      group = this.groupOf(record, verdict);
    } catch (error) {
      return { problem: error instanceof RecordError ? error.problem : String(error) };
    }
    const fields = record as { eventID: string; requestParameters?: { key?: unknown }; responseElements?: Record<string, unknown> | null };
    const [objectKey, versionId] = [fields.requestParameters?.key, fields.responseElements?.["x-amz-version-id"]];
    return this.selected({
      eventId: fields.eventID,
      time: eventTimeOf(record),
      delay: this.delivery.delayOf(record),
      group,
      objectKey: typeof objectKey === "string" ? objectKey : "",
      versionId: typeof versionId === "string" ? versionId : undefined,
    });
  }

  /** A record that no rule can match is not validated, unless all are. */
  private mayMatch(record: unknown): boolean {
    const { eventNames } = this.reads;
    const { eventName } = (record ?? {}) as { eventName?: unknown };
    return this.strict || eventNames === undefined || (typeof eventName === "string" && eventNames.includes(eventName));
  }

  /** Where the record of an event lies. */
  private detailOf(from: number, to: number): readonly [number, number] | "damaged" | undefined {
    const whole = this.envelope.read(from, to);
    if (whole === false) return "damaged";
    if (whole === undefined || this.envelope.ambiguous || this.envelope.count !== 2) return undefined;
    const { finds } = this.envelope;
    const at = finds[0] === 1 ? 1 : 4;
    return [finds[at] ?? 0, finds[at + 1] ?? 0];
  }

  private judgeFields(): Judgement | "slow" {
    this.collect();
    const { slots, verdicts, known } = this;
    const time = this.timeOf(slots.eventTime);
    const eventId = this.textOf(slots.eventId);
    if (Number.isNaN(time) || eventId === undefined || eventId === "") return "slow";
    let record: object | undefined;
    const parsed = (): object => (record ??= JSON.parse(this.structure.text.toString("utf8", this.start, this.end)) as object);
    let found = verdicts.get();
    if (found === undefined) {
      try {
        found = { number: this.verdictCount++, verdict: this.verdictOf(parsed()) };
      } catch {
        return "slow";
      }
      if (verdicts.size >= mostVerdicts) verdicts.clear();
      verdicts.set(found);
    }
    if (found.verdict === undefined) return undefined;
    this.collectTelling(found.number);
    let group = known.get();
    if (group === undefined) {
      group = this.groupOf(parsed(), found.verdict);
      if (known.size >= mostVerdicts) known.clear();
      known.set(group);
    }
    return this.selected({
      eventId,
      time,
      delay: this.delivery.delayOf({ eventID: eventId }),
      group,
      objectKey: this.textOf(slots.objectKey) ?? "",
      versionId: this.textOf(slots.versionId),
    });
  }

  /** Takes over what the reader found, and puts what decides the verdict into the map's key. */
  private collect(): void {
    const { from, to, reader, deciding, verdicts } = this;
    const { text } = this.structure;
    const { finds } = reader;
    to.fill(0);
    verdicts.begin();
    for (let find = 0; find < reader.count; find++) {
      const slot = finds[find * 3] as number;
      const [start, end] = [finds[find * 3 + 1] as number, finds[find * 3 + 2] as number];
      if (slot === reader.elementMark) verdicts.add(text, 0, 0);
      else if (this.isElement[slot]) {
        verdicts.add(slotBytes, slot, slot + 1);
        if (this.isArn[slot] && this.arns !== undefined) this.addArn(this.arns, start, end);
        else verdicts.add(text, start, end);
      } else {
        from[slot] = start;
        to[slot] = end;
      }
    }
    verdicts.add(slotBytes, 254, 255);
    for (const slot of deciding) verdicts.add(text, (to[slot] as number) > 0 ? (from[slot] as number) : 0, to[slot] as number);
  }

  /** Puts what an upload is told apart by, beside its verdict, into the map's key. */
  private collectTelling(verdict: number): void {
    const { from, to, telling, session, slots, known } = this;
    const { text } = this.structure;
    const number = Buffer.from(String(verdict));
    known.begin();
    known.add(number, 0, number.length);
    for (const slot of telling) known.add(text, (to[slot] as number) > 0 ? (from[slot] as number) : 0, to[slot] as number);
    // Sessions count as their role.
    if ((to[slots.role] as number) > 0 && text.toString("latin1", from[slots.role], to[slots.role]).includes(":role/")) return;
    for (const slot of session) known.add(text, (to[slot] as number) > 0 ? (from[slot] as number) : 0, to[slot] as number);
  }

  private addArn(arns: ArnShortener, start: number, end: number): void {
    const { text } = this.structure;
    if (!arns.byPrefixAlone || text[start] !== quote) {
      const shortened = Buffer.from(arns.shortened(text.toString("latin1", start + 1, end - 1)), "latin1");
      return this.verdicts.add(shortened, 0, shortened.length);
    }
    let at = start;
    for (let slash = arns.slashes; slash > 0 && at < end; at++) if (text[at] === slashByte) slash--;
    this.verdicts.add(text, start, at);
  }

  /** The text that was found in a slot; undefined where there is none, or no text. */
  private textOf(slot: number): string | undefined {
    const [from, to] = [this.from[slot] as number, this.to[slot] as number];
    const { text } = this.structure;
    if (to === 0 || text[from] !== quote) return undefined;
    const value = text.toString("latin1", from + 1, to - 1);
    return plainText.test(value) ? value : (JSON.parse(text.toString("utf8", from, to)) as string);
  }

  /** The time in a slot; NaN where there is none that could be read fast. */
  private timeOf(slot: number): number {
    const value = this.textOf(slot);
    if (value?.length !== 20 || value.charAt(19) !== "Z") return NaN;
    const seconds = Number(value.slice(17, 19));
    if (!/^\d\d$/.test(value.slice(17, 19)) || seconds > 59) return NaN;
    const minute = value.slice(0, 16);
    if (minute !== this.minute) {
      this.minute = minute;
      this.minuteTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(minute) && value.charAt(16) === ":" ? Date.parse(`${minute}:00Z`) : NaN;
    }
    return value.charAt(16) === ":" ? this.minuteTime + seconds * 1000 : NaN;
  }

  /**
   * What becomes of a record; undefined where no rule matches it.
   * @throws RecordError for a record that cannot be read
   */
  private verdictOf(record: object): RecordVerdict | undefined {
    const verdict = this.judge.verdictOf(record);
    const { eventVersion } = record as { eventVersion?: unknown };
    if (typeof eventVersion !== "string" || !knownVersion.test(eventVersion)) {
      throw new RecordError(record, `its eventVersion is ${JSON.stringify(eventVersion)}, which is not known; 1.x are`);
    }
    return verdict.rules.length > 0 ? verdict : undefined;
  }

  private groupOf(record: object, verdict: RecordVerdict): number {
    const group = uploadGroup(record, verdict, this.definitions.requirement, this.enforced);
    const id = JSON.stringify(group);
    const index = this.groupIndex.get(id) ?? this.groups.push(group) - 1;
    this.groupIndex.set(id, index);
    return index;
  }

  /** The upload, if it is one of those that are asked for. */
  private selected(upload: JudgedUpload): JudgedUpload | undefined {
    const { since = -Infinity, until = Infinity, buckets, accounts } = this.selection;
    if (upload.time < since || upload.time >= until) return undefined;
    const { bucket, account } = this.groups[upload.group] as UploadGroup;
    if (buckets && !buckets.includes(bucket)) return undefined;
    return accounts && !accounts.includes(account) ? undefined : upload;
  }
}

const quote = 0x22;
const slashByte = 0x2f;
/** Every slot as a byte of its own. */
const slotBytes = Uint8Array.from({ length: 255 }, (_, index) => index);
/** ASCII without escapes: what bytes of UTF-8 and of JSON's text have in common. */
const plainText = /^[ !#-[\]-\x7f]*$/;
