/**
 * What the path of a log file says of its records before it is opened: CloudTrail delivers to
 * `AWSLogs/[o-…/]<account>/CloudTrail/<region>/<yyyy>/<mm>/<dd>/`.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */

export interface PathSelection {
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  /** Milliseconds of the Unix epoch: from then on, and before then. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

const trailPath = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?(\d{12})\/(CloudTrail[\w-]*)(?:\/([a-z0-9-]+)(?:\/(\d{4})(?:\/(\d\d)(?:\/(\d\d))?)?)?)?(?:\/|$)/;

/** Records are delivered minutes after their events; a day later none of them is expected. */
const latestDelivery = 24 * 60 * 60_000;

/**
 * Whether a path, of a file or of a folder, may lead to records that are asked for. Folders beside `CloudTrail`, of digests
 * and insights, hold none; of other paths nothing is known.
 * @param path with slashes
 */
export function mayHold(path: string, { accounts, regions, since = -Infinity, until = Infinity }: PathSelection): boolean {
  const [, account = "", kind, region, year, month, day] = trailPath.exec(path) ?? [];
  if (kind === undefined) return true;
  if (kind !== "CloudTrail") return false;
  if (accounts && !accounts.includes(account)) return false;
  if (regions && region !== undefined && !regions.includes(region)) return false;
  if (year === undefined) return true;
  const begins = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  const ends =
    day !== undefined ? begins + 24 * 60 * 60_000 : month !== undefined ? Date.UTC(Number(year), Number(month), 1) : Date.UTC(Number(year) + 1, 0, 1);
  return ends > since && begins < until + latestDelivery;
}

/** Whether a file in a folder is looked into: others are left alone. */
export const isLogFile = (name: string): boolean => /\.(?:json|jsonl|ndjson|log|txt)(?:\.gz)?$|\.gz$/i.test(name);
