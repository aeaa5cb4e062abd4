/**
 * The candidate that a misspelt word most likely stands for; undefined when none is close.
 * @param slips how many slips are understood even in a short word, of four letters at least; longer words may have more
 */
export function didYouMean(word: string, candidates: readonly string[], slips = 1): string | undefined {
  const wanted = word.toLowerCase();
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (!best || distance < best.distance) best = { candidate, distance };
  }
  // A third of the letters wrong is another word, not a slip.
  const allowed = Math.max(word.length < 4 ? 1 : slips, Math.floor(word.length / 3));
  return best && best.distance <= allowed ? best.candidate : undefined;
}

/** Whether a word is another one with at most so many letters wrong. */
export function isSlipOf(word: string, meant: string, most: number): boolean {
  return word !== meant && editDistance(word.toLowerCase(), meant.toLowerCase()) <= most;
}

/** Letters to insert, delete, replace or swap with their neighbour to get from one word to another. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(from.length, to.length);
}
