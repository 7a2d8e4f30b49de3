import { expect, it } from 'vitest';
import { describeEnvironment } from '../../../../src-renderer/runs/settings/environment';

const times = { created: '2026-11-20T10:00:00.000Z', started: null, ended: null };
const environment = {
  workbench: '0.1.0',
  node: '22.1.0',
  backend: 'tensorflow' as const,
  tensorflow: '2.18.1',
  device: 'CPU',
  fallbackReason: null,
  platform: 'linux x64',
};

it('the environment of a run that was resumed elsewhere names what differed before', () => {
  const wasm = {
    ...{ ...environment, backend: 'wasm' as const, tensorflow: null },
    device: 'CPU (WebAssembly)',
  };
  const earlierEnvironments = [{ untilStep: 12_000, environment: wasm }];
  expect(describeEnvironment({ environment, earlierEnvironments, ...times })).toMatchObject({
    'until step 12,000': 'device CPU (WebAssembly); backend wasm; TensorFlow none',
    device: 'CPU',
  });
});

it('the environment of a run names what was recorded, and nothing else', () => {
  expect(Object.keys(describeEnvironment({ environment: null, ...times }))).toEqual(['created']);
  const early = describeEnvironment({ environment, ...times });
  expect(early).toMatchObject({ device: 'CPU', TensorFlow: '2.18.1', platform: 'linux x64' });
  for (const missing of [
    'trained together',
    'threads',
    'cores',
    'host',
    'note',
    'started',
    'ended',
  ])
    expect(early).not.toHaveProperty(missing);
  const machine = { host: 'lab-3', together: 4, cores: 8, threads: { interOp: 1, intraOp: 4 } };
  expect(
    describeEnvironment({ environment: { ...environment, ...machine }, ...times }),
  ).toMatchObject({
    'trained together': 'with 3 other runs',
    host: 'lab-3',
    cores: '8',
    threads: '4 for an operation, 1 operation at a time',
  });
});
