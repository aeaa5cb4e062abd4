/**
 * Loaded before the tests (.mocharc.json, tools/test.ts): every property test starts from one seed, so that a run decides
 * the same each time. `npm run test:random` gives another one; a property that fails prints it, with the way to its case.
 */
import fc from "fast-check";

const fixedSeed = 20200616;

/** TEST_SEED is what `--seed` says: a whole number of 32 bits. */
fc.configureGlobal({ seed: Number(process.env["TEST_SEED"] ?? fixedSeed) });
