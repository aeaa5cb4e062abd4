/** `npm run replay:scanner`: compiles moduleWat.ts, and writes it as the text that scanner.ts reads. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { moduleWat } from "./moduleWat";

/** The package's own types describe a module of another kind than it is. */
interface Wabt {
  parseWat(name: string, text: string, features: { simd: boolean; bulk_memory: boolean }): { validate(): void; toBinary(options: object): { buffer: Uint8Array } };
}

/** The compiled scanner. */
export async function compileScanner(): Promise<Uint8Array> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const wabt = await (require("wabt") as () => Promise<Wabt>)();
  const module = wabt.parseWat("scanner.wat", moduleWat, { simd: true, bulk_memory: true });
  module.validate();
  return module.toBinary({}).buffer;
}

/** The file that holds it. */
export function scannerFile(wasm: Uint8Array): string {
  const lines = Buffer.from(wasm).toString("base64").match(/.{1,120}/g) ?? [];
  return `/** moduleWat.ts, compiled by \`npm run replay:scanner\`. */\nexport const scannerWasm =\n${lines.map((line) => `  "${line}"`).join(" +\n")};\n`;
}

if (require.main === module) {
  void compileScanner().then((wasm) => writeFileSync(resolve(__dirname, "scannerWasm.ts"), scannerFile(wasm)));
}
