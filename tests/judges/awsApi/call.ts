/** A call of AWS's API, and what a resource's inputs are read with to make one. */
import type { Registered } from "../../components/declare";

/** Members of a request, in the words of the service's API model. */
export type Params = Readonly<Record<string, unknown>>;

/** One call, as botocore takes it. */
export interface Call {
  /** botocore's name of the service: `s3`, `logs`. */
  readonly service: string;
  readonly operation: string;
  readonly params: Params;
  /**
   * What stands in this call's or later calls' members for what AWS names, with the path of the name in the answer:
   * `{ "r-abcd": "Roots.0.Id" }`.
   */
  readonly names?: Readonly<Record<string, string>>;
  /** Where the call goes, where that is not the stack's own account or region. */
  readonly account?: string;
  readonly region?: string;
}

/** A call, without the members that have no value. */
export function call(service: string, operation: string, params: Params, names?: Call["names"]): Call {
  return { service, operation, params: given(params), ...(names && { names }) };
}

/** An object without the members that have no value. */
export function given(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

/** A resource's inputs, which the calls for it must use up: an input that nobody reads never reaches AWS. */
export class Inputs {
  private readonly unread: Set<string>;

  /** @param outputs what stands for the names that AWS gives the resource: `id`, `arn`, `keyId` */
  constructor(
    private readonly resource: Pick<Registered, "type" | "name" | "inputs">,
    readonly outputs: Params,
  ) {
    this.unread = new Set(Object.keys(resource.inputs));
  }

  /** An input's value; undefined where there is none. */
  get(name: string): unknown {
    this.unread.delete(name);
    return this.resource.inputs[name];
  }

  /** An input that is a map; empty where there is none. */
  map(name: string): Readonly<Record<string, unknown>> {
    return (this.get(name) ?? {}) as Record<string, unknown>;
  }

  /** An input that is a list; empty where there is none. */
  list(name: string): readonly Params[] {
    return (this.get(name) ?? []) as Params[];
  }

  /** Tags as a list; undefined where there are none, as the provider leaves the member out. */
  tags(): Params[] | undefined {
    const tags = Object.entries(this.map("tags")).map(([Key, Value]) => ({ Key, Value }));
    return tags.length === 0 ? undefined : tags;
  }

  /** Inputs that have an API member of the same name, but for the first letter. */
  pascal(...names: string[]): Params {
    return Object.fromEntries(names.map((name) => [upperFirst(name), this.get(name)]));
  }

  /** Inputs that the provider keeps to itself. */
  ignore(...names: string[]): void {
    for (const name of names) this.unread.delete(name);
  }

  /** @throws where an input was not read */
  mustBeUsedUp(): void {
    if (this.unread.size === 0) return;
    const { type, name } = this.resource;
    throw new Error(`${type} ${name}: which API calls ${[...this.unread].join(", ")} leads to is not known; add it to tests/judges/awsApi/calls/`);
  }
}

/** The calls that create a resource. */
export type CallsOf = (inputs: Inputs) => Call[];

/** Blocks of a resource in the API's words: their keys begin with capitals, `renamed` ones have names of their own. */
export function pascalBlock(value: unknown, renamed: Readonly<Record<string, string>> = {}): unknown {
  if (Array.isArray(value)) return value.map((item) => pascalBlock(item, renamed));
  if (typeof value !== "object" || value === null) return value;
  return given(Object.fromEntries(Object.entries(value).map(([key, inner]) => [renamed[key] ?? upperFirst(key), pascalBlock(inner, renamed)])));
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
