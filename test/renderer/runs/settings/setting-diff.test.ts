import { describe, expect, it } from 'vitest';
import { studySchema } from '#spec/study';
import {
  diffSettings,
  studyDefault,
  versionBefore,
} from '../../../../src-renderer/runs/settings/setting-diff';
import { makeRun } from '../table/make-run';

const { spec } = makeRun();

describe('the settings in which two experiments differ', () => {
  it('stand with both values, those of the training first', () => {
    const other = {
      ...spec,
      diagnostics: { ...spec.diagnostics, every: 7 },
      training: { ...spec.training, seed: 4, maxSeconds: 60 },
    };
    expect(diffSettings(spec, other)).toEqual([
      { path: 'training.seed', part: null, value: 1, other: 4 },
      { path: 'training.maxSeconds', part: null, value: undefined, other: 60 },
      { path: 'diagnostics.every', part: null, value: spec.diagnostics.every, other: 7 },
    ]);
  });

  it('are one for a node, an edge or a decoupling that only one of them has', () => {
    const { core, ...nodes } = spec.model.nodes;
    const edges = spec.model.edges.filter(({ from, to }) => from !== 'core' || to === 'core');
    const other = {
      ...spec,
      model: {
        ...spec.model,
        nodes,
        edges: edges.map((edge) => {
          const plain = { ...edge };
          delete plain.decoupled;
          return plain;
        }),
      },
    };
    const leftOut = spec.model.edges.filter((edge) => !edges.includes(edge));
    expect(leftOut.length).toBeGreaterThan(0);
    expect(diffSettings(spec, other)).toEqual([
      { path: 'model.nodes.core', part: 'Node core', value: core?.kind, other: undefined },
      {
        path: 'model.edges.core->core.decoupled',
        part: 'Decoupling of core → core',
        value: true,
        other: undefined,
      },
      ...leftOut.map(({ to }) => ({
        path: `model.edges.core->${to}`,
        part: `Edge core → ${to}`,
        value: true,
        other: undefined,
      })),
    ]);
  });

  it('are none of the same experiment, wherever its nodes stand on the canvas', () => {
    const moved = { ...spec, name: 'Another name', layout: { core: { x: 1, y: 2 } } };
    expect(diffSettings(spec, moved)).toEqual([]);
  });
});

it('the default of a study is its model with its steps, its evaluations and its baseline', () => {
  const study = studySchema.parse({
    version: 1,
    id: 's',
    name: 'S',
    modified: '',
    revision: '',
    models: ['recall-dni'],
    axes: { 'training.method': ['dni', 'backprop'] },
    baseline: { 'training.method': 'backprop' },
    steps: 250,
    evaluateEvery: 60,
  });
  expect(diffSettings(studyDefault(study, spec), spec)).toEqual([
    { path: 'training.method', part: null, value: 'backprop', other: 'dni' },
    { path: 'training.steps', part: null, value: 250, other: 1000 },
    {
      path: 'training.evaluateEvery',
      part: null,
      value: 60,
      other: spec.training.evaluateEvery,
    },
  ]);
});

it('the version of a model at the start of a run is the newest that is not younger', () => {
  const versions = ['12:00', '10:00', '11:00'].map((time) => ({ saved: `2026-11-20T${time}:00Z` }));
  expect(versionBefore(versions, '2026-11-20T11:30:00Z')).toBe(versions[2]);
  expect(versionBefore(versions, '2026-11-20T12:00:00Z')).toBe(versions[0]);
  expect(versionBefore(versions, '2026-11-20T09:00:00Z')).toBeUndefined();
});
