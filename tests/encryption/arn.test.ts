/** Protects ARNs: taken apart, put together, in the partition that their region belongs to. */
import assert from "node:assert/strict";
import { bucketArn, consoleDomain, isSupportedPartition, parseArn, partitionOfRegion, regionalArn } from "../../encryption/arn";

describe("ARNs", () => {
  it("are taken apart, with colons in the resource left as they are", () => {
    assert.deepEqual(parseArn("arn:aws-us-gov:logs:us-gov-west-1:111122223333:log-group:/a:*"), {
      partition: "aws-us-gov", service: "logs", region: "us-gov-west-1", account: "111122223333", resource: "log-group:/a:*",
    });
    assert.deepEqual(parseArn("arn:aws:s3:::acme/a b"), { partition: "aws", service: "s3", region: "", account: "", resource: "acme/a b" });
  });

  for (const text of ["", "arn", "acme", "arn:aws:s3:::", "arn:aws:s3::acme", "arn::s3:::acme", "arn:aws:kms:us-east-1:1111:key/x", " arn:aws:s3:::acme", "ARN:aws:s3:::acme", "arn:aws:s3::: acme", "arn:aws:s3:::acme\nand more"]) {
    it(`${JSON.stringify(text)} is none`, () => {
      assert.equal(parseArn(text), undefined);
    });
  }

  it("are put together as they are taken apart", () => {
    const environment = { partition: "aws-cn", region: "cn-north-1", accountId: "111122223333" };
    assert.equal(regionalArn(environment, "sqs", "q"), "arn:aws-cn:sqs:cn-north-1:111122223333:q");
    assert.equal(bucketArn("aws-cn", "acme"), "arn:aws-cn:s3:::acme");
  });

  it("are of a partition that the program can be deployed to, or not", () => {
    assert.deepEqual(["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "azure"].map(isSupportedPartition), [true, true, true, true, false, false, false]);
  });

  const partitions: readonly (readonly [region: string, partition: string, domain: string])[] = [
    ["us-east-1", "aws", "console.aws.amazon.com"],
    ["us-west-2", "aws", "console.aws.amazon.com"],
    ["ap-southeast-3", "aws", "console.aws.amazon.com"],
    ["cn-northwest-1", "aws-cn", "console.amazonaws.cn"],
    ["us-gov-east-1", "aws-us-gov", "console.amazonaws-us-gov.com"],
    ["us-iso-east-1", "aws-iso", "console.aws.amazon.com"],
    ["us-isob-east-1", "aws-iso-b", "console.aws.amazon.com"],
    ["us-isof-south-1", "aws-iso-f", "console.aws.amazon.com"],
    ["eu-isoe-west-1", "aws-iso-e", "console.aws.amazon.com"],
    ["eusc-de-east-1", "aws-eusc", "console.amazonaws-eusc.eu"],
  ];
  for (const [region, partition, domain] of partitions) {
    it(`of ${region} are in ${partition}`, () => {
      assert.equal(partitionOfRegion(region), partition);
      assert.equal(consoleDomain(partition), domain);
    });
  }
});
