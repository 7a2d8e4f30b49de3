import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experimentSchema } from '#spec/experiment';
import { createRun, writeRun } from '#storage/runs';
import { identifyData } from '#data/identify-data';
import { findLatestRun } from '../../../src-main/cli/train-or-reuse';
import { newProject, spirals } from '../storage/helpers';

describe('findLatestRun', () => {
  it('finds the last run of a spec, unless its data have changed since', async () => {
    const project = await newProject();
    const train = join(project.directory, 'text.txt');
    await writeFile(train, 'abcd');
    const spec = experimentSchema.parse({ ...spirals(), task: { kind: 'text', train } });
    expect(await findLatestRun(project, spec)).toBeNull();
    const run = await createRun(project, { name: 'Text', modelId: null, spec });
    const files = await identifyData(spec.task, null);
    await writeRun(project, { ...run, status: 'finished', data: [{ fromStep: 0, files }] });
    expect((await findLatestRun(project, spec))?.id).toBe(run.id);

    await writeFile(train, 'dcba');
    expect(await findLatestRun(project, spec)).toBeNull();
    // Of a run of an earlier version it is not known.
    await writeRun(project, { ...run, status: 'finished', data: [] });
    expect((await findLatestRun(project, spec))?.id).toBe(run.id);
  });
});
