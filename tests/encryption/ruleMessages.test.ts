/** Protects the messages of rules: what EventBridge would refuse is an error before anything is deployed. */
import assert from "node:assert/strict";
import { awsLimits } from "../../encryption/limits";
import { ruleMessage } from "../../encryption/ruleMessages";
import { transformInput } from "../../simulator";

describe("the message of a rule", () => {
  it("takes of an event what its lines name, each once, and quotes each line", () => {
    const message = ruleMessage(['"<bucket>" in <region>', "again <bucket>"], { bucket: "$.detail.requestParameters.bucketName" });
    assert.deepEqual(Object.keys(message.inputPaths).sort(), ["bucket", "region"]);
    const event = { region: "us-east-1", detail: { awsRegion: "us-east-1", requestParameters: { bucketName: "acme-orders" } } };
    assert.equal(transformInput(message, event), '"\\"acme-orders\\" in us-east-1"\n"again acme-orders"');
  });

  it("names no value that no event has", () => {
    assert.throws(() => ruleMessage(["By <nobody>"]), /no value of an event is called <nobody>/);
  });

  it("has values up to the last one that EventBridge takes", () => {
    const named = (count: number): [string[], Record<string, string>] => {
      const names = Array.from({ length: count }, (_, index) => `value${index}`);
      return [names.map((name) => `<${name}>`), Object.fromEntries(names.map((name) => [name, `$.${name}`]))];
    };
    assert.equal(Object.keys(ruleMessage(...named(awsLimits.inputPaths)).inputPaths).length, awsLimits.inputPaths);
    assert.throws(() => ruleMessage(...named(awsLimits.inputPaths + 1)), /101 values in a message; EventBridge takes 100/);
  });

  it("is as long as the last character that EventBridge takes", () => {
    const most = awsLimits.inputTemplateCharacters;
    assert.equal(ruleMessage(["x".repeat(most - 2)]).inputTemplate.length, most);
    assert.throws(() => ruleMessage(["x".repeat(most - 1)]), /a message of 8193 characters; EventBridge takes 8192/);
  });
});
