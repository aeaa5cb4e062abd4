/** Protects the reading of the provider's source: a replacement that is missed makes the sandbox kinder than AWS. */
import assert from "node:assert/strict";
import { forceNewRecord, laterProperties, replacingProperties } from "../../sandbox/provider/forceNew";
import { schemaAttributes } from "../../sandbox/provider/goSchema";
import { behaviours } from "../../sandbox/provider/resources";

const constants = new Map([["names.AttrName", "name"]]);

const forcing = (source: string): string[] => schemaAttributes(source, "aws_thing", constants).flatMap(({ forceNew }) => forceNew);

const sdk = (schema: string, before = ""): string => `package thing
${before}
// @SDKResource("aws_thing", name="Thing")
func resourceThing() *schema.Resource {
	return &schema.Resource{
		Schema: ${schema},
	}
}`;

describe("what forces a replacement, read from the provider's source", () => {
  it("is every attribute with ForceNew, whatever stands around it", () => {
    const map = `map[string]*schema.Schema{
			names.AttrName: {Type: schema.TypeString, ForceNew: true, ValidateFunc: match("}{"), },
			// "old": {ForceNew: true},
			"kept":   tags.Schema(),
			"pattern": {
				Default: \`"{\`,
				ForceNew: false,
			},
			"last": {
				Set:      func(v any) int { return len(v.(string)) },
				ForceNew: true,
			},
		}`;
    assert.deepEqual(forcing(sdk(map)), ["name", "last"]);
    assert.deepEqual(forcing(sdk("thingSchema", `var thingSchema = ${map}`)), ["name", "last"], "in a variable");
  });

  it("is an attribute of a block by its path, and the block where the block itself forces", () => {
    const block = (more: string): string => `map[string]*schema.Schema{
			"block": {
				Type: schema.TypeList,
				${more}
				Elem: &schema.Resource{
					Schema: map[string]*schema.Schema{
						"fixed": {ForceNew: true},
						"free":  {Optional: true},
					},
				},
			},
		}`;
    assert.deepEqual(forcing(sdk(block(""))), ["block.fixed"]);
    assert.deepEqual(forcing(sdk(block("ForceNew: true,"))), ["block"]);
  });

  it("is RequiresReplace in attributes and blocks of the newer framework", () => {
    const source = `// @FrameworkResource("aws_thing", name="Thing")
func (r *thing) Schema() {
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			names.AttrName: schema.StringAttribute{
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"size": schema.Int32Attribute{Optional: true},
		},
		Blocks: map[string]schema.Block{
			"place": schema.ListNestedBlock{
				NestedObject: schema.NestedBlockObject{
					Attributes: map[string]schema.Attribute{
						"type": schema.StringAttribute{
							PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
						},
					},
				},
			},
		},
	}
}`;
    assert.deepEqual(forcing(source), ["name", "place.type"]);
  });

  it("is not guessed: a condition, an unknown constant, another form or another resource are errors", () => {
    assert.throws(() => forcing(sdk(`map[string]*schema.Schema{},\n\t\tCustomizeDiff: customdiff.ForceNewIfChange("a", f)`)), /depends on values/);
    assert.throws(() => forcing(sdk(`map[string]*schema.Schema{names.AttrOther: {}}`)), /names\.AttrOther is no known constant/);
    assert.throws(() => forcing(sdk("makeSchema()")), /unknown form/);
    assert.throws(() => forcing('// @SDKResource("aws_thing_more")\n'), /no annotation of aws_thing/);
  });
});

describe("the record of what forces a replacement", () => {
  it("knows every resource type that the sandbox knows", () => {
    const unrecorded = Object.keys(behaviours).filter((token) => {
      try {
        return replacingProperties(token).length === 0;
      } catch {
        return true;
      }
    });
    assert.deepEqual(unrecorded, [], "add them to sandbox/provider/generateForceNew.ts, then npm run sandbox:force-new");
  });

  it("holds no type that the sandbox does not know, and says where it is from", () => {
    const recorded = [...Object.keys(forceNewRecord.resources), ...Object.keys(laterProperties)];
    assert.deepEqual(recorded.filter((token) => behaviours[token] === undefined), []);
    assert.match(forceNewRecord.source, /terraform-provider-aws$/);
    assert.match(forceNewRecord.version, /^\d+\.\d+\.\d+ at [0-9a-f]{40}$/);
  });

  it("names nothing by hand that was read already", () => {
    const twice = Object.entries(laterProperties).flatMap(([token, { properties }]) =>
      properties.filter((property) => forceNewRecord.resources[token]?.properties.includes(property)),
    );
    assert.deepEqual(twice, [], "the record has come to this version: remove them from laterProperties");
  });
});
