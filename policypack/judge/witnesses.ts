/**
 * Texts that patterns tell apart.
 *
 * Two statements may leave out `import-*` and `*-prod`: who gets past both is `import-prod`, which is an example of
 * neither pattern alone. So every combination of patterns that a text can match gets a text, found by walking through
 * all patterns at once, shortest texts first.
 */
import { anyCharacters, matchesGlob, oneCharacter, type GlobPattern } from "../../simulator/iam/glob";

export interface Witnesses {
  readonly texts: readonly string[];
  /** False when the walk was given up: then there may be combinations without a text. */
  readonly complete: boolean;
}

/** Steps of a walk; patterns of real policies need a few hundred. */
const mostStates = 2000;

/**
 * A text for each combination of patterns that some text matches.
 * @param patterns the patterns to tell apart
 * @param within a pattern that every text must match
 * @param preferred texts to be used for their combinations, as far as they match `within`
 */
export function witnesses(patterns: readonly GlobPattern[], within: GlobPattern, preferred: readonly string[] = []): Witnesses {
  const byCombination = new Map<string, string>();
  const add = (combination: string, text: string): void => {
    if (!byCombination.has(combination)) byCombination.set(combination, text);
  };
  for (const text of preferred) {
    if (matchesGlob(within, text)) add(patterns.map((pattern) => (matchesGlob(pattern, text) ? "1" : "0")).join(""), text);
  }
  const complete = walk([within, ...patterns].map((pattern) => new Automaton(pattern)), alphabetOf([within, ...patterns]), (text, [inside, ...accepted]) => {
    if (inside) add(accepted.map((accepts) => (accepts ? "1" : "0")).join(""), text);
  });
  return { texts: [...byCombination.values()], complete };
}

/** Goes through all reachable combinations of states, breadth first. Gives whether it reached them all. */
function walk(automata: readonly Automaton[], alphabet: readonly number[], visit: (text: string, accepted: boolean[]) => void): boolean {
  let frontier = [{ text: "", states: automata.map(() => Automaton.start) }];
  const seen = new Set(frontier.map(({ states }) => states.join()));
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { text, states } of frontier) {
      visit(text, states.map((state, index) => automata[index]?.accepts(state) ?? false));
      for (const code of alphabet) {
        // The first pattern is the one that every text must match.
        if (automata[0]?.step(states[0] ?? Automaton.dead, code) === Automaton.dead) continue;
        const reached = states.map((state, index) => automata[index]?.step(state, code) ?? Automaton.dead);
        const id = reached.join();
        if (seen.has(id)) continue;
        if (seen.size >= mostStates) return false;
        seen.add(id);
        next.push({ text: text + String.fromCharCode(code), states: reached });
      }
    }
    frontier = next;
  }
  return true;
}

/** The characters that the patterns tell apart, and one that stands for all others. */
function alphabetOf(patterns: readonly GlobPattern[]): number[] {
  const named = new Set(patterns.flat().filter((code) => code !== anyCharacters && code !== oneCharacter));
  const letters = [..."xyzabcdefghijklmnopqrstuvw0123456789"].map((letter) => letter.charCodeAt(0));
  const other = letters.find((code) => !named.has(code)) ?? Array.from({ length: 0x200 }, (_, at) => 0x100 + at).find((code) => !named.has(code));
  return [...(other === undefined ? [] : [other]), ...named];
}

/** A pattern as a machine that reads one character at a time; its states are numbered as they are met. */
class Automaton {
  static readonly start = 0;
  static readonly dead = -1;
  /** The places in the pattern that a state may be at. */
  private readonly places: number[][] = [];
  private readonly numbers = new Map<string, number>();
  private readonly steps: Map<number, number>[] = [];

  constructor(private readonly pattern: GlobPattern) {
    this.numberOf([0]);
  }

  step(state: number, code: number): number {
    if (state === Automaton.dead) return state;
    const known = (this.steps[state] ??= new Map());
    let reached = known.get(code);
    if (reached === undefined) {
      reached = this.numberOf(
        (this.places[state] ?? []).flatMap((place) => {
          const expected = this.pattern[place];
          if (expected === anyCharacters) return [place];
          return expected === oneCharacter || expected === code ? [place + 1] : [];
        }),
      );
      known.set(code, reached);
    }
    return reached;
  }

  accepts(state: number): boolean {
    return this.places[state]?.includes(this.pattern.length) ?? false;
  }

  private numberOf(places: readonly number[]): number {
    const all = new Set<number>();
    for (let place of places) {
      all.add(place);
      // A * may stand for nothing.
      while (this.pattern[place] === anyCharacters) all.add((place += 1));
    }
    if (all.size === 0) return Automaton.dead;
    const sorted = [...all].sort((a, b) => a - b);
    const id = sorted.join();
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.places.push(sorted) - 1;
      this.numbers.set(id, number);
    }
    return number;
  }
}
