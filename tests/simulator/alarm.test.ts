/** evaluateAlarm: AWS's tables on missing data, row by row, then M out of N, reasons and wrong alarms. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluateAlarm, type Alarm, type AlarmState, type Datapoint } from "../../simulator/alarm";
import { PatternError } from "../../simulator/patternError";

/** As in AWS's tables: 0 does not breach, X breaches, - is missing; the most recent is the last. */
function datapoints(row: string): Datapoint[] {
  return row.split(" ").map((cell, index) => ({ "0": 0, X: 3, "-": index % 2 === 0 ? null : undefined })[cell]);
}

function alarm(more: Partial<Alarm>): Alarm {
  return { comparisonOperator: "GreaterThanThreshold", threshold: 0, evaluationPeriods: 1, ...more };
}

const treatments = ["missing", "ignore", "breaching", "notBreaching"];

/** A retained state is told by a previous one that no other rule gives. */
const retained = "retained";

type Row = [datapoints: string, missing: string, ignore: string, breaching: string, notBreaching: string];

function table(name: string, definition: Partial<Alarm>, rows: readonly Row[]): void {
  describe(name, () => {
    for (const [row, ...expected] of rows) {
      treatments.forEach((treatMissingData, column) => {
        it(`${row}, ${treatMissingData}: ${expected[column] ?? ""}`, () => {
          const states = (["OK", "ALARM", "INSUFFICIENT_DATA"] as const).map(
            (previousState) => evaluateAlarm(alarm({ ...definition, treatMissingData, previousState }), datapoints(row)).state,
          );
          const want = expected[column] ?? "";
          assert.deepEqual(states, want === retained ? ["OK", "ALARM", "INSUFFICIENT_DATA"] : [want, want, want]);
        });
      });
    }
  });
}

describe("evaluateAlarm", () => {
  table("AWS's table of 3 out of 3", { evaluationPeriods: 3 }, [
    ["0 - X - X", "OK", "OK", "OK", "OK"],
    ["0 - - - -", "OK", "OK", "OK", "OK"],
    ["- - - - -", "INSUFFICIENT_DATA", retained, "ALARM", "OK"],
    ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["- - X - -", "ALARM", retained, "ALARM", "OK"],
    // From the text below the table, and from its earlier edition.
    ["- - - - X", "INSUFFICIENT_DATA", retained, "ALARM", "OK"],
    ["- - - X -", "INSUFFICIENT_DATA", retained, "ALARM", "OK"],
    ["X - - - -", "ALARM", retained, "ALARM", "OK"],
  ]);

  table("AWS's table of 2 out of 3", { evaluationPeriods: 3, datapointsToAlarm: 2 }, [
    ["0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["0 - X - -", "OK", "OK", "ALARM", "OK"],
    ["- - - - 0", "OK", "OK", "ALARM", "OK"],
    ["- - - X -", "ALARM", retained, "ALARM", "OK"],
    ["- - - - X", "INSUFFICIENT_DATA", retained, "ALARM", "OK"],
    ["- - - X X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ]);

  table("the alarms of this project, 1 out of 1", {}, [
    ["X", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["0", "OK", "OK", "OK", "OK"],
    ["X 0", "OK", "OK", "OK", "OK"],
    // A real datapoint in the evaluation range counts before a missing one is made up.
    ["X - -", "ALARM", "ALARM", "ALARM", "ALARM"],
    ["X - - -", "INSUFFICIENT_DATA", retained, "ALARM", "OK"],
  ]);

  it("needs datapointsToAlarm breaching ones among the last evaluationPeriods, in any order", () => {
    const twoOfFour = alarm({ evaluationPeriods: 4, datapointsToAlarm: 2 });
    const states = ["X X 0 0 0", "X 0 0 X", "0 0 0 X", "X X 0 0 0 0"].map((row) => evaluateAlarm(twoOfFour, datapoints(row)));
    assert.deepEqual(
      states.map(({ state }) => state),
      ["OK", "ALARM", "OK", "OK"],
    );
  });

  it("compares as the operator says", () => {
    const rows: [operator: string, states: AlarmState[]][] = [
      ["GreaterThanThreshold", ["OK", "OK", "ALARM"]],
      ["GreaterThanOrEqualToThreshold", ["OK", "ALARM", "ALARM"]],
      ["LessThanThreshold", ["ALARM", "OK", "OK"]],
      ["LessThanOrEqualToThreshold", ["ALARM", "ALARM", "OK"]],
    ];
    for (const [comparisonOperator, states] of rows) {
      const found = [1, 2, 3].map((value) => evaluateAlarm(alarm({ comparisonOperator, threshold: 2 }), [value]).state);
      assert.deepEqual(found, states, comparisonOperator);
    }
  });

  it("gives the reason in CloudWatch's words", () => {
    const three = alarm({ evaluationPeriods: 3, threshold: 0.5 });
    const reasons: [Alarm, Datapoint[], string][] = [
      [alarm({}), [3], "Threshold Crossed: 1 out of the last 1 datapoints [3.0] was greater than the threshold (0.0)."],
      [alarm({}), [0], "Threshold Crossed: 1 out of the last 1 datapoints [0.0] was not greater than the threshold (0.0)."],
      [
        three,
        [1, 2.5, 3],
        "Threshold Crossed: 3 out of the last 3 datapoints [1.0, 2.5, 3.0] were greater than the threshold (0.5).",
      ],
      [
        alarm({ treatMissingData: "notBreaching" }),
        [],
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
      ],
      [
        { ...three, treatMissingData: "breaching" },
        [],
        "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].",
      ],
      [
        { ...three, treatMissingData: "breaching" },
        [2],
        "Threshold Crossed: 1 out of the last 3 datapoints [2.0] was greater than the threshold (0.5) and 2 missing datapoints were treated as [Breaching].",
      ],
      [
        { ...three, treatMissingData: "notBreaching" },
        [2],
        "Threshold Crossed: 2 missing datapoints were treated as [NonBreaching].",
      ],
      [alarm({}), [null], "Insufficient Data: 1 datapoint was unknown."],
    ];
    for (const [definition, values, reason] of reasons) {
      assert.equal(evaluateAlarm(definition, values).reason, reason);
    }
    assert.match(evaluateAlarm(alarm({ treatMissingData: "ignore" }), []).reason, /retained/);
  });

  it("starts in INSUFFICIENT_DATA, which ignore retains", () => {
    assert.equal(evaluateAlarm(alarm({ treatMissingData: "ignore" }), []).state, "INSUFFICIENT_DATA");
  });

  it("refuses alarms that CloudWatch refuses, and anomaly detection", () => {
    const wrong: [Partial<Alarm>, path: string][] = [
      [{ comparisonOperator: "greaterThan" }, "comparisonOperator"],
      [{ comparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold" }, "comparisonOperator"],
      [{ threshold: NaN }, "threshold"],
      [{ threshold: undefined as unknown as number }, "threshold"],
      [{ evaluationPeriods: 0 }, "evaluationPeriods"],
      [{ evaluationPeriods: 1.5 }, "evaluationPeriods"],
      [{ evaluationPeriods: 2, datapointsToAlarm: 3 }, "datapointsToAlarm"],
      [{ datapointsToAlarm: 0 }, "datapointsToAlarm"],
      [{ treatMissingData: "good" }, "treatMissingData"],
      [{ treatMissingData: "" }, "treatMissingData"],
    ];
    for (const [more, path] of wrong) {
      assert.throws(
        () => evaluateAlarm(alarm(more), [1]),
        (error) => error instanceof PatternError && error.path === path,
        JSON.stringify(more),
      );
    }
    assert.throws(() => evaluateAlarm(alarm({}), [1, NaN]), { path: "datapoints[1]" });
  });

  it("looks no further back than the evaluation range", () => {
    const value = fc.constantFrom<Datapoint>(0, 3, null);
    const definition = fc.tuple(fc.constantFrom(...treatments), fc.integer({ min: 1, max: 4 })).chain(([treatment, periods]) =>
      fc.integer({ min: 1, max: periods }).map((toAlarm) =>
        alarm({ treatMissingData: treatment, evaluationPeriods: periods, datapointsToAlarm: toAlarm }),
      ),
    );
    fc.assert(
      fc.property(definition, fc.array(value, { maxLength: 8 }), fc.array(value, { maxLength: 4 }), (one, recent, older) => {
        const range = one.evaluationPeriods + 2;
        const padded = [...Array<Datapoint>(range).fill(null), ...recent].slice(-range);
        assert.deepEqual(evaluateAlarm(one, [...older, ...padded]), evaluateAlarm(one, padded));
      }),
    );
  });

  it("never leaves ALARM when a breaching datapoint takes the place of one that does not breach", () => {
    const value = fc.constantFrom<Datapoint>(0, 3, null);
    const settings = fc.record({ treatment: fc.constantFrom(...treatments), toAlarm: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(settings, fc.array(value, { minLength: 5, maxLength: 5 }), fc.nat(4), ({ treatment, toAlarm }, row, at) => {
        const one = alarm({ treatMissingData: treatment, evaluationPeriods: 3, datapointsToAlarm: toAlarm });
        if (row[at] !== 0 || evaluateAlarm(one, row).state !== "ALARM") return;
        assert.equal(evaluateAlarm(one, row.map((cell, index) => (index === at ? 3 : cell))).state, "ALARM");
      }),
    );
  });
});
