/** How many of how many. */
import { duration } from "./statusLine";

/**
 * @param what completing "12 of 300 …"
 * @param seconds since the start
 */
export function countText(done: number, all: number, what: string, seconds: number): string {
  const text = `${done} of ${all} ${what}`;
  return done === 0 ? text : `${text}, ${duration((seconds / done) * (all - done))} left`;
}
