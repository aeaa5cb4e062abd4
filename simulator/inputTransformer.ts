/**
 * What an EventBridge rule's target gets by way of an input transformer.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
import { PatternError } from "./patternError";

/** As the API has it, and Pulumi's provider. */
export interface InputTransformer {
  /** JSON paths into the event, by the name that the template has for their value. */
  readonly inputPaths?: Readonly<Record<string, string>>;
  /** Lines of text in quotes. Templates that make a JSON object are not known here. */
  readonly inputTemplate: string;
}

/**
 * The text that a template makes of an event. What the event does not have becomes an empty text, texts stand as they
 * are, everything else as JSON.
 * @throws PatternError where EventBridge would refuse the transformer
 */
export function transformInput({ inputPaths = {}, inputTemplate }: InputTransformer, event: unknown): string {
  const paths = new Map(Object.entries(inputPaths).map(([name, path]) => [name, keysOf(name, path)]));
  if (paths.size > mostPaths) throw new PatternError(`${paths.size} paths, of which EventBridge takes ${mostPaths}`, { path: "inputPaths" });
  if (inputTemplate.length === 0 || inputTemplate.length > longestTemplate) {
    throw new PatternError(`a template of ${inputTemplate.length} characters, of which EventBridge takes 1 to ${longestTemplate}`, { path: "inputTemplate" });
  }
  const lines = inputTemplate.split("\n");
  const open = lines.find((line) => !/^"(?:[^"\\]|\\.)*"$/.test(line));
  if (open !== undefined) throw new PatternError(`a line of text stands in quotes: ${open}`, { path: "inputTemplate" });
  return lines.map((line) => line.replaceAll(/<([^<>]*)>/g, (_, name: string) => valueText(event, name, paths))).join("\n");
}

const mostPaths = 100;
const longestTemplate = 8192;

function keysOf(name: string, path: string): readonly string[] {
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw new PatternError("a name has letters, digits, - and _", { path: `inputPaths.${name}` });
  const [root, ...keys] = path.split(".");
  if (root !== "$" || keys.some((key) => !/^[A-Za-z0-9_-]+$/.test(key))) throw new PatternError(`${path} is no JSON path of keys`, { path: `inputPaths.${name}` });
  return keys;
}

function valueText(event: unknown, name: string, paths: ReadonlyMap<string, readonly string[]>): string {
  const keys = paths.get(name);
  if (!keys) throw new PatternError(`<${name}> is not one of inputPaths`, { path: "inputTemplate" });
  const value = keys.reduce<unknown>((at, key) => (typeof at === "object" && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined), event);
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
