import { describe, expect, it, vi } from 'vitest';
import {
  createGrantsPort,
  createSettingsPort,
  type AppSettings,
} from '../../../src-main/app/settings';

vi.mock('electron-store', () => ({ default: vi.fn() }));

/** A store on a disk where nothing can be written. */
const fullStore = {
  get: () => [],
  set: () => {
    throw new Error('ENOSPC: no space left on device');
  },
} as unknown as AppSettings;

describe('the number of runs at a time', () => {
  it('is kept in the store, and chosen by the program where the store has nonsense', () => {
    const values: Record<string, unknown> = { slots: 'many' };
    const store = {
      get: (key: string) => values[key],
      set: (key: string, value: unknown) => (values[key] = value),
    } as unknown as AppSettings;
    const port = createSettingsPort(store);
    expect(port.slots()).toBe('auto');
    void port.saveSlots(4);
    expect(port.slots()).toBe(4);
  });
});

describe('settings that cannot be saved', () => {
  it('do not keep a project from opening, nor a chosen file from counting', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const project = { directory: '/project', name: 'P', opened: '2026-01-01T00:00:00Z' };
    expect(() => createSettingsPort(fullStore).remember(project)).not.toThrow();
    const grants = createGrantsPort(fullStore);
    grants.save(['/chosen']);
    expect(grants.chosen()).toEqual(['/chosen']);
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });
});
