import {
  reportedContentSchema,
  type ReportedEntry,
  type ReportedSource,
  type ReportedValue,
} from '#spec/reported';

export function makeValue(
  id: string,
  value: number,
  changes: Partial<ReportedValue> = {},
): ReportedValue {
  return {
    kind: 'value',
    id,
    label: id,
    metric: 'test/error',
    templates: [],
    settings: {},
    value,
    uncertainty: null,
    n: null,
    ...changes,
  };
}

export function makeSource(
  entries: readonly ReportedEntry[],
  changes: Partial<ReportedSource> = {},
): ReportedSource {
  return {
    ...reportedContentSchema.parse({ name: 'Jaderberg et al. 2017', place: 'Table 1', entries }),
    id: 'jaderberg',
    modified: '',
    revision: '',
    ...changes,
  };
}
