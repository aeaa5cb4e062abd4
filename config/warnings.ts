/** What a stack config may say, and probably does not mean. */
import { regionWarnings } from "../arguments/checks/region";
import type { Problem } from "../validation/problem";
import type { ConfigContext } from "./context";
import { namespaceWarnings } from "./namespaces";

/** Warnings that need nothing of AWS; a config that is refused has them as well. */
export function configWarnings(context: ConfigContext): Problem[] {
  return [...namespaceWarnings(context), ...regionWarnings(context.region, [context.regionNamedBy ?? "aws:region"])];
}

/** The warning that a stack's region depends on who deploys it. */
export function profileRegionWarnings({ region }: ConfigContext, deployedTo: string | undefined): Problem[] {
  if (region !== undefined || deployedTo === undefined) return [];
  return [
    {
      path: ["aws:region"],
      message: `is missing: the provider chose ${deployedTo}, and chooses another where an AWS profile names another`,
      allowed: "a region of AWS",
      example: `aws:region: ${deployedTo}`,
    },
  ];
}
