import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventName, EventPayload } from '#api/events';
import type { Project } from '#api/types';
import { saveModel } from '#storage/models';
import type * as Projects from '#storage/projects';
import { trashRun } from '#storage/run-trash';
import { createRun, runDirectory, writeRun } from '#storage/runs';
import { saveStudy } from '#storage/studies';
import { spirals } from '../storage/spirals';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

/** How often a project was looked at: once in each look, the watch asks whether it is still there. */
const seen = vi.hoisted(() => ({ looks: 0 }));
vi.mock('#storage/projects', async (importOriginal) => {
  const original = await importOriginal<typeof Projects>();
  return {
    ...original,
    isProjectGone: (directory: string) => {
      seen.looks += 1;
      return original.isProjectGone(directory);
    },
  };
});

const everyMs = 20;
let fixture: ServiceFixture;
let project: Project;
beforeEach(async () => {
  fixture = await openServiceFixture({ watchEveryMs: everyMs });
  const { current } = fixture.view.workspace;
  if (!current) throw new Error('no project');
  project = current;
});
afterEach(() => fixture.close());

/** What was told of the project so far, and from now on. */
const told = <E extends EventName>(name: E): EventPayload<E>[] =>
  fixture.events.flatMap(({ event, payload }) =>
    event === name ? [payload as EventPayload<E>] : [],
  );
/** Some whole looks from now on: the one that goes on now, two after it, and the begin of the next one. */
const looks = async (): Promise<void> => {
  const before = seen.looks;
  await expect.poll(() => seen.looks).toBeGreaterThan(before + 3);
};
const request = { name: 'Spirals', modelId: null, spec: spirals() };

describe('what another program changes in an open project', () => {
  it('is nothing while nothing changes', async () => {
    await looks();
    expect(fixture.events).toEqual([]);
  });

  it('is told of models, studies and comparisons that come', async () => {
    await saveModel(project, spirals('Foreign'), { id: 'foreign' });
    await fixture.waitForEvent(({ event }) => event === 'project.changed');
    await looks();
    expect(new Set(told('project.changed').map(({ what }) => what))).toEqual(new Set(['models']));
    fixture.events.splice(0);
    await saveStudy(project, { version: 1, models: ['foreign'] }, { id: 's' });
    await fixture.waitForEvent(
      ({ event, payload }) => event === 'project.changed' && payload.what === 'studies',
    );
    await looks();
    // Once or twice for a save, which takes a moment; not again and again.
    const { length } = told('project.changed');
    await looks();
    expect(told('project.changed')).toHaveLength(length);
  });

  it('is told of runs that come, change, and go to the trash', async () => {
    const run = await createRun(project, { ...request, pid: process.pid });
    const ofRun = (fits: (run: EventPayload<'run.changed'>['run']) => boolean) =>
      fixture.waitForEvent(
        ({ event, payload }) =>
          event === 'run.changed' && payload.run.id === run.id && fits(payload.run),
      );
    await ofRun(() => true);
    await writeRun(project, { ...run, step: 30, status: 'stopped', notes: 'by another program' });
    await ofRun(({ step, notes }) => step === 30 && notes === 'by another program');
    await trashRun(project, run.id);
    await fixture.waitForEvent(
      ({ event, payload }) => event === 'run.deleted' && payload.runId === run.id,
    );
  });

  it('is not told of a run that cannot be read yet, of one whose folder was renamed, and of a project that was moved', async () => {
    const run = await createRun(project, request);
    await fixture.waitForEvent(({ event }) => event === 'run.changed');
    // Reading the run, which no program trains, has written that it is interrupted: that is told too.
    await looks();
    fixture.events.splice(0);
    const folder = join(project.directory, 'runs', 'unfinished');
    await mkdir(folder);
    await looks();
    await writeFile(join(folder, 'run.json'), '{"version": 1');
    await rename(runDirectory(project, run.id), join(fixture.folder, 'aside'));
    await looks();
    await rename(project.directory, `${project.directory}-moved`);
    await looks();
    expect(fixture.events).toEqual([]);
    await rm(`${project.directory}-moved`, { recursive: true });
  });

  it('is told of the runs of a program of its own by that alone', async () => {
    const { id } = await fixture.call('runs.start', {
      projectId: project.id,
      spec: spirals(),
      modelId: null,
    });
    // The last that the training process tells before it is stopped.
    await fixture.waitForEvent(
      ({ event, payload }) =>
        event === 'run.changed' && payload.run.id === id && payload.run.step === 3,
    );
    await looks();
    const { length } = told('run.changed');
    await looks();
    expect(told('run.changed')).toHaveLength(length);
    await fixture.call('runs.stop', { projectId: project.id, runId: id });
  });
});
