/**
 * Reads the buckets of an account through the AWS SDK. Nothing is written: every call is a `List…` or a `Get…`.
 *
 * S3 publishes no quota for such calls: few run at a time, and the SDK's adaptive retry slows down where S3 throttles.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
import { GetBucketLocationCommand, paginateListBuckets, S3Client, type Bucket } from "@aws-sdk/client-s3";
import { bucketParts, type BucketPart } from "./bucketParts";
import { clientSettings, RegionalClients } from "./awsClients";
import { errorWords } from "./awsErrors";
import { InspectError } from "./inspectError";
import type { BucketInventory, PartName } from "./inventory";
import { inTurns } from "./inTurns";
import { readParts } from "./readParts";

/** Whose buckets are read, and which. */
export interface AccountOptions {
  /** A profile of the AWS CLI's configuration; default is what the SDK finds by itself. */
  readonly profile?: string;
  /** Only buckets of these regions. */
  readonly regions?: readonly string[];
  /** Only buckets whose names pass. */
  readonly isWanted: (name: string) => boolean;
  /** Called with how many of how many buckets have been read. */
  readonly onProgress?: (read: number, all: number) => void;
}

/** What was read. */
export interface ReadAccount {
  readonly buckets: readonly BucketInventory[];
  /** Its number, where the credentials tell it: those of a role or of IAM Identity Center do. */
  readonly account?: string;
}

/** Where buckets are listed from: any region lists those of all. */
const homeRegion = "us-east-1";
/** Buckets read at a time; each has its parts read one after the other. */
const atATime = 10;

/**
 * The buckets of the account. What cannot be read of one is noted in its `Unread`; a bucket that is deleted meanwhile is left
 * out.
 * @throws InspectError where not even the list of buckets can be read
 */
export async function readAccount(options: AccountOptions): Promise<ReadAccount> {
  const clients: Clients = new RegionalClients((region) => new S3Client(clientSettings(region, options.profile)));
  try {
    const listed = (await listBuckets(clients)).filter(({ Name }) => options.isWanted(Name));
    const located = await inTurns(listed, atATime, async (bucket) => ({ ...bucket, ...(await location(clients, bucket)) }));
    const wanted = located.filter(({ region }) => region === undefined || (options.regions?.includes(region) ?? true));
    let count = 0;
    options.onProgress?.(count, wanted.length);
    const read = await inTurns(wanted, atATime, async (bucket) => {
      const inventory = await readBucket(clients, bucket);
      options.onProgress?.(++count, wanted.length);
      return inventory ?? [];
    });
    const { accountId } = await clients.in(homeRegion).config.credentials();
    return { buckets: read.flat(), ...(accountId !== undefined && { account: accountId }) };
  } finally {
    clients.close();
  }
}

type Clients = RegionalClients<S3Client>;

type ListedBucket = Bucket & { readonly Name: string };

async function listBuckets(clients: Clients): Promise<ListedBucket[]> {
  const found: ListedBucket[] = [];
  try {
    // Paged: AWS recommends it, and only then tells each bucket's region.
    for await (const { Buckets = [] } of paginateListBuckets({ client: clients.in(homeRegion), pageSize: 1000 }, {})) {
      found.push(...Buckets.filter((bucket): bucket is ListedBucket => bucket.Name !== undefined));
    }
  } catch (error) {
    throw new InspectError(`The account's buckets cannot be listed (s3:ListAllMyBuckets): ${errorWords(error)}`, { cause: error });
  }
  return found;
}

interface LocatedBucket extends ListedBucket {
  /** Undefined where it could not be found out. */
  readonly region?: string;
  readonly noRegion?: string;
}

async function location(clients: Clients, { Name, BucketRegion }: ListedBucket): Promise<Pick<LocatedBucket, "region" | "noRegion">> {
  if (BucketRegion !== undefined && BucketRegion !== "") return { region: BucketRegion };
  try {
    const { LocationConstraint } = await clients.in(homeRegion).send(new GetBucketLocationCommand({ Bucket: Name }));
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
    return { region: (LocationConstraint as string | undefined) === "EU" ? "eu-west-1" : (LocationConstraint ?? homeRegion) };
  } catch (error) {
    return { noRegion: errorWords(error) };
  }
}

/** Undefined where there is no such bucket any more. */
async function readBucket(clients: Clients, { Name, CreationDate, region, noRegion }: LocatedBucket): Promise<BucketInventory | undefined> {
  const bucket = { Name, BucketRegion: region ?? "", ...(CreationDate && { CreationDate: CreationDate.toISOString() }) };
  if (region === undefined) {
    return { ...bucket, Unread: Object.fromEntries(bucketParts.map(({ name }) => [name, noRegion ?? ""])) };
  }
  const parts = await readParts<PartName, BucketPart, BucketInventory[PartName]>(bucketParts, ({ read }) => read(clients.in(region), Name));
  if (!parts) return undefined;
  const { found, unread } = parts;
  return { ...bucket, ...(found as Partial<BucketInventory>), ...(Object.keys(unread).length > 0 && { Unread: unread }) };
}
