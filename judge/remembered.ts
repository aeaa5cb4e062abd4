/** What is found out about something, once. */
export function remembered<K, V>(known: { readonly get: (key: K) => V | undefined; readonly set: (key: K, value: V) => unknown }, key: K, find: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = find();
  known.set(key, value);
  return value;
}

/** A test of few different things, each tested once. */
export function remembering<T>(test: (one: T) => boolean): (one: T) => boolean {
  const known = new Map<T, boolean>();
  return (one) => remembered(known, one, () => test(one));
}
