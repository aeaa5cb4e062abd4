/**
 * Reads access points of buckets, where a verdict may hang on them or a stack takes them over. Nothing is written: every call is
 * a `List…` or a `Get…`.
 *
 * An account lists its own access points alone: those of other accounts to its buckets it cannot see.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListAccessPoints.html
 */
import { paginateListAccessPoints, S3ControlClient, type AccessPoint } from "@aws-sdk/client-s3-control";
import { accessPointParts, type AccessPointPart } from "./accessPointParts";
import { clientSettings, RegionalClients } from "./awsClients";
import { errorWords } from "./awsErrors";
import { inTurns } from "./inTurns";
import type { AccessPointInventory, AccessPointPartName, BucketInventory } from "./inventory";
import { readParts } from "./readParts";

/** Whose access points are read, and what of them. */
export interface AccessPointOptions {
  readonly profile?: string;
  /** That of the buckets; undefined where it is not known, and nothing can be read. */
  readonly account: string | undefined;
  /** Whether a bucket's access points are to be read. */
  readonly isNeeded: (bucket: BucketInventory) => boolean;
  /** Read also what a stack needs that takes them over. */
  readonly adopting: boolean;
  /** Called with how many of how many access points have been read. */
  readonly onProgress?: (read: number, all: number) => void;
}

/** Regions listed at a time. */
const regionsAtATime = 2;
/** Access points read at a time; each has its parts read one after the other. */
const atATime = 10;

/** The buckets, with the access points of those that need them. What could not be read of one is noted in its `Unread`. */
export async function readAccessPoints(buckets: readonly BucketInventory[], options: AccessPointOptions): Promise<BucketInventory[]> {
  const { account, profile, adopting, onProgress } = options;
  const needed = buckets.filter((bucket) => bucket.BucketRegion !== "" && options.isNeeded(bucket));
  const parts = accessPointParts.filter(({ toAdopt }) => adopting || !toAdopt);
  const clients = new RegionalClients((region) => new S3ControlClient(clientSettings(region, profile)));
  try {
    const regions = [...new Set(needed.map(({ BucketRegion }) => BucketRegion))];
    const listed = (await inTurns(regions, regionsAtATime, (region) => list(clients.in(region), account, needed.filter(({ BucketRegion }) => BucketRegion === region)))).flat();
    const all = listed.flatMap(({ bucket, points = [] }) => points.map((point) => ({ bucket, point })));
    let count = 0;
    if (all.length > 0) onProgress?.(count, all.length);
    const read = await inTurns(all, atATime, async ({ bucket, point }) => {
      const inventory = await readPoint(clients.in(bucket.BucketRegion), point, parts);
      onProgress?.(++count, all.length);
      return { bucket, inventory };
    });
    const pointsOf = new Map(listed.flatMap(({ bucket, points }) => (points ? [[bucket, [] as AccessPointInventory[]]] : [])));
    for (const { bucket, inventory } of read) if (inventory) pointsOf.get(bucket)?.push(inventory);
    const unreadOf = new Map(listed.map(({ bucket, unread }) => [bucket, unread]));
    return buckets.map((bucket) => withAccessPoints(bucket, pointsOf.get(bucket), unreadOf.get(bucket)));
  } finally {
    clients.close();
  }
}

/** An access point as it was listed, by an account that has it. */
type ListedPoint = AccessPoint & { readonly AccountId: string };

/** A bucket with its access points, or with why they could not be listed. */
interface ListedBucket {
  readonly bucket: BucketInventory;
  readonly points?: readonly ListedPoint[];
  readonly unread?: string;
}

/** The access points of buckets of a region: a call for each thousand, of the one bucket or else of all that the account has there. */
async function list(client: S3ControlClient, AccountId: string | undefined, buckets: readonly BucketInventory[]): Promise<ListedBucket[]> {
  const without = (why: string): ListedBucket[] => buckets.map((bucket) => ({ bucket, unread: `ListAccessPoints: ${why}` }));
  if (AccountId === undefined) return without("the credentials do not tell the account's number. Give it as --account");
  const pointsOf = new Map(buckets.map(({ Name }) => [Name, [] as ListedPoint[]]));
  const [first] = buckets;
  try {
    const pages = paginateListAccessPoints({ client, pageSize: 1000 }, { AccountId, ...(buckets.length === 1 && { Bucket: first?.Name }) });
    for await (const { AccessPointList = [] } of pages) {
      for (const point of AccessPointList) pointsOf.get(point.Bucket ?? "")?.push({ ...point, AccountId });
    }
  } catch (error) {
    return without(errorWords(error));
  }
  return buckets.map((bucket) => ({ bucket, points: pointsOf.get(bucket.Name) ?? [] }));
}

/** Undefined where there is no such access point any more. */
async function readPoint(client: S3ControlClient, point: ListedPoint, parts: readonly AccessPointPart[]): Promise<AccessPointInventory | undefined> {
  const { Name = "", NetworkOrigin = "Internet", VpcConfiguration, AccessPointArn } = point;
  const read = await readParts<AccessPointPartName, AccessPointPart, AccessPointInventory[AccessPointPartName]>(parts, (part) => part.read(client, point));
  if (!read) return undefined;
  const { found, unread } = read;
  return {
    Name,
    NetworkOrigin,
    ...(VpcConfiguration?.VpcId !== undefined && { VpcConfiguration: { VpcId: VpcConfiguration.VpcId } }),
    ...(AccessPointArn !== undefined && { AccessPointArn }),
    ...(found as Partial<AccessPointInventory>),
    ...(Object.keys(unread).length > 0 && { Unread: unread }),
  };
}

function withAccessPoints(bucket: BucketInventory, points: AccessPointInventory[] | undefined, unread: string | undefined): BucketInventory {
  if (points) return { ...bucket, AccessPoints: points.length > 0 ? points : null };
  return unread === undefined ? bucket : { ...bucket, Unread: { ...bucket.Unread, AccessPoints: unread } };
}
