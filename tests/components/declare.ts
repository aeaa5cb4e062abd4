/** Runs components on Pulumi's mocks and gives back what they registered, as the engine would have received it. */
import "../promiseStacks";
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { AwsEnvironment } from "../../encryption/arn";

/** A resource that was registered. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly custom: boolean;
  /** URN of the parent; empty where the stack is it. */
  readonly parent: string;
  /** Reference of the provider that it has, where that is one of the program's: its URN and id. */
  readonly provider: string;
  /** URNs of what the resource waits for: by its inputs and by `dependsOn`. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  /** Whether AWS keeps it when the stack does not. */
  readonly retainOnDelete: boolean;
  /** Whether a replacement waits until the old one is gone; undefined where the provider decides. */
  readonly deleteBeforeReplace: boolean | undefined;
  /** URN of the resource whose deletion deletes this one; empty where it is deleted by itself. */
  readonly deletedWith: string;
  /** Names that the resource had before. */
  readonly aliases: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What the mocks read of a registration request of the engine's protocol. */
interface RegistrationRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getCustom(): boolean;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDeletebeforereplace(): boolean;
  getDeletebeforereplacedefined(): boolean;
  getDeletedwith(): string;
  getDependenciesList(): string[];
  getAliasesList(): { getSpec(): { getName(): string } | undefined }[];
  getObject(): Parameters<typeof pulumi.runtime.deserializeProperties>[0];
}
type Reply = (error: unknown, response: { getUrn(): string } | undefined) => void;
interface Monitor {
  registerResource(request: RegistrationRequest, reply: Reply): Promise<void>;
}

export const environment: AwsEnvironment = { partition: "aws", region: "us-east-1", accountId: "111122223333" };

/**
 * Runs a program of components and waits until everything it declares is registered.
 * @param place that the provider says it is in
 * @param existing outputs of a resource that is read and not made, by its type and id
 */
export function declare(
  program: () => unknown,
  place: AwsEnvironment = environment,
  existing: (type: string, id: string) => object | undefined = () => undefined,
): Promise<Registered[]> {
  const { partition, region, accountId } = place;
  return registeredOn(program, {
    newResource: ({ type, name, inputs, id: read = "" }) => {
      const found = existing(type, read);
      if (found) return { id: read, state: { ...(inputs as object), ...found } };
      const given = inputs as Record<string, unknown>;
      const arn = `arn:${partition}:${type.split(/[:/]/)[1] ?? ""}:::${name}`;
      const bucket = typeof given["bucket"] === "string" ? given["bucket"] : undefined;
      return { id: bucket ?? `${name}-id`, state: { name, ...given, arn, keyId: `${name}-key-id`, url: `https://queue/${name}` } };
    },
    call: ({ token }) => {
      const answers: Record<string, object> = {
        "aws:index/getCallerIdentity:getCallerIdentity": { accountId, arn: `arn:${partition}:iam::${accountId}:user/test` },
        "aws:index/getRegion:getRegion": { region },
      };
      const answer = answers[token];
      if (answer === undefined) throw new Error(`a component called ${token}: what it needs of AWS belongs into its arguments`);
      return answer;
    },
  });
}

/**
 * Waits until a program that was declared has nothing left to do: on mocks every step follows the last one in the next
 * turn of the event loop, however slow the machine is.
 */
export async function untilSettled(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Runs a program on mocks, as project and stack where those matter, and gives what it registered, in that order. */
export async function registeredOn(
  program: () => unknown,
  mocks: pulumi.runtime.Mocks,
  // Named each time: the runtime would keep those of the last program.
  { project = "project", stack = "stack" }: { readonly project?: string; readonly stack?: string } = {},
): Promise<Registered[]> {
  await pulumi.runtime.setMocks(mocks, project, stack);
  const registered: Registered[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, reply) =>
    register(request, (error, response) => {
      registered.push({
        type: request.getType(),
        name: request.getName(),
        urn: response?.getUrn() ?? "",
        custom: request.getCustom(),
        parent: request.getParent(),
        provider: request.getProvider(),
        dependencies: request.getDependenciesList(),
        protect: request.getProtect(),
        retainOnDelete: request.getRetainondelete(),
        deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
        deletedWith: request.getDeletedwith(),
        aliases: request.getAliasesList().flatMap((alias) => alias.getSpec()?.getName() ?? []),
        inputs: pulumi.runtime.deserializeProperties(request.getObject()) as Record<string, unknown>,
      });
      reply(error, response);
    });
  await program();
  // Resources register one after another, each when its inputs are known. Pulumi waits for them all when it disconnects.
  await pulumi.runtime.disconnect();
  return registered;
}

/** The resources whose type token ends like this: `:BucketPolicy`, `bucket:Bucket`. */
export function of(all: readonly Registered[], type: string): Registered[] {
  return all.filter((one) => one.type.endsWith(type));
}

/** The only resource of a type; fails where there is none or another. */
export function only(all: readonly Registered[], type: string): Registered {
  const [found, ...more] = of(all, type);
  assert.ok(found && more.length === 0, `there should be one ${type}, not ${of(all, type).length}`);
  return found;
}

/** A statement of a policy, as far as tests look into one. */
export type Statement = { readonly Sid?: string } & Readonly<Record<string, unknown>>;

/** The statements of a policy in a resource's input. */
export function statements({ inputs }: Registered, input = "policy"): Statement[] {
  const text = inputs[input];
  assert.equal(typeof text, "string", `${input} is text, known without asking AWS`);
  return (JSON.parse(text as string) as { Statement: Statement[] }).Statement;
}

/** Sids of a policy, in their order. */
export const sids = (resource: Registered, input?: string): (string | undefined)[] => statements(resource, input).map(({ Sid }) => Sid);
