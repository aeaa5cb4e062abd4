/** AWS KMS: keys and aliases. https://docs.aws.amazon.com/kms/latest/developerguide/overview.html */
import { type Behaviours } from "../behaviour";
import { type Place } from "../place";
import { text } from "../values";

/** The key policy that KMS gives a key without one. */
function defaultKeyPolicy(place: Place): string {
  const root = place.arn("iam", "root", { region: "" });
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      { Sid: "Enable IAM User Permissions", Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" },
    ],
  });
}

/** The behaviour of the KMS resource types. */
export const kms: Behaviours = {
  "aws:kms/key:Key": {
    documents: ["policy"],
    identity: (_, place) => {
      const keyId = place.uuid();
      return { id: keyId, keyId, arn: place.arn("kms", `key/${keyId}`) };
    },
    deleted: ({ outputs }, { scheduledKeys }) => {
      scheduledKeys.add(text(outputs, "arn") ?? "");
    },
    filledIn: (_, place) => ({ isEnabled: true, keyUsage: "ENCRYPT_DECRYPT", policy: defaultKeyPolicy(place) }),
    adopt: (id, place) => {
      const keyId = /^(?:arn:[^:]+:kms:[^:]+:\d{12}:key\/)?([0-9a-f-]{36}|mrk-[0-9a-f]{32})$/.exec(id)?.[1];
      if (keyId === undefined) return undefined;
      const arn = id.startsWith("arn:") ? id : place.arn("kms", `key/${keyId}`);
      return { inputs: {}, outputs: { id: keyId, keyId, arn } };
    },
  },
  "aws:kms/alias:Alias": {
    autoname: { property: "name", longest: 255, form: (name) => `alias/${name}` },
    kmsKey: "targetKeyId",
    refusals: (inputs) => {
      const name = text(inputs, "name");
      const reason = `an alias is alias/<name> of letters, digits, /, _ and -; got ${JSON.stringify(name)}`;
      return name === undefined || /^alias\/[\w/-]+$/.test(name) ? [] : [{ property: "name", reason }];
    },
    onlyOnce: { code: "AlreadyExistsException", kind: "key alias", name: (inputs) => text(inputs, "name") ?? "" },
    identity: (inputs, place) => {
      const name = text(inputs, "name") ?? "";
      return { id: name, arn: place.arn("kms", name) };
    },
    filledIn: (inputs, place) => {
      const target = text(inputs, "targetKeyId") ?? "";
      return { targetKeyArn: target.startsWith("arn:") ? target : place.arn("kms", `key/${target}`) };
    },
  },
};
