/** How benchmarks of previews sum up what they timed. */
import assert from "node:assert/strict";
import { SideBySide } from "../../bench/sideBySide";

describe("previews side by side", () => {
  const measured = new SideBySide(new Map([
    // The machine slows down to half its speed: each round says that ours takes a tenth longer.
    ["empty", [10, 20, 15]],
    ["ours", [11, 22, 16.5]],
    ["none", [5, 30, 15, 10]],
  ]));

  it("are compared within each round", () => {
    assert.deepEqual(measured.ratios("ours", "empty").map((ratio) => ratio.toFixed(3)), ["1.100", "1.100", "1.100"]);
    assert.equal(measured.ratio("ours", "empty").toFixed(3), "1.100");
    assert.equal(measured.ratio("empty", "ours").toFixed(3), "0.909");
  });

  it("take the median, of an even number the mean of both in the middle", () => {
    assert.equal(measured.median("empty"), 15);
    assert.equal(measured.median("none"), 12.5);
  });

  it("tell nothing of what was not timed", () => {
    assert.ok(Number.isNaN(measured.median("awsguard")));
    assert.ok(Number.isNaN(measured.ratio("awsguard", "empty")));
    assert.ok(Number.isNaN(measured.ratio("ours", "awsguard")));
  });
});
