import { expect, it } from 'vitest';
import { describeRuns } from '#exchange/report/describe-runs';
import type { Environment } from '#spec/run';
import { makeRun } from '../../analysis/make-run';

const environment: Environment = {
  ...{ workbench: '0.2.0', node: '20', backend: 'tensorflow', tensorflow: '2.18.1' },
  ...{ device: 'CPU', fallbackReason: null, platform: 'linux x64' },
};
const wasm: Environment = {
  ...{ ...environment, backend: 'wasm', tensorflow: null, device: 'CPU (WebAssembly)' },
};

it('tells runs apart that were resumed in another environment', () => {
  const runs = [
    makeRun('a', { environment }),
    makeRun('b', { environment, earlierEnvironments: [{ untilStep: 1500, environment: wasm }] }),
    makeRun('c', { environment }),
  ];
  const present = 'DNI Workbench 0.2.0, TensorFlow 2.18.1 on CPU, Node 20, linux x64';
  const before = 'DNI Workbench 0.2.0, tfjs on CPU (WebAssembly), Node 20, linux x64';
  expect(describeRuns(runs, () => null).environments).toEqual([
    { text: present, runIds: ['a', 'c'] },
    { text: `${before} until step 1,500, then ${present}`, runIds: ['b'] },
  ]);
});
