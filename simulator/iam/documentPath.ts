/** Where something is in a policy document. */

/** The path of a member of an object: `Statement[0].Condition["aws:SourceIp"]`. */
export function memberPath(parent: string, key: string): string {
  if (!/^\w+$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent ? `${parent}.${key}` : key;
}

/** The members and indices that a path goes through. */
export function pathParts(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|(\w+)/g)].map(([, index, quoted, name = ""]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? name : String(JSON.parse(quoted));
  });
}

/** The path of an element of an array: `Statement[0]`. */
export function elementPath(parent: string, index: number): string {
  return `${parent}[${index}]`;
}
