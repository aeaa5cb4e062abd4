/** Protects the search for a Pulumi CLI: which one is taken, and what is said where there is none. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { PrerequisiteError } from "../../tools/exit";
import { explain } from "../../tools/pulumiBuild";
import { ensurePulumiCli, findOnPath, isNewEnough } from "../../tools/pulumiCli";

describe("tools/pulumiCli", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-cli-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** Puts programs into a folder of the test. */
  function install(bin: string, programs: Record<string, string>): string {
    const target = path.join(folder, bin);
    fs.mkdirSync(target, { recursive: true });
    for (const [name, script] of Object.entries(programs)) {
      fs.writeFileSync(path.join(target, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    return target;
  }

  function environment(...bins: string[]): NodeJS.ProcessEnv {
    // /bin has the shell that the programs are written for; no machine has Pulumi or Go there.
    return { PATH: bins.join(":"), XDG_CACHE_HOME: path.join(folder, "cache"), PULUMI_CLI_SKIP_DOWNLOAD: "1" };
  }

  const companions = { "pulumi-language-nodejs": "", "pulumi-analyzer-policy": "" };

  it("takes the CLI on PATH when it is new enough and complete", async () => {
    const bin = install("bin", { pulumi: "echo v3.210.1", ...companions });
    const cli = await ensurePulumiCli(() => assert.fail("nothing to say"), environment(bin));
    assert.deepEqual(cli, { command: path.join(bin, "pulumi"), binDir: bin, version: "3.210.1", source: "installed" });
  });

  it("finds the companions elsewhere on PATH too", async () => {
    const [bin, more] = [install("bin", { pulumi: "echo v3.200.0" }), install("more", companions)];
    assert.equal((await ensurePulumiCli(() => undefined, environment(bin, more))).source, "installed");
  });

  const unfit: [sentence: string, programs: Record<string, string>, says: RegExp][] = [
    ["too old", { pulumi: "echo v3.199.9", ...companions }, /Pulumi on PATH is 3\.199\.9; 3\.200 or later is needed/],
    ["of another major version", { pulumi: "echo v4.300.0", ...companions }, /is 4\.300\.0/],
    ["broken", { pulumi: "exit 1", ...companions }, /is broken/],
    ["incomplete", { pulumi: "echo v3.210.0", "pulumi-language-nodejs": "" }, /lacks pulumi-analyzer-policy/],
  ];
  for (const [sentence, programs, says] of unfit) {
    it(`says that the CLI on PATH is ${sentence}, and without Go what to install`, async () => {
      const lines: string[] = [];
      await assert.rejects(ensurePulumiCli((line) => lines.push(line), environment(install("bin", programs))), (error) => {
        assert.ok(error instanceof PrerequisiteError);
        assert.match(error.message, /^There is neither a Pulumi CLI nor Go on this machine: install Pulumi 3\.200 or later \(https:.*Go 1\.21 or later/);
        assert.doesNotMatch(error.message, /\n/, "one line");
        return true;
      });
      assert.match(lines.join("\n"), says);
    });
  }

  it("says that Go is too old", async () => {
    const bin = install("bin", { go: "echo go1.20.14" });
    await assert.rejects(ensurePulumiCli(() => undefined, environment(bin)), /its Go is go1\.20\.14: install/);
  });

  /** A Go that "builds" a script which states a version, and counts its builds. */
  const fakeGo = (count: string): string => `
if [ "$1" = env ]; then echo go1.26.1; exit 0; fi
while [ "$1" != -o ]; do shift; done
echo "$2" >> ${count}
printf '#!/bin/sh\\necho v3.200.0\\n' > "$2" && /bin/chmod +x "$2"`;

  it("builds once with Go, keeps the build in the cache, and lets a second command wait for it", async () => {
    const count = path.join(folder, "count");
    const env = environment(install("bin", { go: fakeGo(count) }));
    const [one, two] = await Promise.all([ensurePulumiCli(() => undefined, env), ensurePulumiCli(() => undefined, env)]);
    assert.deepEqual([one.source, two.source].sort(), ["built", "cached"]);
    assert.equal(one.command, two.command);
    assert.deepEqual(fs.readdirSync(one.binDir).sort(), ["pulumi", "pulumi-analyzer-policy", "pulumi-language-nodejs"]);
    assert.equal((await ensurePulumiCli(() => undefined, environment())).source, "cached");
    assert.equal(fs.readFileSync(count, "utf8").trim().split("\n").length, 2, "two programs, each built once");
  });

  it("leaves nothing half-built behind a build that fails, and removes what a killed one left", async () => {
    const cache = path.join(folder, "cache", "s3-encryption-audit");
    fs.mkdirSync(path.join(cache, "unfinished-abc"), { recursive: true });
    const failing = install("bin", { go: `if [ "$1" = env ]; then echo go1.26.1; else echo "dial tcp: lookup proxy" >&2; exit 1; fi` });
    await assert.rejects(ensurePulumiCli(() => undefined, environment(failing)), /^PrerequisiteError: Go could not download the modules of pulumi; check the network/);
    assert.deepEqual(fs.readdirSync(cache), []);
  });

  it("replaces a build in the cache that does not run", async () => {
    const count = path.join(folder, "count");
    const env = environment(install("bin", { go: fakeGo(count) }));
    const { command } = await ensurePulumiCli(() => undefined, env);
    fs.writeFileSync(command, "#!/bin/sh\nexit 1\n");
    assert.equal((await ensurePulumiCli(() => undefined, env)).source, "built");
  });

  const versions: [version: string, fits: boolean][] = [
    ["3.200.0", true],
    ["3.201.0-alpha.1", true],
    ["3.1000.0", true],
    ["3.99.0", false],
    ["2.300.0", false],
    ["4.200.0", false],
  ];
  for (const [version, fits] of versions) {
    it(`${fits ? "takes" : "does not take"} version ${version}`, () => assert.equal(isNewEnough(version), fits));
  }

  it("looks for programs as a shell does: executable files, in absolute folders, the first one", () => {
    const [one, two] = [install("one", {}), install("two", { tool: "" })];
    fs.mkdirSync(path.join(one, "tool"));
    assert.equal(findOnPath("tool", { PATH: `relative::${one}:${two}` }), path.join(two, "tool"));
    fs.chmodSync(path.join(two, "tool"), 0o644);
    assert.equal(findOnPath("tool", { PATH: two }), undefined);
    assert.equal(findOnPath("tool", {}), undefined);
  });

  const builds: [said: string, expected: RegExp][] = [
    ["verifying module: checksum mismatch", /^Go refused a module of pulumi whose checksum/],
    ["dial tcp: i/o timeout", /^Go could not download/],
    ["reading https://proxy/x.zip: 404 Not Found", /^Go could not download/],
    ["write /tmp/x: no space left on device", /^The disk is full/],
    ["main.go:502:3: undefined: x", /^Building pulumi failed; update Go/],
  ];
  for (const [said, expected] of builds) {
    it(`explains a build that ends with "${said}", and keeps what Go said`, () => {
      const text = explain("pulumi", `${said}\n`);
      assert.match(text, expected);
      assert.ok(text.endsWith(said));
    });
  }
});
