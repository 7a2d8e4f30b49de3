import { describe, expect, it } from 'vitest';
import { groupRuns } from '#analysis/group-runs';
import {
  findBeside,
  matchReported,
  suggestReported,
  withReported,
} from '#analysis/reported/match-reported';
import { figureOf, resolveReferences } from '#analysis/reported/reported-figures';
import { template } from '../../spec/make';
import { makeRun } from '../make-run';
import { makeSource, makeValue } from './make-source';

const templates = new Map([['recall-dni', template('recall-dni')]]);
const groups = groupRuns(
  [
    makeRun('a', { training: { method: 'dni', seed: 1 }, metrics: { 'test/error': 0.02 } }),
    makeRun('b', { training: { method: 'dni', seed: 2 }, metrics: { 'test/error': 0.04 } }),
    makeRun('c', { training: { method: 'none', seed: 1 }, metrics: { 'test/error': 0.1 } }),
  ],
  ['training.method'],
);
const [dni, none] = groups.map(({ key }) => key);
const ofDni = { settings: { 'training.method': 'dni' } };

describe('findBeside', () => {
  it('finds the groups of which every run has the settings', () => {
    expect(findBeside(makeValue('x', 1, ofDni), groups, templates)).toEqual([groups[0]]);
    const ofSeed = makeValue('x', 1, { settings: { 'training.seed': 1 } });
    expect(findBeside(ofSeed, groups, templates)).toEqual([groups[1]]);
  });

  it('finds runs of a template that train in another way, and none with another model', () => {
    const entry = makeValue('x', 1, { templates: ['recall-dni'] });
    const spec = template('recall-dni');
    const faster = { ...spec, name: 'Mine', training: { ...spec.training, steps: 3 } };
    const wider = template('recall-bptt');
    const [core] = Object.keys(spec.model.nodes).filter(
      (name) => spec.model.nodes[name]?.kind === 'lstm',
    );
    const nodes = { ...wider.model.nodes, [core ?? '']: { kind: 'lstm', units: 3 } as never };
    const changed = { ...wider, model: { ...wider.model, nodes } };
    const found = (experiment: typeof spec) =>
      findBeside(entry, groupRuns([makeRun('a', { spec: experiment })], []), templates).length;
    expect([found(faster), found(changed)]).toEqual([1, 0]);
  });

  it('takes the only group for an entry without settings, and none of several', () => {
    const entry = makeValue('x', 1);
    expect(findBeside(entry, groups, templates)).toEqual([]);
    expect(findBeside(entry, groups.slice(1), templates)).toEqual([groups[1]]);
  });
});

describe('matchReported', () => {
  const source = makeSource([
    makeValue('dni', 0.019, ofDni),
    makeValue('other', 0.5),
    makeValue('loss', 1, { metric: 'test/loss' }),
  ]);
  const figures = source.entries.map((entry) => figureOf(source, entry));

  it('gives the values of the metric, with ours minus theirs where there is one group beside them', () => {
    const rows = matchReported(figures, groups, 'test/error', templates);
    expect(rows.map(({ title, beside }) => [title, beside])).toEqual([
      ['Jaderberg et al. 2017: dni', dni],
      ['Jaderberg et al. 2017: other', null],
    ]);
    // The mean of 0.02 and 0.04 is 0.03.
    expect(rows[0]?.difference).toBeCloseTo(0.011, 12);
    expect(rows[1]?.difference).toBeNull();
  });

  it('puts rows below the groups that they stand beside, and the others last', () => {
    const rows = matchReported(figures, groups, 'test/error', templates);
    expect(withReported(groups, rows).map(({ key }) => key)).toEqual([
      dni,
      'reported:jaderberg:dni',
      none,
      'reported:jaderberg:other',
    ]);
  });

  it('keeps the row of a group that is not in the table', () => {
    const rows = matchReported(figures, groups, 'test/error', templates);
    expect(withReported(groups.slice(1), rows)).toHaveLength(3);
  });
});

it('suggests entries that name settings which a group has', () => {
  const source = makeSource([
    makeValue('dni', 0.019, ofDni),
    makeValue('everywhere', 0.1),
    makeValue('backprop', 0.02, { settings: { 'training.method': 'backprop' } }),
  ]);
  const found = suggestReported([source], groups, templates);
  expect(found.map(({ entry }) => entry.id)).toEqual(['dni']);
});

it('leaves out references to sources and entries that there are no more', () => {
  const source = makeSource([makeValue('a', 1), makeValue('b', 2)]);
  const references = [
    { source: 'gone', entries: ['a'] },
    { source: 'jaderberg', entries: ['b', 'gone'] },
  ];
  expect(resolveReferences(references, [source]).map(({ key }) => key)).toEqual([
    'reported:jaderberg:b',
  ]);
});
