import { describe, expect, it } from 'vitest';
import { countRuns, describeFailures, findTargets } from '../../../src-renderer/runs/run-targets';
import { makeRun } from './table/make-run';

const statuses = [
  'queued',
  'running',
  'paused',
  'finished',
  'stopped',
  'failed',
  'interrupted',
] as const;

describe('findTargets', () => {
  const targets = findTargets(statuses.map((status) => makeRun({ id: status, status, step: 10 })));
  const idsOf = (action: keyof typeof targets) => targets[action].map(({ id }) => id);

  it('never offers to delete a run at work, but to stop it', () => {
    expect(idsOf('delete')).toEqual(['finished', 'stopped', 'failed', 'interrupted']);
    expect(idsOf('stop')).toEqual(['queued', 'running', 'paused']);
  });

  it('pauses, resumes and starts again what can be', () => {
    expect(idsOf('pause')).toEqual(['running']);
    expect(idsOf('resume')).toEqual(['paused', 'stopped']);
    expect(idsOf('retry')).toEqual(['failed', 'interrupted']);
  });

  it('tells archived runs from the others', () => {
    const archived = findTargets([makeRun({ id: 'a', archived: true }), makeRun({ id: 'b' })]);
    expect(archived.archive.map(({ id }) => id)).toEqual(['b']);
    expect(archived.unarchive.map(({ id }) => id)).toEqual(['a']);
  });
});

describe('describeFailures', () => {
  const nameOf = (id: string): string => `'${id}'`;

  it('names the runs, three of many', () => {
    const failures = ['a', 'b', 'c', 'd'].map((runId) => ({ runId, message: 'The disk is full.' }));
    expect(describeFailures('deleted', 10, failures, nameOf)).toBe(
      "4 of 10 runs could not be deleted. 'a': The disk is full. 'b': The disk is full. 'c': The disk is full. And 1 more.",
    );
    expect(describeFailures('deleted', 1, failures.slice(0, 1), nameOf)).toBe(
      "The run could not be deleted. 'a': The disk is full.",
    );
  });

  it('says nothing where nothing failed', () => {
    expect(describeFailures('deleted', 3, [], nameOf)).toBeNull();
  });
});

it('counts runs', () => {
  expect([1, 12, 1000].map(countRuns)).toEqual(['1 run', '12 runs', '1,000 runs']);
});
