import { nameVerdict } from '../answer-difference';
import type { GroupComparison } from '../compare-groups';
import { directionOf } from '../field-direction';
import type { ReportedRow } from '../reported/match-reported';
import { describeCitation } from '../reported/reported-figures';
import { reportedInterval } from '../reported/reported-format';
import type { RunField } from '../run-field';
import type { Interval } from '../statistics/interval';
import type { CsvValue } from './csv';

/** The figures of a group as columns of CSV: in the unit of the files, with all digits. */
export interface GroupFigures {
  names: string[];
  read(group: GroupComparison): CsvValue[];
  /** The same columns of a reported value. */
  readReported(row: ReportedRow): CsvValue[];
}

export function groupFigures(field: RunField): GroupFigures {
  const columns = listColumns(directionOf(field) === null ? 'larger_by' : 'better_by');
  return {
    names: columns.map(([name]) => name),
    read: (group) => columns.map(([, read]) => read(group)),
    readReported: (row) =>
      readReportedFigures(
        row,
        columns.map(([name]) => name),
      ),
  };
}

/** What a source says of a value, for columns of these names. An uncertainty of a kind that it does not state has none. */
export function readReportedFigures(
  { entry }: Pick<ReportedRow, 'entry'>,
  names: readonly string[],
): CsvValue[] {
  const { value, n, uncertainty } = entry;
  const interval = uncertainty?.kind === 'interval' ? reportedInterval(entry) : null;
  const figures: Partial<Record<string, CsvValue>> = {
    n,
    mean: value,
    sd: uncertainty?.kind === 'sd' ? uncertainty.size : null,
    se: uncertainty?.kind === 'se' ? uncertainty.size : null,
    mean_low: interval?.low,
    mean_high: interval?.high,
  };
  return names.map((name) => figures[name] ?? null);
}

/** The columns that a table has for reported values alone: none where there are none. */
export function reportedCells(reported: readonly ReportedRow[]): {
  names: string[];
  read(row: ReportedRow): CsvValue[];
} {
  if (reported.length === 0) return { names: [], read: () => [] };
  return {
    names: ['reported_in', 'ours_minus_reported', 'uncertainty'],
    read: ({ source, difference, entry: { uncertainty } }) => [
      describeCitation(source),
      difference,
      uncertainty?.kind === 'unstated' ? uncertainty.size : null,
    ],
  };
}

type FigureColumn = readonly [name: string, read: (group: GroupComparison) => CsvValue];

const listColumns = (by: string): FigureColumn[] => [
  ['runs', ({ runs }) => runs],
  ['n', ({ n }) => n],
  ['diverged', ({ diverged }) => diverged.length],
  ['failed', ({ failed }) => failed.length],
  ['missing', ({ missing }) => missing.length],
  ['mean', ({ mean }) => mean],
  ['sd', ({ sd }) => sd],
  ['se', ({ se }) => se],
  ...intervalOf('mean', ({ interval }) => interval),
  ['median', ({ median }) => median],
  ['interquartile_mean', ({ interquartileMean }) => interquartileMean],
  ...intervalOf('interquartile_mean', ({ interquartileInterval }) => interquartileInterval),
  ['min', ({ min }) => min],
  ['max', ({ max }) => max],
  // As in the table: positive where the group is better, or larger.
  [by, ({ baseline }) => baseline?.improvement],
  ...intervalOf(by, ({ baseline }) => baseline?.interval),
  ['pairs', ({ baseline }) => baseline?.pairs],
  ['test', ({ baseline }) => baseline?.test],
  ['p', ({ baseline }) => baseline?.p],
  ['p_holm', ({ baseline }) => baseline?.adjustedP],
  ['p_welch', ({ baseline }) => baseline?.welchP],
  ['p_paired', ({ baseline }) => baseline?.pairedP],
  ['p_permutation', ({ baseline }) => baseline?.permutationP],
  ['p_mann_whitney', ({ baseline }) => baseline?.mannWhitneyP],
  ['hedges_g', ({ baseline }) => baseline?.hedgesG],
  ['probability_of_improvement', ({ baseline }) => baseline?.probabilityOfImprovement],
  ['verdict', ({ baseline }) => baseline && nameVerdict(baseline)],
];

function intervalOf(
  name: string,
  read: (group: GroupComparison) => Interval | null | undefined,
): FigureColumn[] {
  return [
    [`${name}_low`, (group) => read(group)?.low],
    [`${name}_high`, (group) => read(group)?.high],
  ];
}
