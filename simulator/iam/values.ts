/** The data types of condition values besides strings: numbers, dates, Booleans, binary. */

/** A decimal number, or undefined for a text that is none. */
export function parseNumber(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A Boolean without regard to case, or undefined. */
export function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === "true" || lower === "false" ? lower === "true" : undefined;
}

const date = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/;

/**
 * Milliseconds since 1970 of a date in one of the W3C forms of ISO 8601 (https://www.w3.org/TR/NOTE-datetime) or in
 * epoch seconds, or undefined. Four digits are a year, as in the W3C forms; a time of day must state its zone.
 */
export function parseDate(text: string): number | undefined {
  const [whole, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] =
    date.exec(text) ?? [];
  if (whole === undefined) return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined;
  const calendarDay = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // Date rolls 31 June over to 1 July; a policy that says so has a mistake in it.
  if (Number.isNaN(calendarDay.getTime()) || calendarDay.getUTCDate() !== Number(day)) return undefined;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${zone}`).getTime();
  return Number.isNaN(time) ? undefined : time;
}

/** The bytes of a base64 text as a canonical base64 text, or undefined for a text that is not base64. */
export function canonicalBase64(text: string): string | undefined {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isBase64 ? Buffer.from(text, "base64").toString("base64") : undefined;
}
