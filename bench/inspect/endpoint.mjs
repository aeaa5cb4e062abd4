/** An endpoint that answers the calls of `inspect` as S3 does, for the buckets of an inventory file. Prints its port. */
import * as fs from "node:fs";
import * as http from "node:http";

const { Buckets } = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const byName = new Map(Buckets.map((bucket) => [bucket.Name, bucket]));
const xml = (name, value) =>
  Array.isArray(value)
    ? value.map((one) => xml(name, one)).join("")
    : `<${name}>${typeof value === "object" && value !== null ? Object.entries(value).map(([key, inner]) => xml(key, inner)).join("") : String(value)}</${name}>`;
const error = (code) => [404, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`];
const ok = (text) => [200, text];

/** By the subresource of a call. */
const answers = {
  encryption: ({ ServerSideEncryptionConfiguration: { Rules } }) => ok(xml("ServerSideEncryptionConfiguration", { Rule: Rules })),
  policy: ({ Policy }) => (Policy === null ? error("NoSuchBucketPolicy") : ok(Policy)),
  publicAccessBlock: ({ PublicAccessBlockConfiguration: block }) => ok(xml("PublicAccessBlockConfiguration", block)),
  ownershipControls: ({ OwnershipControls: { Rules } }) => ok(xml("OwnershipControls", { Rule: Rules })),
  tagging: ({ TagSet }) => ok(xml("Tagging", { TagSet: { Tag: TagSet } })),
  logging: () => ok("<BucketLoggingStatus/>"),
  replication: () => error("ReplicationConfigurationNotFoundError"),
  versioning: ({ VersioningStatus }) => ok(xml("VersioningConfiguration", { Status: VersioningStatus })),
};

const pageSize = 1000;
function page(token) {
  const start = Number(token ?? "0");
  const next = start + pageSize < Buckets.length ? String(start + pageSize) : undefined;
  const listed = Buckets.slice(start, start + pageSize).map(({ Name, BucketRegion }) => ({ Name, BucketRegion }));
  return ok(xml("ListAllMyBucketsResult", { Buckets: { Bucket: listed }, ...(next && { ContinuationToken: next }) }));
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url, "http://s3");
  const bucket = byName.get(url.pathname.split("/")[1]);
  const part = [...url.searchParams.keys()].find((key) => key in answers);
  const [status, body] = bucket ? answers[part](bucket) : page(url.searchParams.get("continuation-token"));
  response.writeHead(status, { "content-type": "application/xml" }).end(body);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
