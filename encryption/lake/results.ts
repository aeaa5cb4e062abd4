/** How Athena encrypts the results of queries, which are objects of a bucket under the requirement like all others. */
import { catalogue, type CataloguedMethod } from "../methods";
import { approvedMethods, type EncryptionRequirement } from "../requirement";

/** A method that Athena can write with. */
export type ResultMethod = CataloguedMethod & Required<Pick<CataloguedMethod, "athenaOption">>;

const canWrite = (method: CataloguedMethod): method is ResultMethod => method.athenaOption !== undefined;

/** The methods that Athena can write results with. */
export const resultMethods: readonly ResultMethod[] = catalogue.filter(canWrite);

/** The approved method for the results of queries, the strongest; undefined where Athena can write with none of the approved ones. */
export function resultMethod(requirement: EncryptionRequirement): ResultMethod | undefined {
  return approvedMethods(requirement).filter(canWrite).at(-1);
}
