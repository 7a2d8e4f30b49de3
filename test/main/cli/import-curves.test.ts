import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../storage/helpers';
import { objectsOf, runCli } from './run-cli';

const pytorchRuns = fileURLToPath(new URL('../exchange/fixtures/pytorch-runs', import.meta.url));

describe('curves on the command line', () => {
  it('are previewed, imported and told as unchanged', async () => {
    const project = join(await emptyFolder(), 'project');
    const common = ['import-runs', pytorchRuns, '--project', project];
    const rename = ['--metric', 'validation/error=val/err%', '--set', 'model=LSTM'];
    const preview = await runCli([...common, ...rename, '--preview']);
    expect(preview).toMatchObject({ status: 0, stderr: '' });
    expect(preview.stdout).toMatch(
      /^'seed1': 50 steps in 4 s\n {2}validation\/error +from val\/err% +5 values\n/,
    );
    expect(preview.stdout).toContain('model: LSTM');
    await expect(readdir(project)).rejects.toThrow('ENOENT');

    const written = await runCli([...common, ...rename, '--tag', 'theirs', '--json']);
    const [{ runs } = {}] = objectsOf(written.stdout);
    expect(runs).toMatchObject([
      { name: 'seed1', outcome: 'created', metrics: 3, values: 11 },
      { name: 'seed2', outcome: 'created', metrics: 3, values: 11 },
    ]);
    const again = await runCli(common);
    expect(again.stdout).toContain(
      "'seed1' is in the project already, and its files have not changed.",
    );
    const listed = await runCli(['runs', '--project', project]);
    // 50 / (50 · 2) of a hundred.
    expect(listed.stdout).toMatch(
      /seed2-1 +– +2 +finished +50 of 50 +0.50 % +validation error +step 50/,
    );
  });

  it('have no model to train', async () => {
    const project = await emptyFolder();
    const file = join(project, 'lstm.csv');
    await writeFile(file, 'step,loss\n1,2\n');
    const directory = join(project, 'project');
    const { stdout } = await runCli(['import-runs', file, '--project', directory, '--json']);
    const [{ runs } = {}] = objectsOf(stdout);
    const [{ id = '' } = {}] = runs as { id: string }[];
    for (const command of ['resume', 'evaluate', 'sample']) {
      const refused = await runCli([command, id, '--project', directory]);
      expect(refused.status).toBe(2);
      expect(refused.stderr).toContain(
        'it was imported from a CSV file, so it has no model to train.',
      );
    }
  });

  it.each([
    [['--metric', 'val'], "'val' of --metric has to be written as OURS=THEIRS"],
    [['--set', '=3'], "'=3' of --set has to be written as NAME=VALUE"],
    [['--set', '__proto__=1'], "'__proto__' of --set cannot be a name here"],
    [['--seed', '1.5'], 'seed'],
  ])('refuse %j', async (options, message) => {
    const project = join(await emptyFolder(), 'project');
    const refused = await runCli(['import-runs', pytorchRuns, ...options, '--project', project]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(message);
  });
});
