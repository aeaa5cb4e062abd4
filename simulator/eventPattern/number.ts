/** Numbers in event patterns and events. */

/**
 * The value of a JSON number when Event Ruler can compare it: when a double holds it exactly as it was written.
 *
 * 1, 1.0 and 1e0 are one value. 12345678901234567890 and 1e400 have none: such a number equals only its own text.
 */
export function comparableNumber(text: string): number | undefined {
  const value = Number(text);
  if (!Number.isFinite(value) || normalForm(text) !== normalForm(String(value))) return undefined;
  return value;
}

/** Digits without leading and trailing zeros and a decimal exponent: equal for equal numbers only. */
function normalForm(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const significant = (whole + fraction).replace(/^0+/, "");
  const digits = significant.replace(/0+$/, "");
  if (digits === "") return "0";
  const scale = Number(exponent) - fraction.length + (significant.length - digits.length);
  return `${mantissa.startsWith("-") ? "-" : ""}${digits}e${scale}`;
}
