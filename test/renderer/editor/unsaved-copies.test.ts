import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepCopy, takeCopies } from '../../../src-renderer/editor/unsaved-copies';
import { buildExperiment } from './experiment';

/** The browser's storage: what it keeps are its own properties. */
class FakeStorage {
  getItem(key: string): string | null {
    return (this as Record<string, unknown>)[key] as string | null;
  }
  setItem(key: string, value: string): void {
    (this as Record<string, unknown>)[key] = value;
  }
  removeItem(key: string): void {
    Reflect.deleteProperty(this, key);
  }
}

const spec = buildExperiment('image>a a>loss');
const work = { modelId: 'm', baseRevision: 'r1', spec };

beforeEach(() => {
  vi.stubGlobal('localStorage', new FakeStorage());
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('copies of unsaved models', () => {
  it('are there for the next window, once', () => {
    keepCopy('/p', '1', work);
    keepCopy('/p', '2', { ...work, modelId: null, baseRevision: null });
    expect(takeCopies('/p')).toEqual([work, { modelId: null, baseRevision: null, spec }]);
    expect(takeCopies('/p')).toEqual([]);
  });

  it('are removed when the model is saved', () => {
    keepCopy('/p', '1', work);
    keepCopy('/p', '1', null);
    expect(takeCopies('/p')).toEqual([]);
  });

  it('belong to one project', () => {
    keepCopy('/p/q', '1', work);
    keepCopy('/p.q', '1', work);
    expect(takeCopies('/p')).toEqual([]);
    expect(takeCopies('/p/q')).toHaveLength(1);
  });

  it('that are damaged are dropped', () => {
    keepCopy('/p', '1', work);
    for (const [index, text] of ['', '{', 'null', '[]', '{"spec":{}}'].entries())
      localStorage.setItem(`dni-workbench.unsaved.%2Fp/x${index}`, text);
    expect(takeCopies('/p')).toEqual([work]);
  });

  it('are not kept without storage', () => {
    vi.stubGlobal('localStorage', undefined);
    keepCopy('/p', '1', work);
    expect(takeCopies('/p')).toEqual([]);
  });
});
