import { describe, expect, it } from 'vitest';
import { compareRuns, describeRunDifferences } from '#analysis/run-differences';
import type { Environment } from '#spec/run';
import { makeRun } from './make-run';

const environment: Environment = {
  ...{ workbench: '1.0.0', node: '22', backend: 'tensorflow', tensorflow: '2.15', device: 'cpu' },
  ...{ fallbackReason: null, platform: 'linux', threads: { interOp: 1, intraOp: 2 } },
};

describe('what changed between two runs', () => {
  it('is the settings, the seed, the data, the environment, and what came of it', () => {
    const files = (sha256: string) => [{ fromStep: 0, files: [{ name: 'train.txt', sha256 }] }];
    const task = { kind: 'dataset', dataset: 'words' } as never;
    const spec = { ...makeRun('a').spec, task };
    const good = makeRun('good', {
      ...{ name: 'good', spec, data: files('aa'), environment },
      metrics: { 'validation/bits': 0.25, 'train/loss': 0.3, 'speed/steps-per-second': 40 },
    });
    const bad = makeRun('bad', {
      ...{ name: 'bad', spec, data: files('bb'), status: 'failed', step: 20 },
      training: { batch: 7, seed: 9 },
      environment: { ...environment, device: 'gpu', threads: { interOp: 1, intraOp: 4 } },
      metrics: { 'validation/bits': Number.NaN, 'train/loss': 5 },
    });
    expect(describeRunDifferences(compareRuns(good, bad))).toEqual([
      `training.batch: ${good.spec.training.batch} → 7`,
      `training.seed: ${good.seed} → 9`,
      expect.stringMatching(/^These runs saw 2 different versions of the data set 'words'/),
      'Environment, device: cpu → gpu',
      'Environment, threads: 2 for an operation, 1 operation at a time → 4 for an operation, 1 operation at a time',
      expect.stringMatching(/^Result, .*: 0\.25\d* bits → not a number$/),
      'Result, Status: finished → failed',
      'Result, Steps trained: 500 → 20',
    ]);
  });

  it('tells a run that trained together with others from one that trained alone', () => {
    const differences = compareRuns(
      makeRun('a', { environment }),
      makeRun('b', { environment: { ...environment, together: 4 } }),
    );
    expect(describeRunDifferences(differences)).toEqual([
      'Environment, runs trained together: 1 → 4',
    ]);
  });

  it('says nothing of what earlier versions have not recorded, and lists equal results', () => {
    const metrics = { 'test/error': 0.02 };
    const differences = compareRuns(
      makeRun('a', { metrics, environment: { ...environment, threads: undefined } }),
      makeRun('b', { metrics, environment }),
    );
    expect(describeRunDifferences(differences)).toEqual([]);
    expect(differences.results[0]).toEqual({
      ...{ name: 'Test error', before: '2.00 %', after: '2.00 %' },
    });
  });
});
