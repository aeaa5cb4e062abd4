/** runPipeline: what a record becomes, what is counted, which alarms fire, and what each definition must be. */
import assert from "node:assert/strict";
import { runPipeline, toEventBridgeEvent, type MetricAlarm, type PipelineDefinitions } from "../../simulator/pipeline";
import { PatternError } from "../../simulator/patternError";

/** The blog's example record, as far as a pipeline looks at it. */
function put(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventVersion: "1.07",
    userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/matthew", accountId: "111122223333" },
    eventTime: "2020-06-16T17:57:50Z",
    eventSource: "s3.amazonaws.com",
    eventName: "PutObject",
    awsRegion: "us-west-2",
    requestParameters: { bucketName: "examplebucket", key: "test/myobject" },
    additionalEventData: { SSEApplied: "Default_SSE_KMS" },
    eventID: "e0c88b9a-f859-407d-8460-a9159dbd08f5",
    readOnly: false,
    resources: [
      { type: "AWS::S3::Object", ARN: "arn:aws:s3:::examplebucket/test/myobject" },
      { accountId: "111122223333", type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::examplebucket" },
    ],
    eventType: "AwsApiCall",
    managementEvent: false,
    recipientAccountId: "111122223333",
    eventCategory: "Data",
    ...more,
  };
}

const applied = (method: string): Record<string, unknown> => ({ additionalEventData: { SSEApplied: method } });
const at = (time: string): Record<string, unknown> => ({ eventTime: `2020-06-16T${time}Z` });

function filter(metricName: string, method: string): PipelineDefinitions["metricFilters"][number] {
  return {
    name: `count ${metricName}`,
    pattern: `{ $.detail.additionalEventData.SSEApplied = "${method}" }`,
    namespace: "Test",
    metricName,
    value: "1",
    defaultValue: "0",
  };
}

function alarm(more: Partial<MetricAlarm> = {}): MetricAlarm {
  return {
    name: "customer keys",
    namespace: "Test",
    metricName: "customer",
    statistic: "Sum",
    period: 60,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
    ...more,
  };
}

const definitions: PipelineDefinitions = {
  trails: [
    {
      name: "audit",
      selectors: [
        {
          name: "writes",
          fieldSelectors: [
            { field: "eventCategory", equals: ["Data"] },
            { field: "resources.type", equals: ["AWS::S3::Object"] },
            { field: "readOnly", equals: ["false"] },
          ],
        },
      ],
    },
  ],
  rules: [{ name: "uploads", eventPattern: JSON.stringify({ source: ["aws.s3"], detail: { eventName: ["PutObject"] } }) }],
  metricFilters: [filter("kms", "Default_SSE_KMS"), filter("customer", "SSE_C")],
  alarms: [alarm()],
};

function sums(result: ReturnType<typeof runPipeline>): Record<string, number> {
  return Object.fromEntries(result.metrics.map(({ metricName, sum }) => [metricName, sum]));
}

describe("toEventBridgeEvent", () => {
  it("wraps the record in EventBridge's envelope", () => {
    const record = put();
    assert.deepEqual(toEventBridgeEvent(record), {
      version: "0",
      id: "e0c88b9a-f859-407d-8460-a9159dbd08f5",
      "detail-type": "AWS API Call via CloudTrail",
      source: "aws.s3",
      account: "111122223333",
      time: "2020-06-16T17:57:50Z",
      region: "us-west-2",
      resources: [],
      detail: record,
    });
  });

  it("names events that are no API calls otherwise, and other services by their names", () => {
    const event = toEventBridgeEvent(put({ eventType: "AwsServiceEvent", eventSource: "kms.amazonaws.com" }));
    assert.equal(event["detail-type"], "AWS Service Event via CloudTrail");
    assert.equal(event.source, "aws.kms");
  });

  it("says what a record lacks", () => {
    for (const name of ["eventID", "eventSource", "eventTime", "awsRegion"]) {
      assert.throws(() => toEventBridgeEvent(put({ [name]: undefined })), new RegExp(name));
    }
    assert.throws(() => toEventBridgeEvent(put({ eventSource: "example.com" })), /example\.com/);
    assert.throws(() => toEventBridgeEvent(put({ recipientAccountId: undefined, userIdentity: {} })), /recipientAccountId/);
  });

  it("takes the requester's account where the record does not say whose it is", () => {
    assert.equal(toEventBridgeEvent(put({ recipientAccountId: undefined })).account, "111122223333");
  });
});

describe("runPipeline", () => {
  it("counts a record once, and tells its way", () => {
    const record = put();
    const result = runPipeline(definitions, [record]);
    assert.deepEqual(result.records, [
      {
        record,
        trails: ["audit"],
        rules: ["uploads"],
        counted: [{ rule: "uploads", metricFilter: "count kms", namespace: "Test", metricName: "kms", value: 1 }],
      },
    ]);
    assert.deepEqual(sums(result), { kms: 1, customer: 0 });
    assert.deepEqual(
      result.logEvents.map(({ rule, timestamp, event }) => [rule, timestamp, event.detail]),
      [["uploads", Date.parse("2020-06-16T17:57:50Z"), record]],
    );
  });

  it("says where a record stops, and why", () => {
    const records = [
      put({ eventName: "GetObject", readOnly: true }),
      put({ eventName: "DeleteObject" }),
      put({ awsRegion: "eu-west-1" }),
      put(applied("SSE_S3")),
    ];
    const { records: traces, logEvents } = runPipeline({ ...definitions, region: "us-west-2" }, records);
    assert.deepEqual(
      traces.map(({ trails, rules, stopped }) => [trails, rules, stopped]),
      [
        [[], [], "no trail logs it"],
        [["audit"], [], "no enabled rule matches it"],
        [["audit"], [], "it happened in eu-west-1, and the rules are in us-west-2"],
        [["audit"], ["uploads"], "no metric filter matches it"],
      ],
    );
    assert.equal(logEvents.length, 1);
  });

  it("takes events of every region when none is given", () => {
    assert.deepEqual(sums(runPipeline(definitions, [put({ awsRegion: "eu-west-1" })])), { kms: 1, customer: 0 });
  });

  it("counts twice what two rules write to the log group, but not what two trails log", () => {
    const [trail] = definitions.trails;
    const [rule] = definitions.rules;
    assert.ok(trail && rule);
    const twoTrails = runPipeline({ ...definitions, trails: [trail, { ...trail, name: "other" }] }, [put()]);
    assert.deepEqual(twoTrails.records[0]?.trails, ["audit", "other"]);
    assert.deepEqual(sums(twoTrails), { kms: 1, customer: 0 });
    const twoRules = runPipeline({ ...definitions, rules: [rule, { ...rule, name: "overlap" }] }, [put()]);
    assert.deepEqual(
      twoRules.records[0]?.counted.map((counted) => counted.rule),
      ["uploads", "overlap"],
    );
    assert.deepEqual(sums(twoRules), { kms: 2, customer: 0 });
  });

  it("leaves out a rule that is not enabled", () => {
    const rules = definitions.rules.map((rule) => ({ ...rule, enabled: false }));
    assert.equal(runPipeline({ ...definitions, rules }, [put()]).records[0]?.stopped, "no enabled rule matches it");
  });

  it("publishes by the minute, the default value where log events arrived and none matched", () => {
    const records = [
      put({ ...applied("SSE_C"), ...at("10:02:59") }),
      put({ ...at("10:00:00") }),
      put({ ...at("10:00:59"), ...applied("SSE_C") }),
      put({ ...at("10:02:00"), ...applied("SSE_C") }),
      // A read is no log event: no default value for its minute.
      put({ ...at("10:01:00"), readOnly: true }),
      put({ ...at("10:05:30"), ...applied("SSE_S3") }),
    ];
    const result = runPipeline(definitions, records);
    assert.deepEqual(
      result.metrics.map(({ metricName, sum, datapoints }) => [
        metricName,
        sum,
        datapoints.map((one) => [one.time.slice(11, 16), one.sum, one.sampleCount, one.minimum, one.maximum]),
      ]),
      [
        [
          "kms",
          1,
          [
            ["10:00", 1, 1, 1, 1],
            ["10:02", 0, 1, 0, 0],
            ["10:05", 0, 1, 0, 0],
          ],
        ],
        [
          "customer",
          3,
          [
            ["10:00", 1, 1, 1, 1],
            ["10:02", 2, 2, 1, 1],
            ["10:05", 0, 1, 0, 0],
          ],
        ],
      ],
    );
  });

  it("publishes nothing for a filter that never matches and has no default value", () => {
    const metricFilters = [{ ...filter("customer", "SSE_C"), defaultValue: undefined }];
    const result = runPipeline({ ...definitions, metricFilters }, [put()]);
    assert.deepEqual(result.metrics, [{ namespace: "Test", metricName: "customer", sum: 0, datapoints: [] }]);
  });

  it("adds up filters that publish one metric, and keeps namespaces apart", () => {
    const [kms] = definitions.metricFilters;
    assert.ok(kms);
    const metricFilters = [kms, { ...kms, name: "again", value: 2.5 }, { ...kms, name: "elsewhere", namespace: "Other" }];
    const { metrics } = runPipeline({ ...definitions, metricFilters }, [put()]);
    assert.deepEqual(
      metrics.map(({ namespace, sum }) => [namespace, sum]),
      [
        ["Test", 3.5],
        ["Other", 1],
      ],
    );
  });

  it("keeps metrics with dimensions apart from the one without, which alarms are on, and sums up none", () => {
    const byRegion = { ...filter("customer", "SSE_C"), name: "by region", defaultValue: undefined, dimensions: { region: "$.region", name: "$.detail.nothing" } };
    const records = [put(applied("SSE_C")), put({ ...applied("SSE_C"), awsRegion: "eu-west-1" }), put({ awsRegion: "eu-west-1" })];
    const result = runPipeline({ ...definitions, metricFilters: [...definitions.metricFilters, byRegion] }, records);
    const data = result.metrics.filter(({ metricName }) => metricName === "customer");
    assert.deepEqual(data.map(({ dimensions, datapoints }) => [dimensions, datapoints.map(({ sum, sampleCount }) => [sum, sampleCount])]), [
      [undefined, [[2, 2]]],
      [{ region: "us-west-2" }, [[1, 1]]],
      [{ region: "eu-west-1" }, [[1, 1]]],
    ]);
    assert.equal(result.alarms[0]?.state, "ALARM");
    const withoutSum = runPipeline({ ...definitions, metricFilters: [byRegion], alarms: [alarm(), alarm({ dimensions: { region: "eu-west-1" } })] }, records);
    assert.deepEqual(withoutSum.alarms.map(({ state }) => state), ["INSUFFICIENT_DATA", "ALARM"]);
  });

  describe("alarms", () => {
    const bad = put({ ...applied("SSE_C"), ...at("10:03:10") });
    const worse = put({ ...applied("SSE_C"), ...at("10:04:10") });
    const good = (time: string): object => put(at(time));

    it("reports the first time in ALARM even when the alarm is OK again, whatever the order of the records", () => {
      const [result] = runPipeline(definitions, [good("10:05:00"), worse, bad, good("10:00:00")]).alarms;
      const ok = "Threshold Crossed: 1 out of the last 1 datapoints [0.0] was not greater than the threshold (0.0).";
      const alarmed = "Threshold Crossed: 1 out of the last 1 datapoints [1.0] was greater than the threshold (0.0).";
      assert.deepEqual(result, {
        name: "customer keys",
        state: "ALARM",
        reason: alarmed,
        time: "2020-06-16T10:04:00.000Z",
        final: { state: "OK", reason: ok },
        // The second upload finds the alarm in ALARM: no change, and no mail.
        changes: [
          { time: "2020-06-16T10:01:00.000Z", state: "OK", reason: ok },
          { time: "2020-06-16T10:04:00.000Z", state: "ALARM", reason: alarmed },
          { time: "2020-06-16T10:06:00.000Z", state: "OK", reason: ok },
        ],
      });
    });

    it("are OK when nothing breaches", () => {
      const [result] = runPipeline(definitions, [good("10:00:00")]).alarms;
      assert.deepEqual([result?.state, result?.time, result?.final.state], ["OK", undefined, "OK"]);
    });

    it("sum up longer periods, which slide on with each minute", () => {
      const records = ["10:00:30", "10:04:59", "10:05:00"].map((time) => put({ ...applied("SSE_C"), ...at(time) }));
      const one = (threshold: number): unknown[] => {
        const [result] = runPipeline({ ...definitions, alarms: [alarm({ period: 300, threshold })] }, records).alarms;
        return [result?.state, result?.time];
      };
      assert.deepEqual(one(1), ["ALARM", "2020-06-16T10:05:00.000Z"]);
      assert.deepEqual(one(2), ["OK", undefined], "no five minutes have all three");
    });

    it("are on the statistic that they name", () => {
      const records = [bad, put({ ...applied("SSE_C"), ...at("10:03:20") }), good("10:03:30"), good("10:04:00")];
      const reasons = ["Sum", "SampleCount", "Average", "Minimum", "Maximum"].map((statistic) => {
        const alarms = [alarm({ statistic, period: 300, threshold: -1 })];
        return /\[(.*?)\]/.exec(runPipeline({ ...definitions, alarms }, records).alarms[0]?.final.reason ?? "")?.[1];
      });
      // 10:03 has two matches, 10:04 the default value.
      assert.deepEqual(reasons, ["2.0", "3.0", "0.6666666666666666", "0.0", "1.0"]);
    });

    it("see missing data when no log event arrives", () => {
      const quiet = [good("10:00:00"), put({ ...at("11:00:00"), readOnly: true })];
      const state = (treatMissingData: string): string | undefined =>
        runPipeline({ ...definitions, alarms: [alarm({ treatMissingData })] }, quiet).alarms[0]?.final.state;
      assert.equal(state("missing"), "INSUFFICIENT_DATA");
      assert.equal(state("notBreaching"), "OK");
      assert.equal(state("breaching"), "ALARM");
      assert.equal(state("ignore"), "OK");
    });

    it("evaluate records that lie years apart without evaluating every minute between them", () => {
      const records = [bad, good("10:09:00"), put({ eventTime: "2026-01-01T00:00:00Z" })];
      const [result] = runPipeline(definitions, records).alarms;
      assert.deepEqual([result?.state, result?.final.state], ["ALARM", "OK"]);
    });

    it("judge missing data when no record becomes a log event", () => {
      const reads = [put({ readOnly: true })];
      const [result] = runPipeline({ ...definitions, alarms: [alarm({ treatMissingData: "breaching" })] }, reads).alarms;
      assert.deepEqual([result?.state, result?.time], ["ALARM", "2020-06-16T17:58:00.000Z"]);
    });

    it("on metrics that no filter publishes are not guessed", () => {
      const health = alarm({ namespace: "AWS/Events", metricName: "FailedInvocations", treatMissingData: "breaching" });
      const [result] = runPipeline({ ...definitions, alarms: [health] }, [bad]).alarms;
      assert.equal(result?.state, "INSUFFICIENT_DATA");
      assert.match(result.reason, /AWS\/Events FailedInvocations/);
    });

    it("have not started without records", () => {
      assert.equal(runPipeline(definitions, []).alarms[0]?.state, "INSUFFICIENT_DATA");
    });
  });

  describe("refuses, with the path in the definitions and even without records,", () => {
    const [trail] = definitions.trails;
    const [rule] = definitions.rules;
    const [metricFilter] = definitions.metricFilters;
    assert.ok(trail && rule && metricFilter);
    const withDimensions = (...fields: string[]) => ({ ...metricFilter, defaultValue: undefined, dimensions: Object.fromEntries(fields.map((field, index) => [`d${index}`, field])) });
    const cases: [why: string, wrong: Partial<PipelineDefinitions>, path: string][] = [
      ["selectors", { trails: [trail, { name: "x", selectors: [{ FieldSelectors: [] }] }] }, "trails[1].selectors[0].FieldSelectors"],
      ["a pattern", { rules: [{ ...rule, eventPattern: { detail: { eventName: "x" } } }] }, "rules[0].eventPattern.detail.eventName"],
      ["a pattern of a disabled rule", { rules: [{ ...rule, eventPattern: [], enabled: false }] }, "rules[0].eventPattern"],
      ["a text that is not JSON", { rules: [{ ...rule, eventPattern: "{" }] }, "rules[0].eventPattern"],
      ["a filter pattern", { metricFilters: [{ ...metricFilter, pattern: "{ $.a EXISTS }" }] }, "metricFilters[0].pattern"],
      ["a value from the log event", { metricFilters: [{ ...metricFilter, value: "$.detail.x" }] }, "metricFilters[0].value"],
      ["an empty value", { metricFilters: [{ ...metricFilter, value: "" }] }, "metricFilters[0].value"],
      ["a default value", { metricFilters: [{ ...metricFilter, defaultValue: "none" }] }, "metricFilters[0].defaultValue"],
      ["a default value beside dimensions", { metricFilters: [{ ...metricFilter, dimensions: { region: "$.region" } }] }, "metricFilters[0].defaultValue"],
      ["more dimensions than three", { metricFilters: [withDimensions("$.a", "$.b", "$.c", "$.d")] }, "metricFilters[0].dimensions"],
      ["a dimension that is no field", { metricFilters: [withDimensions("region")] }, "metricFilters[0].dimensions"],
      ["an operator", { alarms: [alarm(), alarm({ comparisonOperator: ">" })] }, "alarms[1].comparisonOperator"],
      ["a statistic", { alarms: [alarm({ statistic: "p99" })] }, "alarms[0].statistic"],
      ["a period", { alarms: [alarm({ period: 90 })] }, "alarms[0].period"],
    ];
    for (const [why, wrong, path] of cases) {
      it(`${why}: ${path}`, () => {
        assert.throws(
          () => runPipeline({ ...definitions, ...wrong }, []),
          (error) => {
            assert.ok(error instanceof PatternError, String(error));
            assert.equal(error.path, path);
            return true;
          },
        );
      });
    }

    it("keeping the position in the text", () => {
      const wrong = { ...definitions, metricFilters: [{ ...metricFilter, pattern: "{\n $.a EXISTS }" }] };
      assert.throws(() => runPipeline(wrong, []), { path: "metricFilters[0].pattern", line: 2, column: 6, offset: 7 });
    });
  });

  describe("reports a record that it cannot read, and goes on:", () => {
    const without = (name: string): object => put({ [name]: undefined });
    const named = "records[1] (e0c88b9a-f859-407d-8460-a9159dbd08f5): ";
    const cases: [what: string, odd: unknown, problem: string][] = [
      ["of a version without a category", put({ eventCategory: undefined, managementEvent: undefined }), "it has neither eventCategory nor managementEvent"],
      ...["eventTime", "eventSource", "awsRegion"].map((name): [string, object, string] => [`without ${name}`, without(name), name]),
      ["without an eventID", without("eventID"), "records[1] (without eventID): it has no eventID"],
      ["without an account", put({ recipientAccountId: undefined, userIdentity: null }), "it has no recipientAccountId"],
      ["of something else than a service", put({ eventSource: "example.com" }), 'its eventSource, "example.com", is not an AWS service'],
      ...["yesterday", "2020-06-16", "2020-13-01T00:00:00Z"].map((eventTime): [string, object, string] => [
        `that happened ${eventTime}`,
        put({ eventTime }),
        `its eventTime is "${eventTime}", not a time in ISO 8601 UTC`,
      ]),
      ["with resources that are none", put({ resources: [null] }), "its resources are [null], not a list of objects"],
      ["with resources in another shape", put({ resources: "all" }), 'its resources are "all", not a list of objects'],
      ["with a value that JSON cannot say", put({ requestParameters: { size: NaN } }), "NaN is not a JSON number"],
      ["that is null", null, "records[1] (without eventID): it is not an object"],
      ["that is a list", [], "records[1] (without eventID): it is not an object"],
    ];
    for (const [what, odd, problem] of cases) {
      it(`a record ${what}`, () => {
        const given = odd as object;
        const rest = [put(applied("SSE_C")), put(at("18:30:00"))] as const;
        const { records, ...others } = runPipeline(definitions, [rest[0], given, rest[1]]);
        const { problem: told = "", ...stopped } = records[1] ?? {};
        assert.ok(told.startsWith(problem.startsWith("records") ? problem : named) && told.includes(problem), told);
        assert.deepEqual(stopped, { record: given, trails: [], rules: [], counted: [], stopped: "the record cannot be read" });
        const { records: alone, ...withoutIt } = runPipeline(definitions, rest);
        assert.deepEqual([records[0], records[2]], alone);
        assert.deepEqual(others, withoutIt);
      });
    }

    it("also where no trail would log it: to a selector, what is missing just does not match", () => {
      const [trace] = runPipeline({ ...definitions, trails: [] }, [without("awsRegion")]).records;
      assert.match(trace?.problem ?? "", /it has no awsRegion$/);
    });

    it("alarms have not started where none can be read", () => {
      const { alarms } = runPipeline(definitions, [without("eventTime")]);
      assert.equal(alarms[0]?.state, "INSUFFICIENT_DATA");
    });
  });
});
