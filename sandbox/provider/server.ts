/**
 * Serves the sandbox provider to the Pulumi engine by the resource provider protocol, on a local port that is named to
 * the engine with PULUMI_DEBUG_PROVIDERS. https://www.pulumi.com/docs/iac/concepts/providers/
 */
import * as net from "node:net";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { SandboxAccount } from "./account";
import { type Refusal } from "./behaviour";
import { contract } from "./contract";
import { invoke } from "./invokes";
import { readProviderConfig, type ProviderConfig } from "./place";
import { type SandboxObjects } from "./objects";
import { SandboxProvider, type Diff, type State } from "./provider";
import { type Properties } from "./values";

/** A running sandbox provider. */
export interface SandboxProviderServer {
  /** The port on 127.0.0.1: `PULUMI_DEBUG_PROVIDERS=aws:<port>`. */
  port: number;
  /** What is in AWS, as opposed to what the engine remembers of it. */
  account: SandboxAccount;
  close(): void;
}

/** The engine sends whole stacks in one message; Pulumi's own plugins accept as much. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/**
 * Starts a sandbox provider with an account of its own on a free local port.
 * @param objects what is in the account's buckets; nothing when left out
 */
export async function startSandboxProvider(objects?: SandboxObjects): Promise<SandboxProviderServer> {
  const account = new SandboxAccount(objects);
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(ResourceProviderService, service(new SandboxProvider(account)) as grpc.UntypedServiceImplementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  try {
    await reach(port);
  } catch (error) {
    server.forceShutdown();
    throw error;
  }
  return { port, account, close: () => server.forceShutdown() };
}

/** Connects as the engine will: where there is no loopback interface, listening succeeds and connecting does not. */
function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: "127.0.0.1" });
    socket.once("error", reject).once("connect", () => {
      socket.destroy();
      resolve();
    });
  });
}

/** The calls that the sandbox answers; the protocol's others are refused as unimplemented. */
function service(provider: SandboxProvider): Partial<IResourceProviderServer> {
  // The engine opens one connection for each provider instance of a program (a default one, one for another region),
  // and only Configure says which region it is for.
  const configs = new Map<string, ProviderConfig>();
  const configOf = (peer: string): ProviderConfig => {
    const config = configs.get(peer);
    if (config === undefined) throw new Error("The sandbox provider was called before it was configured");
    return config;
  };

  return {
    attach: answer(() => new Empty()),
    cancel: answer(() => new Empty()),
    getPluginInfo: answer(() => new plugin.PluginInfo().setVersion(contract.awsVersion)),
    checkConfig: answer((request: proto.CheckRequest) => {
      const news = properties(request.getNews());
      return checkResponse(news, configRefusals(news));
    }),
    configure: answer((request: proto.ConfigureRequest, peer) => {
      configs.set(peer, readProviderConfig(properties(request.getArgs())));
      return new proto.ConfigureResponse().setSupportspreview(true);
    }),
    invoke: answer((request: proto.InvokeRequest, peer) => {
      const returned = invoke(request.getTok(), properties(request.getArgs()), configOf(peer));
      return new proto.InvokeResponse().setReturn(struct(returned));
    }),
    check: answer((request: proto.CheckRequest) => {
      const olds = request.hasOlds() ? properties(request.getOlds()) : undefined;
      const name = { urn: request.getUrn(), olds, seed: request.getRandomseed_asU8() };
      const { inputs, refusals } = provider.check(properties(request.getNews()), name);
      return checkResponse(inputs, refusals);
    }),
    diff: answer((request: proto.DiffRequest, peer) => {
      const old = { inputs: properties(request.getOldInputs()), outputs: properties(request.getOlds()) };
      const news = properties(request.getNews());
      return diffResponse(provider.diff(ref(request), old, news, configOf(peer)), old.inputs, news);
    }),
    create: answer((request: proto.CreateRequest, peer) => {
      const inputs = properties(request.getProperties());
      const state = provider.create(request.getUrn(), inputs, request.getPreview(), configOf(peer));
      return new proto.CreateResponse().setId(state.id).setProperties(struct(stateOutputs(state)));
    }),
    update: answer((request: proto.UpdateRequest, peer) => {
      const [olds, news] = [properties(request.getOlds()), properties(request.getNews())];
      const state = provider.update(ref(request), olds, news, request.getPreview(), configOf(peer));
      return new proto.UpdateResponse().setProperties(struct(stateOutputs(state)));
    }),
    read: answer((request: proto.ReadRequest, peer) => {
      const known = { inputs: properties(request.getInputs()), outputs: properties(request.getProperties()) };
      const state = provider.read(ref(request), known, configOf(peer));
      // What does not exist has no properties, not even none: else the engine takes it for there.
      if (state === undefined) return new proto.ReadResponse();
      return new proto.ReadResponse().setId(state.id).setProperties(struct(stateOutputs(state))).setInputs(struct(state.inputs));
    }),
    delete: answer((request: proto.DeleteRequest, peer) => {
      const old = { inputs: properties(request.getOldInputs()), outputs: properties(request.getProperties()) };
      provider.delete(ref(request), old, configOf(peer));
      return new Empty();
    }),
  };
}

/** Turns a function of the request (and the peer that sent it) into a gRPC handler: what it throws is the call's error. */
function answer<Request, Response>(respond: (request: Request, peer: string) => Response): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    try {
      callback(null, respond(call.request, call.getPeer()));
    } catch (error) {
      callback({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
    }
  };
}

function configRefusals(args: Properties): Refusal[] {
  try {
    readProviderConfig(args);
    return [];
  } catch (error) {
    return [{ property: "region", reason: (error as Error).message }];
  }
}

function checkResponse(inputs: Properties, refusals: readonly Refusal[]): proto.CheckResponse {
  const failures = refusals.map(({ property, reason }) => new proto.CheckFailure().setProperty(property).setReason(reason));
  return new proto.CheckResponse().setInputs(struct(inputs)).setFailuresList(failures);
}

function diffResponse({ changed, replaces, deleteBeforeReplace }: Diff, olds: Properties, news: Properties): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList(changed)
    .setReplacesList(replaces)
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const property of changed) {
    const kind = diffKind(property in olds, property in news, replaces.includes(property));
    response.getDetaileddiffMap().set(property, new proto.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}

function diffKind(before: boolean, after: boolean, replaces: boolean): proto.PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
  if (!before) return replaces ? ADD_REPLACE : ADD;
  if (!after) return replaces ? DELETE_REPLACE : DELETE;
  return replaces ? UPDATE_REPLACE : UPDATE;
}

/** A state's outputs: with `id`, as the real provider keeps it, once there is one. */
function stateOutputs({ id, outputs }: State): Properties {
  return id === "" ? outputs : { ...outputs, id };
}

function ref(request: { getUrn(): string; getId(): string }): { urn: string; id: string } {
  return { urn: request.getUrn(), id: request.getId() };
}

function properties(value: Struct | undefined): Properties {
  return value === undefined ? {} : value.toJavaScript();
}

function struct(value: Properties): Struct {
  return Struct.fromJavaScript(value as Record<string, JavaScriptValue>);
}
