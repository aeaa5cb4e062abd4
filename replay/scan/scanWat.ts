/**
 * Finds where JSON objects begin and end, 64 bytes at a time, without reading what is in them: SIMD keeps up with gzip,
 * which no loop in JavaScript does. The method is simdjson's (https://arxiv.org/abs/1902.08318, section 3).
 */
import { blockBytes, mostTokens, nameBytes, tokenBytes, tokensAt } from "./layout";
import { code, equals, global, is, not, splat } from "./wat";

/** What a token says: the low byte of its first number. */
export const TOKEN = {
  /** An object that is an element of an array at depth 1 has ended: flags, start, end. */
  element: 1,
  /** An object at depth 0 has ended: flags, start, end. */
  top: 2,
  /** An array at depth 1 begins: its bracket, and the start of the object that it is in. */
  arrayBegins: 3,
  /** An array at depth 1 ends: its bracket. */
  arrayEnds: 4,
  /** Not JSON: a line that ends inside of a string, a bracket that closes nothing or another kind. The scan stops. */
  damage: 5,
} as const;

/** What an object holds, at any depth: the bits above a token's low byte. */
export const FLAG = {
  /** A member `eventName` with one of the names. */
  name: 1,
  /** An escape with `\u`, which may spell anything in other letters. */
  unicodeEscape: 2,
} as const;

const lanes = ["$a", "$b", "$c", "$d"] as const;
type Test = (lane: string, index: number) => string;
/** One bit for each byte of the block, by a test on 16 of them. */
const mask = (test: Test): string => {
  const bits = lanes.map((lane, index) => `(i64.shl (i64.extend_i32_u (i8x16.bitmask ${test(lane, index)})) (i64.const ${16 * index}))`);
  return `(i64.or (i64.or ${bits[0]} ${bits[1]}) (i64.or ${bits[2]} ${bits[3]}))`;
};
/** Whether any byte of the block passes a test: of what is rare it costs less than a mask, which is then made where it is needed. */
const any = (test: Test): string => {
  const [a, b, c, d] = lanes.map(test);
  return `(v128.any_true (v128.or (v128.or ${a} ${b}) (v128.or ${c} ${d})))`;
};
const every = (character: string): Test => (lane) => equals(`(local.get ${lane})`, character);

/** Whether byte `at` of a key that may begin at each byte is a character. */
const keyByte = (at: number, index: number): string =>
  equals(`(v128.load offset=${16 * index + at} align=1 (local.get $at))`, '"eventName"'.charAt(at));
/** Where the key may begin, if a string does. */
const keys: Test = (_lane, index) => `(v128.and ${keyByte(6, index)} ${keyByte(10, index)})`;

// Of [ ] { }, setting this bit makes braces of brackets, and of nothing else.
const braceBit = splat(" ");
const brackets: Test = (lane) => {
  const folded = `(v128.or (local.get ${lane}) ${braceBit})`;
  return `(v128.or ${equals(folded, "{")} ${equals(folded, "}")})`;
};
/** Each bit becomes the parity of the bits up to it: what lies between quotes, the first of each two included. */
const parity = [1, 2, 4, 8, 16, 32].map((shift) => `(local.set $string (i64.xor (local.get $string) (i64.shl (local.get $string) (i64.const ${shift}))))`).join("\n");
const oddBits = "(i64.const 0xaaaaaaaaaaaaaaaa)";
const raise = (flag: number): string =>
  ["flags", "topFlags"].map((flags) => `(global.set $${flags} (i32.or (global.get $${flags}) (i32.const ${flag})))`).join(" ");

export const scanWat = `
  ;; What is open where the scan stands. The host sets it anew, and moves the starts when it moves the text.
  ${global("depth")}
  ${global("inString", "i64")}   ;; all ones inside of a string
  ${global("escaping", "i64")}   ;; 1 behind a backslash that escapes what comes next
  ${global("topStart")} ${global("topFlags")}   ;; of the object that is open at depth 0
  ${global("inArray")}   ;; whether an array is open at depth 1
  ${global("start")} ${global("flags")} ${global("brace")}   ;; of what is open in it, and whether it is an object
  ${global("stopped")}   ;; where the last scan ended
  ${global("names")}   ;; how many there are
  (global $out (mut i32) (i32.const 0))

  (func $emit (param $kind i32) (param $from i32) (param $to i32)
    (i32.store (global.get $out) (local.get $kind))
    (i32.store offset=4 (global.get $out) (local.get $from))
    (i32.store offset=8 (global.get $out) (local.get $to))
    (global.set $out (i32.add (global.get $out) (i32.const ${tokenBytes}))))

  ;; The first byte from $at on that is no white space; 32 at most are passed.
  (func $skipSpace (param $at i32) (result i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $at) (i32.const 32)))
    (loop $next
      (if (i32.and (i32.le_u (i32.load8_u (local.get $at)) (i32.const 32)) (i32.lt_u (local.get $at) (local.get $end)))
        (then (local.set $at (i32.add (local.get $at) (i32.const 1))) (br $next))))
    (local.get $at))

  ;; Whether the string that begins at $at is the name of a member eventName whose value is one of the names. Where more
  ;; white space stands in between than is looked at, it may be.
  (func $named (param $at i32) (result i32)
    (local $name i32) (local $end i32) (local $index i32)
    (if (i64.ne (i64.load offset=1 align=1 (local.get $at)) (i64.const 0x6d614e746e657665)) ;; eventNam
      (then (return (i32.const 0))))
    (local.set $at (call $skipSpace (i32.add (local.get $at) (i32.const 11))))
    (if (i32.le_u (i32.load8_u (local.get $at)) (i32.const 32)) (then (return (i32.const 1))))
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const ${code(":")})) (then (return (i32.const 0))))
    (local.set $at (call $skipSpace (i32.add (local.get $at) (i32.const 1))))
    (if (i32.le_u (i32.load8_u (local.get $at)) (i32.const 32)) (then (return (i32.const 1))))
    (local.set $end (i32.mul (global.get $names) (i32.const ${nameBytes})))
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $name) (local.get $end)))
        (local.set $index (i32.const 0))
        (block $other
          (loop $byte
            (br_if $other (i32.ne
              (i32.load8_u (i32.add (local.get $at) (local.get $index)))
              (i32.load8_u offset=1 (i32.add (local.get $name) (local.get $index)))))
            (local.set $index (i32.add (local.get $index) (i32.const 1)))
            (br_if $byte (i32.lt_u (local.get $index) (i32.load8_u (local.get $name)))))
          (return (i32.const 1)))
        (local.set $name (i32.add (local.get $name) (i32.const ${nameBytes})))
        (br $next)))
    (i32.const 0))

  ;; Scans the blocks from $at to $to and gives the number of tokens. It stops early where there is no room for more of
  ;; them, and at damage.
  (func (export "scan") (param $at i32) (param $to i32) (result i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $inString i64) (local $escaping i64) (local $backslash i64) (local $escapes i64) (local $escaped i64)
    (local $quote i64) (local $string i64) (local $bits i64) (local $position i32) (local $byte i32) (local $square i32)
    (local.set $inString (global.get $inString))
    (local.set $escaping (global.get $escaping))
    (global.set $out (i32.const ${tokensAt}))
    (block $done
      (loop $block
        (global.set $stopped (local.get $at))
        (br_if $done (i32.ge_u (local.get $at) (local.get $to)))
        (br_if $done (i32.ge_u (global.get $out) (i32.const ${tokensAt + (mostTokens - blockBytes) * tokenBytes})))
        ${lanes.map((lane, index) => `(local.set ${lane} (v128.load offset=${16 * index} align=1 (local.get $at)))`).join(" ")}

        ;; What is escaped: the bytes behind the first, third, … of a row of backslashes.
        (local.set $escaped (i64.const 0))
        (if (i32.or ${any(every("\\"))} (i32.wrap_i64 (local.get $escaping))) (then
          (local.set $backslash ${mask(every("\\"))})
          (local.set $escapes (i64.and (local.get $backslash) ${not("(local.get $escaping)")}))
          (local.set $escapes (i64.xor (i64.sub (i64.or (i64.shl (local.get $escapes) (i64.const 1)) ${oddBits}) (local.get $escapes)) ${oddBits}))
          (local.set $escaped (i64.xor (local.get $escapes) (i64.or (local.get $backslash) (local.get $escaping))))
          (local.set $escaping (i64.shr_u (i64.and (local.get $escapes) (local.get $backslash)) (i64.const 63)))))

        ;; What lies between quotes, the first of each two included.
        (local.set $quote (i64.and ${mask(every('"'))} ${not("(local.get $escaped)")}))
        (local.set $string (local.get $quote))
        ${parity}
        (local.set $string (i64.xor (local.get $string) (local.get $inString)))
        (local.set $inString (i64.shr_s (local.get $string) (i64.const 63)))

        ;; What is looked at: brackets outside of strings; in strings what may be the key, newlines, and escapes with u.
        (local.set $bits (i64.and ${mask(brackets)} ${not("(local.get $string)")}))
        (if ${any(keys)} (then
          (local.set $bits (i64.or (local.get $bits) (i64.and (i64.and (local.get $string) (local.get $quote)) ${mask(keys)})))))
        (if ${any(every("\n"))} (then
          (local.set $bits (i64.or (local.get $bits) (i64.and (local.get $string) ${mask(every("\n"))})))))
        (if (i64.ne (local.get $escaped) (i64.const 0)) (then
          (local.set $bits (i64.or (local.get $bits) (i64.and (i64.and (local.get $escaped) (local.get $string)) ${mask(every("u"))})))))

        (block $blockDone
          (loop $bit
            (br_if $blockDone (i64.eqz (local.get $bits)))
            (local.set $position (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $bits)))))
            (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
            (local.set $byte (i32.load8_u (local.get $position)))
            (block $handled
              (if ${is("(local.get $byte)", '"')} (then
                (br_if $handled (i32.eqz (call $named (local.get $position))))
                ${raise(FLAG.name)}
                (br $handled)))
              (if ${is("(local.get $byte)", "u")} (then ${raise(FLAG.unicodeEscape)} (br $handled)))
              (if ${is("(local.get $byte)", "\n")} (then
                (call $emit (i32.const ${TOKEN.damage}) (local.get $position) (i32.const 0))
                (br $done)))
              (if (i32.and (local.get $byte) (i32.const 4)) ;; a closing one: both have this bit, no opening one has it
                (then
                  (if (i32.eqz (global.get $depth)) (then
                    (br_if $handled ${is("(local.get $byte)", "]")}) ;; of an array around everything
                    (call $emit (i32.const ${TOKEN.damage}) (local.get $position) (i32.const 0))
                    (br $done)))
                  ;; Another kind than what it closes.
                  (local.set $square ${is("(local.get $byte)", "]")})
                  (if (i32.or
                        (i32.and (i32.eq (global.get $depth) (i32.const 1)) (local.get $square))
                        (i32.and (global.get $inArray) (i32.or
                          (i32.and (i32.eq (global.get $depth) (i32.const 2)) (i32.eqz (local.get $square)))
                          (i32.and (i32.eq (global.get $depth) (i32.const 3)) (i32.eq (local.get $square) (global.get $brace))))))
                    (then
                      (call $emit (i32.const ${TOKEN.damage}) (local.get $position) (i32.const 0))
                      (br $done)))
                  (global.set $depth (i32.sub (global.get $depth) (i32.const 1)))
                  (br_if $handled (i32.gt_u (global.get $depth) (i32.const 2)))
                  (if (i32.eqz (global.get $depth)) (then
                    (call $emit (i32.or (i32.const ${TOKEN.top}) (i32.shl (global.get $topFlags) (i32.const 8)))
                      (global.get $topStart) (i32.add (local.get $position) (i32.const 1)))
                    (br $handled)))
                  (br_if $handled (i32.eqz (global.get $inArray)))
                  (if (i32.eq (global.get $depth) (i32.const 2))
                    (then (br_if $handled (i32.eqz (global.get $brace))) (call $emit (i32.or (i32.const ${TOKEN.element}) (i32.shl (global.get $flags) (i32.const 8)))
                      (global.get $start) (i32.add (local.get $position) (i32.const 1))))
                    (else
                      (global.set $inArray (i32.const 0))
                      (call $emit (i32.const ${TOKEN.arrayEnds}) (local.get $position) (i32.const 0)))))
                (else
                  (if (i32.eqz (global.get $depth)) (then
                    (br_if $handled ${is("(local.get $byte)", "[")}) ;; an array around everything is looked through
                    (global.set $topStart (local.get $position))
                    (global.set $topFlags (i32.const 0))))
                  (if (i32.eq (global.get $depth) (i32.const 1)) (then
                    (global.set $inArray ${is("(local.get $byte)", "[")})
                    (if (global.get $inArray) (then
                      (call $emit (i32.const ${TOKEN.arrayBegins}) (local.get $position) (global.get $topStart))))))
                  (if (i32.eq (global.get $depth) (i32.const 2)) (then
                    (global.set $start (local.get $position))
                    (global.set $brace ${is("(local.get $byte)", "{")})
                    (global.set $flags (i32.const 0))))
                  (global.set $depth (i32.add (global.get $depth) (i32.const 1))))))
            (br $bit)))
        (local.set $at (i32.add (local.get $at) (i32.const ${blockBytes})))
        (br $block)))
    (global.set $inString (local.get $inString))
    (global.set $escaping (local.get $escaping))
    (i32.div_u (i32.sub (global.get $out) (i32.const ${tokensAt})) (i32.const ${tokenBytes})))
`;
