/** What every client of an AWS service is made with. */

/** A throttled call is repeated for about a minute. */
const attempts = 10;

/** Settings of a client in a region, with the credentials of a profile where one is given. */
export function clientSettings(region: string, profile: string | undefined): { region: string; retryMode: string; maxAttempts: number; profile?: string } {
  return { region, retryMode: "adaptive", maxAttempts: attempts, ...(profile !== undefined && { profile }) };
}
