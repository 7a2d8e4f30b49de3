import type { Band, Center } from '#spec/comparison';
import { countNoun } from '#spec/count-noun';
import type { Curve } from '#spec/curves';
import type { Run } from '#spec/run';
import { describeDivergence } from '#analysis/run-outcome';
import type { ChartLine, EndMark } from './chart-line';
import { lastOf } from './columns';
import { describeBand } from './band-names';
import type { ComparedLine } from './compared-lines';

interface LineOptions {
  /** Whether the x axis counts steps. */
  isStepAxis: boolean;
  /** Runs of groups that are drawn as lines of their own. */
  selected: ReadonlySet<string>;
  /** The colour of an index. */
  colorOf: (index: number) => string;
}

/** The lines of a chart, from the curves of one metric. */
export function buildLines(
  compared: readonly ComparedLine[],
  curveOf: (key: string) => Curve | undefined,
  options: LineOptions,
): ChartLine[] {
  return compared.flatMap((line) => {
    const curve = curveOf(line.key);
    return curve ? [buildLine(line, curve, options), ...memberLines(line, curve, options)] : [];
  });
}

function buildLine(
  line: ComparedLine,
  curve: Curve,
  { isStepAxis, colorOf }: LineOptions,
): ChartLine {
  const { key, label, color, dash, group } = line;
  const { x, y, breaks, lower, upper, n, raw, runs, total, zero, negative, notFinite } = curve;
  const [run] = group.runs;
  return {
    key,
    label,
    color: colorOf(color),
    dash,
    width: 1.75,
    x,
    y,
    breaks,
    band: lower && upper ? { lower, upper } : null,
    n,
    runs,
    rawTrace: raw,
    counts: { total, zero, negative, notFinite },
    endMark: run && group.runs.length === 1 ? findEndMark(run, curve, isStepAxis) : undefined,
  };
}

/** The runs of a group that the user has selected, as thin lines in the colour of their group. */
function memberLines(line: ComparedLine, curve: Curve, options: LineOptions): ChartLine[] {
  return curve.runs
    .filter(({ runId }) => options.selected.has(runId))
    .map(({ runId, x, y, breaks }) => {
      const run = line.group.runs.find(({ id }) => id === runId);
      const label = run ? `${line.label}, seed ${run.seed}` : runId;
      return { key: runId, label, color: options.colorOf(line.color), width: 1, x, y, breaks };
    });
}

/** The end of a curve whose run has diverged. Only steps are known beyond the last point. */
function findEndMark(run: Run, { x }: Curve, isStepAxis: boolean): EndMark | undefined {
  const label = describeDivergence(run);
  const last = lastOf(x);
  if (run.failedStep === null || label === null || last === undefined) return undefined;
  return { x: isStepAxis ? Math.max(run.failedStep, last) : last, label };
}

type NotedLine = Pick<ComparedLine, 'key' | 'label' | 'group'>;

/**
 * What the curves of a chart say of themselves, each sentence once, with the lines that it is about; first what the lines
 * and bands of groups are.
 */
export function collectNotes(
  compared: readonly NotedLine[],
  curveOf: (key: string) => Curve | undefined,
  kind: { center: Center; band: Band },
): string[] {
  const labels = new Map<string, string[]>();
  for (const { key, label } of compared)
    for (const note of curveOf(key)?.notes ?? [])
      labels.set(note, [...(labels.get(note) ?? []), label]);
  const notes = [...labels].map(([note, about]) => `${nameLines(about, compared)}${note}`);
  const shown = notes.slice(0, maxNotes);
  const more = notes.length - shown.length;
  const areGroups = compared.some(({ key, group }) => group.runs.length > 1 && curveOf(key));
  const hasRuns = compared.some(({ key }) => (curveOf(key)?.runs.length ?? 0) > 0);
  return [
    ...(areGroups ? [describeBand({ ...kind, hasRuns })] : []),
    ...shown,
    ...(more > 0 ? [`${countNoun(more, 'more remark')} on other lines.`] : []),
  ];
}

const maxNotes = 3;

/** What a note is about: `DNI: `, `Each group: `; nothing where it is about the one line, or about every run. */
function nameLines(about: readonly string[], compared: readonly NotedLine[]): string {
  if (about.length < compared.length) return `${listLabels(about)}: `;
  // A number of runs is that of one group.
  const areGroups = compared.some(({ group }) => group.runs.length > 1);
  return areGroups && compared.length > 1 ? 'Each group: ' : '';
}

function listLabels(labels: readonly string[]): string {
  return labels.length <= 2
    ? labels.join(' and ')
    : `${labels[0] ?? ''} and ${labels.length - 1} others`;
}
