/** The first of each kind, in their order. */
export function distinct<T>(values: readonly T[], kindOf: (value: T) => string): T[] {
  const byKind = new Map<string, T>();
  for (const value of values) {
    const kind = kindOf(value);
    if (!byKind.has(kind)) byKind.set(kind, value);
  }
  return [...byKind.values()];
}
