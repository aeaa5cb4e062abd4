/**
 * Basic event selectors of a trail as advanced ones that record the same, as expressions in JMESPath: the AWS CLI evaluates them
 * on what `get-event-selectors` answers, so that the conversion needs no other program.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
 */

/** A value in an expression; JSON rather than a raw string, whose quotes are those of the shell. */
const literal = (value: unknown): string => `\`${JSON.stringify(value)}\``;
const nothing = literal([]);
const condition = (field: string, operator: string, values: string): string => `[{Field: ${literal(field)}, ${operator}: ${values}}]`;
const equals = (field: string, value: string): string => literal([{ Field: field, Equals: [value] }]);

/** By the kind of events that a basic selector records: what tells them. */
const kinds: Readonly<Record<string, string>> = {
  All: nothing,
  ReadOnly: equals("readOnly", "true"),
  WriteOnly: equals("readOnly", "false"),
};

/** Values that stand for everything of a service, such as arn:aws:s3, and name no bucket, function or table. */
const ofAll = `!contains(@, \`":function:"\`) && !contains(@, \`":table/"\`) && (!contains(@, \`":::"\`) || ends_with(@, \`":::"\`))`;

function ofKind(kind: string): string[] {
  const told = kinds[kind] ?? nothing;
  return [
    // Management events, without those of the services that are left out.
    `EventSelectors[?ReadWriteType == ${literal(kind)} && IncludeManagementEvents].{Name: ${literal("Management events")}, FieldSelectors: [` +
      `${equals("eventCategory", "Management")}, ${told}, ` +
      `ExcludeManagementEventSources && ${condition("eventSource", "NotEquals", "ExcludeManagementEventSources")} || ${nothing}][]}`,
    // Data events. Of S3 a value is the beginning of objects' ARNs, of others the whole ARN.
    `EventSelectors[?ReadWriteType == ${literal(kind)}].DataResources[].{Name: join(${literal(" of ")}, [${literal("Data events")}, Type]), FieldSelectors: [` +
      `${equals("eventCategory", "Data")}, ${condition("resources.type", "Equals", "[Type]")}, ${told}, ` +
      `!(Values[?${ofAll}]) && (Type == ${literal("AWS::S3::Object")} && ${condition("resources.ARN", "StartsWith", "Values")} || ` +
      `${condition("resources.ARN", "Equals", "Values")}) || ${nothing}][]}`,
  ];
}

/** Lists of advanced selectors, to be joined; null where a trail has no basic ones. */
export const convertedSelectors: readonly string[] = Object.keys(kinds).flatMap(ofKind);
