/**
 * The cases in which the simulator means to answer otherwise than Event Ruler 1.8.1, each with the reason. There are
 * two kinds: what the EventBridge user guide rules out though the matcher would take it, and slips of the matcher that
 * a rule's author cannot want. None of them touches a pattern that this project deploys.
 */

export interface Difference {
  readonly why: string;
  readonly pattern: string;
  readonly event: string;
  readonly ours: "match" | "no match" | "invalid";
}

type Ours = Difference["ours"];

function because(why: string, ours: Ours, ...pairs: [pattern: string, event: string][]): Difference[] {
  return pairs.map(([pattern, event]) => ({ why, pattern, event, ours }));
}

const anyEvent = '{"a":"x"}';

export const differences: readonly Difference[] = [
  ...because(
    "The user guide limits numeric to -5.0e9 to 5.0e9. The matcher takes every double, the service need not.",
    "invalid",
    ['{"a":[{"numeric":[">",5000000001]}]}', anyEvent],
    ['{"a":[{"numeric":["<",-5.1e9]}]}', anyEvent],
    ['{"a":[{"numeric":[">",1,"<",6e9]}]}', anyEvent],
  ),
  ...because(
    "The matcher stops reading at the closing brace. A text with more after it is not a JSON text.",
    "invalid",
    ['{"a":["x"]} and more', anyEvent],
    ['{"a":["x"]}{"b":["y"]}', anyEvent],
    ['{"a":["x"]}}', anyEvent],
  ),
  ...because(
    "The matcher reads masks with Java's number parser. A sign or a second slash is not CIDR notation.",
    "invalid",
    ['{"a":[{"cidr":"10.0.0.0/24/"}]}', anyEvent],
    ['{"a":[{"cidr":"10.0.0.0/+24"}]}', anyEvent],
  ),
  ...because(
    "The matcher compares addresses as hexadecimal texts and takes the start of a longer one for the whole, so that " +
      "IPv6 addresses, IPv4 addresses and numbers can lie in each other's blocks.",
    "no match",
    ['{"a":[{"cidr":"10.0.0.0/24"}]}', '{"a":"a00:1::"}'],
    ['{"a":[{"cidr":"a00::/16"}]}', '{"a":"10.0.0.1"}'],
    ['{"a":[{"cidr":"0.0.0.0/0"}]}', '{"a":300}'],
    ['{"a":["10.0.0.1"]}', '{"a":"a00:1::"}'],
  ),
  ...because(
    "The matcher folds case by UTF-16 unit, which turns a character of two units into question marks.",
    "match",
    ['{"a":[{"equals-ignore-case":"x😀"}]}', '{"a":"X😀"}'],
    ['{"a":[{"prefix":{"equals-ignore-case":"𐐀"}}]}', '{"a":"𐐀"}'],
    ['{"a":[{"prefix":{"equals-ignore-case":"𐐀"}}]}', '{"a":"𐐨"}'],
  ),
  ...because("As before: the question marks match.", "no match", ['{"a":[{"equals-ignore-case":"x😀"}]}', '{"a":"x??"}']),
  ...because(
    "An alternative of $or that shares a value with an earlier one loses its other values: the matcher takes it for the " +
      "earlier one. The user guide says that either alternative may match.",
    "match",
    ['{"$or":[{"a":["x"]},{"a":["x","y"]}]}', '{"a":"y"}'],
    ['{"$or":[{"a":["x"]},{"a":["x",{"exists":false}]}]}', "{}"],
  ),
  ...because(
    "Some combinations of a wildcard with a text that ignores case make the matcher accept any text.",
    "no match",
    ['{"a":[{"wildcard":"*y*"},{"equals-ignore-case":"Y"}]}', '{"a":"5"}'],
    ['{"a":[{"wildcard":"*y*"},{"equals-ignore-case":"Y"}]}', '{"a":"xY"}'],
  ),
  ...because(
    "The matcher skips members with an empty name, and drops the name from a path that starts with it.",
    "match",
    ['{"a":{"":["x"]}}', '{"a":{"":"x"}}'],
    ['{"":{"b":["x"]}}', '{"":{"b":"x"}}'],
  ),
  ...because("As before.", "no match", ['{"":{"b":["x"]}}', '{"b":"x"}']),
];
