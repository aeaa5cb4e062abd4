/** The style sheet of every page. */
import { color, colorProperties } from "./colors";

/** Below these widths a table shows each row as a list, and all sections stand below each other. */
export const narrowPixels = 900;
const columnPixels = 560;

/** What of several drawings shows: the widest that can be read. */
export const drawingWidths = { wide: 1180, medium: 700, narrow: 340 } as const;

export const styleSheet = `${colorProperties}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1240px; padding: 16px; background: ${color("page")}; color: ${color("text")};
  font: 14px/1.45 "Helvetica Neue", Helvetica, Arial, sans-serif; }
h1 { font-size: 20px; margin: 0; }
h2 { font-size: 15px; margin: 0 0 8px; }
p { margin: 4px 0 8px; }
header p { color: ${color("faint")}; }
a { color: inherit; }
code { font-size: 13px; overflow-wrap: anywhere; }
main { display: flex; flex-wrap: wrap; gap: 12px; }
section { flex: 1 1 100%; min-width: 0; background: ${color("card")}; border: 1px solid ${color("border")}; border-radius: 6px; padding: 12px; }
section.half { flex: 1 1 calc(25% - 6px); }
section.half + section.half { flex-basis: calc(75% - 6px); }
svg { display: block; width: 100%; height: auto; }
.bad { color: ${color("bad")}; font-weight: bold; }
.good { color: ${color("good")}; }
.faint { color: ${color("faint")}; }
.none { color: ${color("none")}; }
.headline { margin: 0; font-size: 15px; }
.headline b { display: block; font-size: 56px; line-height: 1.1; }
.values { display: grid; grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)); gap: 10px; margin: 0; }
.values div { border-left: 4px solid; padding-left: 8px; }
.values dd { margin: 0; font-size: 24px; line-height: 1.2; }
.values dt { font-size: 12px; }
.alarms { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 6px; margin: 0; padding: 0; list-style: none; }
.alarms li { display: flex; justify-content: space-between; gap: 8px; border: 1px solid ${color("border")}; border-left: 6px solid; border-radius: 3px; padding: 3px 8px; }
.alarms li.bad { font-weight: inherit; }
.alarms span { color: ${color("text")}; overflow-wrap: anywhere; }
svg.medium, svg.narrow { display: none; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid ${color("border")}; overflow-wrap: break-word; }
th { overflow-wrap: normal; }
th.right, td.right { text-align: right; }
@media (max-width: ${columnPixels}px) {
  section.half, section.half + section.half { flex-basis: 100%; }
}
@media (max-width: ${narrowPixels}px) {
  svg.wide, svg.narrow { display: none; }
  svg.medium { display: block; }
  thead { display: none; }
  table, tbody, tr, td { display: block; }
  tr { border-bottom: 1px solid ${color("border")}; padding: 6px 0; }
  td, td.right { display: flex; gap: 8px; text-align: left; border: 0; padding: 1px 0; }
  td { overflow-wrap: anywhere; }
  td:empty { display: none; }
  td::before { content: attr(data-title); flex: 0 0 6.5em; color: ${color("faint")}; overflow-wrap: normal; }
}
@media (max-width: ${columnPixels}px) {
  svg.wide, svg.medium { display: none; }
  svg.narrow { display: block; }
}
`;
