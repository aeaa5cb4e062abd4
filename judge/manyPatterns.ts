/** Many patterns read at once: after what was read of a text, the places at which it may stand in each of them. */
import { anyCharacters, oneCharacter, type GlobPattern } from "../simulator/iam/glob";

/** Places in all the patterns, in order, each once. They are numbered through, with a place at the end of each pattern. */
export type Places = readonly number[];

/** Stands at the end of a pattern, where no character goes on. */
const end = -3;

export class ManyPatterns {
  /** What each place expects. */
  private readonly expects: readonly number[];
  /** The pattern that each place is in. */
  private readonly patternOf: readonly number[];

  constructor(patterns: readonly GlobPattern[]) {
    // One `*` stands for as much as several: behind it is none then.
    const texts = patterns.map((pattern) => [...pattern.filter((code, at) => code !== anyCharacters || pattern[at - 1] !== anyCharacters), end]);
    this.expects = texts.flat();
    this.patternOf = texts.flatMap((text, pattern) => text.map(() => pattern));
  }

  /** Where every text begins. */
  start(): Places {
    return this.patternOf.flatMap((pattern, place) => (pattern === this.patternOf[place - 1] ? [] : this.withBehindStar(place)));
  }

  /** The places after one more character. */
  step(places: Places, code: number): Places {
    const reached: number[] = [];
    let last = -1;
    for (const place of places) {
      const expected = this.expects[place];
      const goesOn = expected === code || expected === oneCharacter;
      if (!goesOn && expected !== anyCharacters) continue;
      // Places ascend, and each leads to at most the next but one: what is not behind the last one is there already.
      const next = goesOn ? place + 1 : place;
      if (next > last) reached.push((last = next));
      if (this.expects[next] === anyCharacters && next + 1 > last) reached.push((last = next + 1));
    }
    return reached;
  }

  /** The patterns that are matched by what was read, in order. */
  matched(places: Places): number[] {
    return places.flatMap((place) => (this.expects[place] === end ? this.patternOf[place] ?? [] : []));
  }

  /** Whether what was read may still become a text that the first pattern matches. */
  mayMatchFirst([place = -1]: Places): boolean {
    return this.patternOf[place] === 0;
  }

  /** The characters that some pattern names at these places; all others are alike. */
  expected(places: Places): Set<number> {
    const found = new Set<number>();
    for (const place of places) {
      const code = this.expects[place] ?? end;
      if (code >= 0) found.add(code);
    }
    return found;
  }

  /** A place, and the one behind it where it is at a `*`, which may stand for nothing. */
  private withBehindStar(place: number): number[] {
    return this.expects[place] === anyCharacters ? [place, place + 1] : [place];
  }
}

/** A text for places, the same for the same: a character for each, of which a policy of S3's size has fewer than there are characters. */
export function idOf(places: Places): string {
  return String.fromCharCode(...places);
}
