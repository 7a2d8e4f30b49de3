import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Project } from '#api/types';
import {
  loadProjectPreference,
  saveProjectPreference,
} from '../../../src-renderer/stores/project-preferences';

/** A storage of a browser, in memory. */
function memoryStorage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => items.set(key, text),
  } as unknown as Storage;
}

beforeEach(() => {
  vi.stubGlobal('sessionStorage', memoryStorage());
  vi.stubGlobal('localStorage', memoryStorage());
});
afterEach(() => vi.unstubAllGlobals());

const project = (directory: string, created = '2026-11-01T08:00:00.123Z'): Project => ({
  id: directory,
  directory,
  name: 'P',
  created,
});
const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
const load = (of: Project): string => loadProjectPreference(of, 'model', 'none', asText);

it('is found again after the folder of the project was moved', () => {
  saveProjectPreference(project('/a'), 'model', 'lstm');
  expect(load(project('/b'))).toBe('lstm');
});

it('is not that of another project that lay in the same folder', () => {
  saveProjectPreference(project('/a'), 'model', 'lstm');
  expect(load(project('/a', '2026-11-02T09:30:00.456Z'))).toBe('none');
});

it('is its own for each copy of a folder', () => {
  saveProjectPreference(project('/a'), 'model', 'lstm');
  saveProjectPreference(project('/copy'), 'model', 'dense');
  expect([load(project('/a')), load(project('/copy'))]).toEqual(['lstm', 'dense']);
});

it('may be empty: an older one does not come back', () => {
  localStorage.setItem('dni-workbench.model./a', '"old"');
  expect(load(project('/a'))).toBe('old');
  saveProjectPreference(project('/a'), 'model', null);
  expect(load(project('/a'))).toBe('none');
});
