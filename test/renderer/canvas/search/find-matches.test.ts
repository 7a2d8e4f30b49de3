import { describe, expect, it } from 'vitest';
import { findMatches } from '../../../../src-renderer/canvas/search/find-matches';
import { buildExperiment } from '../../editor/experiment';

const box = { x: 0, y: 0, width: 100, height: 100 };
const experiment = buildExperiment('image>hidden hidden>hidden2 hidden2>core core>loss', {
  canvas: {
    positions: {},
    frames: { frame1: { title: 'The encoder', ...box } },
    notes: { note1: { text: 'Why hidden layers?', ...box } },
  },
});
const find = (query: string): string[] => findMatches(experiment, query).map(({ id }) => id);

describe('the search on the canvas', () => {
  it('finds nodes by name, the exact one first, and notes', () => {
    expect(find('hidden2')).toEqual(['hidden2']);
    expect(find('HIDDEN')).toEqual(['hidden', 'hidden2', 'note1']);
  });

  it('finds nodes by kind, by the label of it and by settings', () => {
    expect(find('lstm')).toEqual(['core']);
    expect(find('cross entropy')).toEqual(['loss']);
    expect(find('units 4')).toEqual(['hidden', 'hidden2', 'core']);
    expect(find('label')).toEqual(['loss']);
  });

  it('does not find settings that are off', () => {
    expect(find('batchNorm')).toEqual([]);
  });

  it('finds frames by title, and nothing for nothing', () => {
    expect(findMatches(experiment, 'encoder')).toEqual([{ kind: 'frame', id: 'frame1' }]);
    expect(find('  ')).toEqual([]);
    expect(find('missing')).toEqual([]);
  });
});
