import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseRequest, requestOf } from '../../../src-main/app/arguments';

const app = '/program';
const parse = (...args: string[]) => parseRequest(['/bin/electron', ...args], '/home/me', app);

describe('what a command line asks for', () => {
  it('is null if none is given', () => {
    expect(parse()).toBeNull();
    expect(parse('/program')).toBeNull();
    expect(parseRequest(['electron', '.'], '/program', app)).toBeNull();
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
    expect(requestOf('/a/other.json')).toEqual({ directory: '/a/other.json', create: false });
  });

  it('may be the address of a file', () => {
    const directory = '/home/me/My study';
    expect(parse('/program', 'file:///home/me/My%20study')).toEqual({ directory, create: false });
    expect(parse('file:///home/me/My%20study/project.json')).toEqual({ directory, create: false });
    expect(parse('--project=file:///home/me/My%20study')).toEqual({ directory, create: true });
    expect(parse('FILE://localhost/a/b.dni.zip')).toEqual({ file: '/a/b.dni.zip' });
    // One of another machine has no path here.
    expect(parse('file://lab-3/study')).toMatchObject({ create: false });
  });

  it('is a file if there is one', () => {
    const file = fileURLToPath(import.meta.url);
    expect(parse('/program', file)).toEqual({ file });
    expect(requestOf(file)).toEqual({ file });
  });

  it('is an archive if a path ends as one', () => {
    expect(parse('/program', 'seeds.dni.zip')).toEqual({ file: '/home/me/seeds.dni.zip' });
    expect(requestOf('/a/SEEDS.DNI.ZIP')).toEqual({ file: '/a/SEEDS.DNI.ZIP' });
    // A folder that is to be made may have any name.
    expect(parse('--project=seeds.dni.zip')).toEqual({
      directory: '/home/me/seeds.dni.zip',
      create: true,
    });
    expect(requestOf('/a/other.zip')).toEqual({ directory: '/a/other.zip', create: false });
  });
});
