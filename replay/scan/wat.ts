/** What WebAssembly text lacks: macros, as functions that give text. */

export const code = (character: string): number => character.charCodeAt(0);
/** Sixteen times the same byte. */
export const splat = (character: string): string => `(v128.const i8x16 ${Array<number>(16).fill(code(character)).join(" ")})`;
/** Which of sixteen bytes are a character. */
export const equals = (bytes: string, character: string): string => `(i8x16.eq ${bytes} ${splat(character)})`;
export const not = (bits: string): string => `(i64.xor ${bits} (i64.const -1))`;
/** Whether a byte is a character. */
export const is = (byte: string, character: string): string => `(i32.eq ${byte} (i32.const ${code(character)}))`;
/** Whether a byte is one of some characters. */
export const isAny = (byte: string, characters: string): string => [...characters].map((character) => is(byte, character)).reduce((left, right) => `(i32.or ${left} ${right})`);
/** A mutable global of the module, which the host sees under its name. */
export const global = (name: string, type: "i32" | "i64" = "i32", value = 0): string => `(global $${name} (export "${name}") (mut ${type}) (${type}.const ${value}))`;
/** Adds to a local. */
export const add = (local: string, value: string): string => `(local.set ${local} (i32.add (local.get ${local}) ${value}))`;
