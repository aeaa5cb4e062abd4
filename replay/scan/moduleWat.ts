/**
 * The scanner as WebAssembly text, for which TypeScript stands in as a macro language. `npm run replay:scanner` compiles it.
 * https://webassembly.github.io/spec/core/text/index.html
 */
import { masksAt, textAt, wasmPage } from "./layout";
import { memoWat } from "./memoWat";
import { scanWat } from "./scanWat";
import { templateWat } from "./templateWat";

export const moduleWat = `(module
  (memory (export "memory") ${Math.ceil(textAt / wasmPage)})
  (data (i32.const ${masksAt}) "${"\\ff".repeat(16)}")
${scanWat}${templateWat}${memoWat})
`;
