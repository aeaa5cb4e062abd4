/** Names below localhost, as S3 Control's endpoints have an account's number before them, lead to this machine. */
import dns from "node:dns";

/** Lets this process resolve them, which not every system does by itself. @returns what ends that */
export function nameLocalhost(): () => void {
  const { lookup } = dns;
  dns.lookup = new Proxy(lookup, {
    apply: (target, self, [hostname, ...rest]: [string, ...unknown[]]) => Reflect.apply(target, self, [hostname.endsWith(".localhost") ? "127.0.0.1" : hostname, ...rest]) as undefined,
  });
  return () => {
    dns.lookup = lookup;
  };
}
