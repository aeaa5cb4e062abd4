/** Judges a resource's inputs before anything is created, as the real provider and AWS would. */
import { didYouMean } from "../../validation/didYouMean";
import { type Behaviour, type Refusal } from "./behaviour";
import { contract, type ObjectContract, type ResourceContract } from "./contract";
import { DEFAULTS, holdsUnknown, isObject, UNKNOWN, type Properties } from "./values";

/** Inputs in the form in which the engine keeps them, and the reasons to refuse them (none when they are fine). */
export interface Checked {
  inputs: Properties;
  refusals: Refusal[];
}

/**
 * Compares inputs with the contract of their type: unknown, missing and wrongly typed ones are refused, nested blocks
 * included. Documents given as objects become JSON text, as the real provider makes them.
 */
export function checkContract(type: ResourceContract, news: Properties): Checked {
  const refusals: Refusal[] = [];
  const inputs = checkObject(type, news, "", refusals);
  return { inputs, refusals };
}

/** What AWS would refuse in inputs that follow the contract. */
export function checkBehaviour(type: ResourceContract, behaviour: Behaviour, inputs: Properties): Refusal[] {
  const refusals = [
    ...documentRefusals(inputs, documentInputs(type, behaviour)),
    ...(behaviour.refusals?.(inputs) ?? []),
  ];
  return refusals.filter(({ property }) => !holdsUnknown(inputs[property.split(/[.[]/, 1)[0] ?? ""]));
}

/** The inputs of a type that hold JSON documents. */
export function documentInputs(type: ResourceContract, behaviour: Behaviour): string[] {
  const typed = Object.keys(type.inputs).filter((property) => type.inputs[property] === "json");
  return [...new Set([...typed, ...(behaviour.documents ?? [])])];
}

function checkObject(type: ObjectContract, value: Properties, path: string, refusals: Refusal[]): Properties {
  const at = (property: string): string => (path === "" ? property : `${path}.${property}`);
  const checked: Properties = {};
  for (const [property, given] of Object.entries(value)) {
    if (property.startsWith("__") || given === undefined || given === null) continue;
    const inputType = type.inputs[property];
    if (inputType === undefined) {
      refusals.push({ property: at(property), reason: unknownInput(property, Object.keys(type.inputs)) });
    } else {
      checked[property] = checkValue(inputType, given, at(property), refusals);
    }
  }
  for (const property of type.required) {
    if (!(property in checked)) refusals.push({ property: at(property), reason: `missing required input '${property}'` });
  }
  checked[DEFAULTS] = [];
  return checked;
}

function unknownInput(property: string, known: readonly string[]): string {
  const meant = didYouMean(property, known, 2);
  const hint = meant === undefined ? `known are ${known.join(", ")}` : `did you mean '${meant}'?`;
  return `unknown input '${property}'; ${hint}`;
}

function checkValue(type: string, value: unknown, path: string, refusals: Refusal[]): unknown {
  if (value === UNKNOWN || type === "asset") return value;
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) return refuse(value, "a list", path, refusals);
    const itemType = type.slice(0, -2);
    return value.map((item: unknown, index) => checkValue(itemType, item, `${path}[${index}]`, refusals));
  }
  if (type.startsWith("{")) {
    if (!isObject(value)) return refuse(value, "a map", path, refusals);
    const itemType = type.slice(1, -1);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, checkValue(itemType, item, `${path}.${key}`, refusals)]),
    );
  }
  if (type === "json") return checkDocument(value, path, refusals);
  if (type.includes(".")) {
    if (!isObject(value)) return refuse(value, "an object", path, refusals);
    const nested = contract.objects[type];
    if (nested === undefined) throw new Error(`awsContract.json names ${type} and does not describe it`);
    return checkObject(nested, value, path, refusals);
  }
  return checkScalar(type, value, path, refusals);
}

function checkDocument(value: unknown, path: string, refusals: Refusal[]): unknown {
  if (typeof value === "string") return value;
  if (!isObject(value)) return refuse(value, "a document, as JSON text or as an object", path, refusals);
  return holdsUnknown(value) ? UNKNOWN : JSON.stringify(value);
}

/** Like the real provider, takes "7" for 7 and "true" for true: configuration values arrive as text. */
function checkScalar(type: string, value: unknown, path: string, refusals: Refusal[]): unknown {
  const scalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  if (type === "string") return scalar ? String(value) : refuse(value, "a string", path, refusals);
  if (type === "number") {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? number : refuse(value, "a number", path, refusals);
  }
  if (value === "true" || value === "false") return value === "true";
  return typeof value === "boolean" ? value : refuse(value, "true or false", path, refusals);
}

function refuse(value: unknown, expected: string, path: string, refusals: Refusal[]): unknown {
  const given = Array.isArray(value) ? "a list" : isObject(value) ? "an object" : JSON.stringify(value);
  refusals.push({ property: path, reason: `must be ${expected}, is ${given}` });
  return value;
}

function documentRefusals(inputs: Properties, properties: readonly string[]): Refusal[] {
  return properties.flatMap((property) => {
    const value = inputs[property];
    if (typeof value !== "string") return [];
    try {
      const parsed: unknown = JSON.parse(value);
      return isObject(parsed) ? [] : [{ property, reason: `'${property}' must hold a JSON object` }];
    } catch (error) {
      return [{ property, reason: `'${property}' is not JSON: ${(error as Error).message}` }];
    }
  });
}
