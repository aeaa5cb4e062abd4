/** A stack whose notifications go to an address that is a secret. */
import type { Engine } from "../../sandbox/engine";
import type { Deployment } from "../../sandbox/engineOutput";

export const token = "s3cr3tT0kenOfTheEndpoint";
export const endpoint = `https://events.example.com/${token}`;
export const email = "security@example.com";
export const key = "s3-encryption-audit:notifications";

/** A stack config, with lines of notifications. */
export const notifying = (notifications = ""): string => `config:
  aws:region: us-east-1
  s3-encryption-audit:buckets: [{ name: acme-orders-secret }]
${notifications}`;
/** The addresses before they are secret. */
export const clear = notifying(`  ${key}: { emails: [${email}], httpsEndpoints: ["${endpoint}"] }\n`);

/** Gives the same addresses again, one of them as a secret. */
export async function makeSecret(engine: Engine): Promise<void> {
  engine.writeConfig(notifying(`  ${key}: { emails: [${email}] }\n`));
  await engine.setConfig(`${key}.httpsEndpoints[0]`, endpoint, { path: true, secret: true });
}

/** The subscriptions of a stack. */
export const subscriptions = ({ resources }: Deployment): { name: string; id: string | undefined }[] =>
  resources
    .filter(({ type }) => type.endsWith(":TopicSubscription"))
    .map(({ urn, id }) => ({ name: urn.split("::").at(-1) ?? "", id }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
