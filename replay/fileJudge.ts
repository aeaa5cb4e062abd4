/** Reads log files and judges their records: the work of one thread. */
import { madeUpDelivery, type LogTimestamp, type MadeUpDelay } from "../simulator/delivery";
import { compileEventSelectors } from "../simulator/eventSelectors";
import { UploadRows } from "./count/uploadRows";
import type { AuditDefinitions } from "./definitions/auditDefinitions";
import type { JudgedUpload, Judgement, RecordSelection } from "./judge/recordJudge";
import { notJson, RecordJudge } from "./judge/recordJudge";
import { readsOf } from "./judge/reads";
import type { UploadGroup } from "./judge/upload";
import { FileReader } from "./read/fileText";
import { parsedJson } from "./scan/json";
import { RecordScanner, type ScannedObject } from "./scan/records";
import { isScannable } from "./scan/structure";

export interface JudgeOptions {
  readonly definitions: AuditDefinitions;
  readonly delay: MadeUpDelay;
  readonly timestamp: LogTimestamp;
  readonly selection: RecordSelection;
  /** Parse and judge every record, also those that cannot match. */
  readonly strict: boolean;
  /** Keep which object each upload wrote. */
  readonly keepObjects: boolean;
}

/** A file to read: by its path, or what is in it. */
export interface FileJob {
  readonly index: number;
  readonly path: string;
  readonly content?: Uint8Array;
}

export interface ReadProblem {
  /** Index of the file. */
  readonly file: number;
  /** Where in its text, in bytes. */
  readonly position: number;
  readonly problem: string;
}

/** What was found in some files. */
export interface FilesResult {
  readonly files: number;
  readonly bytes: number;
  readonly textBytes: number;
  /** Records that no rule matches. */
  readonly notMatched: number;
  /** So many records were looked at for {@link allWrites}, and so many of them are. */
  readonly sampled: number;
  readonly sampledWrites: number;
  readonly problems: readonly ReadProblem[];
  /** Groups that were met for the first time; a row's group counts all that were told so far. */
  readonly newGroups: readonly UploadGroup[];
  /** See count/uploadRows.ts. */
  readonly rows: Uint32Array;
  /** For each row the key of its object as JSON, one a line; empty unless asked for. */
  readonly objects: Uint8Array;
}

/** The selectors of the blog: all data events on objects that write. */
export const allWrites = [
  {
    Name: "all writes",
    FieldSelectors: [
      { Field: "eventCategory", Equals: ["Data"] },
      { Field: "resources.type", Equals: ["AWS::S3::Object"] },
      { Field: "readOnly", Equals: ["false"] },
    ],
  },
];

/** One record in 512, by where it stands: the same ones in every run. */
const isSampled = (position: number): boolean => Math.imul(position, 0x9e3779b1) >>> 23 === 0;

export class FileJudge {
  private readonly reader = new FileReader();
  private readonly scanner: RecordScanner;
  private readonly judge: RecordJudge;
  private readonly rows = new UploadRows();
  private file = 0;
  private toldGroups = 0;
  private notMatched = 0;
  private sampled = 0;
  private sampledWrites = 0;
  private readonly writes = compileEventSelectors(allWrites);
  private problems: ReadProblem[] = [];
  private objects: string[] = [];

  constructor(private readonly options: JudgeOptions) {
    const { eventNames } = readsOf(options.definitions.pipeline);
    const names = !options.strict && eventNames !== undefined && isScannable(eventNames) ? eventNames : undefined;
    this.scanner = new RecordScanner(names ?? [], {
      object: (_text, found, position) => this.take(found, position, names === undefined),
      problem: (position, problem) => this.problems.push({ file: this.file, position, problem }),
    });
    const { delay, timestamp, selection } = options;
    const { definitions, strict, keepObjects } = options;
    this.judge = new RecordJudge(this.scanner.structure, { definitions, delivery: madeUpDelivery(delay, timestamp), selection, strict, keepObjects });
  }

  /** Reads files one after another. */
  async read(jobs: readonly FileJob[]): Promise<FilesResult> {
    let [bytes, textBytes] = [0, 0];
    this.notMatched = this.sampled = this.sampledWrites = 0;
    this.problems = [];
    this.objects = [];
    for (const { index, path, content } of jobs) {
      this.file = index;
      this.scanner.begin();
      if (content) await this.reader.readBytes(content, this.scanner);
      const read = content ? { bytes: content.length, textBytes: 0 } : await this.reader.read(path, this.scanner);
      bytes += read.bytes;
      textBytes += read.textBytes;
    }
    const newGroups = this.judge.groups.slice(this.toldGroups);
    this.toldGroups += newGroups.length;
    return {
      files: jobs.length,
      bytes,
      textBytes,
      notMatched: this.notMatched,
      sampled: this.sampled,
      sampledWrites: this.sampledWrites,
      problems: this.problems,
      newGroups,
      rows: this.rows.take(),
      objects: new Uint8Array(Buffer.from(this.objects.join(""))),
    };
  }

  /** Gives false for what is no JSON. */
  private take({ from, to, flags, kind }: ScannedObject, position: number, all: boolean): boolean {
    if (kind === "messages") {
      this.takeMessages(from, to, position);
      return true;
    }
    if (isSampled(position)) this.sample(from, to);
    if (!all && flags === 0) {
      this.notMatched++;
      return true;
    }
    const judgement = this.judge.judgeBytes(from, to);
    this.count(judgement, position, to - from);
    return judgement !== notJson;
  }

  /** Log events as text: of a subscription, or of the CLI. */
  private takeMessages(from: number, to: number, position: number): void {
    const holder = parsedJson(this.scanner.structure.text.toString("utf8", from, to)) as { logEvents?: unknown; events?: unknown } | null | undefined;
    if (holder === undefined || holder === null) return this.count(notJson, position, 0);
    const events = holder.logEvents ?? holder.events;
    for (const event of Array.isArray(events) ? (events as unknown[]) : []) {
      const { message } = (event ?? {}) as { message?: unknown };
      if (typeof message !== "string") this.problems.push({ file: this.file, position, problem: "a log event without a message" });
      else this.count(this.judge.judgeText(message), position, Buffer.byteLength(message));
    }
  }

  /** Looks at one of many records for what the audit itself does not look at. */
  private sample(from: number, to: number): void {
    const record = parsedJson(this.scanner.structure.text.toString("utf8", from, to));
    this.sampled++;
    try {
      if (typeof record === "object" && record !== null && this.writes.matches(record)) this.sampledWrites++;
    } catch {
      // Whatever it is, no selector logs it.
    }
  }

  private count(judgement: Judgement, position: number, bytes: number): void {
    if (judgement === undefined) this.notMatched++;
    else if ("problem" in judgement) this.problems.push({ file: this.file, position, problem: judgement.problem });
    else this.upload(judgement, position, bytes);
  }

  private upload(upload: JudgedUpload, position: number, bytes: number): void {
    this.rows.add(upload, this.file, position, bytes);
    if (this.options.keepObjects) this.objects.push(`${JSON.stringify(upload.objectKey)}\n`);
  }
}
