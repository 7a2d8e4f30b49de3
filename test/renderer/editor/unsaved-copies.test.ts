import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepCopy, otherPlaces, takeCopies } from '../../../src-renderer/editor/unsaved-copies';
import { buildExperiment } from './experiment';
import { FakeStorage } from './fake-storage';

const spec = buildExperiment('image>a a>loss');
const work = { modelId: 'm', baseRevision: 'r1', spec };

/** A project in a folder. */
const at = (directory: string, created = '2026-11-29T08:00:00.000Z') => ({ directory, created });

beforeEach(() => {
  vi.stubGlobal('localStorage', new FakeStorage());
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('copies of unsaved models', () => {
  it('are there for the next window, once', () => {
    keepCopy(at('/p'), '1', work);
    keepCopy(at('/p'), '2', { ...work, modelId: null, baseRevision: null });
    expect(takeCopies(at('/p'))).toEqual([work, { modelId: null, baseRevision: null, spec }]);
    expect(takeCopies(at('/p'))).toEqual([]);
  });

  it('are removed when the model is saved', () => {
    keepCopy(at('/p'), '1', work);
    keepCopy(at('/p'), '1', null);
    expect(takeCopies(at('/p'))).toEqual([]);
  });

  it('belong to one project', () => {
    keepCopy(at('/p/q'), '1', work);
    keepCopy(at('/p.q'), '1', work);
    expect(takeCopies(at('/p'))).toEqual([]);
    expect(takeCopies(at('/p/q'))).toHaveLength(1);
  });

  it('are found after the folder was moved, by the moment in which the project was made', () => {
    keepCopy(at('/p/a b'), '1', work);
    keepCopy(at('/other', '2026-11-30T08:00:00.000Z'), '1', work);
    const moved = at('/q');
    expect(takeCopies(moved)).toEqual([]);
    expect(otherPlaces(moved)).toEqual(['/p/a b']);
    expect(takeCopies({ ...moved, directory: '/p/a b' })).toEqual([work]);
    expect(otherPlaces(moved)).toEqual([]);
  });

  it('of earlier versions are found by their folder', () => {
    localStorage.setItem('dni-workbench.unsaved.%2Fp/1-1', JSON.stringify(work));
    expect(otherPlaces(at('/p'))).toEqual([]);
    expect(takeCopies(at('/p'))).toEqual([work]);
  });

  it('that are damaged are dropped', () => {
    keepCopy(at('/p'), '1', work);
    for (const [index, text] of ['', '{', 'null', '[]', '{"spec":{}}'].entries())
      localStorage.setItem(`dni-workbench.unsaved.%2Fp/x${index}`, text);
    expect(takeCopies(at('/p'))).toEqual([work]);
  });

  it('are not kept without storage', () => {
    vi.stubGlobal('localStorage', undefined);
    keepCopy(at('/p'), '1', work);
    expect(takeCopies(at('/p'))).toEqual([]);
    expect(otherPlaces(at('/p'))).toEqual([]);
  });
});
