/** The scanner's WebAssembly, as a thing of its own: a memory, and the functions on it. */
import { textAt, wasmPage } from "./layout";
import { scannerWasm } from "./scannerWasm";

/** The part of WebAssembly that is used: the types of Node.js do not have it. */
interface Global<Type> {
  value: Type;
}
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: ScannerWasm };
}

/** What it exports: see scanWat.ts, templateWat.ts and memoWat.ts. */
export interface ScannerWasm {
  readonly memory: Memory;
  readonly scan: (at: number, to: number) => number;
  readonly inString: Global<bigint>;
  readonly escaping: Global<bigint>;
  readonly depth: Global<number>;
  readonly topStart: Global<number>;
  readonly topFlags: Global<number>;
  readonly inArray: Global<number>;
  readonly start: Global<number>;
  readonly flags: Global<number>;
  readonly brace: Global<number>;
  readonly stopped: Global<number>;
  readonly names: Global<number>;
  readonly match: (at: number, to: number) => number;
  readonly recall: (template: number, level: number) => number;
  readonly remember: (outcome: number) => void;
  readonly forget: () => void;
  readonly slashes: Global<number>;
  readonly arnEnds: Global<number>;
}

/**
 * A new instance.
 * @param textBytes so much room behind the start of the text
 */
export function instantiate(textBytes: number): ScannerWasm {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
  const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(scannerWasm, "base64")), {});
  wasm.memory.grow(Math.ceil((textAt + textBytes) / wasmPage) - wasm.memory.buffer.byteLength / wasmPage);
  return wasm;
}
