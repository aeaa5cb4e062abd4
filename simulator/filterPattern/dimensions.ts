/** The dimensions that a metric filter gives its metric. */
import { PatternError, withinPath } from "../patternError";
import { select } from "./evaluate";
import { parseFilterPattern } from "./parser";
import type { Selector } from "./syntax";

/** CloudWatch Logs takes as many. */
const mostDimensions = 3;

/**
 * The values of dimensions in a log event. One whose field is not there, or holds no value, is left out.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 * @param selectors fields by the name of the dimension
 * @throws PatternError for what CloudWatch Logs would refuse
 */
export function compileDimensions(selectors: Readonly<Record<string, string>>): (event: unknown) => Readonly<Record<string, string>> {
  const named = Object.entries(selectors).map(([name, selector]) => [name, selectorOf(selector)] as const);
  if (named.length > mostDimensions) throw new PatternError(`${named.length} dimensions; a metric filter takes ${mostDimensions}`, { path: "dimensions" });
  return (event) =>
    Object.fromEntries(
      named.flatMap(([name, selector]) => {
        const [value] = select(selector, event);
        return typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : [];
      }),
    );
}

function selectorOf(text: string): Selector {
  const condition = withinPath("dimensions", () => parseFilterPattern(`{ ${text} NOT EXISTS }`));
  if (condition?.kind === "notExists") return condition.selector;
  throw new PatternError(`${JSON.stringify(text)} is no selector of a field`, { path: "dimensions" });
}
