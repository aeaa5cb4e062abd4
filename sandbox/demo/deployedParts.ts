/** Parts of what a stack deployed. */

/** Where a stack is deployed: what ARNs are made of. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** The trail that records the uploads: the stack's own, or one that exists and has been given the exported selectors. */
export interface DeployedTrail {
  readonly name: string;
  readonly arn: string;
  /** Whether it is the stack's own. */
  readonly own: boolean;
  readonly selectors: readonly object[];
  readonly logBucket: string;
  /** Of its log files; undefined where S3's own keys encrypt them. */
  readonly kmsKeyArn: string | undefined;
}
export interface DeployedRule {
  readonly name: string;
  readonly eventPattern: string;
}
