/** Protects that what the policy pack prints is enough under other requirements than the default one, too. */
import { encryptionHeader, kmsKeyIdHeader } from "../../simulator";
import { describeRemedies } from "./remedies/describeRemedies";
import { key, shapes } from "./remedies/shapes";

/** Those in eu-central-1, where the key is, that bring no key of their own. */
const some = shapes.filter(({ name }) => !["region", "key"].includes(name));
const withKey = { [encryptionHeader]: "aws:kms", [kmsKeyIdHeader]: key };

describeRemedies("the remedies for a requirement of keys by header", {
  shapes: some,
  requirement: { methods: ["sse-kms"], kmsKeyArns: [key], origin: "header" },
  approved: [withKey],
});

describeRemedies("the remedies for a requirement of keys", {
  shapes: some,
  requirement: { methods: ["sse-kms"], kmsKeyArns: [key] },
  approved: [withKey, {}],
});
