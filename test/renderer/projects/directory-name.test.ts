import { describe, expect, it } from 'vitest';
import { directoryFor } from '../../../src-renderer/projects/directory-name';

describe('directoryFor', () => {
  it('puts the name below the folder of projects', () => {
    expect(directoryFor('/home/ada/DNI Workbench/', 'My study')).toBe(
      '/home/ada/DNI Workbench/My-study',
    );
    expect(directoryFor('C:\\Users\\ada', 'One')).toBe('C:\\Users\\ada\\One');
  });

  it('leaves out what file systems do not take', () => {
    expect(directoryFor('/p', ' a/b: c? ')).toBe('/p/a-b-c');
    expect(directoryFor('/p', '../..')).toBe('');
    expect(directoryFor('/p', '')).toBe('');
  });
});
