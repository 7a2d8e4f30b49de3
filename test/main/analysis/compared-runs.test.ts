import { describe, expect, it } from 'vitest';
import { findCommonHeadline, findCompared, suggestFields } from '#analysis/compared-runs';
import { parseRunFilter } from '#analysis/run-filter';
import type { TrainedRun } from '#spec/run';
import { makeRun } from './make-run';

function run(id: string, method: TrainedRun['method'], seed: number, archived = false): TrainedRun {
  return makeRun(id, { training: { method, seed }, archived, created: `2026-11-0${id}` });
}

const listed = [
  run('4', 'dni', 2),
  run('3', 'none', 1),
  run('2', 'dni', 1, true),
  run('1', 'backprop', 1),
];
const find = (chosen: string[], text: string | null): string[] =>
  findCompared(listed, chosen, text, text === null ? null : parseRunFilter(text)).map(
    ({ id }) => id,
  );

describe('the compared runs', () => {
  it('are those chosen by hand and those that match, the oldest first', () => {
    expect(find(['3', '1'], null)).toEqual(['1', '3']);
    expect(find(['1'], 'method = dni')).toEqual(['1', '4']);
    expect(find([], '')).toEqual(['1', '3', '4']);
  });

  it('include archived ones only where they were chosen or the filter asks for them', () => {
    expect(find(['2'], null)).toEqual(['2']);
    expect(find([], 'method = dni and archived = true')).toEqual(['2']);
  });

  it('are only those chosen by hand where the filter has a mistake', () => {
    expect(find(['3'], 'method =')).toEqual(['3']);
  });
});

describe('the suggested groups', () => {
  it('are there where runs differ in their seed only', () => {
    expect(suggestFields([run('1', 'dni', 1), run('2', 'dni', 2), run('3', 'none', 1)])).toEqual([
      'training.method',
    ]);
  });

  it('are none where every run is of another setting', () => {
    expect(suggestFields([run('1', 'dni', 1), run('3', 'none', 1)])).toEqual([]);
    expect(suggestFields([run('1', 'dni', 1)])).toEqual([]);
  });
});

it('stand for their runs by the metric that stands for most of them', () => {
  const measured = (id: string, metric: string): TrainedRun =>
    makeRun(id, { metrics: { [metric]: 1 } });
  const runs = [
    measured('1', 'test/loss'),
    measured('2', 'train/loss'),
    measured('3', 'train/loss'),
  ];
  expect(findCommonHeadline(runs)).toBe('train/loss');
  expect(findCommonHeadline([makeRun('4')])).toBeNull();
});
