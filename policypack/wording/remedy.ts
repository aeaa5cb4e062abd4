/** The statements that a bucket policy lacks, as they can be pasted into a program. */
import type { Analysis } from "../analysis";
import type { DeclaredBucket } from "../stack/bucketModel";
import { readableJson } from "./json";

/** Stands for the name of a bucket that Pulumi names: the literal one is another one at the next preview. */
export const namePlaceholder = "<bucket name>";

/** Statements as they are to be pasted: with {@link namePlaceholder} for a bucket that Pulumi names. */
export function pasteable({ bucketName, isAutoNamed }: DeclaredBucket, statements: readonly object[]): readonly object[] {
  if (!isAutoNamed || bucketName === undefined) return statements;
  return JSON.parse(JSON.stringify(statements).replaceAll(`:::${bucketName}/`, `:::${namePlaceholder}/`)) as object[];
}

/**
 * Lines with the statements as JSON. For a bucket whose name is to be filled in, the first time in an analysis it is said how a
 * program does so.
 */
export function remedyLines(bucket: DeclaredBucket, statements: readonly object[], analysis: Analysis): string[] {
  const isOpen = bucket.isAutoNamed || bucket.bucketName === undefined;
  const json = readableJson(pasteable(bucket, statements), 4).split("\n").map((line, index) => (index === 0 ? `    ${line}` : line));
  return [...json, ...(isOpen && analysis.first("languages") ? languageLines : [])];
}

/** How a document that holds the placeholder gets the bucket's name, which is known at preview. */
const languageLines = [
  `  ${namePlaceholder} is the bucket's property bucket, known at preview. With the policy as text in document:`,
  `    TypeScript  policy: bucket.bucket.apply((name) => document.replaceAll("${namePlaceholder}", name))`,
  `    Python      policy=bucket.bucket.apply(lambda name: document.replace("${namePlaceholder}", name))`,
  `    Go          Policy: bucket.Bucket.ApplyT(func(name string) string { return strings.ReplaceAll(document, "${namePlaceholder}", name) }).(pulumi.StringOutput)`,
  `    YAML        policy: {fn::toJSON: …} with \${bucket.bucket} in place of ${namePlaceholder}`,
];
