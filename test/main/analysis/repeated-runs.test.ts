import { describe, expect, it } from 'vitest';
import { compareGroups } from '#analysis/compare-groups';
import { groupRuns, type RunGroup } from '#analysis/group-runs';
import {
  countOnce,
  describeRepeats,
  describeStartedTwins,
  describeTwin,
  findTwin,
} from '#analysis/repeated-runs';
import type { Environment, TrainedRun } from '#spec/run';
import { makeRun, makeSeeds, type RunOptions } from './make-run';

const metric = 'test/error';
const environment = { workbench: '0.2.0', device: 'CPU', tensorflow: '2.18' } as Environment;
const at = (hour: number): string => `2026-11-29T0${hour}:00:00.000Z`;

const groupOf = (runs: TrainedRun[]): RunGroup => ({ key: 'g', values: {}, runs });
const countedOf = (runs: TrainedRun[]): string[] =>
  countOnce([groupOf(runs)])[0]?.runs.map(({ id }) => id) ?? [];
const seed = (id: string, of: number, options: RunOptions = {}): TrainedRun =>
  makeRun(id, { ...options, training: { ...options.training, seed: of } });

describe('runs of the same settings and seed', () => {
  it('count once in a mean, and pair again with those of the baseline', () => {
    const values = [0.0162, 0.0158, 0.0171];
    const dni = makeSeeds('d', metric, values, { training: { method: 'dni' } });
    const none = makeSeeds('n', metric, [0.03, 0.031, 0.029], { training: { method: 'none' } });
    const again = dni.map((run) => ({ ...run, id: `${run.id}-again`, created: at(9) }));
    const groups = groupRuns([...dni, ...none, ...again], ['training.method']);
    const baseline = groups[1]?.key ?? null;
    const [doubled] = compareGroups(groups, metric, { baseline });
    const [once] = compareGroups(countOnce(groups), metric, { baseline });
    const [alone] = compareGroups(groupRuns([...dni, ...none], ['training.method']), metric, {
      baseline,
    });
    expect(doubled).toMatchObject({ n: 6, baseline: { pairs: 0 } });
    expect(once).toMatchObject({ n: 3, baseline: { pairs: 3 } });
    expect(once?.interval).toEqual(alone?.interval);
  });

  it('are counted by the newest that has finished, or diverged', () => {
    const runs = [
      seed('old', 1, { created: at(7) }),
      seed('new', 1, { created: at(8) }),
      seed('stopped', 1, { created: at(9), status: 'stopped', step: 9000 }),
    ];
    expect(countedOf(runs)).toEqual(['new']);
    const diverged = seed('diverged', 1, { created: at(9), status: 'failed', failedStep: 31 });
    expect(countedOf([...runs, diverged])).toEqual(['diverged']);
  });

  it('are counted by the one that has trained furthest where none has finished', () => {
    const options = { status: 'stopped' } as const;
    const runs = [
      seed('far', 1, { ...options, step: 90, created: at(7) }),
      seed('near', 1, { ...options, step: 40, created: at(8) }),
      seed('waiting', 1, { status: 'queued', step: 0, created: at(9) }),
    ];
    expect(countedOf(runs)).toEqual(['far']);
  });

  it('are the same whatever their model is called, and where its nodes are drawn', () => {
    const { spec } = makeRun('a');
    const moved = {
      ...spec,
      name: 'other',
      canvas: { positions: { core: { x: 1, y: 2 } } },
    } as typeof spec;
    expect(countedOf([seed('a', 1), seed('b', 1, { spec: moved, created: at(9) })])).toEqual(['b']);
  });

  it('all count where their settings, seeds or first weights differ', () => {
    const runs = [
      seed('a', 1),
      seed('b', 2),
      seed('c', 1, { training: { batch: 7 } }),
      seed('d', 1, { training: { steps: 9 } }),
      seed('e', 1, { parent: { runId: 'a', step: 10 } }),
      seed('f', 1, { parent: { runId: 'a', step: 20 } }),
    ];
    expect(countedOf(runs)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('are looked for within a group only, and a group without any stays as it is', () => {
    const groups = [groupOf([seed('a', 1)]), { ...groupOf([seed('b', 1)]), key: 'h' }];
    expect(countOnce(groups)).toEqual(groups);
    expect(describeRepeats(countOnce(groups))).toEqual([]);
  });
});

describe('the sentence about them', () => {
  const describeRuns = (runs: TrainedRun[]): string[] =>
    describeRepeats(countOnce([groupOf(runs)]));

  it('counts them and names which counts, by id where the names are alike', () => {
    expect(describeRuns([seed('a', 1), seed('b', 1, { created: at(9) })])).toEqual([
      "1 run repeats a seed of the same settings and is counted once: of seed 1 'b' counts, not 'a'.",
    ]);
    const runs = [1, 2, 3].flatMap((of) => [
      seed(`x${of}`, of, { name: `first ${of}` }),
      seed(`y${of}`, of, { name: `second ${of}`, created: at(9) }),
    ]);
    expect(describeRuns(runs)).toEqual([
      "3 runs repeat a seed of the same settings and are counted once: of seed 1 'second 1' counts, not 'first 1'; of seed 2 'second 2' counts, not 'first 2'; and 1 more.",
    ]);
  });

  it('says in what else they differ: version, device, data', () => {
    const data = (sha256: string): TrainedRun['data'] => [
      { fromStep: 0, files: [{ name: 'train.csv', sha256 }] },
    ];
    const runs = [
      seed('a', 1, { environment, data: data('1') }),
      seed('b', 1, {
        created: at(9),
        environment: { ...environment, workbench: '0.3.0', device: 'GPU: H200' },
        data: data('2'),
      }),
    ];
    expect(describeRuns(runs)[1]).toBe(
      'Runs that repeat a seed differ in the version of the program (0.3.0, 0.2.0), and in the device (GPU: H200, CPU), and in the data (train.csv).',
    );
  });

  it('differ in values that have a comma of their own, which are quoted', () => {
    const on = (device: string, intraOp: number) => ({
      ...environment,
      device,
      threads: { interOp: 1, intraOp },
    });
    const runs = [
      seed('a', 1, { environment: on('CPU, 1 thread', 1) }),
      seed('b', 1, { environment: on('CPU, 2 threads', 2), created: at(9) }),
    ];
    expect(describeRuns(runs)[1]).toBe(
      "Runs that repeat a seed differ in the device ('CPU, 2 threads', 'CPU, 1 thread'), and in the threads of an operation (2, 1).",
    );
  });

  it('differ where one of them was resumed on another device', () => {
    const wasm = { ...environment, device: 'CPU (WebAssembly)', tensorflow: null };
    const earlierEnvironments = [{ untilStep: 5, environment: wasm }];
    const first = seed('a', 1, { name: 'first', environment });
    const moved = seed('b', 1, { environment, earlierEnvironments, created: at(9) });
    expect(describeTwin(moved, first)).toBe(
      "'first' has the same settings and seed. They differ in the device ('CPU', 'CPU (WebAssembly), then CPU').",
    );
  });

  it('differ in the threads, which changes their rounding', () => {
    const threads = (interOp: number) => ({ ...environment, threads: { interOp, intraOp: 1 } });
    const first = seed('a', 1, { name: 'first', environment: threads(2) });
    const second = seed('b', 1, { name: 'second', environment: threads(1), created: at(9) });
    expect(describeRuns([first, second])[1]).toBe(
      'Runs that repeat a seed differ in the operations at the same time (1, 2).',
    );
    expect(describeTwin(second, first)).toBe(
      "'first' has the same settings and seed. They differ in the operations at the same time (2, 1).",
    );
    expect(describeTwin(second, { ...first, environment: threads(1) })).toBe(
      "'first' has the same settings and seed.",
    );
  });

  it('are told when one is started again, not of another seed, start, or before the first has ended', () => {
    const first = seed('a', 1, { name: 'first' });
    const again = seed('b', 1, { status: 'queued' });
    const other = seed('c', 2, { status: 'queued' });
    const runs = [first, again, other];
    expect(findTwin(again, runs)).toBe(first);
    expect(findTwin(first, runs)).toBeNull();
    expect(findTwin(other, runs)).toBeNull();
    expect(findTwin({ ...again, parent: { runId: 'p', step: 5 } } as TrainedRun, runs)).toBeNull();
    expect(describeStartedTwins([other], runs)).toBe('');
    expect(describeStartedTwins([again], runs)).toBe(
      "It repeats 'first', which was trained with the same settings and seed.",
    );
    expect(describeStartedTwins([again, other], runs)).toContain("One of them repeats 'first'");
    const both = [...runs, seed('d', 2, {})];
    expect(describeStartedTwins([again, other], both)).toBe(
      'They repeat runs that were trained with the same settings and seeds.',
    );
  });
});
