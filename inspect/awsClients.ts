/** What every client of an AWS service is made with. */

/** A throttled call is repeated for about a minute. */
const attempts = 10;

/** Settings of a client in a region, with the credentials of a profile where one is given. */
export function clientSettings(region: string, profile: string | undefined): { region: string; retryMode: string; maxAttempts: number; profile?: string } {
  return { region, retryMode: "adaptive", maxAttempts: attempts, ...(profile !== undefined && { profile }) };
}

/** A client for each region: S3 answers for a bucket, and for its access points, in the bucket's own. */
export class RegionalClients<Client extends { destroy(): void }> {
  private readonly byRegion = new Map<string, Client>();

  constructor(private readonly make: (region: string) => Client) {}

  in(region: string): Client {
    const client = this.byRegion.get(region) ?? this.make(region);
    this.byRegion.set(region, client);
    return client;
  }

  close(): void {
    for (const client of this.byRegion.values()) client.destroy();
  }
}
