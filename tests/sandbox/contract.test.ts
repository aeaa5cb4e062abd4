/** Protects the sandbox's knowledge of AWS's resource types from drifting away from the installed @pulumi/aws. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { limitedInputs } from "../../sandbox/provider/apiLimits";
import { contract } from "../../sandbox/provider/contract";
import { replacingProperties } from "../../sandbox/provider/forceNew";
import { contractFile, contractText, readContract } from "../../sandbox/provider/generateContract";
import { placeIn } from "../../sandbox/provider/place";
import { behaviours } from "../../sandbox/provider/resources";

describe("the sandbox provider's contract", () => {
  it("is what the installed @pulumi/aws declares", () => {
    const expected = contractText(readContract());
    assert.ok(fs.readFileSync(contractFile, "utf8") === expected, "out of date: run `npm run sandbox:contract`");
  });

  it("describes every nested type that it names", () => {
    const named = [...Object.values(contract.resources), ...Object.values(contract.objects)]
      .flatMap(({ inputs }) => Object.values(inputs))
      .map((type) => type.replace(/[[\]{}]/g, ""))
      .filter((type) => type.includes("."));
    assert.deepEqual(named.filter((type) => contract.objects[type] === undefined), []);
  });

  for (const [token, behaviour] of Object.entries(behaviours)) {
    const type = contract.resources[token];
    const known = [...Object.keys(type?.inputs ?? {}), ...(type?.outputs ?? [])];

    it(`${token}: every property its behaviour names exists`, () => {
      const place = placeIn("eu-west-1", token);
      const named = [
        ...replacingProperties(token).flatMap((path) => (path === "region" ? [] : [path.split(".")[0] ?? ""])),
        ...(behaviour.documents ?? []),
        ...limitedInputs(token),
        ...(behaviour.autoname === undefined ? [] : [behaviour.autoname.property]),
        ...Object.keys(behaviour.identity({}, place)).filter((property) => property !== "id"),
        ...Object.keys(behaviour.filledIn?.({}, place) ?? {}),
      ];
      assert.deepEqual(named.filter((property) => !known.includes(property)), []);
    });
  }
});
