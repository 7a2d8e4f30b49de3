import { describe, expect, it } from 'vitest';
import { groupRuns } from '#analysis/group-runs';
import { makeRun } from '../../../main/analysis/make-run';
import { makeValue } from '../../../main/analysis/reported/make-source';
import {
  besideKept,
  besideNone,
  listBesideChoices,
  placeBeside,
  placeByLabel,
} from '../../../../src-renderer/compare/reported/beside-choices';

const runs = [
  makeRun('a', { training: { method: 'dni' } }),
  makeRun('b', { training: { method: 'none' } }),
];
const groups = groupRuns(runs, ['training.method']);
const labels = new Map(groups.map(({ key, values }) => [key, String(values['training.method'])]));
const [dni] = groups.map(({ key }) => key);

describe('the group that an entry stands beside', () => {
  it('is none, one of the comparison, or what the entry has already', () => {
    const { choices, chosen } = listBesideChoices(makeValue('x', 1), groups, labels);
    expect(choices.map(({ label }) => label)).toEqual(['no group', 'dni', 'none']);
    expect(chosen).toBe(besideNone);
    const bundled = makeValue('x', 1, { templates: ['mnist-cdni'] });
    expect(listBesideChoices(bundled, groups, labels).chosen).toBe(besideKept);
  });

  it('becomes its settings', () => {
    const placed = placeBeside(makeValue('x', 1), dni ?? '', groups);
    expect(placed.settings).toEqual({ 'training.method': 'dni' });
    expect(listBesideChoices(placed, groups, labels).chosen).toBe(dni);
    expect(placeBeside(placed, besideNone, groups).settings).toEqual({});
    expect(placeBeside(placed, besideKept, groups)).toBe(placed);
  });

  it('is that of the same label, whatever its letters', () => {
    expect(placeByLabel(makeValue('DNI', 1), groups, labels).settings).toEqual({
      'training.method': 'dni',
    });
    expect(placeByLabel(makeValue('other', 1), groups, labels).settings).toEqual({});
  });

  it('is that of the same number, whatever its decimal sign', () => {
    const { optimizer } = makeRun('a').spec.training;
    const rates = [0.001, 0.1].map((rate) =>
      makeRun(`rate-${rate}`, { training: { optimizer: { ...optimizer, rate } } }),
    );
    const byRate = groupRuns(rates, ['training.optimizer.rate']);
    const written = new Map(
      byRate.map(({ key }, index) => [key, ['rate 0,001', 'rate 0,1'][index] ?? '']),
    );
    expect(placeByLabel(makeValue('rate 0.1', 1), byRate, written).settings).toEqual({
      'training.optimizer.rate': 0.1,
    });
  });

  it('is a run where nothing is grouped', () => {
    const placed = placeBeside(makeValue('x', 1), 'b', groupRuns(runs, []));
    expect(placed.settings).toEqual({ 'run.id': 'b' });
  });
});
