/** Where everything is in the memory of the scanner's WebAssembly, in bytes. */

/** Bytes of text that one step of the scan looks at. */
export const blockBytes = 64;
/** Bytes behind the last block that can be looked at. */
export const lookahead = 128;

/** Names of events that are looked for: for each its length, and its bytes. */
export const nameBytes = 32;
export const mostNames = 32;

/** Tokens of a scan: three numbers of 32 bits each. */
export const tokensAt = nameBytes * mostNames;
export const mostTokens = 16_384;
export const tokenBytes = 12;

/** Sixteen bytes of ones, and sixteen of zeros: from there on, masks for the beginning of sixteen bytes. */
export const masksAt = tokensAt + mostTokens * tokenBytes;

/** Ends of ARNs that are told apart: for each its length as 32 bits, and its bytes. */
export const arnEndsAt = masksAt + 32;
export const arnEndsBytes = 16_384;

/** Where the values of a record begin and end that fits a template: two numbers of 32 bits each. */
export const valuesAt = arnEndsAt + arnEndsBytes;
export const valueBytes = 8;
export const mostValues = 4096;

/** Templates, and what they are made of: see templateWat.ts. */
export const templatesAt = valuesAt + mostValues * valueBytes;
export const templatesBytes = 2 ** 21;

/** The key of a record, with what its last value spills over. */
export const keyAt = templatesAt + templatesBytes;
export const keyBytes = 16_384;

/** What is known by keys: lists of entries, by the hash of their key, and the entries. See memoWat.ts. */
export const memoListsAt = keyAt + keyBytes;
export const memoLists = 2 ** 15;
export const memoAt = memoListsAt + memoLists * 4;
export const memoBytes = 2 ** 23;

/** The window of text, to the end of the memory. */
export const textAt = memoAt + memoBytes;

export const wasmPage = 65_536;
