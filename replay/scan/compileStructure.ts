/** `npm run replay:scanner`: compiles structureWat.ts, and writes it as the text that structure.ts reads. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { structureWat } from "./structureWat";

/** The package's own types describe a module of another kind than it is. */
interface Wabt {
  parseWat(name: string, text: string, features: { simd: boolean }): { validate(): void; toBinary(options: object): { buffer: Uint8Array } };
}

/** The compiled scanner. */
export async function compileStructure(): Promise<Uint8Array> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const wabt = await (require("wabt") as () => Promise<Wabt>)();
  const module = wabt.parseWat("structure.wat", structureWat, { simd: true });
  module.validate();
  return module.toBinary({}).buffer;
}

/** The file that holds it. */
export function structureFile(wasm: Uint8Array): string {
  const lines = Buffer.from(wasm).toString("base64").match(/.{1,120}/g) ?? [];
  return `/** structureWat.ts, compiled by \`npm run replay:scanner\`. */\nexport const structureWasm =\n${lines.map((line) => `  "${line}"`).join(" +\n")};\n`;
}

if (require.main === module) {
  void compileStructure().then((wasm) => writeFileSync(resolve(__dirname, "structureWasm.ts"), structureFile(wasm)));
}
