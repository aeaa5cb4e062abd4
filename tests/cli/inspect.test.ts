/** Protects the command line: arguments, formats, exit codes, and messages that say what to do. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Writable } from "node:stream";
import { countText } from "../../cli/countText";
import { inspectCommand } from "../../cli/inspectCommand";
import { bucketName, closed, policy } from "../judge/policies";

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(_command: "inspect", ...args: string[]): Promise<Result> {
  const text = { out: "", err: "" };
  const stream = (name: keyof typeof text): NodeJS.WriteStream =>
    new Writable({
      write(chunk: Buffer, _encoding, done): void {
        text[name] += chunk.toString();
        done();
      },
    }) as unknown as NodeJS.WriteStream;
  const code = await inspectCommand(args, { stdout: stream("out"), stderr: stream("err") });
  return { code, ...text };
}

const kms = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }] };
const proper = { Name: bucketName, BucketRegion: "us-east-1", ServerSideEncryptionConfiguration: kms, Policy: policy(...closed) };
const improper = { ...proper, Name: "acme-open", BucketRegion: "eu-west-1", Policy: null };
const unread = { Name: "acme-denied", BucketRegion: "us-east-1", Unread: { Policy: "GetBucketPolicy: AccessDenied" } };

describe("s3-encryption-audit inspect", () => {
  let folder: string;
  const file = (name: string, content: unknown): string => {
    const full = path.join(folder, name);
    fs.writeFileSync(full, typeof content === "string" ? content : JSON.stringify(content));
    return full;
  };
  const inventory = (...Buckets: object[]): string => file("inventory.json", { Account: "111122223333", Buckets });
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "inspect-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("tells by its exit code whether all buckets are proper", async () => {
    assert.equal((await run("inspect", "--from", inventory(proper))).code, 0);
    assert.equal((await run("inspect", "--from", inventory(proper, improper, unread))).code, 1);
    assert.equal((await run("inspect", "--from", inventory(proper, unread))).code, 3);
  });

  it("writes what a stack needs to take buckets over, and says where", async () => {
    const cwd = process.cwd();
    try {
      file("Pulumi.prod.yaml", "config:\n  s3-encryption-audit:requirement: { methods: [sse-kms] }\n");
      const from = inventory({ ...proper, TagSet: null }, improper);
      process.chdir(folder);
      const { err } = await run("inspect", "--from", from, "--stack", "prod", "--adopt", "adoption");
      assert.match(err, /^1 of 2 buckets can be taken over with nothing of them changed\. adoption[/\\]adoption\.md says/);
    } finally {
      process.chdir(cwd);
    }
    assert.match(fs.readFileSync(path.join(folder, "adoption", "adoption.md"), "utf8"), /\| acme-open \| not taken over \| its tags were not read/);
    assert.match(fs.readFileSync(path.join(folder, "adoption", "us-east-1", "Pulumi.prod.yaml"), "utf8"), new RegExp(`s3-encryption-audit:buckets:\n.*name: ${bucketName}`));
    const { resources } = JSON.parse(fs.readFileSync(path.join(folder, "adoption", "us-east-1", "import.json"), "utf8")) as { resources: { id?: string }[] };
    assert.deepEqual(resources.map(({ id }) => id), [undefined, bucketName, bucketName]);
    const { code, err } = await run("inspect", "--from", inventory(proper), "--adopt", "adoption");
    assert.deepEqual([code, err.includes("--adopt needs --stack")], [2, true]);
  });

  it("shows every bucket in every format, and sums up", async () => {
    const from = inventory(proper, improper, unread);
    for (const format of ["table", "json", "csv", "html"]) {
      const { out } = await run("inspect", "--from", from, "--format", format);
      for (const { Name } of [proper, improper, unread]) assert.ok(out.replaceAll("<wbr>", "").includes(Name), `${format}: ${Name}`);
    }
    assert.match((await run("inspect", "--from", from)).out, /3 buckets: 1 not read, 1 lets wrong uploads in, 1 proper\./);
    const { summary, buckets } = JSON.parse((await run("inspect", "--from", from, "--format", "json")).out) as { summary: { buckets: number }; buckets: { bucket: string; add?: unknown }[] };
    assert.equal(summary.buckets, 3);
    assert.deepEqual(buckets.filter(({ add }) => add).map(({ bucket }) => bucket), ["acme-open"]);
  });

  it("leaves out buckets whose name or region does not match", async () => {
    const from = inventory(proper, improper, unread);
    assert.match((await run("inspect", "--from", from, "--buckets", "*-open,nothing")).out, /^1 bucket:/m);
    assert.match((await run("inspect", "--from", from, "--regions", "us-east-1")).out, /^2 buckets:/m);
  });

  it("tells what was chosen and is empty, and refuses a region that is probably a slip", async () => {
    const from = inventory(proper, improper);
    const { code, err } = await run("inspect", "--from", from, "--regions", "us-east-1,eu-west-3", "--buckets", "acme-*,acmee-*");
    assert.deepEqual([code, err], [0, "No bucket was read in eu-west-3.\nNo bucket matches acmee-*.\n"]);
    const slip = await run("inspect", "--from", from, "--regions", "us-esat-1");
    assert.deepEqual([slip.code, slip.out], [2, ""]);
    assert.match(slip.err, /^--regions us-esat-1: no bucket is there, and this version knows no such region\. Did you mean us-east-1\?/);
    const newer = { ...proper, BucketRegion: "eu-west-9" };
    assert.equal((await run("inspect", "--from", inventory(newer), "--regions", "eu-west-9")).code, 0, "AWS opens new ones");
  });

  it("makes a row of a policy that is no JSON, and of one that S3 would refuse, and judges the others", async () => {
    const from = inventory(proper, { ...proper, Name: "acme-broken", Policy: "{ not JSON" }, { ...proper, Name: "acme-empty", Policy: "{}" });
    const { code, out } = await run("inspect", "--from", from, "--format", "csv");
    assert.equal(code, 3);
    for (const name of ["acme-broken", "acme-empty"]) assert.match(out, new RegExp(`^${name},.*policy that S3 refuses,.+`, "m"));
    assert.match(out, /proper/);
  });

  it("judges by the requirement of a file or of a stack", async () => {
    const from = inventory(proper);
    const requirement = file("requirement.yaml", "methods: [sse-s3]\n");
    assert.equal((await run("inspect", "--from", from, "--requirement", requirement)).code, 1);
    const { code, err } = await run("inspect", "--from", from, "--requirement", file("wrong.yaml", "methods: [sse-kns]\n"));
    assert.equal(code, 2);
    assert.match(err, /requirement\.methods\[0\].*sse-kns.*Did you mean sse-kms/s);
    const before = process.cwd();
    process.chdir(folder);
    try {
      file("Pulumi.prod.yaml", "config:\n  s3-encryption-audit:requirement: { methods: [sse-s3] }\n");
      assert.equal((await run("inspect", "--from", from, "--stack", "prod")).code, 1);
      assert.match((await run("inspect", "--from", from, "--stack", "none")).err, /cannot be read.*Pulumi\.none\.yaml/);
    } finally {
      process.chdir(before);
    }
  });

  it("refuses wrong arguments and files in full, and changes nothing", async () => {
    const wrong: [RegExp, ...string[]][] = [
      [/--format xml is none of table, json, csv, html/, "--from", inventory(proper), "--format", "xml"],
      [/--account 12 is not/, "--account", "12"],
      [/There is no option --formt\. Did you mean --format/, "--formt", "x"],
      [/cannot be read/, "--from", path.join(folder, "nowhere.json")],
      [/give one of them/, "--from", inventory(proper), "--stack", "a", "--requirement", "b"],
    ];
    for (const [expected, ...args] of wrong) {
      const { code, err, out } = await run("inspect", ...args);
      assert.deepEqual([code, out], [2, ""], args.join(" "));
      assert.match(err, expected);
      assert.match(err, /More: s3-encryption-audit inspect --help/);
    }
    const broken = await run("inspect", "--from", file("inventory.json", { Buckets: [{ Name: "acme-a", Polizy: null }] }));
    assert.equal(broken.code, 3);
    assert.match(broken.err, /Buckets\[0\]\.BucketRegion.*Buckets\[0\]\.Polizy.*Did you mean Policy/s);
  });

  it("writes an inventory that it reads again, and files instead of stdout", async () => {
    const [saved, page] = [path.join(folder, "saved.json"), path.join(folder, "page.html")];
    const { out } = await run("inspect", "--from", inventory(proper, improper), "--save", saved, "--format", "html", "--out", page);
    assert.equal(out, "");
    assert.match(fs.readFileSync(page, "utf8"), /<!doctype html>.*acme-open/s);
    assert.match((await run("inspect", "--from", saved)).out, /2 buckets/);
  });

  it("says of the example what its README promises", async () => {
    const example = path.join(__dirname, "../../examples/inspect");
    const [from, requirement] = [path.join(example, "inventory.json"), path.join(example, "Pulumi.dev.yaml")];
    const { code, out } = await run("inspect", "--from", from, "--requirement", requirement, "--format", "json");
    const { buckets } = JSON.parse(out) as { buckets: { bucket: string; verdict: string; getsIn: string[]; writers: string[] }[] };
    assert.equal(code, 1);
    assert.deepEqual(buckets.map(({ bucket, verdict }) => [bucket, verdict]), [
      ["acme-orders", "proper"],
      ["acme-reports", "improper"],
      ["acme-imports", "improper"],
      ["acme-exchange", "improper"],
      ["acme-website", "improper"],
      ["acme-access-logs", "improper"],
      ["acme-payroll", "unread"],
    ]);
    const exchange = buckets.find(({ bucket }) => bucket === "acme-exchange")?.getsIn ?? [];
    assert.ok(exchange.length > 0 && exchange.every((line) => line.includes("through the access point exchange-partner ")), exchange.join("\n"));
    assert.match(buckets.find(({ bucket }) => bucket === "acme-access-logs")?.writers.join() ?? "", /server access logs of S3/);
    const commands = fs.readFileSync(path.join(example, "README.md"), "utf8").match(/(?<=inspect -- ).*/g) ?? [];
    const cwd = process.cwd();
    try {
      fs.cpSync(example, folder, { recursive: true });
      process.chdir(folder);
      for (const command of commands) assert.notEqual((await run("inspect", ...command.split(" "))).code, 2, command);
      assert.match(fs.readFileSync("adoption/adoption.md", "utf8"), /^6 of 6 buckets can be taken over/m);
    } finally {
      process.chdir(cwd);
    }
  });

  it("has a help page", async () => {
    assert.match((await run("inspect", "--help")).out, /--requirement file.*Exit codes/s);
  });
});

describe("the count of what is done", () => {
  it("tells the time left", () => {
    assert.equal(countText(0, 300, "buckets read", 0), "0 of 300 buckets read");
    assert.equal(countText(100, 300, "buckets read", 50), "100 of 300 buckets read, 1 min 40 s left");
    assert.equal(countText(300, 300, "buckets read", 50), "300 of 300 buckets read, 0 s left");
  });
});
