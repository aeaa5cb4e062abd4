/** Protects that only the stack traces that Pulumi takes of each output are left out, and that it still takes them so. */
import assert from "node:assert/strict";
import * as pulumis from "@pulumi/pulumi/runtime/debuggable";
import { leaveOutTracesOfOutputs } from "../../config/stackTraces";

describe("stack traces", () => {
  /** What `trace` gives where `formatted` formats traces, after the program has changed that. */
  function traced(formatted: typeof Error.prepareStackTrace | undefined, trace: () => string | undefined): string | undefined {
    const before = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
    try {
      Object.assign(Error, { prepareStackTrace: formatted });
      leaveOutTracesOfOutputs();
      return trace();
    } finally {
      Object.defineProperty(Error, "prepareStackTrace", before ?? { value: undefined });
    }
  }

  function debuggablePromise(): string | undefined {
    return new Error("outputs").stack;
  }

  it("are empty for Pulumi's promises", () => {
    assert.equal(traced(() => "mapped", debuggablePromise), "");
    assert.equal(typeof (pulumis as Record<string, unknown>)[debuggablePromise.name], "function", "Pulumi calls it otherwise by now");
  });

  it("are as they were for everything else", () => {
    assert.equal(traced(() => "mapped", () => new Error("lost").stack), "mapped");
    assert.match(traced(undefined, debuggablePromise) ?? "", /^Error: outputs\n +at debuggablePromise/);
  });
});
