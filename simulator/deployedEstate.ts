/** What a stack deployed beside its home, from its state: accounts and regions that forward uploads to a bus at home. */
import { parseArn } from "../encryption/arn";
import type { PipelinePlace, PipelineRule, PipelineTrail } from "./pipeline";

/** An account and region. */
type Place = Pick<PipelinePlace, "account" | "region">;

/** Outputs of a resource. */
type Outputs = Readonly<Record<string, unknown>>;

/** The part of a stack's pipeline beside its home; empty where home is all. */
export interface DeployedEstate {
  readonly forwarding: readonly PipelinePlace[];
  /** Rules of the bus at home that lead to the log group. */
  readonly hubRules: readonly PipelineRule[];
}

const textOf = (outputs: Outputs, name: string): string => String(outputs[name] ?? "");

/** The account and region that an output's ARN names. */
function placeOfArn(arn: string): Place {
  const { account = "", region = "" } = parseArn(arn) ?? {};
  return { account, region };
}

/** The rules of home's default bus that lead to the log group. */
export function homeRules(outputsOf: (type: string) => Outputs[], logGroupArn: string): Outputs[] {
  const onDefaultBus = (one: Outputs): boolean => (one["eventBusName"] ?? "default") === "default";
  const targets = outputsOf("aws:cloudwatch/eventTarget:EventTarget").filter((target) => onDefaultBus(target) && target["arn"] === logGroupArn);
  return outputsOf("aws:cloudwatch/eventRule:EventRule").filter((rule) => onDefaultBus(rule) && targets.some((target) => target["rule"] === rule["name"]));
}

/**
 * Reads the estate from the outputs of a stack's resources.
 * @param outputsOf the outputs of all resources of a type
 * @param existing a trail that is said to exist, for accounts in which the stack made none
 * @throws Error where an account forwards to a bus that does not let it in
 */
export function deployedEstate(outputsOf: (type: string) => Outputs[], home: Place, logGroupArn: string, existing: PipelineTrail): DeployedEstate {
  const rules = outputsOf("aws:cloudwatch/eventRule:EventRule");
  const targets = outputsOf("aws:cloudwatch/eventTarget:EventTarget");
  const [bus] = outputsOf("aws:cloudwatch/eventBus:EventBus");
  if (!bus) return { forwarding: [], hubRules: [] };
  const ofHub = targets.filter((target) => target["eventBusName"] === bus["name"] && target["arn"] === logGroupArn);
  const hubRules = rules.filter((rule) => rule["eventBusName"] === bus["name"] && ofHub.some((target) => target["rule"] === rule["name"]));
  const forwarders = rules.filter((rule) => {
    const { account, region } = placeOfArn(textOf(rule, "arn"));
    return targets.some(
      (target) =>
        target["arn"] === bus["arn"] && target["rule"] === rule["name"] && target["region"] === region && placeOfArn(textOf(target, "roleArn")).account === account,
    );
  });
  const admitted = outputsOf("aws:cloudwatch/eventBusPolicy:EventBusPolicy").flatMap((policy) => textOf(policy, "policy").match(/(?<=:iam::)\d{12}(?=:root)/g) ?? []);
  const places = new Map<string, Place & { rules: PipelineRule[] }>();
  for (const rule of forwarders) {
    const { account, region } = placeOfArn(textOf(rule, "arn"));
    if (!admitted.includes(account)) throw new Error(`the bus ${textOf(bus, "name")} does not let in account ${account}, which forwards to it`);
    const place = places.get(`${account} ${region}`) ?? { account, region, rules: [] };
    place.rules.push(deployedRule(rule));
    places.set(`${account} ${region}`, place);
  }
  const trails = outputsOf("aws:cloudtrail/trail:Trail");
  return {
    hubRules: hubRules.map(deployedRule),
    forwarding: [...places.values()].map((place) => {
      const own = trails.filter((trail) => records(trail, place, home));
      const found = own.map((trail) => ({ name: textOf(trail, "name"), selectors: trail["advancedEventSelectors"] }));
      const made = trails.some((trail) => placeOfArn(textOf(trail, "arn")).account === place.account);
      return { ...place, trails: found.length > 0 || made ? found : [existing] };
    }),
  };
}

/** Whether a trail records what happens in a place. */
function records(trail: Outputs, { account, region }: Place, home: Place): boolean {
  const at = placeOfArn(textOf(trail, "arn"));
  const ofAccount = at.account === account || (at.account === home.account && trail["isOrganizationTrail"] === true);
  return ofAccount && (at.region === region || trail["isMultiRegionTrail"] === true);
}

/** A rule, from its outputs. */
export function deployedRule({ name, eventPattern, state }: Outputs): { name: string; eventPattern: string; enabled: boolean } {
  return { name: String(name), eventPattern: String(eventPattern), enabled: state !== "DISABLED" };
}
