/**
 * Remembers what became of records: the same template with the same values in the gaps that count has the same outcome. The key of
 * a record is its template and the level with those values; all of it is compared, not its hash alone.
 */
import { arnEndsAt, keyAt, keyBytes, memoAt, memoBytes, memoLists, memoListsAt, valuesAt } from "./layout";
import { add, global, is } from "./wat";

/**
 * What a template says of its values, as numbers of 32 bits: how many of them count for each level, and which. What counts for one level
 * counts for all further ones.
 */
export const TEMPLATE = { levels: 0, values: 16 } as const;
export const mostLevels = 4;

/** A value that counts: the bytes that its place is behind {@link valuesAt}, and whether it is an ARN that counts in part. */
export const ARN_BIT = 1;

/** What is given where no outcome is known. */
export const UNKNOWN = -1;

/** An entry: the next one of its list, the outcome, the hash and the bytes of its key, and the key. */
const ENTRY = { next: 0, outcome: 4, hash: 8, length: 16, key: 24 } as const;

/** Any odd number with bits all over; this one is the golden ratio's. */
const hashFactor = "(i64.const 0x9e3779b97f4a7c15)";
const padded = (length: string): string => `(i32.and (i32.add ${length} (i32.const 7)) (i32.const -8))`;
const keyLength = `(i32.sub (global.get $keyEnd) (i32.const ${keyAt}))`;
const listOf = (hash: string): string => `(i32.add (i32.const ${memoListsAt}) (i32.shl (i32.and (i32.wrap_i64 ${hash}) (i32.const ${memoLists - 1})) (i32.const 2)))`;
const ofEntry = (name: keyof typeof ENTRY): string => `(i32.load offset=${ENTRY[name]} (local.get $entry))`;

export const memoWat = `
  ${global("slashes")}   ;; so many of an ARN count with what stands before them
  ${global("arnEnds")}   ;; address behind the last end of ARNs that counts
  ${global("memoEnd", "i32", memoAt)}
  (global $keyEnd (mut i32) (i32.const 0))
  (global $hash (mut i64) (i64.const 0))

  ;; What was remembered on a level of records like the one that was matched last; ${UNKNOWN} where nothing was.
  (func (export "recall") (param $template i32) (param $level i32) (result i32)
    (local $part i32) (local $end i32) (local $place i32) (local $from i32) (local $to i32)
    (local.set $level (i32.add (local.get $template) (i32.shl (local.get $level) (i32.const 2))))
    (i32.store (i32.const ${keyAt}) (local.get $level))
    (global.set $keyEnd (i32.const ${keyAt + 4}))
    (local.set $part (i32.add (local.get $template) (i32.const ${TEMPLATE.values})))
    (local.set $end (i32.add (local.get $part) (i32.shl (i32.load offset=${TEMPLATE.levels} (local.get $level)) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $part) (local.get $end)))
        (local.set $place (i32.load (local.get $part)))
        (local.set $from (i32.load offset=${valuesAt} (i32.and (local.get $place) (i32.const -8))))
        (local.set $to (i32.load offset=${valuesAt + 4} (i32.and (local.get $place) (i32.const -8))))
        (if (i32.gt_u (i32.add (global.get $keyEnd) (i32.sub (local.get $to) (local.get $from))) (i32.const ${keyAt + keyBytes - 64}))
          (then (global.set $keyEnd (i32.const 0)) (return (i32.const ${UNKNOWN}))))
        (if (i32.and (local.get $place) (i32.eqz (global.get $escapes)))
          (then (call $addArn (local.get $from) (local.get $to)))
          (else (call $add (local.get $from) (local.get $to))))
        ${add("$part", "(i32.const 4)")}
        (br $next)))
    (i64.store align=1 (global.get $keyEnd) (i64.const 0))
    (global.set $hash (call $hashed))
    (call $find))

  ;; Adds a value to the key.
  (func $add (param $from i32) (param $to i32)
    (local $out i32)
    (i32.store align=1 (global.get $keyEnd) (i32.sub (local.get $to) (local.get $from)))
    (local.set $out (i32.add (global.get $keyEnd) (i32.const 4)))
    (global.set $keyEnd (i32.add (local.get $out) (i32.sub (local.get $to) (local.get $from))))
    (block $done
      (loop $bytes
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (v128.store align=1 (local.get $out) (v128.load align=1 (local.get $from)))
        ${add("$out", "(i32.const 16)")}
        ${add("$from", "(i32.const 16)")}
        (br $bytes))))

  ;; Adds what counts of an ARN: up to the slashes that count, and with which of the ends it ends. Nothing else than all of an
  ;; ARN that has not so many slashes.
  (func $addArn (param $from i32) (param $to i32)
    (local $at i32) (local $left i32)
    (local.set $at (local.get $from))
    (local.set $left (global.get $slashes))
    (block $done
      (loop $byte
        (br_if $done (i32.eqz (local.get $left)))
        (br_if $done (i32.ge_u (local.get $at) (local.get $to)))
        (local.set $left (i32.sub (local.get $left) ${is("(i32.load8_u (local.get $at))", "/")}))
        ${add("$at", "(i32.const 1)")}
        (br $byte)))
    (call $add (local.get $from) (local.get $at))
    (i32.store align=1 (global.get $keyEnd) (if (result i32) (local.get $left)
      (then (i32.const -1))
      (else (call $arnEnd (local.get $from) (local.get $to)))))
    (global.set $keyEnd (i32.add (global.get $keyEnd) (i32.const 4))))

  ;; Address of the first end that an ARN has, and 1 where it is all of it; 0 where it has none of them.
  (func $arnEnd (param $from i32) (param $to i32) (result i32)
    (local $end i32) (local $length i32) (local $byte i32)
    (local.set $end (i32.const ${arnEndsAt}))
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $end) (global.get $arnEnds)))
        (local.set $length (i32.load align=1 (local.get $end)))
        (block $other
          (br_if $other (i32.gt_u (local.get $length) (i32.sub (local.get $to) (local.get $from))))
          (local.set $byte (local.get $length))
          (loop $bytes
            (local.set $byte (i32.sub (local.get $byte) (i32.const 1)))
            (br_if $other (i32.ne
              (i32.load8_u (i32.add (i32.sub (local.get $to) (local.get $length)) (local.get $byte)))
              (i32.load8_u offset=4 (i32.add (local.get $end) (local.get $byte)))))
            (br_if $bytes (local.get $byte)))
          (return (i32.or
            (i32.shl (local.get $end) (i32.const 1))
            (i32.eq (local.get $length) (i32.sub (local.get $to) (local.get $from))))))
        (local.set $end (i32.add (i32.add (local.get $end) (local.get $length)) (i32.const 4)))
        (br $next)))
    (i32.const 0))

  (func $hashed (result i64)
    (local $at i32) (local $hash i64)
    (local.set $at (i32.const ${keyAt}))
    (loop $next
      (local.set $hash (i64.mul
        (i64.xor (i64.rotl (local.get $hash) (i64.const 5)) (i64.load (local.get $at)))
        ${hashFactor}))
      ${add("$at", "(i32.const 8)")}
      (br_if $next (i32.lt_u (local.get $at) (global.get $keyEnd))))
    (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))

  ;; The outcome of the key.
  (func $find (result i32)
    (local $entry i32) (local $at i32)
    (local.set $entry (i32.load ${listOf("(global.get $hash)")}))
    (loop $next
      (if (i32.eqz (local.get $entry)) (then (return (i32.const ${UNKNOWN}))))
      (block $other
        (br_if $other (i64.ne (i64.load offset=${ENTRY.hash} (local.get $entry)) (global.get $hash)))
        (br_if $other (i32.ne ${ofEntry("length")} ${keyLength}))
        (local.set $at (i32.const 0))
        (loop $bytes
          (br_if $other (i64.ne
            (i64.load offset=${keyAt} (local.get $at))
            (i64.load offset=${ENTRY.key} (i32.add (local.get $entry) (local.get $at)))))
          ${add("$at", "(i32.const 8)")}
          (br_if $bytes (i32.lt_u (local.get $at) ${keyLength})))
        (return ${ofEntry("outcome")}))
      (local.set $entry ${ofEntry("next")})
      (br $next))
    (i32.const ${UNKNOWN}))

  ;; Remembers an outcome of the last key that was not known. Where there is no room all others are forgotten; of a key that is
  ;; too long nothing is remembered.
  (func (export "remember") (param $outcome i32)
    (local $entry i32) (local $at i32) (local $list i32)
    (if (i32.eqz (global.get $keyEnd)) (then (return)))
    (if (i32.gt_u (i32.add (global.get $memoEnd) (i32.add ${keyLength} (i32.const ${ENTRY.key + 8}))) (i32.const ${memoAt + memoBytes})) (then (call $forget)))
    (local.set $entry (global.get $memoEnd))
    (local.set $list ${listOf("(global.get $hash)")})
    (i32.store offset=${ENTRY.next} (local.get $entry) (i32.load (local.get $list)))
    (i32.store offset=${ENTRY.outcome} (local.get $entry) (local.get $outcome))
    (i64.store offset=${ENTRY.hash} (local.get $entry) (global.get $hash))
    (i32.store offset=${ENTRY.length} (local.get $entry) ${keyLength})
    (loop $bytes
      (i64.store offset=${ENTRY.key} (i32.add (local.get $entry) (local.get $at)) (i64.load offset=${keyAt} (local.get $at)))
      ${add("$at", "(i32.const 8)")}
      (br_if $bytes (i32.lt_u (local.get $at) ${keyLength})))
    (i32.store (local.get $list) (local.get $entry))
    (global.set $memoEnd (i32.add (local.get $entry) (i32.add (i32.const ${ENTRY.key}) ${padded(keyLength)}))))

  (func $forget (export "forget")
    (memory.fill (i32.const ${memoListsAt}) (i32.const 0) (i32.const ${memoLists * 4}))
    (global.set $memoEnd (i32.const ${memoAt})))
`;
