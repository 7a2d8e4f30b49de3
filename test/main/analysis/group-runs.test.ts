import { describe, expect, it } from 'vitest';
import { inEnglish, setNumberLocale } from '#spec/number-format';
import { groupRuns, labelGroups, labelRuns, suggestGroupFields } from '#analysis/group-runs';
import type { Environment, Run } from '#spec/run';
import type { Method } from '#spec/training';
import { template } from '../spec/make';
import { makeRun, type RunOptions } from './make-run';

const method = 'training.method';
const rate = 'training.optimizer.rate';

/** A run of each combination. */
function sweep({
  methods = ['dni'],
  rates = [0.001],
  seeds = [1],
  ...options
}: RunOptions & { methods?: Method[]; rates?: number[]; seeds?: number[] }): Run[] {
  return methods.flatMap((name) =>
    rates.flatMap((value) => seeds.map((seed) => one(name, value, seed, options))),
  );
}

function one(name: Method, value: number, seed: number, options: RunOptions = {}): Run {
  const { optimizer } = template('recall-dni').training;
  return makeRun(`20261129-080000-recall-${name}-${value}-${seed}`, {
    ...options,
    training: { method: name, seed, optimizer: { ...optimizer, rate: value } },
  });
}

describe('groups', () => {
  it('have equal values, in the order of first appearance', () => {
    const runs = sweep({ methods: ['dni', 'none'], seeds: [1, 2] });
    const groups = groupRuns([...runs].reverse(), [method]);
    expect(groups.map(({ values, runs: own }) => [values[method], own.length])).toEqual([
      ['none', 2],
      ['dni', 2],
    ]);
    expect(groups[0]?.runs[0]).toBe(runs[3]);
  });

  it('keep runs apart that were resumed on another device', () => {
    const on = (device: string) => ({ device }) as Environment;
    const runs = [
      makeRun('a', { environment: on('CPU') }),
      makeRun('b', {
        environment: on('CPU'),
        earlierEnvironments: [{ untilStep: 5, environment: on('CPU (WebAssembly)') }],
      }),
    ];
    expect(groupRuns(runs, ['run.device']).map(({ values }) => values['run.device'])).toEqual([
      'CPU',
      'CPU (WebAssembly), then CPU',
    ]);
  });

  it('have a key that depends on the values alone', () => {
    const [run] = sweep({});
    if (!run) throw new Error('no run');
    const key = groupRuns([run], [method, rate])[0]?.key;
    expect(key).toBe('{"training.method":"dni","training.optimizer.rate":0.001}');
    expect(groupRuns([run], [rate, method])[0]?.key).toBe(key);
  });

  it('are single runs without fields', () => {
    const runs = sweep({ seeds: [1, 2] });
    expect(groupRuns(runs, [])).toEqual(
      runs.map((run) => ({ key: run.id, values: {}, runs: [run] })),
    );
  });

  it('tell a value that is missing from one that is not finite', () => {
    const runs = [
      makeRun('missing'),
      makeRun('diverged', { metrics: { 'test/error': Number.NaN } }),
    ];
    expect(groupRuns(runs, ['test/error']).map(({ key }) => key)).toEqual([
      '{"test/error":null}',
      '{"test/error":"NaN"}',
    ]);
  });
});

describe('suggested fields', () => {
  it('are what differs, without the seed', () => {
    const runs = sweep({ methods: ['dni', 'none'], rates: [0.1, 0.01], seeds: [1, 2, 3] });
    expect(suggestGroupFields(runs)).toEqual([method, rate]);
  });

  it('leave out what follows from the method', () => {
    // Each method has a rate of its own.
    const runs = [one('dni', 0.1, 1), one('dni', 0.1, 2), one('none', 0.2, 1), one('none', 0.2, 2)];
    expect(suggestGroupFields(runs)).toEqual([method]);
  });

  it('are the model where models differ, without what follows from it', () => {
    const other = template('mnist-cdni');
    const runs = [
      one('dni', 0.1, 1),
      makeRun('m1', { spec: other }),
      makeRun('m2', { spec: other }),
    ];
    expect(suggestGroupFields(runs)).toEqual(['run.model']);
    const two = [...runs, makeRun('m3', { spec: other, training: { method: 'backprop' } })];
    expect(suggestGroupFields(two)).toEqual(['run.model', method]);
  });

  it('have all axes of a study, even those that follow from each other', () => {
    // A random search, in which every combination has a rate and a batch of its own.
    const runs = [1, 2, 3].map((draw) =>
      makeRun(`r${draw}`, {
        training: {
          batch: 10 * draw,
          optimizer: { ...template('recall-dni').training.optimizer, rate: draw / 100 },
        },
        study: { id: 's', values: { [rate]: draw / 100, 'training.batch': 10 * draw }, rung: 0 },
      }),
    );
    expect([...suggestGroupFields(runs)].sort()).toEqual(['training.batch', rate]);
    for (const run of runs) run.study = null;
    expect(suggestGroupFields(runs)).toHaveLength(1);
  });

  it('make one group of runs that differ in their seed only, and nothing of one run', () => {
    const runs = sweep({ seeds: [1, 2, 3] });
    expect(groupRuns(runs, suggestGroupFields(runs))).toHaveLength(1);
    expect(suggestGroupFields(runs.slice(0, 1))).toEqual([]);
    expect(suggestGroupFields([])).toEqual([]);
  });
});

describe('labels of groups', () => {
  const labelsOf = (runs: Run[], fields = suggestGroupFields(runs)): string[] => [
    ...labelGroups(groupRuns(runs, fields)).values(),
  ];

  it('have the numbers of the system, and in what is copied a decimal point', () => {
    const groups = groupRuns(
      sweep({ rates: [0.001, 0.1] }),
      suggestGroupFields(sweep({ rates: [0.001, 0.1] })),
    );
    setNumberLocale('de-DE');
    const labels = [...labelGroups(groups).values()];
    const copied = inEnglish(() => [...labelGroups(groups).values()]);
    setNumberLocale('en-US');
    expect(labels).toEqual(['rate 0,001', 'rate 0,1']);
    expect(copied).toEqual(['rate 0.001', 'rate 0.1']);
  });

  it('name what differs, and only that', () => {
    const methods: Method[] = ['dni', 'backprop', 'none'];
    expect(labelsOf(sweep({ methods, seeds: [1, 2] }))).toEqual(['DNI', 'backprop', 'none']);
    expect(labelsOf(sweep({ methods: ['dni', 'none'], rates: [0.001, 0.1] }))).toEqual([
      'DNI, rate 0.001',
      'DNI, rate 0.1',
      'none, rate 0.001',
      'none, rate 0.1',
    ]);
    // The method is among the fields, but it does not differ.
    expect(labelsOf(sweep({ rates: [0.001, 0.1] }), [method, rate])).toEqual([
      'rate 0.001',
      'rate 0.1',
    ]);
  });

  it('are the model where nothing differs', () => {
    expect(labelsOf(sweep({ seeds: [1, 2] }))).toEqual(['Recall, DNI over 4 ticks']);
  });

  it('are in words for switches and missing values, and as short as they can be told apart', () => {
    const runs = [
      makeRun('a', { training: { shuffle: true, unroll: 4 } }),
      makeRun('b', { training: { shuffle: false, unroll: undefined } }),
    ];
    expect(labelsOf(runs, ['training.shuffle', 'training.unroll'])).toEqual([
      'shuffle on, unroll 4',
      'shuffle off, no unroll',
    ]);
    const batches = [1, 2].map((value) =>
      makeRun(`b${value}`, {
        spec: {
          ...template('recall-dni'),
          diagnostics: { ...template('recall-dni').diagnostics, batch: 20 * value },
        },
        training: { batch: value },
      }),
    );
    expect(labelsOf(batches, ['training.batch', 'diagnostics.batch'])).toEqual([
      'training batch 1, diagnostics batch 20',
      'training batch 2, diagnostics batch 40',
    ]);
  });

  it('round numbers where they stay different', () => {
    expect(labelsOf(sweep({ rates: [0.00123456, 0.00987654] }))).toEqual([
      'rate 0.00123',
      'rate 0.00988',
    ]);
    expect(labelsOf(sweep({ rates: [0.00123456, 0.00123457] }))).toEqual([
      'rate 0.00123456',
      'rate 0.00123457',
    ]);
  });
});

describe('labels of runs', () => {
  const labelsOf = (runs: Run[]): string[] => [...labelRuns(runs).values()];

  it('have the seed where it differs', () => {
    expect(labelsOf(sweep({ seeds: [1, 2] }))).toEqual(['seed 1', 'seed 2']);
    expect(labelsOf(sweep({ methods: ['dni', 'none'], seeds: [1, 3] }))).toEqual([
      'DNI, seed 1',
      'DNI, seed 3',
      'none, seed 1',
      'none, seed 3',
    ]);
    expect(labelsOf(sweep({ methods: ['dni', 'none'] }))).toEqual(['DNI', 'none']);
  });

  it('are the model for a single run', () => {
    expect(labelsOf(sweep({}))).toEqual(['Recall, DNI over 4 ticks']);
  });

  it('have the name where all else is alike, else the part of the id that differs', () => {
    const alike = [makeRun('a', { name: 'First' }), makeRun('b', { name: 'Second' })];
    expect(labelsOf(alike)).toEqual([
      'Recall, DNI over 4 ticks (First)',
      'Recall, DNI over 4 ticks (Second)',
    ]);
    const ids = [
      '20261129-080000-recall-1',
      '20261129-081500-recall-1',
      '20261129-081500-recall-2',
    ];
    expect(labelsOf(ids.slice(0, 2).map((id) => makeRun(id)))).toEqual([
      'Recall, DNI over 4 ticks (080000)',
      'Recall, DNI over 4 ticks (081500)',
    ]);
    const labels = labelsOf(ids.map((id) => makeRun(id)));
    expect(labels).toContain('Recall, DNI over 4 ticks (081500-recall-2)');
    expect(new Set(labels).size).toBe(3);
  });

  it('have the time of the start where names are alike too', () => {
    const at = (second: number) => new Date(2026, 10, 29, 8, 15, second).toISOString();
    const runs = [
      makeRun('a-1', { name: 'First', created: at(1) }),
      makeRun('a-2', { name: 'First', created: at(2) }),
      makeRun('a-3', { name: 'Second', created: at(2) }),
    ];
    expect(labelsOf(runs)).toEqual([
      'Recall, DNI over 4 ticks (First) (Nov 29, 08:15:01)',
      'Recall, DNI over 4 ticks (First) (Nov 29, 08:15:02)',
      'Recall, DNI over 4 ticks (Second)',
    ]);
  });

  it('are unique', () => {
    const runs = [
      makeRun('a-1', { name: 'Same' }),
      makeRun('a-2', { name: 'Same' }),
      makeRun('a-3', { name: 'Other' }),
      makeRun('a', { name: 'Other' }),
      makeRun('a-1-1', { name: 'Other' }),
    ];
    expect(new Set(labelsOf(runs)).size).toBe(runs.length);
  });

  it('label groups of single runs', () => {
    const runs = sweep({ seeds: [1, 2] });
    expect([...labelGroups(groupRuns(runs, []))]).toEqual([
      [runs[0]?.id, 'seed 1'],
      [runs[1]?.id, 'seed 2'],
    ]);
  });
});

it('a thousand runs are grouped by method and rate, and each has a label of its own', () => {
  const seeds = Array.from({ length: 50 }, (_, index) => index);
  const rates = Array.from({ length: 10 }, (_, index) => (index + 1) / 1000);
  const runs = sweep({ methods: ['dni', 'none'], rates, seeds });
  expect(runs).toHaveLength(1000);
  const fields = suggestGroupFields(runs);
  expect(fields).toEqual([method, rate]);
  expect(groupRuns(runs, fields)).toHaveLength(20);
  expect(new Set(labelRuns(runs).values()).size).toBe(1000);
});
