import { countNoun } from '#spec/count-noun';
import { listDifferingFiles } from '#spec/data-files';
import { joinNames, quote } from '#spec/quote';
import { describeProperty } from '#spec/environments';
import type { Run } from '#spec/run';
import type { Repeat, RunGroup } from './group-runs';
import { hasEndedTraining } from './run-outcome';
import { identityOf } from './study-specs';

/**
 * The groups with each seed of the same settings once. Such runs begin with the same weights and see the same data, so that
 * two of them are not two samples. The newest that has come to its end counts, which divergence is too; where none has, the
 * one that has trained furthest. Runs of one seed whose settings differ all count.
 */
export function countOnce(groups: readonly RunGroup[]): RunGroup[] {
  return groups.map(countGroupOnce);
}

/** The runs of a group with each seed of the same settings once. */
export function countRunsOnce(runs: readonly Run[]): Pick<RunGroup, 'runs' | 'repeats'> {
  return countGroupOnce({ key: '', values: {}, runs: [...runs] });
}

function countGroupOnce(group: RunGroup): RunGroup {
  const repeats = listSame(group.runs).flatMap((same): Repeat[] => {
    const [counted, ...others] = [...same].sort(byPrecedence);
    return counted ? others.map((run) => ({ run, counted })) : [];
  });
  if (repeats.length === 0) return group;
  const leftOut = new Set(repeats.map(({ run }) => run.id));
  return { ...group, runs: group.runs.filter(({ id }) => !leftOut.has(id)), repeats };
}

/** Two and more runs each that have the same settings and seed, and begin at the same weights. */
function listSame(runs: readonly Run[]): Run[][] {
  const ofOneSeed = listEqual(runs, ({ seed }) => seed);
  return ofOneSeed.flatMap((alike) => listEqual(alike, startAndSettings));
}

/** The newest other run of the same settings, seed and start that has come to its end; null where there is none. */
export function findTwin(run: Run, runs: readonly Run[]): Run | null {
  const others = runs.filter(
    (other) =>
      other.id !== run.id && other.spec && other.seed === run.seed && hasEndedTraining(other),
  );
  if (!run.spec || others.length === 0) return null;
  const same = startAndSettings(run);
  return others.filter((other) => startAndSettings(other) === same).sort(byPrecedence)[0] ?? null;
}

/** That a run repeats another one, and in what else they differ, for the page of the run. */
export function describeTwin(run: Run, twin: Run): string {
  const differences = listDifferences([{ run, counted: twin }]);
  const environment =
    differences.length === 0 ? '' : ` They differ in ${differences.join(', and in ')}.`;
  return `${quote(twin.name)} has the same settings and seed.${environment}`;
}

/** Of runs that are being started, that they repeat others, in a sentence; '' where none does. */
export function describeStartedTwins(started: readonly Run[], runs: readonly Run[]): string {
  const twins = started.flatMap((run) => findTwin(run, runs) ?? []);
  const [first] = twins;
  if (!first) return '';
  if (twins.length === 1)
    return `${started.length === 1 ? 'It' : 'One of them'} repeats ${quote(first.name)}, which was trained with the same settings and seed.`;
  const who = twins.length === started.length ? 'They' : `${twins.length} of them`;
  return `${who} repeat runs that were trained with the same settings and seeds.`;
}

/** Nobody knows how another program has drawn the weights of a run: each imported one counts. */
function startAndSettings({ id, spec, parent }: Run): string {
  if (!spec) return id;
  const start = parent ? `${parent.runId} ${parent.step}` : '';
  return `${start} ${identityOf('', spec, true)}`;
}

/** Two and more runs each of one key. */
function listEqual<K>(runs: readonly Run[], keyOf: (run: Run) => K): Run[][] {
  const byKey = new Map<K, Run[]>();
  for (const run of runs) {
    const key = keyOf(run);
    const alike = byKey.get(key);
    if (alike) alike.push(run);
    else byKey.set(key, [run]);
  }
  return [...byKey.values()].filter(({ length }) => length > 1);
}

/** The run that counts comes first. */
function byPrecedence(a: Run, b: Run): number {
  return rankOf(b) - rankOf(a) || (a.created < b.created ? 1 : -1);
}

function rankOf(run: Run): number {
  return hasEndedTraining(run) ? Infinity : run.step;
}

/**
 * Says how many runs repeat a seed, in which one counts, and in what else they differ; nothing where none does:
 * `2 runs repeat a seed of the same settings and are counted once …`
 */
export function describeRepeats(groups: readonly Pick<RunGroup, 'repeats'>[]): string[] {
  const repeats = groups.flatMap((group) => group.repeats ?? []);
  if (repeats.length === 0) return [];
  const names = repeats.slice(0, maxNamed).map(({ run, counted }) => nameRepeat(run, counted));
  const more = repeats.length - names.length;
  const verbs = repeats.length === 1 ? 'repeats' : 'repeat';
  const are = repeats.length === 1 ? 'is' : 'are';
  const differences = listDifferences(repeats);
  return [
    `${countNoun(repeats.length, 'run')} ${verbs} a seed of the same settings and ${are} counted once: ${names.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    ...(differences.length > 0
      ? [`Runs that repeat a seed differ in ${differences.join(', and in ')}.`]
      : []),
  ];
}

/** More names are no help in a sentence. */
const maxNamed = 2;

/** `of seed 1 'b' counts, not 'a'`; runs of one name are told apart by their ids. */
function nameRepeat(run: Run, counted: Run): string {
  const isNamed = run.name !== counted.name;
  const nameOf = ({ id, name }: Run): string => quote(isNamed ? name : id);
  return `of seed ${run.seed} ${nameOf(counted)} counts, not ${nameOf(run)}`;
}

/** What else differs between runs that repeat a seed and those that count, with the values. */
function listDifferences(repeats: readonly Repeat[]): string[] {
  const properties: readonly (readonly [string, Parameters<typeof describeProperty>[1]])[] = [
    ['the version of the program', ({ workbench }) => workbench],
    ['the device', ({ device }) => device],
    ['the version of TensorFlow', ({ tensorflow }) => tensorflow],
    // They decide in which order sums are made, and so how they are rounded.
    ['the threads of an operation', ({ threads }) => threads?.intraOp],
    ['the operations at the same time', ({ threads }) => threads?.interOp],
  ];
  const differing = properties.flatMap(([what, read]) => {
    const values = repeats.flatMap(({ run, counted }): string[] => {
      const [own, other] = [describeProperty(run, read), describeProperty(counted, read)];
      return own !== undefined && other !== undefined && own !== other ? [other, own] : [];
    });
    return values.length === 0 ? [] : [`${what} (${joinValues([...new Set(values)])})`];
  });
  const files = repeats.flatMap(({ run, counted }) =>
    run.data.length === 0 || counted.data.length === 0
      ? []
      : listDifferingFiles(filesOf(counted), filesOf(run)).map(({ name }) => name),
  );
  return files.length === 0
    ? differing
    : [...differing, `the data (${joinNames([...new Set(files)])})`];
}

/** Values such as `CPU, 2 threads` have a comma of their own: quotation marks tell where each ends. */
function joinValues(values: readonly string[]): string {
  const areQuoted = values.some((value) => value.includes(','));
  return joinNames(areQuoted ? values.map((value) => quote(value)) : values);
}

function filesOf({ data }: Run): Run['data'][number]['files'] {
  return data.at(-1)?.files ?? [];
}
