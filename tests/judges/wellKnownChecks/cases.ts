/** All cases of the comparison, in the order of the table. */
import type { CaseGroup, ComparisonCase } from "./case";
import { blog } from "./cases/blog";
import { defaults } from "./cases/defaults";
import { exceptions } from "./cases/exceptions";
import { kmsKeys } from "./cases/kmsKeys";
import { recipes } from "./cases/recipes";
import { refusedPolicies, resources } from "./cases/resources";

export const caseGroups: readonly CaseGroup[] = [defaults, blog, recipes, kmsKeys, exceptions, resources, refusedPolicies];

export const cases: readonly ComparisonCase[] = caseGroups.flatMap((group) => group.cases);
