/** The results of a task for each item, in the items' order, with at most so many running at a time. */
export async function inTurns<Item, Result>(items: readonly Item[], atATime: number, task: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const run = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, run));
  return results;
}
