/**
 * What @pulumi/aws says about the resource types the sandbox provider knows. The data is generated from the package's
 * own declarations (generateContract.ts), so that nobody keeps a second list of property names by hand.
 */
import data from "./awsContract.json";

/** The properties of an object: a resource's inputs, or a nested block of them. */
export interface ObjectContract {
  /**
   * Property name to wire type: `string`, `number`, `boolean`, `asset`, `json` (a document, as text or as an object),
   * the name of a nested object (`s3.BucketWebsite`), a list (`string[]`) or a map (`{string}`) of one of them.
   */
  inputs: Record<string, string>;
  /** The properties that must be given. */
  required: string[];
}

/** A resource type's inputs and the properties that only its state has. */
export interface ResourceContract extends ObjectContract {
  outputs: string[];
}

/** Everything that awsContract.json holds. */
export interface Contract {
  /** The version of @pulumi/aws it was read from. */
  awsVersion: string;
  /** By type token: `aws:s3/bucket:Bucket`. */
  resources: Record<string, ResourceContract>;
  /** By the name the types in `inputs` use. */
  objects: Record<string, ObjectContract>;
}

/** The contract of the @pulumi/aws version this project is pinned to. */
export const contract: Contract = data;
