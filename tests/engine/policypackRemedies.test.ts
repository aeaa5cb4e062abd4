/**
 * Protects that what the policy pack prints is enough: a program that reads the printed text alone makes programs of many
 * shapes green in at most two steps, at preview and during an update, and every approved upload gets in afterwards.
 */
import assert from "node:assert/strict";
import { encryptionHeader, kmsKeyIdHeader } from "../../simulator";
import { describeRemedies } from "./remedies/describeRemedies";
import { key, shapes } from "./remedies/shapes";

/** SSE-KMS and DSSE-KMS with any key, by header or by the bucket's default: the requirement of who states none. */
const approved: readonly Record<string, string>[] = [
  {},
  ...["aws:kms", "aws:kms:dsse"].flatMap((algorithm) => [{ [encryptionHeader]: algorithm }, { [encryptionHeader]: algorithm, [kmsKeyIdHeader]: key }]),
];

describe("the shapes of programs", () => {
  it("are 40 or more, each with a name of its own", () => {
    assert.ok(shapes.length >= 40, String(shapes.length));
    const names = shapes.map(({ name }) => name);
    for (const name of names) assert.deepEqual(names.filter((other) => other === name || other.startsWith(`${name}-`)), [name]);
  });
});

describeRemedies("the policy pack's remedies, followed by a program that reads them,", { shapes, approved });
