/** A component's arguments, checked: at once what needs nothing of AWS, the rest as soon as it is known. */
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { knownRegion, regionProblems } from "../arguments/checks/region";
import { checkArguments, type ComponentArguments } from "../arguments/components";
import type { ArgumentContext } from "../arguments/context";
import type { AwsEnvironment } from "../encryption/arn";
import { formatProblems, formatWarnings, type Problem, type ProblemPath } from "../validation/problem";
import { metaAlong, metaOf, schemaAt } from "../validation/schemaMeta";
import { placeOf } from "./place";

/** Arguments that were refused, or may be later. */
export class CheckedArguments<Settings> {
  /** The arguments with their defaults. Where they hold Outputs something else stands for these: take those from the arguments. */
  readonly settings: Settings;
  private readonly outputs: readonly ProblemPath[];

  /**
   * @param name of the component, as messages have it: `EncryptedBucket orders`
   * @throws pulumi.RunError, which Pulumi prints without a stack trace, with all problems that can be told without AWS
   */
  constructor(
    private readonly name: string,
    private readonly definition: ComponentArguments<Settings>,
    private readonly args: object,
    private readonly context: Pick<ArgumentContext, "prefix" | "prefixMadeOf">,
  ) {
    const { values, outputs, misplaced } = withStandIns(args, definition.schema);
    const { settings, problems } = checkArguments(definition, values, context);
    this.settings = settings;
    this.outputs = outputs;
    const hidden = [...outputs, ...misplaced.map(({ path }) => path)];
    const told = [...misplaced, ...problems.filter(({ path }) => !hidden.some((one) => isWithin(path, one)))];
    if (told.length > 0) this.refuse(told, "nothing of it was created");
  }

  /**
   * The place of the component. Whatever depends on it depends on arguments that are right there; what Outputs hold is looked
   * at as soon as it is known, and ends the deployment.
   */
  placeOf(component: pulumi.ComponentResource): pulumi.Output<AwsEnvironment> {
    const { values, outputs } = withStandIns(this.args, this.definition.schema);
    const known = placeOf(component);
    const place = known.apply((environment) => {
      const problems = this.problemsIn(environment, values).filter(({ path }) => !outputs.some((output) => isWithin(path, output)));
      if (problems.length === 0) return environment;
      if (!pulumi.runtime.isDryRun()) return this.refuse(problems);
      // Told once, by itself. A rejected value would be told again by each resource that has it.
      pulumi.output(0).apply(() => this.refuse(problems));
      return pulumi.unknown as unknown as AwsEnvironment;
    });
    if (outputs.length > 0) {
      pulumi.all([place, pulumi.output(this.args)]).apply(async ([environment, resolved]) => {
        const problems = this.problemsIn(environment, resolved);
        if (problems.length === 0) return;
        const secret = await this.secretPaths();
        this.refuse(problems.map((problem) => (secret.some((one) => isWithin(problem.path, one)) ? withoutValue(problem) : problem)));
      });
    }
    return place;
  }

  /** Tells of what is probably not meant. */
  warn(component: pulumi.ComponentResource, warnings: readonly Problem[]): void {
    if (warnings.length > 0) void pulumi.log.warn(formatWarnings(this.name, warnings), component);
  }

  private problemsIn({ region, accountId }: AwsEnvironment, values: unknown): Problem[] {
    const ofRegion = regionProblems(region, ["provider"]);
    return ofRegion.length > 0 ? ofRegion : checkArguments(this.definition, values, { ...this.context, region: knownRegion(region), accountId }).problems;
  }

  /** Where a secret stands: what is told of it is told without its value. */
  private async secretPaths(): Promise<ProblemPath[]> {
    const secret = await Promise.all(
      this.outputs.map(async (path) => ({ path, secret: await pulumi.isSecret(pulumi.output(valueAt(this.args, path))) })),
    );
    return secret.flatMap((one) => (one.secret ? [one.path] : []));
  }

  private refuse(problems: readonly Problem[], consequence = "the deployment ends here"): never {
    throw new pulumi.RunError(formatProblems(this.name, problems, consequence));
  }
}

interface StandIns {
  readonly values: unknown;
  /** Where there are Outputs, and may be. */
  readonly outputs: readonly ProblemPath[];
  /** Outputs where there may be none. */
  readonly misplaced: readonly Problem[];
}

/** Arguments with something in place of their Outputs that the checks have nothing to say about. */
function withStandIns(args: object, schema: z.ZodType): StandIns {
  const outputs: ProblemPath[] = [];
  const misplaced: Problem[] = [];
  const visit = (value: unknown, path: ProblemPath): unknown => {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) {
      const at = schemaAt(schema, path);
      const { knownLater } = at ? metaOf(at) : {};
      if (knownLater !== undefined) outputs.push(path);
      else misplaced.push(misplacedOutput(path, schema));
      return knownLater;
    }
    if (Array.isArray(value)) return value.map((inner: unknown, index) => visit(inner, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, visit(inner, [...path, key])]])));
  };
  return { values: visit(args, []), outputs, misplaced };
}

function misplacedOutput(path: ProblemPath, schema: z.ZodType): Problem {
  const { allowed, example } = metaAlong(schema, path);
  return {
    path,
    message: "is an Output, whose value is not known yet when it decides what there is to create",
    allowed: `a plain value${allowed === undefined ? "" : `: ${allowed}`}`,
    example,
  };
}

/** The problem without anything of the value. */
function withoutValue({ path, message, withoutValue: told, allowed, example }: Problem): Problem {
  return { path, message: `${told ?? (message === "is missing" ? message : "is not right")} (the value is secret and is not shown)`, allowed, example };
}

function valueAt(value: unknown, path: ProblemPath): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<string | number, unknown>)[part], value);
}

function isWithin(path: ProblemPath, outer: ProblemPath): boolean {
  return outer.every((part, index) => path[index] === part);
}
