/** The functions of @pulumi/aws that the sandbox answers. */
import { didYouMean } from "../../validation/didYouMean";
import { dnsSuffixOf, partitionOf, placeIn, type ProviderConfig } from "./place";
import { policyDocument } from "./policyDocument";
import { text, type Properties } from "./values";

type Invoke = (args: Properties, config: ProviderConfig) => Properties;

const invokes: Readonly<Record<string, Invoke>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { region, account }) => {
    const place = placeIn(region, "caller", account);
    return {
      id: place.account,
      accountId: place.account,
      userId: "AIDASANDBOX000EXAMPLE",
      arn: place.arn("iam", "user/sandbox", { region: "" }),
    };
  },
  "aws:index/getPartition:getPartition": (_, { region }) => {
    const partition = partitionOf(region) ?? "";
    const dnsSuffix = dnsSuffixOf(partition);
    return { id: partition, partition, dnsSuffix, reverseDnsPrefix: dnsSuffix.split(".").reverse().join(".") };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
  "aws:index/getRegion:getRegion": (args, config) => {
    const region = text(args, "region") ?? config.region;
    const { dnsSuffix } = placeIn(region, "region");
    return { id: region, name: region, region, endpoint: `ec2.${region}.${dnsSuffix}`, description: region };
  },
};

/** Calls the function with this token. Throws on one that the sandbox does not know. */
export function invoke(token: string, args: Properties, config: ProviderConfig): Properties {
  const known = Object.keys(invokes);
  const called = invokes[token];
  if (called === undefined) {
    const meant = didYouMean(token, known, 2);
    const hint = meant === undefined ? `it answers ${known.join(", ")}` : `did you mean ${meant}?`;
    throw new Error(`The sandbox, which stands in for AWS, does not know the function ${token}; ${hint}`);
  }
  return called(args, config);
}
