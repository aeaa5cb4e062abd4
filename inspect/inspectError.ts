/** An error that ends an inspection, told in one message: without a stack trace. */
export class InspectError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "InspectError";
  }
}
