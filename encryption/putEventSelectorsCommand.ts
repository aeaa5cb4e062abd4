/** How the selectors get onto a trail that the stack does not own. */
import { selectorName, toCloudTrailApi, type AdvancedEventSelector } from "./eventSelectors";

/**
 * Shell commands that put the selectors on a trail that exists already.
 *
 * `put-event-selectors` replaces all selectors of a trail. The commands therefore add to the trail's own advanced
 * selectors (replacing only an earlier version of the audit's), and refuse a trail with basic selectors, which the
 * call would drop.
 * @param trailName name or ARN of the trail
 */
export function putEventSelectorsCommand(trailName: string, selectors: readonly AdvancedEventSelector[]): string {
  const quoted = shellQuote(trailName);
  const audit = JSON.stringify(toCloudTrailApi(selectors));
  const merged = `[AdvancedEventSelectors[?Name != '${selectorName}'] || \`[]\`, \`${audit}\`][]`;
  return [
    `basic=$(aws cloudtrail get-event-selectors --trail-name ${quoted} --query 'length(EventSelectors || \`[]\`)' --output text) &&`,
    `if [ "$basic" != 0 ]; then`,
    `  echo 'The trail has basic event selectors, which this would replace: convert them to advanced ones first.' >&2`,
    // A script that runs this must see that nothing was done; `exit` would close the shell of a person.
    `  false`,
    `else`,
    `  selectors=$(aws cloudtrail get-event-selectors --trail-name ${quoted} --query ${shellQuote(merged)} --output json) &&`,
    `  aws cloudtrail put-event-selectors --trail-name ${quoted} --advanced-event-selectors "$selectors"`,
    `fi`,
  ].join("\n");
}

/** Quotes a word for a POSIX shell. */
function shellQuote(word: string): string {
  return /^[\w:/.-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
