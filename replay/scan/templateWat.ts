/**
 * Compares records with templates. A template is the text of a record with gaps where its values were: what fills the gaps with
 * strings, numbers, true, false and null makes JSON of it again (https://www.rfc-editor.org/rfc/rfc8259), and its fields
 * stand in the gaps. Records of one kind are alike but for their values, so that a log needs some dozens of templates.
 *
 * Templates that begin alike share their beginning: they are a tree of steps, each a piece of text and the gap behind it. The
 * tree begins with a step without text.
 */
import { masksAt, templatesAt, valueBytes, valuesAt } from "./layout";
import { add, equals, global, is, isAny, splat } from "./wat";

/** Where a step has what, in bytes. Its text is filled up with zeros to a multiple of sixteen bytes. */
export const STEP = {
  /** Address of another step that may stand in the same place; 0 where there is none. */
  other: 0,
  /** Address of the first step behind the gap; behind the last step, of the template. */
  next: 4,
  /** Bytes of text. */
  length: 8,
  /** One of {@link GAP}. */
  gap: 12,
  text: 16,
} as const;

/** What comes behind a step's text. */
export const GAP = { string: 0, scalar: 1, none: 2 } as const;

const field = (name: keyof typeof STEP): string => `(i32.load offset=${STEP[name]} (local.get $step))`;
const byteAt = (offset = 0): string => `(i32.load8_u offset=${offset} (local.get $at))`;
const isDigit = (byte: string): string => `(i32.lt_u (i32.sub ${byte} (i32.const 0x30)) (i32.const 10))`;

export const templateWat = `
  ${global("escapes")}   ;; whether a value of the last record has any

  ;; The template that a text fits; 0 where it fits none. Its values are then at ${valuesAt}.
  (func (export "match") (param $at i32) (param $to i32) (result i32)
    (local $step i32) (local $value i32) (local $gap i32) (local $end i32)
    (local $from i32) (local $text i32) (local $left i32) (local $differ v128)
    (global.set $escapes (i32.const 0))
    (local.set $value (i32.const ${valuesAt}))
    (local.set $step (i32.load (i32.const ${templatesAt + STEP.next})))
    (loop $try
      (if (i32.eqz (local.get $step)) (then (return (i32.const 0))))
      (block $other
        (local.set $left ${field("length")})
        (local.set $gap (i32.add (local.get $at) (local.get $left)))
        (br_if $other (i32.gt_u (local.get $gap) (local.get $to)))
        (local.set $from (local.get $at))
        (local.set $text (i32.add (local.get $step) (i32.const ${STEP.text})))
        (loop $bytes
          (local.set $differ (v128.xor (v128.load align=1 (local.get $from)) (v128.load align=1 (local.get $text))))
          (if (i32.lt_s (local.get $left) (i32.const 16)) (then
            (local.set $differ (v128.and (local.get $differ) (v128.load align=1 (i32.sub (i32.const ${masksAt + 16}) (local.get $left)))))))
          (br_if $other (v128.any_true (local.get $differ)))
          ${add("$from", "(i32.const 16)")}
          ${add("$text", "(i32.const 16)")}
          ${add("$left", "(i32.const -16)")}
          (br_if $bytes (i32.gt_s (local.get $left) (i32.const 0))))
        (if (i32.eq ${field("gap")} (i32.const ${GAP.none})) (then
          (br_if $other (i32.ne (local.get $gap) (local.get $to)))
          (return ${field("next")})))
        (local.set $end (if (result i32) (i32.eq ${field("gap")} (i32.const ${GAP.string}))
          (then (call $stringEnd (local.get $gap) (local.get $to)))
          (else (call $scalarEnd (local.get $gap)))))
        (br_if $other (i32.eqz (local.get $end)))
        (i32.store (local.get $value) (local.get $gap))
        (i32.store offset=4 (local.get $value) (local.get $end))
        ${add("$value", `(i32.const ${valueBytes})`)}
        (local.set $at (local.get $end))
        (local.set $step ${field("next")})
        (br $try))
      (local.set $step ${field("other")})
      (br $try))
    (i32.const 0))

  ;; The closing quote of the string whose text begins at $at; 0 where it is no string that ends before $to.
  (func $stringEnd (param $at i32) (param $to i32) (result i32)
    (local $bytes v128) (local $bits i32)
    (loop $next
      (local.set $bytes (v128.load align=1 (local.get $at)))
      (local.set $bits (i8x16.bitmask (v128.or
        (v128.or ${equals("(local.get $bytes)", '"')} ${equals("(local.get $bytes)", "\\")})
        (i8x16.lt_u (local.get $bytes) ${splat(" ")}))))
      (if (i32.eqz (local.get $bits)) (then
        ${add("$at", "(i32.const 16)")}
        (br_if $next (i32.lt_u (local.get $at) (local.get $to)))
        (return (i32.const 0))))
      ${add("$at", "(i32.ctz (local.get $bits))")}
      (if (i32.ge_u (local.get $at) (local.get $to)) (then (return (i32.const 0))))
      (if ${is(byteAt(), '"')} (then (return (local.get $at))))
      (if ${is(byteAt(), "\\")} (then
        (global.set $escapes (i32.const 1))
        (if ${is(byteAt(1), "u")}
          (then
            (if (i32.eqz (i32.and
                  (i32.and (call $isHex ${byteAt(2)}) (call $isHex ${byteAt(3)}))
                  (i32.and (call $isHex ${byteAt(4)}) (call $isHex ${byteAt(5)}))))
              (then (return (i32.const 0))))
            ${add("$at", "(i32.const 6)")})
          (else
            (if (i32.eqz ${isAny(byteAt(1), '"\\/bfnrt')}) (then (return (i32.const 0))))
            ${add("$at", "(i32.const 2)")}))
        (br $next))))
    (i32.const 0))

  (func $isHex (param $byte i32) (result i32)
    (i32.or ${isDigit("(local.get $byte)")}
      (i32.lt_u (i32.sub (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x61)) (i32.const 6))))

  ;; Behind the number, true, false or null that begins at $at; 0 where none does.
  (func $scalarEnd (param $at i32) (result i32)
    (local $from i32)
    (if ${is(byteAt(), "t")} (then (return (call $literalEnd (local.get $at) (i32.const 0x65757274))))) ;; true
    (if ${is(byteAt(), "n")} (then (return (call $literalEnd (local.get $at) (i32.const 0x6c6c756e))))) ;; null
    (if ${is(byteAt(), "f")} (then (return (call $literalEnd (i32.add (local.get $at) (i32.const 1)) (i32.const 0x65736c61))))) ;; alse
    (if ${is(byteAt(), "-")} (then ${add("$at", "(i32.const 1)")}))
    (if ${is(byteAt(), "0")}
      (then ${add("$at", "(i32.const 1)")})
      (else
        (local.set $at (call $digitsEnd (local.get $at)))
        (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))))
    (if ${is(byteAt(), ".")} (then
      (local.set $at (call $digitsEnd (i32.add (local.get $at) (i32.const 1))))
      (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))))
    (if ${isAny(byteAt(), "eE")} (then
      ${add("$at", "(i32.const 1)")}
      (if ${isAny(byteAt(), "+-")} (then ${add("$at", "(i32.const 1)")}))
      (local.set $at (call $digitsEnd (local.get $at)))))
    (local.get $at))

  (func $literalEnd (param $at i32) (param $letters i32) (result i32)
    (select (i32.add (local.get $at) (i32.const 4)) (i32.const 0) (i32.eq (i32.load align=1 (local.get $at)) (local.get $letters))))

  ;; Behind the digits that begin at $at; 0 where there are none.
  (func $digitsEnd (param $at i32) (result i32)
    (if (i32.eqz ${isDigit(byteAt())}) (then (return (i32.const 0))))
    (loop $next
      ${add("$at", "(i32.const 1)")}
      (br_if $next ${isDigit(byteAt())}))
    (local.get $at))
`;
