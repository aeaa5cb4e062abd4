/**
 * Texts that patterns tell apart.
 *
 * Two statements may leave out `import-*` and `*-prod`: who gets past both is `import-prod`, which is an example of
 * neither pattern alone. So every combination of patterns that a text can match gets a text, found by walking through
 * all patterns at once, shortest texts first.
 */
import { anyCharacters, matchesGlob, oneCharacter, type GlobPattern } from "../simulator/iam/glob";
import { idOf, ManyPatterns, type Places } from "./manyPatterns";

/** Texts, and whether they are all that are told apart. */
export interface Witnesses {
  readonly texts: readonly string[];
  /** False when the walk was given up: then there may be combinations without a text. */
  readonly complete: boolean;
}

/** Steps of a walk; those of real policies have at most a few thousand. */
const mostStates = 4_000;

/**
 * A text for each combination of patterns that some text matches.
 * @param patterns the patterns to tell apart
 * @param within a pattern that every text must match
 * @param preferred texts to be used for their combinations, as far as they match `within`
 */
export function witnesses(patterns: readonly GlobPattern[], within: GlobPattern, preferred: readonly string[] = []): Witnesses {
  const byCombination = new Map<string, string>();
  const add = (matched: readonly number[], text: string): void => {
    const combination = matched.join();
    if (!byCombination.has(combination)) byCombination.set(combination, text);
  };
  for (const text of preferred) {
    if (matchesGlob(within, text)) add(patterns.flatMap((pattern, index) => (matchesGlob(pattern, text) ? index : [])), text);
  }
  const { alone, others } = loners(patterns);
  const walked = others.map((index) => patterns[index] ?? []);
  const complete = walk([within, ...walked], otherCharacter([within, ...patterns]), ([first, ...matched], text) => {
    // A text that one of the loners matches is none of the others' texts.
    if (alone.has(text)) return false;
    if (first === 0) add(matched.map((at) => others[at - 1] ?? -1), text);
    return true;
  });
  for (const [text, index] of alone) if (matchesGlob(within, text)) add([index], text);
  return { texts: [...byCombination.values()], complete };
}

/**
 * Patterns without wildcards whose text no other pattern matches, by that text, and all others: the former need no walk.
 * Policies name hundreds of ARNs like that.
 */
function loners(patterns: readonly GlobPattern[]): { alone: ReadonlyMap<string, number>; others: readonly number[] } {
  const isWild = patterns.map((pattern) => pattern.some((code) => code === anyCharacters || code === oneCharacter));
  const wild = patterns.filter((_, index) => isWild[index]);
  const texts = patterns.map((pattern, index) => (isWild[index] ? undefined : String.fromCharCode(...pattern)));
  const alone = new Map<string, number>();
  const others = patterns.flatMap((_, index) => {
    const text = texts[index];
    if (text === undefined || texts.indexOf(text) !== texts.lastIndexOf(text) || wild.some((pattern) => matchesGlob(pattern, text))) return index;
    alone.set(text, index);
    return [];
  });
  return { alone, others };
}

/** What was read of a text, and where it then may stand in each pattern. */
interface State {
  readonly text: string;
  readonly places: Places;
}

/**
 * Goes through all reachable states, breadth first. Gives whether it reached them all.
 * @param patterns those to tell apart, behind the one that every text must match
 * @param other a character that no pattern names, if there is one
 * @param visit called with the patterns that a text matches, in order; false for a text that cannot stand for its state
 */
function walk(patterns: readonly GlobPattern[], other: readonly number[], visit: (matched: readonly number[], text: string) => boolean): boolean {
  const all = new ManyPatterns(patterns);
  // Shorter texts than what all must begin with are none of those that are looked for.
  const beginning = literalBeginning(patterns[0] ?? []);
  const start = beginning.reduce((places, code) => all.step(places, code), all.start());
  let frontier: State[] = [{ text: String.fromCharCode(...beginning), places: start }];
  const seen = new Set([idOf(start)]);
  while (frontier.length > 0) {
    const next: State[] = [];
    for (const { text, places } of frontier) {
      if (!visit(all.matched(places), text)) seen.delete(idOf(places));
      for (const code of [...other, ...all.expected(places)]) {
        const reached = all.step(places, code);
        if (!all.mayMatchFirst(reached)) continue;
        const id = idOf(reached);
        if (seen.has(id)) continue;
        if (seen.size >= mostStates) return false;
        seen.add(id);
        next.push({ text: text + String.fromCharCode(code), places: reached });
      }
    }
    frontier = next;
  }
  return true;
}

/** What a pattern begins with before its first wildcard. */
function literalBeginning(pattern: GlobPattern): GlobPattern {
  const end = pattern.findIndex((code) => code === anyCharacters || code === oneCharacter);
  return end < 0 ? pattern : pattern.slice(0, end);
}

/** A character that no pattern names, for all of those; none where they name every one that is tried. */
function otherCharacter(patterns: readonly GlobPattern[]): readonly number[] {
  const named = new Set<number>();
  for (const pattern of patterns) for (const code of pattern) named.add(code);
  const found = characters.find((code) => !named.has(code));
  return found === undefined ? [] : [found];
}

const characters = [
  ...[..."xyzabcdefghijklmnopqrstuvw0123456789"].map((letter) => letter.charCodeAt(0)),
  ...Array.from({ length: 0x200 }, (_, at) => 0x100 + at),
];
