import * as os from "node:os";
import { PrerequisiteError } from "./exit";

/**
 * The user's home folder: `HOME`, else what the system's user data say.
 * @throws PrerequisiteError where neither says one, as in a container that runs under a number without a user
 */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  const home = env["HOME"] || homeOfUser();
  if (home === undefined || home === "") throw new PrerequisiteError("HOME is not set, and this user has no home folder; set HOME to a folder that can be written");
  return home;
}

function homeOfUser(): string | undefined {
  try {
    return os.userInfo().homedir;
  } catch {
    return undefined; // a number without a user
  }
}
