/** Links that open a query in the CloudWatch console. AWS documents no form of them: this is the one that the console writes. */
import { consoleDomain, type AwsEnvironment } from "./arn";

/** How far back a link looks, in seconds: the time picker of the console takes over from there. */
const lookBack = 24 * 60 * 60;

/** A link to Logs Insights with a query of a log group filled in. Runs nothing, and so costs nothing, until somebody runs it. */
export function queryLink({ partition, region }: Pick<AwsEnvironment, "partition" | "region">, logGroupName: string, queryString: string): string {
  return (
    `https://${region}.${consoleDomain(partition)}/cloudwatch/home?region=${region}#logsV2:logs-insights$3FqueryDetail$3D` +
    `~(end~0~start~-${lookBack}~timeType~'RELATIVE~unit~'seconds~editorString~'${encoded(queryString)}~source~(~'${encoded(logGroupName)}))`
  );
}

/** Characters as the console encodes them: `*` and two hexadecimal digits, or `**` and four. */
function encoded(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_.-]/g, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length <= 2 ? `*${code.padStart(2, "0")}` : `**${code.padStart(4, "0")}`;
  });
}
