/** IDs that AWS would make up: the same for the same seed, and for no other. */
import { createHash } from "node:crypto";

/** A UUID. */
export function uuidOf(...seed: readonly string[]): string {
  const id = idOf(...seed);
  return [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20, 32)].join("-");
}

/** 64 hexadecimal digits. */
export function idOf(...seed: readonly string[]): string {
  return createHash("sha256").update(seed.join("\n")).digest("hex");
}
