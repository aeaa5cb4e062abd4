/**
 * Protects that the replay's page can be read: in headless Chromium, on a phone and on a wide screen, in the light and in the dark, with
 * nothing loaded from anywhere. Skipped where there is no Chromium (CHROMIUM names one that is not on PATH).
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { replayPage } from "../../cli/page";
import { monthlyCost } from "../../replay/cost/cost";
import { defaultDefinitions } from "../../replay/definitions/pipeline";
import { replayDocument } from "../../replay/document";
import { replay } from "../../replay/replay";
import { sampleFolder } from "./sampleArchive";

const browser = [process.env["CHROMIUM"], "chromium", "chromium-browser", "google-chrome"].find((name) => name !== undefined && spawnSync(name, ["--version"]).status === 0);

/** What is seen of the page in a frame of some width. */
interface Seen {
  readonly width: number;
  /** Of all that is drawn: more than the frame's is cut off, or scrolls sideways. */
  readonly contentWidth: number;
  /** Numbers from 0 to 255. */
  readonly background: readonly number[];
  readonly text: readonly number[];
  /** Graphs that are shown, and how wide each is. */
  readonly graphs: readonly number[];
  readonly rows: number;
  readonly headings: readonly string[];
  /** What was asked of the network, or of the disk. */
  readonly loaded: readonly string[];
}

/** Runs in the page around the frames: JSON is what its body holds in the end. */
const look = `
  const numbers = (color) => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const frames = [...document.querySelectorAll("iframe")];
  Promise.all(frames.map((frame) => new Promise((done) => { frame.onload = done; frame.srcdoc = PAGE; }))).then(() => {
    document.body.textContent = JSON.stringify(frames.map((frame) => {
      const page = frame.contentDocument;
      const style = frame.contentWindow.getComputedStyle(page.body);
      return {
        width: frame.clientWidth,
        contentWidth: page.documentElement.scrollWidth,
        background: numbers(style.backgroundColor),
        text: numbers(style.color),
        graphs: [...page.querySelectorAll("svg")].map((svg) => Math.round(svg.getBoundingClientRect().width)).filter((width) => width > 0),
        rows: [...page.querySelectorAll("tbody tr")].filter((row) => row.getBoundingClientRect().height > 0).length,
        headings: [...page.querySelectorAll("h1, h2")].map((one) => one.textContent),
        loaded: frame.contentWindow.performance.getEntriesByType("resource").map(({ name }) => name),
      };
    }));
  });
`;

describe("the replay's page in a browser", () => {
  const widths = [320, 400, 800, 1280];
  let folder: string;
  before(async function () {
    if (browser === undefined) return this.skip();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-page-"));
    const [definitions, delay] = [defaultDefinitions(), { seed: 1, worstMinutes: 15 }];
    const result = await replay({ definitions, inputs: [sampleFolder], selection: {}, delay, threads: 1 });
    const page = JSON.stringify(replayPage(replayDocument(result, definitions, delay, monthlyCost(result.totals, definitions)))).replaceAll("</", "<\\/");
    const frames = widths.map((width) => `<iframe style="width: ${width}px; height: 900px; border: 0"></iframe>`).join("");
    fs.writeFileSync(path.join(folder, "frames.html"), `<!doctype html><meta charset="utf-8"><body>${frames}<script>const PAGE = ${page};${look}</script></body>`);
  });
  after(() => {
    if (folder) fs.rmSync(folder, { recursive: true, force: true });
  });

  function seen(...more: readonly string[]): Seen[] {
    const args = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${path.join(folder, "profile")}`, "--virtual-time-budget=5000", ...more, "--dump-dom", path.join(folder, "frames.html")];
    const { stdout } = spawnSync(browser ?? "", args, { encoding: "utf8", maxBuffer: 2 ** 26 });
    const [, json = ""] = /<body>(\[.*\])<\/body>/s.exec(stdout) ?? [];
    return JSON.parse(json.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")) as Seen[];
  }

  const brightness = (color: readonly number[]): number => color.reduce((sum, part) => sum + part, 0) / 3;

  for (const { what, args, isDark } of [
    { what: "in the light", args: ["--blink-settings=preferredColorScheme=1"], isDark: false },
    { what: "in the dark", args: ["--blink-settings=preferredColorScheme=0"], isDark: true },
  ]) {
    it(`shows all of it at every width ${what}, and loads nothing`, () => {
      const views = seen(...args);
      assert.deepEqual(views.map(({ width }) => width), widths);
      for (const { width, contentWidth, background, text, graphs, rows, headings, loaded } of views) {
        assert.ok(contentWidth <= width, `${contentWidth} pixels in ${width}`);
        assert.equal(graphs.length, 1, `one graph at ${width}`);
        assert.ok((graphs[0] ?? 0) <= width, `a graph of ${graphs[0]} pixels in ${width}`);
        assert.ok(rows > 20, `${rows} rows`);
        assert.ok(headings.some((one) => one.startsWith("Against the requirement: 19 uploads")) && headings.some((one) => one.startsWith("Alarms: 3 of 5")), headings.join());
        assert.deepEqual(loaded, []);
        assert.equal(brightness(background) < 80, isDark, `background ${background.join()}`);
        assert.ok(Math.abs(brightness(background) - brightness(text)) > 120, `text ${text.join()} on ${background.join()}`);
      }
    });
  }
});
