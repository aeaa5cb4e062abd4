/** Buckets that S3 refuses to delete, deployed, and what AWS has of them. */
import type { Engine } from "../../sandbox/engine";
import type { ResourceState } from "../../sandbox/engineOutput";
import { assertSucceeded } from "./harness";

const region = "us-east-1";
export const ownBucket = "acme-a";
export const logBucket = "s3-encryption-audit-test-trail-111122223333";
export const bucketNames = [ownBucket, logBucket];

const config = (more: string): string => `config:
  aws:region: ${region}
${more}`;
export const withBuckets = config(`  s3-encryption-audit:buckets: [{ name: ${ownBucket}, versioning: true }]\n`);
/** Neither the bucket's entry nor the trail, with which its log bucket goes. */
export const withoutBuckets = config("  s3-encryption-audit:trail: existing\n");
export const renamedLogBucket = "acme-logs";
export const withRenamedLogBucket = withBuckets + `  s3-encryption-audit:trail: { logBucket: { name: ${renamedLogBucket} } }\n`;

/** What makes up the buckets: they themselves, their configurations, keys and aliases. */
export async function bucketResources(engine: Engine): Promise<ResourceState[]> {
  const { resources } = await engine.exportStack();
  return resources.filter(({ type }) => /^aws:(s3|kms)\//.test(type));
}

export const inWords = (resources: readonly ResourceState[]): string[] => resources.map(({ type, id }) => `${type.split(":").pop() ?? ""} ${id ?? ""}`).sort();

/** Those of the resources that AWS has, whatever the engine remembers. */
export function inAws({ account }: Engine, resources: readonly ResourceState[]): string[] {
  return inWords(
    resources.filter(({ type, id = "", outputs }) => account.find(type, id, { account: "111122223333", region }) !== undefined && !account.scheduledKeys.has(String(outputs["arn"]))),
  );
}

export function fill({ account }: Engine): void {
  for (const name of bucketNames) account.objects.put(name, "2026/01/15/object");
}

export const ofType = (resources: readonly ResourceState[], type: string): ResourceState[] => resources.filter((one) => one.type.endsWith(`:${type}`));

export async function deploys(engine: Engine, configured: string): Promise<ResourceState[]> {
  engine.writeConfig(configured);
  assertSucceeded(await engine.up());
  return bucketResources(engine);
}
