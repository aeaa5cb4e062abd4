/**
 * The holes of a bucket: requests that would end as an object against the requirement, because neither its policy denies
 * them nor its encryption rule blocks them.
 *
 * Every request of asks.ts is put to the policy in every way that access.ts finds, for each account that the bucket may be
 * of. A hole names the way with the fewest exceptions.
 */
import { bucketArn } from "../encryption/arn";
import { updateEventName } from "../encryption/auditScope";
import { iamActionOf, parsePolicyDocument, uploadActions, type PolicyDocument, type UploadBucket } from "../simulator";
import { ContextKeys } from "../simulator/iam/conditions";
import { anyCharacters, globPattern, matchesGlob } from "../simulator/iam/glob";
import { identify } from "../simulator/iam/principal";
import { Access, type Found, type Probe, type Way } from "./access";
import { asks, type Ask } from "./asks";
import type { Hole, JudgedBucket, JudgeOptions, Judgement, Untold } from "./bucket";
import { anyRole } from "./identities";
import { anyKey, objectKeys } from "./objectKeys";
import { owners } from "./owners";
import type { Budget } from "./search";
import { ambiguousPart, clausesOf, relevantStatements, type Clause, type Reading, type Statements } from "./statements";
import { offence, openBucket, uploadBy, uploadProbe } from "./uploads";

/** Steps of all searches on one bucket: policies of real life need a few thousand. */
const mostSteps = 50_000;

/** Judges a bucket. */
export function judge(bucket: JudgedBucket, options: JudgeOptions): Judgement {
  const parsed = bucket.policy === undefined ? undefined : parsePolicyDocument(bucket.policy, "bucket", bucket.bucketName);
  if (parsed && !parsed.valid) return { valid: false, problems: parsed.problems };
  return new Inquiry(bucket, parsed?.document, options).judgement();
}

/** The question of a bucket's holes, with what its answers share. */
class Inquiry {
  private readonly relevant: Statements | undefined;
  private readonly asks: readonly Ask[];
  private readonly denialsToAll: readonly Clause[];
  private readonly owners: ReturnType<typeof owners>;
  private readonly ambiguous: ReturnType<typeof ambiguousPart>;
  private readonly budget: Budget = { left: mostSteps };
  private readonly accesses = new Map<string, Access>();
  private readonly targets = new Map<string, UploadBucket>();
  private resources: { arns: readonly string[]; complete: boolean } | undefined;

  constructor(
    private readonly bucket: JudgedBucket,
    policy: PolicyDocument | undefined,
    private readonly options: JudgeOptions,
  ) {
    const { updates, requirement } = options;
    this.relevant = policy && relevantStatements(policy, uploadActions.filter((action) => updates || action !== updateEventName).map(iamActionOf));
    const arn = bucketArn(bucket.place.partition, bucket.bucketName);
    this.denialsToAll = clausesOf(this.relevant, "condition-holds", options.isAllowedException).filter((clause) => isDenialToAll(clause, arn));
    this.asks = asks(requirement, bucket.place, this.relevant, updates).filter(({ hangsOnRule }) => !hangsOnRule || bucket.defaultEncryption !== "open");
    this.owners = owners(this.relevant, bucket.place, options.isAllowedException);
    this.ambiguous = ambiguousPart(this.relevant, options.isAllowedException);
  }

  judgement(): Judgement {
    const untold = new Map<string, Untold>();
    const holes = this.asks.flatMap((ask): Hole[] => {
      if (this.isDeniedToAll(ask)) return [];
      const found = this.owners.list.map((account) => ({ account, ...this.ask(ask, account) }));
      const [first] = found.filter(({ way }) => way);
      if (!first?.way) {
        // Where only methods of the future may get in, what was left out can hide no other hole.
        const left = ask.future ? [] : [...found.flatMap((one) => (one.way ? [] : one.untold)), ...(this.owners.complete ? [] : [{ kind: "owners" } as const])];
        for (const one of left) untold.set(JSON.stringify(one), one);
        return [];
      }
      const closed = found.filter(({ account, way }) => !way && this.owners.named.includes(account)).map(({ account }) => account);
      return this.holeOf(ask, first.account, first.way, this.owners.named.includes(first.account) ? [] : closed);
    });
    return { valid: true, holes, untold: [...untold.values()] };
  }

  /** Most requests meet a Deny that looks at nothing but what is asked: then nobody and nothing gets them in. */
  private isDeniedToAll(ask: Ask): boolean {
    if (this.denialsToAll.length === 0) return false;
    const { place } = this.bucket;
    const { action, context } = this.probe(ask, place.account);
    const base = new ContextKeys(context(identify(anyRole(place))));
    return this.denialsToAll.some(({ isAbout, ofAsk }) => isAbout(action) && ofAsk.every(({ holds }) => holds(base)));
  }

  /** Puts an ask to the bucket, taken to be of an account. Where AWS leaves two readings both must let it in. */
  private ask(ask: Ask, account: string): Found {
    const probe = this.probe(ask, account);
    const found = this.access(account, "condition-holds").find(probe);
    if (!this.ambiguous) return found;
    const otherwise = this.access(account, "statement-invalid").find(probe);
    if ((found.way === undefined) === (otherwise.way === undefined)) return found;
    const { statement, words } = this.ambiguous;
    return { untold: [{ kind: "readings", index: statement.index, ...(statement.sid !== undefined && { sid: statement.sid }), condition: words }] };
  }

  private probe(ask: Ask, account: string): Probe {
    const target = this.open(account);
    return uploadProbe(target, ask, (upload) => offence(target, upload, this.options.requirement) !== undefined);
  }

  private open(account: string): UploadBucket {
    const target = this.targets.get(account) ?? openBucket(this.bucket, account);
    this.targets.set(account, target);
    return target;
  }

  private access(account: string, reading: Reading): Access {
    const id = `${account} ${reading}`;
    let access = this.accesses.get(id);
    if (!access) {
      const { place, bucketName } = this.bucket;
      if (!this.resources) {
        const { keys, complete } = objectKeys(bucketName, this.relevant);
        this.resources = { arns: keys.map((key) => `${bucketArn(place.partition, bucketName)}/${key}`), complete };
      }
      const asked = [
        ...this.asks.flatMap(({ request }) => Object.values(request.headers ?? {})),
        ...this.resources.arns.flatMap((arn) => this.keyOf(arn).split("/")),
        account,
      ];
      access = new Access(this.relevant, { ...place, account }, this.options, this.resources, asked, this.budget, reading);
      this.accesses.set(id, access);
    }
    return access;
  }

  private keyOf(arn: string): string {
    return arn.slice(`${bucketArn(this.bucket.place.partition, this.bucket.bucketName)}/`.length);
  }

  private holeOf(ask: Ask, account: string, way: Way, unlessOf: readonly string[]): Hole[] {
    const key = this.keyOf(way.resource);
    const upload = uploadBy(ask, key, way);
    const how = offence(this.open(account), upload, this.options.requirement);
    if (!how) return [];
    return [{ request: ask.words, future: ask.future, ...how, ...way.passage, ...(key !== anyKey && { key }), upload, bucketAccount: account, unlessOf }];
  }
}

/** Whether a statement denies to whoever asks, from wherever, for any object: by what is asked alone. */
function isDenialToAll({ statement, ofBoth, ofRequester, free, coversBy }: Clause, arn: string): boolean {
  if (statement.effect !== "Deny" || coversBy !== undefined || ofBoth.length + ofRequester.length + free.length > 0) return false;
  return isForEveryone(statement) && coversAllObjects(statement, arn);
}

function isForEveryone({ principal }: Clause["statement"]): boolean {
  return principal?.element === "Principal" && principal.principals.some(({ type, id }) => type === "AWS" && id === "*");
}

/** Whether one of a statement's resources is a pattern that ends in `*` before the keys of the objects begin. */
function coversAllObjects({ resource }: Clause["statement"], arn: string): boolean {
  if (resource.element === "NotResource") return false;
  const objects = `${arn}/`;
  return resource.patterns.some((pattern) => {
    const glob = globPattern(pattern);
    const head = glob.slice(0, -1);
    return glob.at(-1) === anyCharacters && Array.from({ length: objects.length + 1 }, (_, end) => objects.slice(0, end)).some((beginning) => matchesGlob(head, beginning));
  });
}
