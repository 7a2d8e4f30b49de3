import { formatWhole } from '#spec/number-format';
import { groupRuns, labelRuns } from '#analysis/group-runs';
import { modelName, type Run } from '#spec/run';
import type { ComparedLine } from '#chart/lines/compared-lines';
import { formatVariant } from './labels';

/** A row of the list of groups and runs. Keys of lines are those of their groups. */
export type ListRow =
  | { kind: 'heading'; key: string; title: string; runs: readonly Run[] }
  /** A line of the charts: a group, or a single run. `runs`: those of it that are found, repeated ones too. */
  | { kind: 'line'; key: string; line: ComparedLine; runs: readonly Run[]; isOpen: boolean | null }
  /** A run of a group above it. `countedRun`: the one that counts in its place, since it repeats a seed of it. */
  | {
      kind: 'member';
      key: string;
      line: ComparedLine;
      run: Run;
      label: string;
      countedRun: Run | null;
    }
  /** A model of which runs are not compared. */
  | { kind: 'model'; key: string; name: string; runs: readonly Run[]; isOpen: boolean }
  | { kind: 'other'; key: string; run: Run; label: string };

export interface ListContent {
  /** The lines of the comparison. */
  lines: readonly ComparedLine[];
  isGrouped: boolean;
  /** Runs that are not compared. */
  others: readonly Run[];
  /** The search in the list. */
  matches: (run: Run) => boolean;
  /** Keys of rows that were folded or unfolded: groups are folded at first, models are not. */
  toggled: ReadonlySet<string>;
  labelMembers: (line: ComparedLine) => ReadonlyMap<string, string>;
  /** Labels of the other runs, as `labelOthers` gives them. */
  otherLabels: ReadonlyMap<string, string>;
  /** What tells models of one name apart, by id, as `tellModels` gives it. */
  modelDetails: ReadonlyMap<string, string>;
}

/** The rows from the top: what is compared, which is the legend, then the other runs by model. */
export function buildRows(content: ListContent): ListRow[] {
  return [...comparedRows(content), ...otherRows(content)];
}

/** The runs that a row stands for. */
export function runsOf(row: ListRow): readonly Run[] {
  return row.kind === 'member' || row.kind === 'other' ? [row.run] : row.runs;
}

/** Whether the runs of a row are compared. */
export function isCompared(row: ListRow): boolean {
  return row.kind === 'line' || row.kind === 'member' || row.key === comparedKey;
}

/** What a row is called. */
export function labelOf(row: ListRow): string {
  switch (row.kind) {
    case 'heading':
      return row.title;
    case 'line':
      return row.line.label;
    case 'model':
      return row.name;
    default:
      return row.label;
  }
}

/** Pixels of a row: those of an average character, of what stands before the label, and of the figure behind it. */
const [characterPixels, figurePixels] = [7.2, 60];
const leadPixels = { line: 66, other: 44 } as const;

/**
 * The lines of a row in a list of this width in pixels. A label has one for itself, or two, where the figures would cut
 * off what it says: they stand below it then.
 */
export function countLines(row: ListRow, width: number): 1 | 2 | 3 {
  if (row.kind === 'heading' || row.kind === 'model') return 1;
  const labelPixels = characterPixels * labelOf(row).length;
  const room = width - (row.kind === 'line' ? leadPixels.line : leadPixels.other);
  if (labelPixels > room) return 3;
  const isGroup = row.kind === 'line' && row.isOpen !== null;
  return isGroup || labelPixels > room - figurePixels ? 2 : 1;
}

const comparedKey = 'heading:compared';

function comparedRows({
  lines,
  isGrouped,
  matches,
  toggled,
  labelMembers,
}: ListContent): ListRow[] {
  const rows = lines.flatMap((line): ListRow[] => {
    const repeats = new Map(line.group.repeats?.map(({ run, counted }) => [run, counted]));
    const runs = [...line.group.runs, ...repeats.keys()].filter(matches);
    if (runs.length === 0) return [];
    const isOpen = isGrouped ? toggled.has(line.key) : null;
    const row: ListRow = { kind: 'line', key: line.key, line, runs, isOpen };
    if (isOpen !== true) return [row];
    const labels = labelMembers(line);
    const members = runs.map((run): ListRow => {
      const label = labels.get(run.id) ?? run.name;
      const countedRun = repeats.get(run) ?? null;
      return { kind: 'member', key: run.id, line, run, label, countedRun };
    });
    return [row, ...members];
  });
  const runs = rows.flatMap((row) => (row.kind === 'line' ? row.runs : []));
  return withHeading({ key: comparedKey, title: 'Compared', runs }, countRuns(lines), rows);
}

function otherRows({
  others,
  matches,
  toggled,
  otherLabels,
  modelDetails,
}: ListContent): ListRow[] {
  const runs = others.filter(matches);
  if (runs.length === 0) return [];
  const models = groupByModel(runs, modelDetails).flatMap(([key, name, own]): ListRow[] => {
    const isOpen = !toggled.has(key);
    const row: ListRow = { kind: 'model', key, name, runs: own, isOpen };
    const members = own.map((run): ListRow => {
      const label = otherLabels.get(run.id) ?? run.name;
      return { kind: 'other', key: run.id, run, label };
    });
    return isOpen ? [row, ...members] : [row];
  });
  return withHeading({ key: 'heading:others', title: 'Other runs', runs }, others.length, models);
}

/** Keys, names and runs of models, where two of one name are two models. */
function groupByModel(
  runs: readonly Run[],
  details: ReadonlyMap<string, string>,
): [key: string, name: string, runs: readonly Run[]][] {
  return groupRuns(runs, ['run.model']).flatMap((group) => {
    const name = String(group.values['run.model']);
    const detailOf = ({ modelId }: Run): string => details.get(modelId ?? '') ?? '';
    return [...new Set(group.runs.map(detailOf))].map(
      (detail): [string, string, readonly Run[]] => [
        `model:${group.key}${detail}`,
        detail === '' ? name : `${name} (${detail})`,
        group.runs.filter((run) => detailOf(run) === detail),
      ],
    );
  });
}

/**
 * Labels of runs under their model, by id: what tells them from all runs of that model, compared ones too, and before it
 * the name that the user has given a run.
 */
export function labelOthers(all: readonly Run[]): Map<string, string> {
  const labels = new Map<string, string>();
  for (const group of groupRuns(all, ['run.model'])) {
    const own = labelRuns(group.runs);
    for (const run of group.runs) {
      const model = modelName(run);
      const text = own.get(run.id) ?? model;
      // Where no setting differs, the label begins with the model, which the row above names already.
      const label = text.startsWith(model) ? formatVariant(run) + text.slice(model.length) : text;
      const isNamed = run.name !== model && !label.includes(run.name);
      labels.set(run.id, isNamed ? `${run.name}, ${label}` : label);
    }
  }
  return labels;
}

function countRuns(lines: readonly ComparedLine[]): number {
  return lines.reduce(
    (sum, { group: { runs, repeats } }) => sum + runs.length + (repeats?.length ?? 0),
    0,
  );
}

/** Nothing without rows. Where a search leaves some of the runs only, the title says so: it changes what is listed, no chart. */
function withHeading(
  heading: { key: string; title: string; runs: readonly Run[] },
  all: number,
  rows: readonly ListRow[],
): ListRow[] {
  if (rows.length === 0) return [];
  const [found, total] = [heading.runs.length, all].map((count) => formatWhole(count));
  const title = found === total ? heading.title : `${heading.title}, ${found} of ${total} found`;
  return [{ kind: 'heading', ...heading, title }, ...rows];
}
