/**
 * What is asked about a bucket, with what the answers share: the requests to put, the accounts that the bucket may be of, and
 * what there is to try on its policy.
 */
import { bucketArn } from "../encryption/arn";
import { updateEventName } from "../encryption/auditScope";
import { iamActionOf, uploadActions, type CheckedPolicy, type UploadRequest } from "../simulator";
import { type ContextKeys } from "../simulator/iam/conditions";
import { principalContext } from "../simulator/iam/principal";
import { Access, groundIn, ownWays, waysOfOthers, type Found, type Resources, type Way } from "./access";
import { distinctPoints, looksAtAccessPoints, withAccessPoints, type AccessPoint, type AccessPointsOf } from "./accessPoints";
import { asks, type Ask } from "./asks";
import { otherValue, type JudgedBucket, type JudgeOptions } from "./bucket";
import { comparedValues, type Doors } from "./circumstances";
import { doorsOf } from "./doors";
import type { Ground } from "./ground";
import { requesters } from "./identities";
import { anyKey, objectKeys } from "./objectKeys";
import { owners, type Owners } from "./owners";
import { remembered } from "./remembered";
import { ambiguousPart, bucketKeys, clausesOf, looksAtBucketAccount, relevantStatements, type Clause, type Reading, type Statements } from "./statements";
import { arrivals, surroundingsOf, type Arrivals, type Surroundings } from "./surroundings";
import { askedContexts, type Probe } from "./trials";
import { hasVariables, variablesOf } from "./variables";
import { uploadBy, type OpenBucket, type Wanted } from "./uploads";
import type { Look, Ways } from "./ways";

/** Steps of all searches for the answer to a question: policies of real life need a few hundred, those made at random of 20 KB seldom more than this. */
export const mostSteps = 15_000;

/** An inquiry into one bucket with one policy. */
export class Inquiry {
  readonly asks: readonly Ask[];
  /** The accounts that the bucket may be of. */
  readonly owners: Owners;
  /** No exception by which a request may get in is an allowed one: it comes to the same if none were allowed. */
  readonly allowsNoException: boolean;
  /** The statements that can matter, those of access points included where the bucket's policy looks at these. */
  private readonly relevant: Statements | undefined;
  /** What there is to look through, while the bucket is taken to be of an account. */
  private readonly at: (account: string) => { readonly statements: Statements | undefined; readonly points: readonly AccessPoint[]; readonly doors: Doors | undefined };
  private readonly denialsToAll: readonly Clause[];
  private readonly ambiguous: ReturnType<typeof ambiguousPart>;
  /** What the policy tells apart is the same whoever the bucket is of, unless it looks at access points. */
  private readonly sharesGround: boolean;
  /** So is how others get in, unless it looks at whose the bucket is as well. */
  private readonly sharesOthers: boolean;
  /** By reading, and by account where it matters. */
  private readonly accesses = new Map<string, Access>();
  private readonly grounds = new Map<string, Ground>();
  private readonly others = new Map<string, Ways>();
  private readonly arriving = new Map<string, Arrivals>();
  private readonly surroundings = new Map<string, Surroundings>();
  /** Whether a request is denied to everybody, by the statements that are left out. */
  private readonly deniedToAll = new Map<Look["without"], Map<Ask, boolean>>();
  private resources: Resources | undefined;

  constructor(
    private readonly bucket: JudgedBucket,
    policy: CheckedPolicy | undefined,
    private readonly options: JudgeOptions,
    private readonly open: OpenBucket,
    points: AccessPointsOf = () => ({ points: [], problems: [] }),
  ) {
    const { updates, requirement } = options;
    const actions = uploadActions.filter((action) => updates || action !== updateEventName).map(iamActionOf);
    const ofBucket = policy && relevantStatements(policy, actions);
    const looked = ofBucket && looksAtAccessPoints(ofBucket) ? ofBucket : undefined;
    this.allowsNoException = !looked && !(ofBucket && mayHaveAllowedException(ofBucket, options));
    this.at = (account) => {
      if (!looked) return { statements: ofBucket, points: [], doors: undefined };
      const distinct = distinctPoints(points(account).points, looked);
      return {
        statements: relevantStatements(withAccessPoints(looked, distinct), actions),
        points: distinct,
        doors: doorsOf(looked, distinct, { ...bucket, place: { ...bucket.place, account } }, options),
      };
    };
    this.relevant = this.at(bucket.place.account).statements;
    this.sharesGround = !looked;
    this.sharesOthers = this.sharesGround && !looksAtBucketAccount(this.relevant);
    const arn = bucketArn(bucket.place.partition, bucket.bucketName);
    this.denialsToAll = clausesOf(this.relevant, "condition-holds", options.isAllowedException).filter((clause) => isDenialToAll(clause, arn));
    this.asks = asks(requirement, bucket.place, this.relevant, updates).filter(({ hangsOnRule }) => !hangsOnRule || bucket.defaultEncryption !== "open");
    this.owners = owners(this.relevant, bucket.place, options.isAllowedException);
    this.ambiguous = ambiguousPart(this.relevant, options.isAllowedException);
  }

  /**
   * Puts an ask to the bucket, taken to be of an account. Where AWS leaves two readings of the policy, both must let it in.
   * @param as how to look
   * @param isWanted whether an upload that nothing denies is what is looked for, by what becomes of it
   */
  find(ask: Ask, account: string, isWanted: Wanted, as: Look): Found {
    const probe = this.open.probe(account, ask, isWanted);
    const countsForNobody = !probe.isWanted && probe.kind !== undefined;
    if (countsForNobody || this.isDeniedToAll(ask, probe, as)) return { untold: [], whoeverOwns: true };
    const found = this.access(account, "condition-holds").find(probe, as);
    if (!this.ambiguous) return found;
    const otherwise = this.access(account, "statement-invalid").find(probe, as);
    if ((found.way === undefined) === (otherwise.way === undefined)) return found;
    const { statement, words } = this.ambiguous;
    return { untold: [{ kind: "readings", index: statement.index, ...(statement.sid !== undefined && { sid: statement.sid }), condition: words }] };
  }

  /** The upload of a way in, and its object key where that is not any key. */
  uploadOf(ask: Ask, way: Way): { upload: UploadRequest; key?: string } {
    const key = this.keyOf(way.resource);
    return { upload: uploadBy(ask, key, way), ...(key !== anyKey && { key }) };
  }

  /** Most requests meet a Deny that looks at nothing but what is asked: then nobody and nothing gets them in. */
  private isDeniedToAll(ask: Ask, probe: Probe, { without }: Look): boolean {
    return remembered(remembered(this.deniedToAll, without, () => new Map<Ask, boolean>()), ask, () => {
      const contexts = askedContexts(probe, this.bucket.place);
      return this.denialsToAll.some(
        ({ statement, isAbout, ofAsk }) => !without.has(statement) && isAbout(probe.action) && contexts.every((context) => ofAsk.every(({ holds }) => holds(context))),
      );
    });
  }

  private access(account: string, reading: Reading): Access {
    return remembered(this.accesses, `${reading} ${account}`, () => {
      const resources = this.allResources();
      const { statements, points } = this.at(account);
      const surroundings = this.surroundingsFor(account);
      const ground = remembered(this.grounds, `${reading} ${this.sharesGround ? "" : account}`, () => groundIn(statements, reading, this.options, resources));
      const others = remembered(this.others, `${reading} ${this.sharesOthers ? "" : account}`, () => {
        const everywhere = this.sharesOthers ? this.owners.list.map((owner) => this.surroundingsFor(owner)) : [surroundings];
        return waysOfOthers(ground, surroundings, everywhere, resources, points);
      });
      return new Access(surroundings, ownWays(ground, surroundings, resources, points), others);
    });
  }

  private surroundingsFor(account: string): Surroundings {
    return remembered(this.surroundings, account, () => {
      const place = { ...this.bucket.place, account };
      const { statements, doors } = this.at(account);
      const arriving = remembered(this.arriving, this.sharesGround ? "" : account, () => arrivals(statements, place, this.options, this.compared(this.sharesGround ? this.owners.list : [account]), doors));
      return surroundingsOf(statements, place, this.options, arriving);
    });
  }

  /** Values that a policy may compare with properties of the requester: those of the requests, and of the accounts that the bucket may be of. */
  private compared(accounts: readonly string[]): string[] {
    return [
      ...this.asks.flatMap(({ request }) => Object.values(request.headers ?? {})),
      ...this.allResources().arns.flatMap((arn) => this.keyOf(arn).split("/")),
      ...accounts,
    ];
  }

  private allResources(): Resources {
    if (!this.resources) {
      const { place, bucketName } = this.bucket;
      const { keys, complete } = objectKeys(bucketName, this.relevant, this.variableValues());
      this.resources = { arns: keys.map((key) => `${bucketArn(place.partition, bucketName)}/${key}`), complete };
    }
    return this.resources;
  }

  /** Values that a variable in a resource may have to have: those that the policy compares it with, and those of requesters. */
  private variableValues(): (key: string) => string[] {
    const { place } = this.bucket;
    // Few policies have any.
    let known: { compared: readonly string[]; contexts: readonly ContextKeys[] } | undefined;
    return (key) => {
      known ??= {
        compared: comparedValues(this.relevant),
        contexts: this.owners.list.flatMap((account) => requesters(this.relevant, { ...place, account }).list.map(({ identity }) => principalContext(identity))),
      };
      const ofRequesters = known.contexts.flatMap((context) => context.lookup(key) ?? []);
      const ofBucket = bucketKeys.has(key.toLowerCase()) ? this.owners.list : [];
      return [...new Set([...known.compared, ...ofRequesters, ...ofBucket])];
    };
  }

  private keyOf(arn: string): string {
    return arn.slice(`${bucketArn(this.bucket.place.partition, this.bucket.bucketName)}/`.length);
  }
}

/** Whether one of the exceptions that statements make may be an allowed one. */
function mayHaveAllowedException({ version, statements }: Statements, { isAllowedException }: JudgeOptions): boolean {
  return statements.some(
    ({ principal, conditions, resource }) =>
      conditions.some(({ key, values }) => [...values, otherValue].some((value) => isAllowedException({ key, value }))) ||
      principal?.principals.some(({ id }) => isAllowedException({ key: "NotPrincipal", value: id })) ||
      // A variable stands for any value of its key.
      variablesOf({ conditions, resource }, hasVariables({ version })).some((key) => isAllowedException({ key, value: otherValue })),
  );
}

/** Whether a statement denies to whoever asks, from wherever, for any object: by what is asked alone. */
function isDenialToAll({ statement, ofBoth, ofRequester, free, coversBy }: Clause, arn: string): boolean {
  if (statement.effect !== "Deny" || coversBy !== undefined || ofBoth.length + ofRequester.length + free.length > 0) return false;
  return isForEveryone(statement) && coversAllObjects(statement, arn);
}

function isForEveryone({ principal }: Clause["statement"]): boolean {
  return principal?.element === "Principal" && principal.principals.some(({ type, id }) => type === "AWS" && id === "*");
}

/** Whether one of a statement's resources stands for every object, as most write it. */
function coversAllObjects({ resource }: Clause["statement"], arn: string): boolean {
  return resource.element === "Resource" && resource.patterns.some((pattern) => pattern === `${arn}*` || pattern === `${arn}/*`);
}
