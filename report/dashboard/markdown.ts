/** The Markdown of a text widget, as far as the dashboard uses it: paragraphs, bold, code and links. */

/** A piece of a paragraph. */
export interface Span {
  readonly text: string;
  readonly style?: "bold" | "code";
  readonly href?: string;
}

/** A link's address may hold parentheses in pairs, as those of the CloudWatch console do. */
const inline = /\*\*(?<bold>[^*]+)\*\*|`(?<code>[^`]+)`|\[(?<label>[^\]]+)\]\((?<href>(?:[^()]|\((?:[^()]|\([^()]*\))*\))+)\)/g;

/** The paragraphs of a text, each as its pieces. */
export function paragraphs(markdown: string): Span[][] {
  return markdown.split(/\n{2,}/).map((paragraph) => {
    const spans: Span[] = [];
    let end = 0;
    for (const match of paragraph.matchAll(inline)) {
      const { bold, code, label, href } = match.groups ?? {};
      if (match.index > end) spans.push({ text: paragraph.slice(end, match.index) });
      if (bold !== undefined) spans.push({ text: bold, style: "bold" });
      else if (code !== undefined) spans.push({ text: code, style: "code" });
      else spans.push({ text: label ?? "", href: href ?? "" });
      end = match.index + match[0].length;
    }
    if (end < paragraph.length) spans.push({ text: paragraph.slice(end) });
    return spans;
  });
}
