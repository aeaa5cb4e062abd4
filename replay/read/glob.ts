/** Patterns of paths: `*` and `?` within a name, `**` for any folders, `[…]` and `{…,…}`. */

/** The folder that a pattern's matches lie in: all names before the first that is a pattern. */
export function globRoot(pattern: string): string {
  const names = pattern.split("/");
  const first = names.findIndex((name) => /[*?[{]/.test(name));
  const root = names.slice(0, first).join("/");
  return root === "" ? (pattern.startsWith("/") ? "/" : ".") : root;
}

/** Whether a path, with the separators of the system, matches a pattern. */
export function matchesGlob(path: string, pattern: string): boolean {
  return expression(pattern.replace(/^\.\//, "")).test(path.replaceAll("\\", "/").replace(/^\.\//, ""));
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known) return known;
  let source = "";
  let braces = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const list = character === "[" ? /^\[!?[^\]/]+\]/.exec(pattern.slice(at))?.[0] : undefined;
    if (pattern.startsWith("**/", at)) {
      source += "(?:[^/]+/)*";
      at += 2;
    } else if (pattern.startsWith("**", at)) {
      source += ".*";
      at += 1;
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (list !== undefined) {
      source += list.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
      at += list.length - 1;
    } else if (character === "{" && pattern.includes("}", at)) {
      source += "(?:";
      braces++;
    } else if (character === "}" && braces > 0) {
      source += ")";
      braces--;
    } else if (character === "," && braces > 0) source += "|";
    else source += character.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  }
  const compiled = new RegExp(`^${source}$`);
  expressions.set(pattern, compiled);
  return compiled;
}
