/** Writes what was asked for. */

/** Writes a text to a stream, and waits for whoever reads it: a pipe may be full. Fails where nobody does, or the disk is full. */
export async function print(stream: NodeJS.WriteStream, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // Without a listener the error that the callback is given would end the process as well.
    stream.once("error", reject);
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
