import { describe, expect, it } from 'vitest';
import { parseProjectArgument, projectFolderOf } from '../../../src-main/app/arguments';

const app = '/program';
const parse = (...args: string[]) =>
  parseProjectArgument(['/bin/electron', ...args], '/home/me', app);

describe('the project of a command line', () => {
  it('is null if none is given', () => {
    expect(parse()).toBeNull();
    expect(parse('/program')).toBeNull();
    expect(parseProjectArgument(['electron', '.'], '/program', app)).toBeNull();
    expect(parse('--no-sandbox', '/program', '--inspect=0')).toBeNull();
  });

  it('may be created if it is given by --project', () => {
    const createdProject = { directory: '/home/me/study', create: true };
    expect(parse('/program', '--project=study')).toEqual(createdProject);
    expect(parse('/program', '--project', 'study')).toEqual(createdProject);
    expect(parse('--project', '/home/me/study')).toEqual(createdProject);
    // The argument order of a second instance in Chromium.
    expect(parse('--project', '--allow-file-access-from-files', '/program', 'study')).toEqual(
      createdProject,
    );
  });

  it('must exist if it is given by a path or its project.json', () => {
    const existingProject = { directory: '/home/me/study', create: false };
    expect(parse('study')).toEqual(existingProject);
    expect(parse('/program', '/home/me/study')).toEqual(existingProject);
    expect(parse('/program', 'study/project.json')).toEqual(existingProject);
    expect(projectFolderOf('/a/other.json')).toBe('/a/other.json');
  });
});
