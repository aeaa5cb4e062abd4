/** What is found out about something, once. */
export function remembered<K, V>(known: { readonly get: (key: K) => V | undefined; readonly set: (key: K, value: V) => unknown }, key: K, find: () => V): V {
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}
