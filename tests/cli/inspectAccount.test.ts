/** Protects the command over an account: what it reads of access points, and what it then says, writes and saves. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Writable } from "node:stream";
import { inspectCommand } from "../../cli/inspectCommand";
import { startFakeS3, type FakeBucket } from "../inspect/fakeS3";
import { startFakeS3Control, type FakeAccessPoint } from "../inspect/fakeS3Control";
import { closed, bucketName, policy } from "../judge/policies";

const account = "111122223333";
const kms = '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>';
const arnOf = (name: string): string => `arn:aws:s3:us-east-1:${account}:accesspoint/${name}`;
const denials = (name: string): string => policy(...closed.map((one) => ({ ...one, Resource: `${arnOf(name)}/object/*` })));
const throughPoints = (bucket: string): string =>
  policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`], Condition: { StringNotEquals: { "s3:DataAccessPointAccount": account } } });
const bucket = (name: string, text: string): Record<string, FakeBucket> => ({ [name]: { answers: { encryption: kms, policy: text } } });

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly calls: readonly string[];
}

async function inspected(points: Readonly<Record<string, FakeAccessPoint>>, ...args: string[]): Promise<Said> {
  const s3 = await startFakeS3({ ...bucket(bucketName, policy(...closed)), ...bucket("acme-points", throughPoints("acme-points")) });
  const control = await startFakeS3Control(points);
  const text = { out: "", err: "" };
  const stream = (name: keyof typeof text): NodeJS.WriteStream =>
    new Writable({
      write(chunk: Buffer, _encoding, done): void {
        text[name] += chunk.toString();
        done();
      },
    }) as unknown as NodeJS.WriteStream;
  try {
    const code = await inspectCommand(args, { stdout: stream("out"), stderr: stream("err") });
    return { code, ...text, calls: control.calls };
  } finally {
    control.close();
    s3.close();
  }
}

describe("s3-encryption-audit inspect, over an account", () => {
  it("judges a bucket that delegates to access points with these, and asks for no others", async () => {
    const points = { app: { bucket: "acme-points", policy: denials("app") }, other: { bucket: bucketName } };
    const { code, out, calls } = await inspected(points, "--account", account);
    assert.equal(code, 0, out);
    assert.match(out, /2 buckets: 2 proper\./);
    assert.deepEqual(calls.map((call) => call.split("?")[0]), ["GET us-east-1 /v20180820/accesspoint", "GET us-east-1 /v20180820/accesspoint/app/policy"]);
  });

  it("names the access point that lets wrong uploads in", async () => {
    const { code, out } = await inspected({ app: { bucket: "acme-points" } }, "--account", account, "--format", "csv");
    assert.equal(code, 1);
    assert.match(out, /^acme-points,.*lets wrong uploads in,.* through the access point app /m);
  });

  it("never takes what was not read for proper", async () => {
    const points = { app: { bucket: "acme-points", policy: { status: 403, code: "AccessDenied" } } };
    for (const args of [["--account", account], [], ["--account", "444455556666"]]) {
      const { code, out } = await inspected(points, ...args, "--format", "csv");
      assert.equal(code, 3, args.join(" "));
      assert.match(out, /^acme-points,.*cannot be told,/m);
      assert.match(out, new RegExp(`^${bucketName},.*proper,`, "m"));
    }
  });

  it("saves what it read, and judges it again alike", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "inspect-"));
    try {
      const saved = path.join(folder, "inventory.json");
      const { out } = await inspected({ app: { bucket: "acme-points" } }, "--account", account, "--save", saved);
      assert.equal((await inspected({}, "--from", saved)).out, out);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
