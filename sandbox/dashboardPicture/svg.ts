/** The few SVG elements that the dashboard picture is made of. */

/** A place on the picture, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A string of SVG, already escaped. */
export type Svg = string;

/** Colours of the picture's frame; those of the metrics come with the dashboard. */
export const palette = {
  page: "#f2f3f3",
  card: "#ffffff",
  border: "#d5dbdb",
  grid: "#eaeded",
  text: "#16191f",
  faint: "#687078",
  alarm: "#d13212",
  ok: "#1d8102",
  noData: "#879596",
} as const;

/** Escapes text for SVG and HTML. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export interface TextStyle {
  readonly size?: number;
  readonly color?: string;
  readonly weight?: "bold";
  readonly anchor?: "middle" | "end";
}

/** A line of text; y is its base line. */
export function text(x: number, y: number, content: string, style: TextStyle = {}): Svg {
  const { size = 12, color = palette.text, weight, anchor } = style;
  const attributes = [
    `x="${x}" y="${y}" font-size="${size}" fill="${color}"`,
    ...(weight ? [`font-weight="${weight}"`] : []),
    ...(anchor ? [`text-anchor="${anchor}"`] : []),
  ];
  return `<text ${attributes.join(" ")}>${escaped(content)}</text>`;
}

export function rectangle({ x, y, width, height }: Box, fill: string, stroke = "none", radius = 0): Svg {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}"/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, color: string): Svg {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}"/>`;
}

/** Text cut to a width, going by an average letter; an ellipsis says that something is missing. */
export function fitted(content: string, width: number, size = 12): string {
  const letters = lettersIn(width, size);
  return content.length <= letters ? content : `${content.slice(0, letters - 1)}…`;
}

/** The same, for text whose end matters more than its beginning, such as names with a common prefix. */
export function fittedEnd(content: string, width: number, size = 12): string {
  const letters = lettersIn(width, size);
  return content.length <= letters ? content : `…${content.slice(content.length - letters + 1)}`;
}

/** Of an average letter, in parts of its height. */
const letterWidth = 0.52;

/** The width of so many letters. */
export function widthOf(letters: number, size = 12): number {
  return Math.ceil(letters * size * letterWidth);
}

const lettersIn = (width: number, size: number): number => Math.max(1, Math.floor(width / (size * letterWidth)));
