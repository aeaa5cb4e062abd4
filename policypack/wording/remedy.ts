/** The statements that a bucket policy lacks, as they can be pasted into a program. */
import type { Analysis } from "../analysis";
import type { DeclaredBucket } from "../stack/bucketModel";
import { readableJson } from "./json";

/** Stands for the name of a bucket that Pulumi names: the literal one is another one at the next preview. */
export const namePlaceholder = "<bucket name>";

/**
 * Lines with the statements as JSON. For a bucket that Pulumi names they hold {@link namePlaceholder}, and the first time in
 * an analysis it is said how a program fills that in.
 */
export function remedyLines({ bucketName, isAutoNamed }: DeclaredBucket, statements: readonly object[], analysis: Analysis): string[] {
  const isOpen = isAutoNamed || bucketName === undefined;
  const named = isOpen && bucketName !== undefined ? (JSON.parse(JSON.stringify(statements).replaceAll(`:::${bucketName}/`, `:::${namePlaceholder}/`)) as unknown[]) : statements;
  const json = readableJson(named, 4).split("\n").map((line, index) => (index === 0 ? `    ${line}` : line));
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
