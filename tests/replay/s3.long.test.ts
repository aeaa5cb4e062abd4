/** Replays log files from a bucket of moto's server (https://docs.getmoto.org/en/latest/docs/server_mode.html): listed and fetched as from S3. */
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import assert from "node:assert/strict";
import * as zlib from "node:zlib";
import { inTurns } from "../../inspect/inTurns";
import { monthlyCost } from "../../replay/cost/cost";
import { defaultDefinitions } from "../../replay/definitions/pipeline";
import { replayDocument } from "../../replay/document";
import type { ReplayDocument } from "../../replay/documentSchema";
import type { RecordSelection } from "../../replay/judge/recordJudge";
import { listS3 } from "../../replay/read/s3Files";
import { replay } from "../../replay/replay";
import { startMoto, type Moto } from "../inspect/moto";
import { sampleFiles, sampleFolder, sampleRecords } from "./sampleArchive";

const Bucket = "acme-trail-logs";
const address = `s3://${Bucket}/central`;
const definitions = defaultDefinitions();
const delay = { seed: 1, worstMinutes: 15 };

async function replayed(inputs: readonly string[], from?: string, selection: RecordSelection & { regions?: readonly string[] } = {}): Promise<ReplayDocument> {
  const remote = from === undefined ? {} : { remote: listS3(from, selection) };
  const result = await replay({ definitions, inputs, ...remote, selection, delay, threads: 1 });
  return replayDocument(result, definitions, delay, monthlyCost(result.totals, definitions));
}

/** A document with its files named as in the bucket. */
const inBucket = (document: ReplayDocument): ReplayDocument => JSON.parse(JSON.stringify(document).replaceAll(sampleFolder, address)) as ReplayDocument;

describe("replay of log files in a bucket", function () {
  this.timeout(600_000);
  let moto: Moto;
  let client: S3Client;
  const put = (Key: string, Body: Buffer | string): Promise<unknown> => client.send(new PutObjectCommand({ Bucket, Key, Body }));

  before(async () => {
    moto = await startMoto("AWS_ENDPOINT_URL_S3");
    process.env["AWS_REGION"] = "us-east-1";
    client = new S3Client({});
    await client.send(new CreateBucketCommand({ Bucket }));
    for (const [name, content] of sampleFiles()) await put(`central/${name}`, content);
    // What is none of the logs that are asked for.
    await put("central/AWSLogs/111122223333/CloudTrail-Digest/eu-central-1/2026/01/15/digest.json.gz", "no log");
    await put("central/AWSLogs/111122223333/CloudTrail/eu-central-1/2026/01/15/", Buffer.alloc(0));
    await put("central/README.md", "no log");
    await put("other/a.json", "no log");
  });
  after(() => moto.stop());

  it("says what the replay of the same files says, damaged and doubled ones included", async () => {
    const document = await replayed([], address);
    assert.equal(document.records.matched, 87);
    assert.deepEqual(document, { ...inBucket(await replayed([sampleFolder])), files: document.files });
    assert.equal(document.files.read, 4);
  });

  it("fetches nothing whose path tells that it holds nothing that is asked for", async () => {
    for (const selection of [{ accounts: ["444455556666"] }, { regions: ["us-east-1"] }, { since: Date.parse("2026-02-01") }]) {
      assert.equal((await replayed([], address, selection)).files.read, 0, JSON.stringify(selection));
    }
  });

  it("lists on where a page ends, and fetches every file", async () => {
    const records = sampleRecords();
    const content = zlib.gzipSync(JSON.stringify({ Records: records.slice(0, 2) }));
    await inTurns(Array.from({ length: 1100 }, (_, index) => index), 16, (index) => put(`many/${String(index).padStart(4, "0")}.json.gz`, content));
    const { files, records: counts } = await replayed([], `s3://${Bucket}/many/`);
    assert.deepEqual([files.read, counts.read, counts.matched + counts.duplicates + counts.notMatched], [1100, 2200, 2200]);
  });

  it("says which bucket is not there", async () => {
    await assert.rejects(() => replayed([], "s3://acme-no-such-bucket/AWSLogs"), { name: "NoSuchBucket" });
  });
});
