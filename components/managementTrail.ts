/** Makes sure of a trail that records management events: what nobody records, no rule sees. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ownTrail } from "../arguments/keys/tampering";
import { parseArn, regionalArn, type AwsEnvironment } from "../encryption/arn";
import { unrecordedManagementEvents, type DescribedTrail } from "../encryption/managementEvents";
import { childOf } from "./childOptions";

/**
 * Looks at the trail that is said to record management events, and tells what it found. The audit's own records them because
 * the stack says so; one of another account cannot be read from here.
 * @param trail as `tampering.trail` says it
 */
export function checkManagementTrail(component: pulumi.ComponentResource, name: string, trail: string, place: pulumi.Output<AwsEnvironment>): void {
  const tell = (text: string): void => void pulumi.log.info(`tampering: ${text}`, component);
  if (trail === ownTrail) return tell("management events are recorded by the audit's own trail.");
  const look = (arn: pulumi.Input<string>, region?: string): void => {
    const found = aws.cloudtrail.Trail.get(`${name}-management`, arn, region === undefined ? {} : { region }, childOf(component));
    pulumi.all([place, found.homeRegion, found.enableLogging, found.isMultiRegionTrail, found.eventSelectors, found.advancedEventSelectors]).apply(
      ([here, homeRegion, enableLogging, isMultiRegionTrail, eventSelectors, advancedEventSelectors]) => {
        const described: DescribedTrail = { homeRegion, enableLogging, isMultiRegionTrail, eventSelectors, advancedEventSelectors };
        const missing = unrecordedManagementEvents(described, here.region);
        if (missing === undefined) return tell(`management events are recorded by ${trail}, as it is now.`);
        throw new pulumi.RunError(
          `tampering.trail: ${trail} ${missing}. Name a trail that records management events of ${here.region} that change something, or have it record them`,
        );
      },
    );
  };
  const owner = parseArn(trail);
  if (!owner) return look(place.apply((here) => regionalArn(here, "cloudtrail", `trail/${trail}`)));
  // Whether there is something to read hangs on the account, which the provider alone tells. AWS's provider has no data source for
  // trails, which could be asked without a resource, and a read of what is not there would end the deployment.
  place.apply((here) => {
    if (owner.account === here.accountId) return look(trail, owner.region);
    tell(`management events are taken to be recorded by ${trail}, which is of account ${owner.account} and was not looked at.`);
  });
}
