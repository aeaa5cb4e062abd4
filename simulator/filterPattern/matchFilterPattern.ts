/** Evaluates the JSON filter patterns of CloudWatch Logs metric filters. */
import { evaluate } from "./evaluate";
import { parseFilterPattern } from "./parser";

/** A parsed filter pattern. */
export interface FilterPattern {
  /** Whether a log event matches: its message, or the object that the message is the JSON of. */
  matches(message: unknown): boolean;
}

/**
 * Whether a log event matches a filter pattern.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html; what that page leaves open is
 * decided in evaluate.ts.
 *
 * @param pattern a JSON filter pattern in braces; the empty pattern matches every log event
 * @param message the log event's message, or the object that it is the JSON of. A message that is not a JSON object or
 *   array matches the empty pattern only.
 * @throws PatternError with offset, line and column of what CloudWatch Logs would refuse, and for patterns on log
 *   events that are not JSON (terms, space-delimited fields), which are not supported
 */
export function matchFilterPattern(pattern: string, message: unknown): boolean {
  return compileFilterPattern(pattern).matches(message);
}

/**
 * Parses a filter pattern that is to be matched against many log events.
 * @throws PatternError as {@link matchFilterPattern}
 */
export function compileFilterPattern(pattern: string): FilterPattern {
  const expression = parseFilterPattern(pattern);
  return {
    matches(message) {
      if (!expression) return true;
      const event = typeof message === "string" ? parsed(message) : message;
      return typeof event === "object" && event !== null && evaluate(expression, event);
    },
  };
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    // Log groups hold all kinds of lines; one that is not JSON is an answer, not a mistake.
    return undefined;
  }
}
