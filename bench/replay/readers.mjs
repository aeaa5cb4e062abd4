/** Reads an archive in the ways that the replay is compared with: `node readers.mjs <way> <folder>`. Prints what it found, and what it took. */
import { createRequire } from "node:module";
import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";

const [way, folder] = process.argv.slice(2);
const files = fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name)).filter((name) => name.endsWith(".gz")).sort();

function unpacked(file) {
  const packed = fs.readFileSync(file);
  return zlib.gunzipSync(packed, { chunkSize: packed.readUInt32LE(packed.length - 4) + 64 });
}

const uploads = ["PutObject", "CopyObject", "CreateMultipartUpload", "PostObject", "UpdateObjectEncryption"];

const ways = {
  gunzip: () => files.reduce((sum, file) => sum + unpacked(file).length, 0),
  parse: () => files.reduce((sum, file) => sum + JSON.parse(unpacked(file).toString()).Records.length, 0),
  // Uploads by method, bucket and principal, without duplicates: the least of what the replay answers.
  duckdb: async () => {
    const { DuckDBInstance } = createRequire(import.meta.url)("@duckdb/node-api");
    const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
    const fields = `STRUCT(eventID VARCHAR, eventName VARCHAR, eventSource VARCHAR, errorCode VARCHAR, eventTime VARCHAR,
      userIdentity STRUCT(arn VARCHAR, sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR))),
      requestParameters STRUCT(bucketName VARCHAR), additionalEventData STRUCT(SSEApplied VARCHAR))[]`;
    const reader = await connection.runAndReadAll(`
      WITH records AS (SELECT unnest(Records) AS r FROM read_json('${folder}/**/*.json.gz', columns = {Records: '${fields}'}, maximum_object_size = 100000000)),
      uploads AS (SELECT r.eventID AS id, any_value(r) AS r FROM records
        WHERE r.eventSource = 's3.amazonaws.com' AND r.eventName IN (${uploads.map((name) => `'${name}'`).join(", ")}) GROUP BY r.eventID)
      SELECT r.additionalEventData.SSEApplied AS method, r.requestParameters.bucketName AS bucket,
        coalesce(r.userIdentity.sessionContext.sessionIssuer.arn, r.userIdentity.arn) AS principal,
        count(*) AS uploads, min(r.eventTime) AS first, max(r.eventTime) AS last
      FROM uploads GROUP BY ALL`);
    return reader.getRowObjects().reduce((sum, row) => sum + Number(row.uploads), 0);
  },
};

const found = await ways[way]();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ found, cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS * 1024 }));
