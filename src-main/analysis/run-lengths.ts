import { formatWhole } from '#spec/number-format';
import { countNoun } from '#spec/count-noun';
import { commonExampleUnit } from '#spec/example-unit';
import type { Experiment } from '#spec/experiment';
import { examplesPerStep } from '#spec/examples-per-step';
import { isEnded, type Run } from '#spec/run';
import type { RunGroup } from './group-runs';

/** By experiment: it takes a look at the whole graph. */
const rates = new WeakMap<Experiment, number | null>();

/** The steps that the runs of a group have trained, and the examples that they have read. */
interface Lengths {
  steps: Range;
  /** Null where a step does not always read the same number of examples. */
  examples: Range | null;
}

interface Range {
  min: number;
  max: number;
}

/**
 * What keeps groups from being compared at equal lengths, as sentences; none where all runs have trained for as many steps
 * and examples: `Runs differ in length: DNI trained 3,000 steps (96,000 ticks); backprop trained 300 …` Runs
 * that still train have no length yet, and are counted instead.
 */
export function describeLengths(
  groups: readonly RunGroup[],
  labels: ReadonlyMap<string, string>,
): string[] {
  return [...describeEnded(groups, labels), ...describeOpen(groups)];
}

/** Whether runs of one group or of several have trained for different numbers of steps. */
export function differInSteps(groups: readonly RunGroup[]): boolean {
  return (
    new Set(groups.flatMap(({ runs }) => runs.filter(hasLength).map(({ step }) => step))).size > 1
  );
}

/** `3,000`, `300 to 3,000`: the steps that the runs of a group have trained; null where none has. */
export function describeSteps({ runs }: Pick<RunGroup, 'runs'>): string | null {
  const steps = runs.map(({ step }) => step).filter((step) => step > 0);
  return steps.length === 0 ? null : formatRange(rangeOf(steps));
}

function hasLength({ step, status }: Run): boolean {
  return step > 0 && isEnded(status);
}

function describeEnded(groups: readonly RunGroup[], labels: ReadonlyMap<string, string>): string[] {
  const measured = groups.flatMap(({ key, runs }) => {
    const lengths = measure(runs.filter(hasLength));
    return lengths ? [{ label: labels.get(key) ?? key, ...lengths }] : [];
  });
  const noun = groups.every(({ runs }) => runs.length === 1) ? 'run' : 'group';
  const haveSteps = isUniform(measured.map(({ steps }) => steps));
  const haveExamples = isUniform(measured.map(({ examples }) => examples));
  if (haveSteps && haveExamples) return [];
  const unit = commonExampleUnit(
    groups.flatMap(({ runs }) => runs.flatMap(({ spec }) => (spec ? [spec.task] : []))),
  );
  const byText = new Map<string, string[]>();
  for (const { label, ...lengths } of measured) {
    const text = describeRange(lengths, unit);
    byText.set(text, [...(byText.get(text) ?? []), label]);
  }
  const parts = [...byText].map(([text, alike]) => `${nameGroups(alike, noun)} trained ${text}`);
  const rest = parts.length > maxParts ? '; the others still other numbers' : '';
  const what = haveSteps ? `the number of ${unit}` : 'length';
  return [`Runs differ in ${what}: ${parts.slice(0, maxParts).join('; ')}${rest}.`];
}

/** More lengths are no help in a sentence. */
const maxParts = 4;

function describeOpen(groups: readonly RunGroup[]): string[] {
  const runs = groups.flatMap((group) => group.runs);
  const open = runs.filter(({ step, status }) => step > 0 && !isEnded(status)).length;
  if (open === 0) return [];
  const verb = open === 1 ? 'still trains: its values are' : 'still train: their values are';
  return [`${open} of ${countNoun(runs.length, 'run')} ${verb} those so far.`];
}

function measure(runs: readonly Run[]): Lengths | null {
  if (runs.length === 0) return null;
  const examples = runs.map(({ step, spec }) => step * ((spec && rateOf(spec)) ?? Number.NaN));
  return {
    steps: rangeOf(runs.map(({ step }) => step)),
    examples: examples.every(Number.isFinite) ? rangeOf(examples) : null,
  };
}

function rateOf(spec: Experiment): number | null {
  if (!rates.has(spec)) rates.set(spec, examplesPerStep(spec));
  return rates.get(spec) ?? null;
}

function rangeOf(values: readonly number[]): Range {
  return { min: Math.min(...values), max: Math.max(...values) };
}

/** Whether all values of all ranges are the same one. */
function isUniform(ranges: readonly (Range | null)[]): boolean {
  const known = ranges.flatMap((range) => (range ? [range.min, range.max] : []));
  return new Set(known).size <= 1;
}

/** `3,000 steps`, `300 to 3,000 steps (96,000 ticks)`. */
function describeRange({ steps, examples }: Lengths, unit: string): string {
  const read = examples ? ` (${formatRange(examples)} ${nounOf(examples, unit)})` : '';
  return `${formatRange(steps)} ${nounOf(steps, 'steps')}${read}`;
}

function nounOf({ max }: Range, plural: string): string {
  return max === 1 ? plural.replace(/s$/, '') : plural;
}

function formatRange({ min, max }: Range): string {
  const [low = '', high = ''] = [min, max].map((value) => formatWhole(value));
  return min === max ? low : `${low} to ${high}`;
}

/** The labels of one or two groups, else how many there are. */
function nameGroups(labels: readonly string[], noun: string): string {
  return labels.length > 2 ? countNoun(labels.length, noun) : labels.join(' and ');
}
