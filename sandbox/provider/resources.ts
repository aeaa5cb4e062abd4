/**
 * The resource types that the sandbox provider knows. A type that a program needs and that is missing here is added as
 * one entry in the file of its service, followed by `npm run sandbox:contract`.
 */
import { type Behaviours } from "./behaviour";
import { accessPoints } from "./services/accessPoints";
import { athena } from "./services/athena";
import { cloudControl } from "./services/cloudControl";
import { cloudtrail } from "./services/cloudtrail";
import { cloudwatch } from "./services/cloudwatch";
import { identity } from "./services/identity";
import { kms } from "./services/kms";
import { messaging } from "./services/messaging";
import { s3 } from "./services/s3";

/** The behaviours of every known resource type, by token. */
export const behaviours: Behaviours = { ...s3, ...accessPoints, ...kms, ...cloudtrail, ...cloudwatch, ...cloudControl, ...messaging, ...identity, ...athena };

/** The modules of @pulumi/aws that declare the known types: `s3/bucket` for `aws:s3/bucket:Bucket`. */
export function resourceModules(): string[] {
  return Object.keys(behaviours).map((token) => token.split(":")[1] ?? "");
}
