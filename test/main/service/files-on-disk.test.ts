import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { studyContentSchema } from '#spec/study';
import { keepEvaluation } from '#storage/evaluations';
import { runDirectory } from '#storage/runs';
import { spirals } from '../storage/spirals';
import { launchStudyWorker } from '../training/study-worker';
import { openServiceFixture, resources, type ServiceFixture } from './service-fixture';

let fixture: ServiceFixture;
beforeEach(async () => {
  fixture = await openServiceFixture({ launchWorker: launchStudyWorker(), slots: 1 });
});
afterEach(() => fixture.close());

/** A path of the page as a pattern: `<id>` stands for any name, and what ends with `/` for all that is in the folder. */
function toPattern(path: string): RegExp {
  const text = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/<\w+>/g, '[^/]+');
  return new RegExp(`^${text}${path.endsWith('/') ? '.+' : ''}$`);
}

/** The paths that the page lists: those of its tree, and those of its table in backticks. */
function readPage(): RegExp[] {
  const page = readFileSync(join(resources, 'help', 'files-on-disk.md'), 'utf8');
  const [, tree = ''] = /```\nmy-project\/\n([\s\S]*?)```/.exec(page) ?? [];
  const folders: string[] = [];
  const paths = tree.split('\n').flatMap((line) => {
    const [, indent = '', name = ''] = /^( +)(\S+)/.exec(line) ?? [];
    if (name === '') return [];
    const depth = indent.length / 2 - 1;
    const path = [...folders.slice(0, depth), name].join('');
    folders.splice(depth, Infinity, name);
    // A folder whose files are listed below it stands for itself.
    const isHeld = tree.includes(`${line}\n${indent}  `);
    return isHeld ? [] : [path];
  });
  const table = [...page.matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
  );
  return [...paths, ...table].map(toPattern);
}

it('every file that the program writes into a project is on the page of the help', async () => {
  const project = fixture.view.workspace.current;
  if (!project) throw new Error('no project');
  const projectId = project.id;
  const study = studyContentSchema.parse({
    version: 1,
    name: 'Methods',
    models: ['spirals-cdni'],
    steps: 40,
    axes: { 'training.method': ['dni', 'none'] },
  });
  const save = () => fixture.call('studies.save', { projectId, study });
  const [{ id: studyId }, { id: other }] = [await save(), await save()];
  await fixture.call('models.save', { projectId, modelId: 'mine', spec: spirals('Mine') });
  await fixture.call('models.save', { projectId, modelId: 'gone', spec: spirals('Gone') });
  await fixture.call('models.delete', { projectId, modelId: 'gone' });
  await fixture.call('studies.start', { projectId, studyId });
  await fixture.waitForEvent(
    ({ event, payload }) => event === 'study.changed' && payload.activity.done === 1,
  );
  // While the study is at work, the locks are there too.
  const seen = new Set(await listFiles(project.directory));
  await fixture.waitForEvent(
    ({ event, payload }) => event === 'study.changed' && !payload.activity.isActive,
  );
  await fixture.call('studies.delete', { projectId, studyId: other });
  const [first, second] = await fixture.call('runs.list', { projectId });
  if (!first || !second) throw new Error('two runs');
  const directory = runDirectory(project, first.id);
  const [step = 0] = (await readdir(join(directory, 'checkpoints'))).map(Number);
  await keepEvaluation(directory, step, {
    part: 'test',
    examples: 9,
    isWhole: true,
    values: { 'test/loss': 1 },
    evaluated: new Date().toISOString(),
  });
  await fixture.call('runs.delete', { projectId, runIds: [second.id] });
  for (const file of await listFiles(project.directory)) seen.add(file);
  const patterns = readPage();
  expect(seen.size).toBeGreaterThan(15);
  expect([...seen].filter((file) => !patterns.some((pattern) => pattern.test(file)))).toEqual([]);
  for (const made of [
    '.jsonl',
    '.models/methods.json',
    '/lock',
    '.lock',
    'evaluations.json',
    '.f64',
  ])
    expect([...seen].some((file) => file.endsWith(made))).toBe(true);
});

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) =>
    entry.isDirectory()
      ? []
      : [relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/')],
  );
}
