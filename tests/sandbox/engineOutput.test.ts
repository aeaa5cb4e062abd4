/** Protects that what went wrong is told, and nothing else. */
import assert from "node:assert/strict";
import { failureText } from "../../sandbox/engineOutput";

describe("sandbox/engineOutput, what failed", () => {
  const error = { severity: "error", message: "The config of stack dev has 1 problem; nothing was changed.\n", urn: "" };

  it("is the errors of a preview, each once, and not its list of resources", () => {
    const diagnostics = [{ severity: "info#err", message: "a note", urn: "" }, error, error];
    assert.equal(
      failureText("preview", { stdout: '{ "steps": [] }', stderr: "", preview: { diagnostics } }),
      "pulumi preview failed:\nThe config of stack dev has 1 problem; nothing was changed.",
    );
  });

  it("is all that the engine said where it names no error", () => {
    assert.equal(failureText("preview", { stdout: "", stderr: "error: invalid YAML file\n" }), "pulumi preview failed:\nerror: invalid YAML file");
    assert.equal(failureText("up", { stdout: "Updating\n", stderr: "error: up\n", preview: undefined }), "pulumi up failed:\nUpdating\nerror: up");
  });
});
