import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '#spec/evaluation';
import { keepEvaluation, listEvaluations, readEvaluations } from '#storage/evaluations';
import { emptyFolder } from './helpers';

const keepEvaluations = fileURLToPath(new URL('fixtures/keep-evaluations.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

async function runWithCheckpoint(...steps: number[]): Promise<string> {
  const run = await emptyFolder();
  for (const step of steps) {
    await mkdir(join(run, 'checkpoints', String(step)), { recursive: true });
    await writeFile(join(run, 'checkpoints', String(step), 'state.json'), '{}');
  }
  return run;
}

const evaluation = (changes: Partial<Evaluation> = {}): Evaluation => ({
  part: 'test',
  examples: 100,
  isWhole: true,
  values: { 'test/error': 0.25 },
  evaluated: '2026-01-02T03:04:05.000Z',
  ...changes,
});

describe('evaluations of checkpoints', () => {
  it('are kept beside the checkpoint, one for each part and number of examples', async () => {
    const run = await runWithCheckpoint(0, 20);
    await keepEvaluation(run, 20, evaluation());
    const some = evaluation({ examples: 10, isWhole: false });
    await keepEvaluation(run, 20, some);
    const again = evaluation({ values: { 'test/error': 0.5, 'test/loss': 'NaN' } });
    await keepEvaluation(run, 20, again);
    expect(await readEvaluations(run, 20)).toEqual([some, again]);
    expect(await listEvaluations(run)).toEqual([{ step: 20, evaluations: [some, again] }]);
    expect((await readdir(join(run, 'checkpoints', '20'))).sort()).toEqual([
      'evaluations.json',
      'state.json',
    ]);
  });

  it('are all kept where several programs evaluate one checkpoint at once', async () => {
    const run = await runWithCheckpoint(20);
    const programs = [1, 2, 3].map((program) =>
      promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', keepEvaluations, run, '20', String(program * 1000), '15'],
        { cwd: root },
      ),
    );
    await Promise.all(programs);
    const kept = (await readEvaluations(run, 20)).map(({ examples }) => examples);
    const wanted = [1, 2, 3].flatMap((program) =>
      Array.from({ length: 15 }, (_, n) => program * 1000 + n),
    );
    expect(kept.sort((a, b) => a - b)).toEqual(wanted);
    expect((await readdir(join(run, 'checkpoints', '20'))).sort()).toEqual([
      'evaluations.json',
      'state.json',
    ]);
  });

  it('are found where an interrupted save has moved the checkpoint aside', async () => {
    const run = await runWithCheckpoint(20);
    await keepEvaluation(run, 20, evaluation());
    await rename(join(run, 'checkpoints', '20'), join(run, 'checkpoints', '20.replaced'));
    expect(await readEvaluations(run, 20)).toEqual([evaluation()]);
  });

  it('are none where the file is damaged, and can be made again', async () => {
    const run = await runWithCheckpoint(20);
    await writeFile(join(run, 'checkpoints', '20', 'evaluations.json'), '{ "version": 1, "ev');
    expect(await listEvaluations(run)).toEqual([]);
    await keepEvaluation(run, 20, evaluation());
    expect(await readEvaluations(run, 20)).toEqual([evaluation()]);
  });

  it('of a newer version of the program stay as they are', async () => {
    const run = await runWithCheckpoint(20);
    await writeFile(join(run, 'checkpoints', '20', 'evaluations.json'), '{ "version": 99 }');
    expect(await readEvaluations(run, 20)).toEqual([]);
    await expect(keepEvaluation(run, 20, evaluation())).rejects.toThrow(
      'written by a newer version of the program',
    );
  });

  it('are not written through a link, nor where the checkpoint is gone', async () => {
    const run = await runWithCheckpoint(20);
    const outside = join(await emptyFolder(), 'other.json');
    await writeFile(outside, 'theirs');
    await symlink(outside, join(run, 'checkpoints', '20', 'evaluations.json'));
    await expect(keepEvaluation(run, 20, evaluation())).rejects.toThrow('is a link');
    await expect(keepEvaluation(run, 40, evaluation())).rejects.toThrow('cannot be written');
  });
});
