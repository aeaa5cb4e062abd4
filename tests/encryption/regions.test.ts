/** Protects the list of regions: a region that AWS has opened is not taken for a slip. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { regions } from "../../encryption/regions";

describe("the regions", () => {
  it("are those of the AWS SDK", () => {
    const partitions = join(require.resolve("@aws-sdk/core/package.json"), "../dist-es/submodules/client/util-endpoints/lib/aws/partitions.js");
    const named = [...readFileSync(partitions, "utf8").matchAll(/"([a-z]+(?:-[a-z]+)+-\d)": \{/g)].map(([, region]) => region);
    assert.deepEqual([...regions].sort(), named.sort());
  });
});
