import { describe, expect, it } from 'vitest';
import { configDirectory } from '#files/config-directory';

describe('configDirectory', () => {
  it('is that of the environment variable or that of the platform', () => {
    expect(configDirectory({ DNI_WORKBENCH_CONFIG: '/x', XDG_CONFIG_HOME: '/y' })).toBe('/x');
    expect(configDirectory({ XDG_CONFIG_HOME: '/y' })).toBe('/y/dni-workbench');
    expect(configDirectory({})).toMatch(/\.config\/dni-workbench$/);
  });
});
