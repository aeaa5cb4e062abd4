/** All cases of the comparison, in the order of the table. */
import { withLaterMethods, type CaseGroup, type ComparisonCase } from "./case";
import { blog } from "./cases/blog";
import { defaults } from "./cases/defaults";
import { exceptions } from "./cases/exceptions";
import { kmsKeys } from "./cases/kmsKeys";
import { recipes } from "./cases/recipes";
import { refusedPolicies, resources } from "./cases/resources";

export const caseGroups: readonly CaseGroup[] = [defaults, blog, recipes, kmsKeys, exceptions, resources, refusedPolicies].map((group) => ({
  ...group,
  cases: group.cases.map(withLaterMethods),
}));

export const cases: readonly ComparisonCase[] = caseGroups.flatMap((group) => group.cases);
