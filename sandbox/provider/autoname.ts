import { createHash } from "node:crypto";
import { type Autoname } from "./behaviour";
import { DEFAULTS, text, type Properties } from "./values";

/** What the engine says about the resource whose name is generated. */
export interface NameRequest {
  urn: string;
  /** The inputs of the last deployment, when there was one and the resource is not being replaced. */
  olds: Properties | undefined;
  /** Random bytes of the engine: another value for every replacement. */
  seed: Uint8Array;
}

const RANDOM_DIGITS = 7;

/**
 * Inputs with the name filled in where the program gave none, noted in `__defaults`. A resource keeps the name it was
 * given once. https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
 */
export function withName(autoname: Autoname, inputs: Properties, request: NameRequest): Properties {
  const { property } = autoname;
  if (inputs[property] !== undefined) return inputs;
  return { ...inputs, [property]: keptName(property, request) ?? generatedName(autoname, inputs, request), [DEFAULTS]: [property] };
}

/** Whether the name among the inputs was generated, so that a replacement will get another one. */
export function isGeneratedName(property: string, inputs: Properties): boolean {
  const defaults = inputs[DEFAULTS];
  return Array.isArray(defaults) && defaults.includes(property);
}

function keptName(property: string, { olds }: NameRequest): unknown {
  return olds !== undefined && isGeneratedName(property, olds) ? olds[property] : undefined;
}

function generatedName(autoname: Autoname, inputs: Properties, { urn, seed }: NameRequest): string {
  const random = createHash("sha256").update(urn).update(seed).digest("hex");
  const prefix = text(inputs, `${autoname.property}Prefix`);
  if (prefix !== undefined) return `${prefix}${random.slice(0, 4 * RANDOM_DIGITS)}`.slice(0, autoname.longest);
  const name = urn.split("::").pop() ?? "";
  const short = `${name.slice(0, autoname.longest - RANDOM_DIGITS - 1)}-${random.slice(0, RANDOM_DIGITS)}`;
  return autoname.form?.(short, inputs) ?? short;
}
