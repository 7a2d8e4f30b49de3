import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PlacesFile } from '#cluster/places-file';
import type { PlaceAccess } from '#service/place-access';
import type { Job } from '#spec/job';
import { createProject, type ProjectFolder } from '#storage/projects';
import { listRuns, readTrainedRun, runDirectory, writeRun } from '#storage/runs';
import { listJobs } from '#storage/jobs';
import { readStudyPlaces } from '#storage/study-places';
import { follow } from '../../../src-main/cli/jobs';
import { study } from '../../../src-main/cli/study';
import { resume, train } from '../../../src-main/cli/train';
import { MemoryPlace, placeOf } from '../service/memory-place';
import { emptyFolder, spirals } from '../storage/helpers';

const printed = vi.hoisted((): string[] => []);
const access = vi.hoisted(() => ({}) as PlaceAccess);
vi.mock(import('../../../src-main/cli/output'), async (load) => ({
  ...(await load()),
  print: (line) => void printed.push(line),
  printAll: (lines) => void printed.push(...lines),
  printToStderr: (line) => void printed.push(line),
}));
vi.mock(import('#service/place-access'), async (load) => {
  const actual = await load();
  return {
    ...actual,
    ownPlaces: () => access,
    newJobRunner: (places, disk, options) =>
      actual.newJobRunner(places, disk, {
        ...options,
        everyMs: 5,
        listProgram: () => Promise.resolve([]),
      }),
  };
});

let directory: string;
let project: ProjectFolder;
let place: MemoryPlace;

beforeEach(async () => {
  const folder = await emptyFolder();
  directory = join(folder, 'project');
  project = await createProject(directory, 'Test');
  const file = new PlacesFile(join(folder, 'places.json'));
  place = new MemoryPlace(placeOf('a'), () => project);
  await file.save(place.place);
  Object.assign(access, { file, connect: () => place });
  await writeFile(join(folder, 'spec.json'), JSON.stringify(spirals('Far away', 20)));
  expect(await train(join(folder, 'spec.json'), { project: directory, at: 'a' })).toBe(0);
});
afterEach(() => void printed.splice(0));

const onlyRun = async () => {
  const [run] = (await listRuns(project)).items;
  return readTrainedRun(project, run?.id ?? '', 'be tested');
};

describe('train and resume at a place', () => {
  it('follow the run to its end', async () => {
    const run = await onlyRun();
    expect(run).toMatchObject({ status: 'finished', step: 20, job: { place: 'Place a' } });
    expect(printed.at(-1)).toBe(`${run.id}: finished at step 20 of 20`);
    const options = { project: directory, at: 'a', steps: 30 };
    expect(await resume([run.id], options)).toBe(0);
    expect(await onlyRun()).toMatchObject({ status: 'finished', step: 30 });
    expect((await listJobs(project)).items).toHaveLength(2);
  });

  it('say what cannot be done there', async () => {
    const { id } = await onlyRun();
    const at = (options: object) => resume([id], { project: directory, at: 'a', ...options });
    await expect(at({ cores: 2 })).rejects.toThrow('--requests and --cores are for runs on this');
    await expect(at({ at: 'b' })).rejects.toThrow("There is no place 'b'. There are 'a'.");
    await expect(at({ from: 10, steps: 30 })).rejects.toThrow('from its last checkpoint');
    await expect(at({})).rejects.toThrow('The run has done all its 20 steps');
  });

  it('say on Ctrl-C what goes on, and what was not sent yet', async () => {
    const run = await onlyRun();
    place.isDown = true;
    const resumed = resume([run.id], { project: directory, at: 'a', steps: 1000 });
    await expect.poll(() => printed.join()).toContain('does not answer');
    process.emit('SIGINT');
    expect(await resumed).toBe(130);
    const isUnsent = ({ status }: Job): boolean => status === 'sending';
    const job = (await listJobs(project)).items.find(isUnsent);
    expect(printed.at(-1)).toBe(
      `The job '${job?.id}' was not sent yet: \`jobs follow\` sends it, \`jobs stop\` takes it back.`,
    );
    place.isDown = false;
    place.isHolding = true;
    const followed = follow({ project: directory });
    await expect.poll(() => place.jobs.size).toBe(2);
    await expect.poll(async () => (await listJobs(project)).items.some(isUnsent)).toBe(false);
    process.emit('SIGINT');
    expect(await followed).toBe(130);
    expect(printed.at(-1)).toContain('The jobs go on.');
  });

  it('say that a run was deleted meanwhile', async () => {
    const run = await onlyRun();
    place.isHolding = true;
    const resumed = resume([run.id], { project: directory, at: 'a', steps: 1000 });
    await expect.poll(() => place.jobs.size).toBe(2);
    await rm(runDirectory(project, run.id), { recursive: true });
    place.isHolding = false;
    expect(await resumed).toBe(0);
    expect(printed.at(-1)).toBe(
      `warning: The run '${run.id}' was deleted: what its job has sent of it is gone.`,
    );
    expect(await follow({ project: directory })).toBe(0);
  });

  it('write through no link out of the project', async () => {
    const run = await onlyRun();
    const [runs, outside] = [join(directory, 'runs'), join(directory, '..', 'outside')];
    await rename(runs, outside);
    await symlink(outside, runs);
    const again = () => resume([run.id], { project: directory, at: 'a', steps: 1000 });
    await expect(again()).rejects.toThrow(`'runs' in the project '${directory}' is a link to`);
    expect((await listJobs(project)).items).toHaveLength(1);
    vi.stubEnv('DNI_WORKBENCH_LINKS', outside);
    place.isHolding = true;
    const resumed = again();
    await expect.poll(() => place.jobs.size).toBe(2);
    vi.unstubAllEnvs();
    process.emit('SIGINT');
    expect(await resumed).toBe(130);
    // What the job sends now would go through the link.
    place.isHolding = false;
    const followed = follow({ project: directory });
    await expect
      .poll(() => printed.join())
      .toContain('outside of the project, so it is not changed');
    process.emit('SIGINT');
    expect(await followed).toBe(130);
    expect(await onlyRun()).toMatchObject({ status: 'queued', step: 20 });
  });

  it('leave a run alone that is at work there', async () => {
    const run = await onlyRun();
    const [job] = (await listJobs(project)).items;
    await writeFile(
      join(directory, 'jobs', `${job?.id}.json`),
      JSON.stringify({ ...job, status: 'running' }),
    );
    await writeRun(project, { ...run, status: 'running' });
    await expect(resume([run.id], { project: directory, at: 'a', steps: 30 })).rejects.toThrow(
      `The run '${run.id}' trains at 'Place a' and cannot be resumed from here: stop its job`,
    );
  });
});

describe('a study at a place', () => {
  it('trains there, and goes on there', async () => {
    const content = {
      ...{ version: 1, name: 'Rates', models: ['spirals-cdni'], steps: 20 },
      axes: { 'training.method': ['none', 'dni'], 'training.seed': [1, 2] },
    };
    const file = join(directory, 'rates.json');
    await writeFile(file, JSON.stringify(content));
    await expect(study(file, { project: directory, at: 'local,b' })).rejects.toThrow(
      "There is no place 'b'. There are 'a'.",
    );
    expect(await study(file, { project: directory, at: 'a' })).toBe(0);
    expect(printed.join('\n')).toContain('The study rates has finished, with 4 runs.');
    expect(await readStudyPlaces(project, 'rates')).toEqual(['a']);
    const { axes } = content;
    const more = { ...content, axes: { ...axes, 'training.seed': [1, 2, 3] } };
    await writeFile(file, JSON.stringify(more));
    expect(await study(file, { project: directory })).toBe(0);
    const runs = (await listRuns(project)).items.filter((run) => run.study);
    expect(runs.map(({ job }) => job?.place)).toEqual(Array(6).fill('Place a'));
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(more);
  });
});
