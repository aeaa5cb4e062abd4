/** Faults of the machine that any part of a run may meet, each told in one sentence whoever met it. */

const faults: readonly (readonly [sign: RegExp, sentence: string])[] = [
  [/\bENOSPC\b|\bEDQUOT\b|no space left on device|disk quota exceeded/i, "The disk is full, or your quota of it: make room, then run the command again."],
  [
    /\b(EADDRNOTAVAIL|EAFNOSUPPORT|ENETUNREACH)\b.*127\.0\.0\.1|127\.0\.0\.1.*(cannot assign requested address|network is unreachable)/i,
    "This machine has no loopback interface (127.0.0.1), over which the Pulumi engine and its plugins talk: bring it up (ip link set lo up), then run the command again.",
  ],
  [/\bEMFILE\b|too many open files/i, "Too many files are open: raise the limit (ulimit -n 4096), then run the command again."],
];

/** What is wrong with the machine, going by what a program or the system said; undefined where that is about something else. */
export function machineFault(said: string): string | undefined {
  return faults.find(([sign]) => sign.test(said))?.[1];
}
