/** Protects `npm start -- --config`: any stack's config can be read, secrets stay unread, and what is no config is told. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as yaml from "js-yaml";
import { triedConfig, TriedConfigError } from "../../sandbox/demo/triedConfig";

describe("the config that is tried", () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "s3-encryption-audit-tried-"));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  const read = (text: string, file = "my.yaml") => {
    fs.writeFileSync(path.join(folder, file), text);
    return triedConfig({ config: file }, "/nowhere", folder);
  };
  const head = "config:\n  aws:region: eu-west-1\n";

  it("is that of a stack of the project, dev unless another is named", () => {
    for (const stack of ["dev", "prod"]) fs.writeFileSync(path.join(folder, `Pulumi.${stack}.yaml`), `${head}  s3-encryption-audit:tags: { stack: ${stack} }\n`);
    assert.equal(triedConfig({}, folder, "/").stack, "dev");
    const { stack, text } = triedConfig({ stack: "prod" }, folder, "/");
    assert.deepEqual([stack, yaml.load(text)], ["prod", { config: { "aws:region": "eu-west-1", "s3-encryption-audit:tags": { stack: "prod" } } }]);
    assert.throws(() => triedConfig({ stack: "prd" }, folder, "/"), /Pulumi\.prd\.yaml does not exist\. The project has --stack dev, --stack prod/);
  });

  it("is any file's, and its stack is called like the file unless one is named", () => {
    for (const [file, stack] of [["my.yaml", "my"], ["Pulumi.prod.eu.yaml", "prod-eu"], ["a config of ours, the second.yml", "a-config-of-ours-the"], ["ü.yaml", "tried"]] as const) {
      assert.equal(read(head, file).stack, stack);
    }
    assert.equal(triedConfig({ stack: "other", config: path.join(folder, "my.yaml") }, "/nowhere", "/").stack, "other");
    assert.throws(() => triedConfig({ config: "none.yaml" }, "/nowhere", folder), TriedConfigError);
  });

  it("has a named placeholder for each secret, that is right where it stands, and none of the file's secrets", () => {
    const { text, placeholders } = read(`secretsprovider: awskms://alias/pulumi
encryptedkey: AQICAH
encryptionsalt: v1:abc
${head}  s3-encryption-audit:notifications:
    emails:
      - ops@example.com
      - secure: v1:one
    httpsEndpoints: [{ secure: AAAB }]
    kmsKeyArn: { secure: AAAC }
  other:token: { secure: AAAD }
`);
    assert.deepEqual(placeholders, [
      { path: "s3-encryption-audit:notifications.emails[1]", value: "placeholder-1@example.com" },
      { path: "s3-encryption-audit:notifications.httpsEndpoints[0]", value: "https://placeholder-2.example.com/" },
      { path: "s3-encryption-audit:notifications.kmsKeyArn", value: "arn:aws:kms:eu-west-1:111122223333:key/00000003-0000-0000-0000-000000000000" },
      { path: "other:token", value: "placeholder-4" },
    ]);
    assert.doesNotMatch(text, /secure|encryptionsalt|secretsprovider|encryptedkey|AAA|v1:/);
    assert.match(text, /- ops@example\.com\n\s+- placeholder-1@example\.com/);
  });

  it("says what else is left out", () => {
    assert.deepEqual(read(`environment:\n  - prod\n${head}`).ignored, ["environment"]);
    assert.deepEqual(read(head).ignored, []);
  });

  it("may be empty", () => {
    for (const text of ["", "# nothing\n", "config:\n", "config: {}\n"]) assert.deepEqual(yaml.load(read(text).text), { config: {} });
  });

  const wrong: readonly [what: string, text: string, says: RegExp][] = [
    ["tabs", "config:\n  a:b:\n\tmethods: [x]\n", /^my\.yaml, line 3, column \d+: this is not YAML \(.*with spaces, not with tabs\)\.$/],
    ["an open bracket", "config:\n  a:b:\n    methods: [x\n", /^my\.yaml, line 4, column \d+: this is not YAML/],
    ["a key given twice", "config:\n  a:b: true\n  a:b: false\n", /^my\.yaml, line 3.*: this is not YAML \(duplicated mapping key\)\.$/],
    ["a list", "- a\n- b\n", /no stack config: it begins with "config:"/],
    ["a config that is no map", "config: [a]\n", /"config" is not a map of keys/],
  ];
  for (const [what, text, says] of wrong) {
    it(`is refused in one sentence where it is ${what}`, () => {
      assert.throws(
        () => read(text),
        (error: unknown) => {
          assert.ok(error instanceof TriedConfigError);
          assert.match(error.message, says);
          return true;
        },
      );
    });
  }
});
