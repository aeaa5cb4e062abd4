/** matchEventSelectors: what a trail logs, and what CloudTrail would refuse as a selector. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compileEventSelectors, matchEventSelectors } from "../../simulator/eventSelectors";
import { PatternError } from "../../simulator/patternError";

const put = {
  eventVersion: "1.08",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/matthew" },
  eventSource: "s3.amazonaws.com",
  eventName: "PutObject",
  eventType: "AwsApiCall",
  readOnly: false,
  resources: [
    { type: "AWS::S3::Object", ARN: "arn:aws:s3:::examplebucket/test/myobject" },
    { accountId: "111122223333", type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::examplebucket" },
  ],
  managementEvent: false,
  eventCategory: "Data",
};

type Operators = Readonly<Record<string, readonly string[]>>;

/** A selector on S3 objects with further field selectors, as the CloudTrail API spells it. */
function onObjects(...more: [field: string, operators: Operators][]): object {
  const fields: [string, Operators][] = [
    ["eventCategory", { Equals: ["Data"] }],
    ["resources.type", { Equals: ["AWS::S3::Object"] }],
    ...more,
  ];
  return { Name: "objects", FieldSelectors: fields.map(([Field, operators]) => ({ Field, ...operators })) };
}

/** The same in Pulumi's spelling, which has plurals where Terraform has lists named in the singular. */
function inPulumiSpelling(value: unknown, plural: "s" | ""): unknown {
  if (Array.isArray(value)) return value.map((item) => inPulumiSpelling(item, plural));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      `${key.charAt(0).toLowerCase()}${key.slice(1)}${key.endsWith("With") ? plural : ""}`,
      inPulumiSpelling(inner, plural),
    ]),
  );
}

describe("matchEventSelectors", () => {
  const rows: [why: string, more: [string, Operators][], record: object, expected: boolean][] = [
    ["every data event on objects", [], put, true],
    ["not those on other resources", [], { ...put, resources: [put.resources[1]] }, false],
    ["not without resources", [], { ...put, resources: undefined }, false],
    ["not management events", [], { ...put, eventCategory: "Management", managementEvent: true }, false],
    ["one of the values is enough", [["eventName", { Equals: ["CopyObject", "PutObject"] }]], put, true],
    ["none of the values", [["eventName", { Equals: ["CopyObject", "PutObjectAcl"] }]], put, false],
    ["case matters", [["eventName", { Equals: ["putobject"] }]], put, false],
    ["an asterisk is an asterisk", [["eventName", { Equals: ["*"] }]], put, false],
    ["not one of several values", [["eventName", { NotEquals: ["GetObject", "PutObject"] }]], put, false],
    ["none of several values", [["eventName", { NotEquals: ["GetObject", "HeadObject"] }]], put, true],
    ["starts with", [["eventName", { StartsWith: ["Get", "Put"] }]], put, true],
    ["does not start with", [["eventName", { NotStartsWith: ["Get", "Put"] }]], put, false],
    ["ends with", [["eventName", { EndsWith: ["Object"] }]], put, true],
    ["does not end with", [["eventName", { NotEndsWith: ["Acl"] }]], put, true],
    ["one that selects and one that deselects are both to hold", [["eventName", { StartsWith: ["Put"], NotEndsWith: ["Object"] }]], put, false],
    ["one that selects and one that deselects are both to hold", [["eventName", { StartsWith: ["Put"], NotEndsWith: ["Acl"] }]], put, true],
    ["of those that select, one is enough", [["eventName", { Equals: ["GetObject"], StartsWith: ["Copy"], EndsWith: ["Object"] }]], put, true],
    ["of those that select, none holds", [["eventName", { Equals: ["GetObject"], StartsWith: ["Copy"], EndsWith: ["Acl"] }]], put, false],
    ["of those that deselect, one is enough", [["eventName", { NotEquals: ["GetObject"], NotStartsWith: ["Put"], NotEndsWith: ["Acl"] }]], put, false],
    ["of those that deselect, none holds", [["eventName", { NotEquals: ["GetObject"], NotStartsWith: ["Copy"], NotEndsWith: ["Acl"] }]], put, true],
    [
      "fields are all to hold",
      [
        ["eventName", { Equals: ["PutObject"] }],
        ["readOnly", { Equals: ["true"] }],
      ],
      put,
      false,
    ],
    ["a field may come twice, if one deselects", [["eventName", { StartsWith: ["Put"] }], ["eventName", { NotEndsWith: ["Acl"] }]], put, true],
    ["a field may come twice, if one deselects", [["eventName", { NotEndsWith: ["Object"] }], ["eventName", { StartsWith: ["Put"] }]], put, false],
    ["writes", [["readOnly", { Equals: ["false"] }]], put, true],
    ["readOnly as a text in the record", [["readOnly", { Equals: ["false"] }]], { ...put, readOnly: "false" }, true],
    ["no readOnly in the record", [["readOnly", { Equals: ["false"] }]], { ...put, readOnly: undefined }, false],
    ["a bucket's objects", [["resources.ARN", { StartsWith: ["arn:aws:s3:::examplebucket/"] }]], put, true],
    ["a bucket's name is no prefix", [["resources.ARN", { StartsWith: ["arn:aws:s3:::example/"] }]], put, false],
    ["the bucket's own ARN is not the object's", [["resources.ARN", { Equals: ["arn:aws:s3:::examplebucket"] }]], put, false],
    ["a bucket left out", [["resources.ARN", { NotStartsWith: ["arn:aws:s3:::examplebucket/"] }]], put, false],
    ["another bucket left out", [["resources.ARN", { NotStartsWith: ["arn:aws:s3:::logs/"] }]], put, true],
    ["the bucket's resource cannot satisfy NotEquals", [["resources.ARN", { NotEquals: [put.resources[0]?.ARN ?? ""] }]], put, false],
    [
      "many objects at once have the start of their ARNs",
      [["resources.ARN", { StartsWith: ["arn:aws:s3:::examplebucket/"] }]],
      { ...put, resources: [{ type: "AWS::S3::Object", ARNPrefix: "arn:aws:s3:::examplebucket/" }] },
      true,
    ],
    ["a principal", [["userIdentity.arn", { StartsWith: ["arn:aws:iam::111122223333:"] }]], put, true],
    [
      "a service has no ARN, which is not any ARN",
      [["userIdentity.arn", { NotEquals: ["arn:aws:iam::111122223333:user/matthew"] }]],
      { ...put, userIdentity: { type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" } },
      true,
    ],
    [
      "a service has no ARN that starts with anything",
      [["userIdentity.arn", { StartsWith: ["arn:"] }]],
      { ...put, userIdentity: { type: "AWSService", invokedBy: "cloudtrail.amazonaws.com" } },
      false,
    ],
    ["from the console", [["sessionCredentialFromConsole", { Equals: ["true"] }]], { ...put, sessionCredentialFromConsole: "true" }, true],
    ["not from the console", [["sessionCredentialFromConsole", { NotEquals: ["true"] }]], put, true],
    ["the kind of event", [["eventType", { Equals: ["AwsApiCall"] }]], put, true],
    ["the service", [["eventSource", { NotEquals: ["s3.amazonaws.com"] }]], put, false],
    ["a record before 1.07", [], { ...put, eventCategory: undefined }, true],
    ["a management record before 1.07", [], { ...put, eventCategory: undefined, managementEvent: true }, false],
  ];
  for (const [why, more, record, expected] of rows) {
    it(`${why}: ${expected}`, () => {
      const selectors = [onObjects(...more)];
      assert.equal(matchEventSelectors(selectors, record), expected);
      assert.equal(matchEventSelectors(inPulumiSpelling(selectors, "s"), record), expected);
      assert.equal(matchEventSelectors(inPulumiSpelling(selectors, ""), record), expected);
    });
  }

  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html#filtering-data-events-conditions-ex
  const example: readonly [key: string, delivered: boolean][] = [
    ["amzn-s3-demo-bucket/object1", true],
    ["amzn-s3-demo-bucket/object2", true],
    ["amzn-s3-demo-bucket1/object3", true],
    ["amzn-s3-demo-bucket/deselectObject4", false],
    ["amzn-s3-demo-bucket/object5", false],
    ["amzn-s3-demo-bucket/object6", false],
    ["amzn-s3-demo-bucket1/object4", false],
  ];
  for (const [key, delivered] of example) {
    it(`${delivered ? "delivers" : "does not deliver"} ${key} in the user guide's example of several conditions for a field`, () => {
      const arn = (text: string): string => `arn:aws:s3:::${text}`;
      const selector = onObjects([
        "resources.ARN",
        {
          Equals: [arn("amzn-s3-demo-bucket/object1")],
          StartsWith: [arn("amzn-s3-demo-bucket/")],
          EndsWith: ["object3"],
          NotStartsWith: [arn("amzn-s3-demo-bucket/deselect")],
          NotEndsWith: ["object5"],
          NotEquals: [arn("amzn-s3-demo-bucket/object6")],
        },
      ]);
      assert.equal(matchEventSelectors([selector], { ...put, resources: [{ type: "AWS::S3::Object", ARN: arn(key) }] }), delivered);
    });
  }

  it("logs what one of the selectors asks for", () => {
    const management = { FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] };
    const copies = onObjects(["eventName", { Equals: ["CopyObject"] }]);
    assert.equal(matchEventSelectors([management, copies], put), false);
    assert.equal(matchEventSelectors([management, copies, onObjects()], put), true);
    assert.equal(matchEventSelectors([management], { ...put, eventCategory: "Management" }), true);
  });

  it("takes absent members for absent, as Pulumi's inputs have them", () => {
    const selector = { name: undefined, fieldSelectors: [{ field: "eventCategory", equals: ["Management"], notEquals: null }] };
    assert.equal(matchEventSelectors([selector], put), false);
  });

  it("evaluates network activity", () => {
    const selector = {
      fieldSelectors: [
        { field: "eventCategory", equals: ["NetworkActivity"] },
        { field: "eventSource", equals: ["s3.amazonaws.com"] },
        { field: "errorCode", equals: ["VpceAccessDenied"] },
        { field: "vpcEndpointId", equals: ["vpce-1"] },
      ],
    };
    const denied = { ...put, eventCategory: "NetworkActivity", errorCode: "VpceAccessDenied", vpcEndpointId: "vpce-1" };
    assert.equal(matchEventSelectors([selector], denied), true);
    assert.equal(matchEventSelectors([selector], { ...denied, errorCode: undefined }), false);
  });

  it("says which record does not tell its category, instead of leaving it out", () => {
    const record = { ...put, eventCategory: undefined, managementEvent: undefined, eventID: "e-1" };
    assert.throws(() => matchEventSelectors([onObjects()], record), /e-1.*category/);
  });

  describe("refuses, with the path,", () => {
    const data = { Field: "eventCategory", Equals: ["Data"] };
    const objects = { Field: "resources.type", Equals: ["AWS::S3::Object"] };
    const management = { Field: "eventCategory", Equals: ["Management"] };
    const network = { Field: "eventCategory", Equals: ["NetworkActivity"] };
    const kms = { Field: "eventSource", Equals: ["kms.amazonaws.com"] };
    const fields = (...FieldSelectors: object[]): object[] => [{ FieldSelectors }];
    const cases: [why: string, selectors: unknown, path: string, problem: RegExp][] = [
      ["no list", undefined, "$", /list/],
      ["an empty list", [], "$", /at least one/],
      ["a selector that is no object", ["x"], "[0]", /object/],
      ["an unknown member", [{ Fields: [] }], "[0].Fields", /not one of/],
      ["no field selectors", [{ Name: "x" }], "[0]", /FieldSelectors/],
      ["an empty list of them", [{ fieldSelectors: [] }], "[0].fieldSelectors", /at least one/],
      ["a name that is no text", [{ Name: 1, FieldSelectors: [data, objects] }], "[0].Name", /text/],
      ["no field", fields({ Equals: ["x"] }), "[0].FieldSelectors[0]", /Field/],
      ["an unknown operator", fields({ ...data, Contains: ["x"] }), "[0].FieldSelectors[0].Contains", /not one of/],
      ["no operator", fields(data, objects, { Field: "eventName" }), "[0].FieldSelectors[2]", /Equals/],
      ["no values", fields(data, objects, { Field: "eventName", Equals: [] }), "[0].FieldSelectors[2].Equals", /at least one/],
      ["a value outside a list", fields({ ...data, Equals: "Data" }), "[0].FieldSelectors[0].Equals", /list/],
      ["a value that is no text", fields({ Field: "readOnly", Equals: [true] }), "[0].FieldSelectors[0].Equals[0]", /text/],
      ["an empty value", fields({ ...data, Equals: [""] }), "[0].FieldSelectors[0].Equals[0]", /not empty/],
      ["both spellings", fields({ ...data, equals: ["Data"] }), "[0].FieldSelectors[0].equals", /both/],
      ["a plural that Pulumi does not have", fields({ ...data, equalss: ["Data"] }), "[0].FieldSelectors[0].equalss", /not one of/],
      ["no eventCategory", fields(objects), "[0].FieldSelectors", /eventCategory is required/],
      ["no resources.type for data events", fields(data), "[0].FieldSelectors", /resources.type is required/],
      ["a category of event data stores", fields({ ...data, Equals: ["Evidence"] }), "[0].FieldSelectors", /Evidence/],
      ["an unknown field", fields(data, objects, { Field: "awsRegion", Equals: ["x"] }), "[0].FieldSelectors[2]", /awsRegion/],
      ["a field with another case", fields(data, objects, { Field: "resources.arn", Equals: ["x"] }), "[0].FieldSelectors[2]", /resources.arn/],
      [
        "a field of another category",
        fields({ ...data, Equals: ["Management"] }, { Field: "resources.ARN", Equals: ["x"] }),
        "[0].FieldSelectors[1]",
        /Management/,
      ],
      ["a member of every object for a field", fields(data, objects, { Field: "constructor", Equals: ["x"] }), "[0].FieldSelectors[2]", /not a field/],
      ["eventCategory by prefix", fields({ Field: "eventCategory", StartsWith: ["D"] }), "[0].FieldSelectors[0]", /Equals/],
      ["two categories", fields({ ...data, Equals: ["Data", "Management"] }), "[0].FieldSelectors[0]", /one value/],
      ["resources.type by NotEquals", fields(data, { Field: "resources.type", NotEquals: ["x"] }), "[0].FieldSelectors[1]", /Equals/],
      ["two resource types", fields(data, { ...objects, Equals: ["a", "b"] }), "[0].FieldSelectors[1]", /one value/],
      ["resources.type twice", fields(data, objects, objects), "[0].FieldSelectors[2]", /twice/],
      ["readOnly by NotEquals", fields(data, objects, { Field: "readOnly", NotEquals: ["true"] }), "[0].FieldSelectors[2]", /^readOnly takes Equals with one value$/],
      [
        "sessions from the console by prefix",
        fields(data, objects, { Field: "sessionCredentialFromConsole", StartsWith: ["t"] }),
        "[0].FieldSelectors[2]",
        /^sessionCredentialFromConsole takes Equals and NotEquals$/,
      ],
      ["sessions that are not from the console by a value", fields(data, objects, { Field: "sessionCredentialFromConsole", Equals: ["false"] }), "[0].FieldSelectors[2]", /takes true/],
      ["an error code by NotEquals", fields(network, kms, { Field: "errorCode", NotEquals: ["VpceAccessDenied"] }), "[0].FieldSelectors[2]", /^errorCode takes Equals$/],
      ["another error code", fields(network, kms, { Field: "errorCode", Equals: ["AccessDenied"] }), "[0].FieldSelectors[2]", /takes VpceAccessDenied/],
      ["network events without a source", fields(network), "[0].FieldSelectors", /eventSource is required/],
      ["network events of a source by suffix", fields(network, { Field: "eventSource", EndsWith: [".amazonaws.com"] }), "[0].FieldSelectors[1]", /takes Equals with one value/],
      ["network events of two sources", fields(network, { ...kms, Equals: ["kms.amazonaws.com", "s3.amazonaws.com"] }), "[0].FieldSelectors[1]", /one value/],
      ["management events of a source alone", fields(management, kms), "[0].FieldSelectors[1]", /^eventSource takes NotEquals$/],
      ["management events without any source", fields(management, { Field: "eventSource", NotEquals: ["s3.amazonaws.com"] }), "[0].FieldSelectors[1]", /takes kms.amazonaws.com or rdsdata.amazonaws.com/],
      ["a field that is selected twice", fields(data, objects, { Field: "eventName", StartsWith: ["Put"] }, { Field: "eventName", EndsWith: ["Object"] }), "[0].FieldSelectors[3]", /selected twice/],
      ["another readOnly", fields(data, objects, { Field: "readOnly", Equals: ["yes"] }), "[0].FieldSelectors[2]", /true or false/],
      ["an error in a later selector", [onObjects(), { FieldSelectors: [data] }], "[1].FieldSelectors", /required/],
    ];
    for (const [why, selectors, path, problem] of cases) {
      it(why, () => {
        assert.throws(
          () => compileEventSelectors(selectors),
          (error) => {
            assert.ok(error instanceof PatternError, String(error));
            assert.equal(error.path, path);
            assert.match(error.problem, problem);
            return true;
          },
        );
      });
    }
  });

  it("logs with a negative operator exactly what the positive one leaves", () => {
    const value = fc.constantFrom("Put", "Object", "PutObject", "GetObject", "Copy");
    const operator = fc.constantFrom("Equals", "StartsWith", "EndsWith");
    fc.assert(
      fc.property(operator, fc.array(value, { minLength: 1, maxLength: 3 }), fc.option(value), (name, values, eventName) => {
        const record = { ...put, eventName: eventName ?? undefined };
        const logged = (operators: Operators): boolean => matchEventSelectors([onObjects(["eventName", operators])], record);
        assert.equal(logged({ [`Not${name}`]: values }), !logged({ [name]: values }));
      }),
    );
  });
});
