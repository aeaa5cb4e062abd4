/** Protects pages: whatever stands in a name stays text, and a narrow page still says what each value is. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { escaped, htmlPage } from "../../report/html";
import { htmlTable } from "../../report/htmlTable";

describe("report/html", () => {
  it("escapes what is text, so that no object key is markup", () => {
    assert.equal(escaped('<b title="x">&'), "&lt;b title=&quot;x&quot;&gt;&amp;");
    assert.equal(escaped("a\u0000b\u001bc\ud800d"), "a\ufffdb\ufffdc\ufffdd", "no character that XML does not have");
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."<>&\"'ab;#\u0000\u001b") }), (text) => assert.doesNotMatch(escaped(text), /[<>"]|&(?!amp;|lt;|gt;|quot;)/)));
  });

  it("gives a table whose cells name their columns", () => {
    const table = htmlTable({
      columns: [{ title: "who" }, { title: "sum", align: "right" }],
      rows: [["<script>", { text: "3", tone: "bad" }], ["nobody"]],
    });
    assert.ok(table.includes('<td data-title="who">&lt;script&gt;</td><td class="right" data-title="sum"><span class="bad">3</span></td>'), table);
    assert.ok(table.includes('<td class="right" data-title="sum"></td>'), "a missing cell is an empty one");
  });

  it("gives a page that needs nothing else, and has a dark mode", () => {
    const page = htmlPage({ title: "A & B", subtitle: "of today", sections: [{ title: "One", body: "<p>1</p>" }, { title: "Two", body: "", width: "half" }] });
    for (const part of ["<title>A &amp; B</title>", "<h2>One</h2>\n<p>1</p>", '<section class="half">', "prefers-color-scheme: dark", "width=device-width"]) {
      assert.ok(page.includes(part), part);
    }
    assert.doesNotMatch(page, /<script|src=|@import|url\(/);
  });
});
