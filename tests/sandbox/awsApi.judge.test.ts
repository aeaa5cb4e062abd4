/** The sandbox against the judges of tests/judges/awsApi/: what AWS refuses, it refuses. */
import assert from "node:assert/strict";
import { SandboxProvider } from "../../sandbox/provider/provider";
import { placeOf } from "../judges/awsApi/callsOf";
import { isExplained } from "../judges/awsApi/differences";
import { stackResources, wrongResources, type WrongResource } from "../judges/awsApi/sequences";
import { stacks } from "../judges/awsApi/stacks";
import { digestOf, recordedVerdicts } from "../judges/awsApi/verdicts";
import { wrongInputs } from "../judges/awsApi/wrongInputs";

/** What the sandbox says of inputs before a deployment, or while it deploys; undefined where it has no objection. */
function refusal(type: string, inputs: Readonly<Record<string, unknown>>, region: string, account?: string, provider = new SandboxProvider(), name = "it"): string | undefined {
  const urn = `urn:pulumi:test::s3-encryption-audit::${type}::${name}`;
  const checked = provider.check({ ...inputs }, { urn, olds: undefined, seed: Buffer.from("seed") });
  if (checked.refusals.length > 0) return checked.refusals.map(({ property, reason }) => `${property}: ${reason}`).join("\n");
  try {
    provider.create(urn, checked.inputs, false, { region, defaultTags: {}, ...(account !== undefined && { account }) });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the sandbox, held to botocore's API models and moto", () => {
  let byWhat: ReadonlyMap<string, WrongResource>;
  before(async () => {
    byWhat = new Map((await wrongResources()).map((one) => [one.wrong.about, one]));
  });

  for (const stack of stacks) {
    it(`takes what they take: ${stack.id}`, async () => {
      // One after the other in one account: a log alarm needs its role and its log group.
      const sandbox = new SandboxProvider();
      const refused = (await stackResources(stack)).map(({ type, name, inputs, provider }) => [
        `${type} ${name}`,
        refusal(type, inputs, stack.region, placeOf(inputs, provider, stack.region).account, sandbox, name),
      ]);
      assert.deepEqual(refused.filter(([, reason]) => reason !== undefined), []);
    });
  }

  for (const { about } of wrongInputs) {
    it(`refuses ${about}, as they do`, () => {
      const one = byWhat.get(about);
      const verdict = recordedVerdicts.wrongInputs[about];
      assert.ok(one);
      assert.equal(verdict?.digest, digestOf(one.wrong), "record the verdicts anew: see tests/judges/awsApi/README.md");
      assert.notDeepEqual(verdict?.refusals.filter((refused) => !isExplained(refused)), [], "no judge refuses it");
      assert.notEqual(refusal(one.type, one.inputs, one.sequence.region), undefined, "the sandbox has no objection");
    });
  }
});
