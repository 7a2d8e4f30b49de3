import { describe, expect, it } from 'vitest';
import { suggestDirectory } from '../../../src-renderer/projects/directory-name';

describe('directoryFor', () => {
  it('appends the name to the projects folder', () => {
    expect(suggestDirectory('/home/ada/DNI Workbench/', 'My study')).toBe(
      '/home/ada/DNI Workbench/My-study',
    );
    expect(suggestDirectory('C:\\Users\\ada', 'One')).toBe('C:\\Users\\ada\\One');
  });

  it('removes characters that file systems reject', () => {
    expect(suggestDirectory('/p', ' a/b: c? ')).toBe('/p/a-b-c');
    expect(suggestDirectory('/p', '../..')).toBe('');
    expect(suggestDirectory('/p', '')).toBe('');
  });
});
