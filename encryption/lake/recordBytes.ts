/**
 * How long a record is in its log file, reckoned from the table's columns: names, quotes and commas stand in none, so they are
 * added. Members that have no column, and escapes, are left out.
 */
import { hasMembers, isList, recordShape, type RecordMembers, type RecordShape } from "./table";

/** An expression over the table's columns. */
export const recordBytes = membersBytes(recordShape, undefined);

/** An object's braces and members; what stands in for the comma that the last one has too many is the comma behind the object. */
function membersBytes(members: RecordMembers, path: string | undefined): string {
  return ["2", ...Object.entries(members).map(([name, shape]) => memberBytes(name, shape, path === undefined ? name : `${path}.${name}`))].join(" + ");
}

/** A member with the comma behind it; nothing where it is missing. */
function memberBytes(name: string, shape: RecordShape, path: string): string {
  const named = `"${name}":,`.length;
  if (isList(shape)) return `coalesce(${listLength(path, shape.element)} + ${named + "[]".length}, 0)`;
  // The comma of its last member is the one behind it.
  if (hasMembers(shape)) return `CASE WHEN ${path} IS NULL THEN 0 ELSE ${named - 1} + ${membersBytes(shape, path)} END`;
  if (shape === "map") return `coalesce(${named} + 2 * cardinality(map_keys(${path})), 0)`;
  return `coalesce(length(${path}) + ${shape === "text" ? named + 2 : named}, 0)`;
}

/** Elements as text, whose length is asked for: lists are summed in no other way by all engines alike. */
function listLength(path: string, members: RecordMembers): string {
  const texts = Object.keys(members).map((name) => `coalesce(concat('"${name}":"', r.${name}, '",'), '')`);
  return `length(array_join(transform(${path}, r -> concat('{', ${texts.join(", ")})), ','))`;
}
