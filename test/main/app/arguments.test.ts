import { describe, expect, it } from 'vitest';
import { projectAsked, projectFolder } from '../../../src-main/app/arguments';

const app = '/program';
const asked = (...args: string[]) => projectAsked(['/bin/electron', ...args], '/home/me', app);

describe('the project of a command line', () => {
  it('is none where none is named', () => {
    expect(asked()).toBeNull();
    expect(asked('/program')).toBeNull();
    expect(projectAsked(['electron', '.'], '/program', app)).toBeNull();
    expect(asked('--no-sandbox', '/program', '--inspect=0')).toBeNull();
  });

  it('may be new where --project names it', () => {
    const made = { directory: '/home/me/study', make: true };
    expect(asked('/program', '--project=study')).toEqual(made);
    expect(asked('/program', '--project', 'study')).toEqual(made);
    expect(asked('--project', '/home/me/study')).toEqual(made);
    // As Chromium hands on a second start.
    expect(asked('--project', '--allow-file-access-from-files', '/program', 'study')).toEqual(made);
  });

  it('must be there where it is a path alone, or its project.json', () => {
    const opened = { directory: '/home/me/study', make: false };
    expect(asked('study')).toEqual(opened);
    expect(asked('/program', '/home/me/study')).toEqual(opened);
    expect(asked('/program', 'study/project.json')).toEqual(opened);
    expect(projectFolder('/a/other.json')).toBe('/a/other.json');
  });
});
