/** Log files in a bucket, listed and fetched with the user's own credentials. */
import type { RemoteFile } from "../replay";
import { isLogFile, mayHold, type PathSelection } from "./logPath";

export const isS3Address = (input: string): boolean => input.startsWith("s3://");

/** Fetched at once, before a thread asks for them. */
const ahead = 16;

/**
 * The log files below an address, as they are listed.
 * @param address `s3://bucket/prefix`
 * @throws Error of the SDK, such as for credentials that are missing or an access that is denied
 */
export async function* listS3(address: string, selection: PathSelection): AsyncGenerator<RemoteFile> {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(address) ?? [];
  if (bucket === "") throw new Error(`${address} names no bucket; s3://bucket/prefix does`);
  // Heavy, and of no use to those who read local files.
  const { S3Client, GetObjectCommand, paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  const client = new S3Client({ followRegionRedirects: true });
  const fetchKey = async (key: string): Promise<Uint8Array> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };
  const waiting: RemoteFile[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key = "", Size: bytes = 0 } of Contents) {
      if (key.endsWith("/") || !isLogFile(key) || !mayHold(key, selection)) continue;
      const content = fetchKey(key);
      // It is looked at when its turn comes.
      content.catch(() => undefined);
      waiting.push({ path: `s3://${bucket}/${key}`, bytes, fetch: () => content });
      const [first] = waiting;
      if (waiting.length >= ahead && first) {
        waiting.shift();
        yield first;
      }
    }
  }
  yield* waiting;
}
