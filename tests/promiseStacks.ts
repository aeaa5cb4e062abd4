/**
 * For tests that run programs in their own process: keeps Pulumi from noting a stack with each of its promises. It is for
 * reports of promises that never end, which no test reads, and to map it to the sources takes two thirds of these tests' time.
 */
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";

type Noting = <T>(promise: Promise<T>, context?: unknown) => Promise<T>;
const runtime = debuggable as unknown as { debuggablePromise: Noting };

const { debuggablePromise } = runtime;
runtime.debuggablePromise = (promise, context) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return debuggablePromise(promise, context);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};
