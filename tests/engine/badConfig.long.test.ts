/** The wrong configs that badConfig.test.ts has no time for. */
import { few, groups, refusesAll } from "./badConfigs";

describe("a wrong config on the real engine, in all ways", () => {
  it("is refused at preview: exit code, path, example, no resource, no stack trace", async () => {
    await refusesAll(groups().slice(few));
  });
});
