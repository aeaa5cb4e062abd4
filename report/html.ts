/** Pages for a browser: one file each, without scripts and without anything from elsewhere. */
import { styleSheet } from "./style";

/** HTML or SVG source, already escaped. */
export type Markup = string;

/** Escapes text for HTML and SVG, attributes included. */
export function escaped(text: string): Markup {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    // XML has no such characters, not even as references; object keys may hold them.
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}

/** A part of a page under a heading of its own. */
export interface Section {
  /** No heading where it is empty. */
  readonly title: string;
  readonly body: Markup;
  /** Two of these after each other stand beside each other where there is room, the second one wider. */
  readonly width?: "half";
}

/** A whole page, readable from 400 pixels on, light or dark as the reader's system is. */
export function htmlPage(page: { readonly title: string; readonly subtitle: string; readonly sections: readonly Section[] }): string {
  const sections = page.sections.map(
    ({ title, body, width }) => `<section${width === "half" ? ' class="half"' : ""}>\n${title === "" ? "" : `<h2>${escaped(title)}</h2>\n`}${body}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(page.title)}</title>
<style>
${styleSheet}</style>
</head>
<body>
<header>
<h1>${escaped(page.title)}</h1>
<p>${escaped(page.subtitle)}</p>
</header>
<main>
${sections.join("\n")}
</main>
</body>
</html>
`;
}
