/** Ids of events as numbers: SQL reckons with the same ones, so what they are stays as it is. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { delayHash, madeUpDelivery } from "../../simulator/delivery";
import { idWords, writeId, writeUuid } from "../../simulator/eventIds";

const wordsOf = (id: string): [isUuid: boolean, words: number[]] => {
  const words = new Uint32Array(idWords);
  return [writeId(id, words), [...words]];
};
const hex = (words: readonly number[]): string => words.map((word) => word.toString(16).padStart(8, "0")).join("");

describe("an event's id", () => {
  it("is the digits of its UUID", () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const [isUuid, words] = wordsOf(id);
        assert.deepEqual([isUuid, hex(words)], [true, id.replaceAll("-", "")]);
      }),
    );
  });

  it("is the first digits of its SHA-256 where it is no UUID in small letters", () => {
    for (const id of ["", "x", "E0C88B9A-F859-407D-8460-A9159DBD08F5", "e0c88b9a-f859-407d-8460-a9159dbd08f", "e0c88b9a-f859-407d-8460_a9159dbd08f5", "e0c88b9a-f859-407d-8460-a9159dbd08fg", "ü0c88b9a-f859-407d-8460-a9159dbd08f"]) {
      const [isUuid, words] = wordsOf(id);
      assert.deepEqual([isUuid, hex(words)], [false, createHash("sha256").update(id).digest("hex").slice(0, 32)], id);
    }
  });

  it("is read from the middle of a text as well", () => {
    const text = Buffer.from('"eventID":"e0c88b9a-f859-407d-8460-a9159dbd08f5"');
    const words = new Uint32Array(idWords);
    assert.equal(writeUuid(text, 11, text.length - 1, words), true);
    assert.equal(hex([...words]), "e0c88b9af859407d8460a9159dbd08f5");
    assert.equal(writeUuid(text, 10, text.length - 1, words), false);
  });
});

describe("a made-up delay", () => {
  const delivery = madeUpDelivery({ seed: 1, worstMinutes: 15 }, "event time");
  const delayOf = (eventID: string): number => delivery.delayOf({ eventID });

  it("stays what it was, of the same seed and id", () => {
    assert.deepEqual(["e0c88b9a-f859-407d-8460-a9159dbd08f5", "00000000-0000-0000-0000-000000000000", "no UUID"].map(delayOf), [513718, 196678, 549370]);
    assert.deepEqual(delayHash(1), { factors: [802237639, 571307655, 625702227, 1761842183], summand: 2007783075 });
  });

  it("is the one of the id's words", () => {
    const words = new Uint32Array(idWords);
    fc.assert(
      fc.property(fc.oneof(fc.uuid(), fc.string()), (id) => {
        writeId(id, words);
        assert.equal(delayOf(id), delivery.delayOfId(words));
      }),
    );
  });

  it("fits into 63 bits where SQL reckons it, and is spread evenly over ids that count up", () => {
    for (const seed of [0, 1, 2, 999_999_999]) {
      const { factors, summand } = delayHash(seed);
      for (const factor of factors) assert.ok(factor % 2 === 1 && factor < 2 ** 31);
      assert.ok(summand >= 0 && summand < 2 ** 32);
    }
    const tenths = new Set(Array.from({ length: 200 }, (_, index) => Math.floor(10 * Math.sqrt(delayOf(`00000000-0000-4000-8000-${String(index).padStart(12, "0")}`) / 900_000))));
    assert.ok(tenths.size >= 10, `${tenths.size} of 10 tenths`);
  });
});
