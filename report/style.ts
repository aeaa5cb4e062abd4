/** The style sheet of every page. */
import { color, colorProperties } from "./colors";

/** Below this width a table shows each row as a list, and sections stand below each other. */
export const narrowPixels = 640;

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
section.half { flex: 1 1 calc(50% - 6px); }
svg { display: block; width: 100%; height: auto; }
.bad { color: ${color("bad")}; font-weight: bold; }
.good { color: ${color("good")}; }
.faint { color: ${color("faint")}; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid ${color("border")}; overflow-wrap: anywhere; }
th { overflow-wrap: normal; }
th.right, td.right { text-align: right; }
@media (max-width: ${narrowPixels}px) {
  section.half { flex-basis: 100%; }
  thead { display: none; }
  table, tbody, tr, td { display: block; }
  tr { border-bottom: 1px solid ${color("border")}; padding: 6px 0; }
  td, td.right { display: flex; gap: 8px; text-align: left; border: 0; padding: 1px 0; }
  td:empty { display: none; }
  td::before { content: attr(data-title); flex: 0 0 6.5em; color: ${color("faint")}; overflow-wrap: normal; }
}
`;
