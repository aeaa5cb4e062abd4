/** One analysis of a stack by the policies of the pack: what they share, and nothing of an earlier one. */
import type { PolicyResource } from "@pulumi/policy";
import type { ServiceWriter } from "../encryption/serviceWriters";
import { BucketJudge, type KnownPlace } from "../judge/bucketJudge";
import type { JudgeOptions } from "../judge/bucket";
import { writersIn } from "../judge/writers";
import { OrganizationRequirement } from "./config/organizationRequirement";
import { SharedConfig } from "./config/sharedConfig";
import { bucketModel, type BucketModel } from "./stack/bucketModel";
import { DeclaredInputs } from "./stack/declaredInputs";

/** What the policies of a pack find out together. */
export class Analysis {
  readonly inputs = new DeclaredInputs();
  readonly organization = new OrganizationRequirement();
  readonly shared = new SharedConfig();
  private readonly begunBy = new Set<string>();
  private readonly judges = new Map<string, BucketJudge>();
  private readonly writers = new Map<string, readonly ServiceWriter[]>();
  private readonly reports = new Map<string, Set<string>>();
  private readonly said = new Set<string>();
  private readonly advised = new Set<string>();
  private readonly texts = new Map<string, { readonly words: string; readonly text: string }>();
  private model: { readonly model: BucketModel; readonly users: Set<string> } | undefined;

  /** Takes part in the analysis; false where the policy does so already, or where the stack was judged: another one begins. */
  join(policyName: string): boolean {
    if (this.model || this.begunBy.has(policyName)) return false;
    this.begunBy.add(policyName);
    return true;
  }

  /**
   * The model of the stack. The engine calls the policies one after another with the same resources, and reading them costs
   * more than judging: they share it. A policy that comes a second time brings other resources.
   */
  modelFor(policyName: string, resources: readonly PolicyResource[]): BucketModel {
    if (!this.model || this.model.users.has(policyName)) {
      this.model = { model: bucketModel(resources, this.inputs), users: new Set() };
      for (const told of [this.reports, this.said, this.advised, this.texts]) told.clear();
    }
    this.model.users.add(policyName);
    return this.model.model;
  }

  /** A judge; policies that judge by the same options share what they find. `id` tells the options apart. */
  judge(id: string, options: JudgeOptions, known: KnownPlace): BucketJudge {
    const judge = this.judges.get(id) ?? new BucketJudge(options, known);
    this.judges.set(id, judge);
    return judge;
  }

  /** The AWS services that a bucket policy lets write. @param policy JSON text */
  writersIn(policy: string): readonly ServiceWriter[] {
    const writers = this.writers.get(policy) ?? writersIn(policy);
    this.writers.set(policy, writers);
    return writers;
  }

  /** Notes that a policy has reported a bucket, by the bucket's URN. */
  noteReport(policyName: string, bucketUrn: string): void {
    this.reports.set(policyName, (this.reports.get(policyName) ?? new Set()).add(bucketUrn));
  }

  /** Whether a policy has reported a bucket: it may be disabled, exempt the bucket, or come later. */
  hasReported(policyName: string, bucketUrn: string): boolean {
    return this.reports.get(policyName)?.has(bucketUrn) ?? false;
  }

  /** Notes that some policy's remedy for a bucket holds a statement, by its Sid. */
  noteAdvice(bucketUrn: string, sid: string): void {
    this.advised.add(`${bucketUrn} ${sid}`);
  }

  /** Whether a remedy for a bucket that was reported holds a statement already. */
  hasAdvised(bucketUrn: string, sid: string): boolean {
    return this.advised.has(`${bucketUrn} ${sid}`);
  }

  /** What was said first of buckets alike, and of which, in its words; it is said now where nothing was. */
  firstOf(what: string, words: string, text: () => string): { readonly words: string; readonly text: string } {
    const first = this.texts.get(what) ?? { words, text: text() };
    this.texts.set(what, first);
    return first;
  }

  /** True the first time that something is to be said in this analysis. */
  first(what: string): boolean {
    if (this.said.has(what)) return false;
    this.said.add(what);
    return true;
  }
}

let current = new Analysis();

/** The analysis under way. */
export function analysis(): Analysis {
  return current;
}

/**
 * Called by each policy when the engine shows it the stack itself, which it does before all other resources: the first of
 * them begins an analysis, the others join it.
 */
export function joinAnalysis(policyName: string): Analysis {
  if (!current.join(policyName)) {
    current = new Analysis();
    current.join(policyName);
  }
  return current;
}
