/** How the selectors get onto a trail that the stack does not own. */
import { convertedSelectors } from "./convertedSelectors";
import { selectorName, toCloudTrailApi, type AdvancedEventSelector } from "./eventSelectors";

/**
 * Shell commands that put the selectors on a trail that exists already, and say what they do before they do it.
 *
 * `put-event-selectors` replaces all selectors of a trail. The commands therefore add to the trail's own advanced selectors,
 * replacing only an earlier version of the audit's. Basic ones, which a trail has unless it was given others, are converted to
 * advanced ones that record the same: a trail cannot have both.
 * @param trailName name or ARN of the trail
 */
export function putEventSelectorsCommand(trailName: string, selectors: readonly AdvancedEventSelector[]): string {
  const trail = shellQuote(trailName);
  const own = `AdvancedEventSelectors[?Name != \`${JSON.stringify(selectorName)}\`]`;
  const lists = [own, ...convertedSelectors].map((list) => `${list} || \`[]\``);
  const merged = [...lists, `\`${JSON.stringify(toCloudTrailApi(selectors))}\``];
  const answer = (query: string, output: string): string =>
    `$(aws cloudtrail get-event-selectors --trail-name ${trail} --query ${query} --output ${output})`;
  return [
    `query='[`,
    `  ${merged.join(",\n  ")}`,
    `][]'`,
    `count=${answer("'length(EventSelectors || `[]`)'", "text")} &&`,
    `basic=${answer("EventSelectors", "json")} &&`,
    `selectors=${answer('"$query"', "json")} &&`,
    `if [ "$count" != 0 ]; then`,
    `  printf "%s\\n" "The trail has basic event selectors. Advanced ones that record the same take their place. To undo it:" &&`,
    `  printf "aws cloudtrail put-event-selectors --trail-name %s --event-selectors '%s'\\n" ${shellQuote(trail)} "$basic"`,
    `fi &&`,
    `printf "%s\\n" "The trail gets these event selectors, the last of them for the audit:" "$selectors" &&`,
    `aws cloudtrail put-event-selectors --trail-name ${trail} --advanced-event-selectors "$selectors"`,
  ].join("\n");
}

/** Quotes a word for a POSIX shell. */
function shellQuote(word: string): string {
  return /^[\w:/.-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
