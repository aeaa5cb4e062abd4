/** Judges records from their bytes: exactly as the simulator does, but once for all that agree in what is read of them. */
import type { MadeUpDelivery } from "../../simulator/delivery";
import { eventTimeOf } from "../../simulator/eventBridgeEvent";
import { idWords, writeId } from "../../simulator/eventIds";
import { compileRecordJudge, type RecordJudge as SimulatedJudge, type RecordVerdict } from "../../simulator/pipeline";
import { RecordError } from "../../simulator/recordError";
import type { AuditDefinitions } from "../definitions/auditDefinitions";
import { parsedJson } from "../scan/json";
import { UNKNOWN } from "../scan/memoWat";
import type { Structure } from "../scan/structure";
import { templateOf } from "../scan/template";
import { Templates } from "../scan/templates";
import { GAP } from "../scan/templateWat";
import { Counting, LEVEL, ownPlaces, type OwnPlaces } from "./counting";
import { EnforcedBucket } from "./enforcement";
import { roleOf } from "./principal";
import { arnParts, readsOf, type Reads } from "./reads";
import { RecordValues } from "./recordValues";
import { uploadGroup, type UploadGroup } from "./upload";

/** Which of the records that match are asked for; all of them where nothing is said. */
export interface RecordSelection {
  /** Milliseconds of the Unix epoch: from then on, and before then. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly buckets?: readonly string[] | undefined;
  readonly accounts?: readonly string[] | undefined;
}

/** A record that the audit would have counted; until the next one is judged. */
export interface JudgedUpload {
  /** Its event's id, and whether that is a UUID: see simulator/eventIds.ts. */
  readonly id: Uint32Array;
  readonly isUuid: boolean;
  /** Milliseconds of the Unix epoch. */
  readonly time: number;
  /** How late it would have been delivered, in milliseconds. */
  readonly delay: number;
  /** Index in {@link RecordJudge.groups}. */
  readonly group: number;
  /** Empty where objects are not asked for. */
  readonly objectKey: string;
}

export type Judgement = { readonly problem: string } | JudgedUpload | undefined;

/** Of what is no JSON. */
export const notJson: Judgement = { problem: "not JSON" };

export interface RecordJudgeOptions {
  readonly definitions: AuditDefinitions;
  readonly delivery: MadeUpDelivery;
  readonly selection: RecordSelection;
  /** Judge records, too, that no rule can match. */
  readonly strict: boolean;
  /** Tell which object each upload wrote. */
  readonly keepObjects: boolean;
}

/** Versions of records: the minor one goes up with every new field, the major one with what changes their meaning. */
const knownVersion = /^1\.\d+$/;

/** What becomes of a record, as a number: no rule matches it, its principal's session decides, or its group with this added. */
const OUTCOME = { notMatched: 0, bySession: 1, group: 2 } as const;

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
  private readonly counting: Counting;
  private readonly groupIndex = new Map<string | undefined, number>();
  private readonly templates: Templates<OwnPlaces>;
  private readonly values: RecordValues;
  /** All verdicts so far, each once; undefined of records that no rule matches. */
  private readonly verdicts: (RecordVerdict | undefined)[] = [];
  private readonly verdictIndex = new Map<string | undefined, number>();
  /** The id of the last upload. */
  private readonly id = new Uint32Array(idWords);

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
    this.values = new RecordValues(structure.text, this.templates);
    this.counting = new Counting(this.reads);
  }

  /** Judges the object at a place of the window: a record, or an event of EventBridge that holds one. */
  judgeBytes(from: number, to: number): Judgement {
    const own = this.templates.match(from, to);
    if (own === undefined) return this.judgeUnknown(from, to);
    const time = this.values.time(own.eventTime);
    const idKind = this.values.writeId(own.eventId, this.id);
    if (Number.isNaN(time) || idKind === undefined) return this.judgeText(this.textAt(from, to));
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
      id: this.id,
      isUuid: idKind === "uuid",
      time,
      delay: delivery.delayOfId(this.id),
      group: outcome - OUTCOME.group,
      objectKey: (keepObjects && this.values.text(own.objectKey)) || "",
    });
  }

  /** Judges a record, or an event, that is given as text of its own. */
  judgeText(json: string): Judgement {
    const value = parsedJson(json);
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
    const fields = record as { eventID: string; requestParameters?: { key?: unknown } };
    const objectKey = fields.requestParameters?.key;
    const isUuid = writeId(fields.eventID, this.id);
    return this.selected({
      id: this.id,
      isUuid,
      time: eventTimeOf(record),
      delay: this.options.delivery.delayOfId(this.id),
      group,
      objectKey: typeof objectKey === "string" ? objectKey : "",
    });
  }

  /** Judges an object that fits no template, of which there is one from then on. */
  private judgeUnknown(from: number, to: number): Judgement {
    const value = parsedJson(this.textAt(from, to));
    if (value === undefined) return notJson;
    const json = this.structure.text.toString("latin1", from, to);
    const template = templateOf(json);
    if (template) {
      const within = recordIn(value) === value ? 0 : 1;
      const paths = template.values.map((path) => (within === 0 || path[0] === "detail" ? path.slice(within) : undefined));
      const isText = (index: number): boolean => template.pieces[index]?.gap === GAP.string;
      const uses = paths.map((path, index) => path && this.counting.useOf(path, isText(index)));
      this.templates.add(json, template, uses, ownPlaces(paths.map((path, index) => (isText(index) ? path : undefined))));
    }
    return this.judgeRecord(value);
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

/** Where something is in a list that has everything once; it is added where it is not. */
function indexIn<T>(list: T[], indexes: Map<string | undefined, number>, item: T): number {
  const id = JSON.stringify(item) as string | undefined;
  const index = indexes.get(id) ?? list.push(item) - 1;
  indexes.set(id, index);
  return index;
}

const problemOf = (error: unknown): { readonly problem: string } => ({ problem: error instanceof RecordError ? error.problem : String(error) });
