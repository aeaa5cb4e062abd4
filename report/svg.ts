/** The few SVG elements that pictures are made of. Their colours are custom properties, so that they follow the dark mode. */
import { color } from "./colors";
import { escaped, type Markup } from "./html";

/** A place on the picture, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TextStyle {
  readonly size?: number;
  /** A colour of CSS. */
  readonly fill?: string;
  readonly weight?: "bold";
  readonly anchor?: "middle" | "end";
}

/** A line of text; y is its base line. */
export function text(x: number, y: number, content: string, style: TextStyle = {}): Markup {
  const { size = 12, fill = color("text"), weight, anchor } = style;
  const attributes = [
    `x="${rounded(x)}" y="${rounded(y)}" font-size="${size}" style="fill:${fill}"`,
    ...(weight ? [`font-weight="${weight}"`] : []),
    ...(anchor ? [`text-anchor="${anchor}"`] : []),
  ];
  return `<text ${attributes.join(" ")}>${escaped(content)}</text>`;
}

export function rectangle({ x, y, width, height }: Box, fill: string, stroke = "none", radius = 0): Markup {
  return `<rect x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}" rx="${radius}" style="fill:${fill};stroke:${stroke}"/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, stroke: string): Markup {
  return `<line x1="${rounded(x1)}" y1="${rounded(y1)}" x2="${rounded(x2)}" y2="${rounded(y2)}" style="stroke:${stroke}"/>`;
}

/** Coordinates to a tenth of a pixel. */
export const rounded = (value: number): number => Math.round(value * 10) / 10;

/** Of an average letter, in parts of its height. */
const letterWidth = 0.52;

/** About how many letters have room in a width. */
export const lettersIn = (width: number, size = 12): number => Math.max(1, Math.floor(width / (size * letterWidth)));

/** About how wide so many letters are. */
export const letterPixels = (letters: number, size = 12): number => Math.ceil(letters * size * letterWidth);

/** Text cut to a width, with an ellipsis for what is missing: at its beginning for ARNs, which end in what tells them apart. */
export function fitted(content: string, width: number, size = 12): string {
  const letters = lettersIn(width, size);
  if (content.length <= letters) return content;
  return content.startsWith("arn:") ? `…${content.slice(content.length - letters + 1)}` : `${content.slice(0, letters - 1)}…`;
}
