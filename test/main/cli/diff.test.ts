import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyOverrides, findSource } from '../../../src-main/cli/spec-source';
import { saveComparison } from '#storage/comparisons';
import { addRun } from '../exchange/exported-project';
import { emptyFolder, newProject, spirals } from '../storage/helpers';
import { runCli } from './run-cli';

describe('diff', () => {
  it('says what makes one run of another, and prints a patch that train applies', async () => {
    const project = await newProject();
    const spec = spirals();
    const { training } = spec;
    const first = await addRun(project, [], { name: 'first' });
    const second = await addRun(project, [], {
      name: 'second',
      spec: { ...spec, training: { ...training, batch: training.batch + 1, seed: 9 } },
    });
    const diff = (...options: string[]) =>
      runCli(['diff', first.id, `runs/${second.id}`, '--project', project.directory, ...options]);
    const { status, stdout } = await diff();
    expect(status).toBe(0);
    expect(stdout).toBe(
      `training.batch: ${training.batch} → ${training.batch + 1}\ntraining.seed: ${training.seed} → 9\n`,
    );

    const patch = join(await emptyFolder(), 'p.json');
    await writeFile(patch, (await diff('--patch')).stdout);
    const { value } = await findSource(`runs/${first.id}`, project);
    expect(await applyOverrides(value, { patch: [patch] })).toEqual(second.spec);
    // Patches come first, then settings, then the other options.
    expect(
      await applyOverrides(value, {
        patch: [patch, '[{"op": "replace", "path": "/training/seed", "value": 10}]'],
        set: ['training.seed=11', 'training.batch=3'],
        seed: 12,
      }),
    ).toMatchObject({ training: { batch: 3, seed: 12 } });

    const json = JSON.parse((await diff('--json')).stdout) as unknown;
    expect(json).toMatchObject([
      { text: expect.stringContaining('training.batch') as string },
      { operations: [{ op: 'replace', path: '/training/seed', value: 9 }] },
    ]);
  });

  it('says that nothing differs, and what it cannot find', async () => {
    const same = await runCli(['diff', 'spirals-cdni', 'spirals-cdni']);
    expect(same.stdout).toBe('No setting differs.\n');
    const missing = await runCli(['diff', 'spirals-cdni', 'spirals-cdnj']);
    expect(missing.status).toBe(2);
    expect(missing.stderr).toContain("Did you mean 'spirals-cdni'?");
  });
});

describe('--patch', () => {
  const patched = async (patch: string): Promise<unknown> =>
    applyOverrides((await findSource('mnist-cdni', null)).value, { patch: [patch] });

  it('names settings that the file of a template leaves out', async () => {
    const patch = '[{"op": "replace", "path": "/training/shuffle", "value": false}]';
    expect(await patched(patch)).toMatchObject({ training: { shuffle: false } });
  });

  it('is refused in a sentence where it does not apply or is none', async () => {
    await expect(patched('[{"op": "remove", "path": "/training/x"}]')).rejects.toThrow(
      "--patch does not apply: operation 1, remove '/training/x', names 'x', which is not there.",
    );
    await expect(patched('[')).rejects.toThrow('--patch cannot be read: it is not JSON');
    await expect(patched('/nowhere/p.json')).rejects.toThrow('/nowhere/p.json');
    const file = join(await emptyFolder(), 'p.json');
    await writeFile(file, '{}');
    await expect(patched(file)).rejects.toThrow(`The patch '${file}' is no JSON Patch`);
  });

  it('ends train with the status of wrong use, before anything is written', async () => {
    const folder = await emptyFolder();
    const { status, stderr } = await runCli([
      'train',
      'spirals-cdni',
      '--patch',
      '[{"op": "remove", "path": "/nothing"}]',
      '--project',
      join(folder, 'p'),
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain("names 'nothing', which is not there");
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('command', () => {
  it('prints the command line of a run, and those of the runs of a comparison', async () => {
    const project = await newProject();
    const runs = [
      await addRun(project, [], { name: 'a' }),
      await addRun(project, [], { name: 'b' }),
    ];
    const command = (...options: string[]) =>
      runCli(['command', ...options, '--project', project.directory]);
    const one = await command('a');
    expect(one.stdout).toMatch(
      /^npm run -s --prefix .* dni -- train \S+ .*--name a --project .*\n$/,
    );
    await saveComparison(project, {
      name: 'Both',
      runs: runs.map(({ id }) => id),
      metrics: [],
      xAxis: 'step',
      smoothing: 0,
      logScale: false,
    });
    expect((await command('Both')).stdout).toContain('export both --kind comparison');
    const all = JSON.parse((await command('Both', '--runs', '--json')).stdout) as { text: string };
    expect(all.text.split('\n').map((line) => / --name (\S+)/.exec(line)?.[1])).toEqual(['a', 'b']);
  });
});
