/**
 * The sample archive of the README: uploads of a day as CloudTrail records them, made by the simulator. Run it to write
 * the archive anew: `node -r ts-node/register/transpile-only tests/replay/sampleArchive.ts`.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";
import { cloudTrailRecord, getObjectRecord, type CloudTrailRecord } from "../../simulator/cloudTrailRecord";
import { evaluateUpload, type UploadBucket, type UploadRequest } from "../../simulator/upload";

export const sampleFolder = path.resolve(__dirname, "../../docs/sample-logs");

const account = "111122223333";
const region = "eu-central-1";
const key = `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const role = (name: string, session: string): { arn: string } => ({ arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}` });
const bucket = (name: string, defaultEncryption?: UploadBucket["defaultEncryption"]): UploadBucket => ({
  name,
  account,
  region,
  blockedEncryptionTypes: ["NONE"],
  ...(defaultEncryption && { defaultEncryption }),
});

const orders = bucket("acme-orders", { algorithm: "aws:kms", kmsKeyArn: key });
const reports = bucket("acme-reports");
const kms = { "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": key };

/** Who uploads what, how often a day. */
const habits: readonly { readonly bucket: UploadBucket; readonly request: Omit<UploadRequest, "key">; readonly prefix: string; readonly times: number }[] = [
  { bucket: orders, request: { action: "PutObject", principal: role("order-service", "i-0abc") }, prefix: "orders/", times: 48 },
  { bucket: orders, request: { action: "PutObject", principal: role("order-service", "i-0def"), headers: kms }, prefix: "orders/", times: 24 },
  { bucket: reports, request: { action: "CreateMultipartUpload", principal: role("nightly-report", "batch-7") }, prefix: "monthly/", times: 6 },
  { bucket: reports, request: { action: "PutObject", principal: role("legacy-export", "host-3"), headers: { "x-amz-server-side-encryption": "AES256" } }, prefix: "export/", times: 12 },
  {
    bucket: reports,
    request: { action: "PutObject", principal: { arn: `arn:aws:iam::${account}:user/scanner` }, headers: { "x-amz-server-side-encryption-customer-algorithm": "AES256" } },
    prefix: "scans/",
    times: 2,
  },
];

/** Records of the day, in the order of their time. */
export function sampleRecords(): CloudTrailRecord[] {
  const start = Date.parse("2026-01-15T00:00:00Z");
  const records = habits.flatMap(({ bucket: target, request, prefix, times }, habit) =>
    Array.from({ length: times }, (_, index) => {
      const time = new Date(start + ((index + 0.5) / times) * 24 * 60 * 60_000 + habit * 61_000);
      const upload = { ...request, key: `${prefix}${time.toISOString().slice(0, 13)}/${index}.json` };
      const result = evaluateUpload(target, upload);
      const record = cloudTrailRecord(target, upload, result, { time, region });
      const read = result.outcome === "stored" && index % 2 === 0 ? [getObjectRecord(target, upload, result, { time: new Date(time.getTime() + 5000), region })] : [];
      return [record, ...read];
    }).flat(),
  );
  return records.sort((left, right) => (left.eventTime < right.eventTime ? -1 : 1));
}

/** The archive's files by their paths in it: one for six hours, the last record of each delivered once more with the next, and the last file cut off. */
export function sampleFiles(): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const records = sampleRecords();
  for (let hour = 0; hour < 24; hour += 6) {
    const of = records.filter(({ eventTime }) => Math.floor(Number(eventTime.slice(11, 13)) / 6) * 6 === hour);
    const before = files.size > 0 ? records.filter(({ eventTime }) => Number(eventTime.slice(11, 13)) < hour).slice(-1) : [];
    const packed = zlib.gzipSync(JSON.stringify({ Records: [...before, ...of] }));
    const name = `${account}_CloudTrail_${region}_20260115T${String(hour + 5).padStart(2, "0")}55Z_sample${hour}.json.gz`;
    files.set(`AWSLogs/${account}/CloudTrail/${region}/2026/01/15/${name}`, hour === 18 ? packed.subarray(0, packed.length - 400) : packed);
  }
  return files;
}

if (require.main === module) {
  for (const [name, content] of sampleFiles()) {
    const file = path.join(sampleFolder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
}
