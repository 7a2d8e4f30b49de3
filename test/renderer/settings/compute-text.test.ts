import { expect, it } from 'vitest';
import type { ComputeDetails, RuntimeState } from '#api/compute';
import {
  formatRuntimeSize,
  explainDriver,
  formatGpu,
  formatProcessor,
  formatSetupProgress,
  explainMissingSpace,
  formatSelfTest,
} from '../../../src-renderer/settings/compute-text';

const hardware: ComputeDetails['hardware'] = {
  processor: 'AMD EPYC',
  cores: 2,
  memoryBytes: 16e9,
  driver: null,
  gpus: [],
};
const gpu: RuntimeState = {
  variant: 'gpu',
  tensorflow: '2.18.1',
  downloadBytes: 2_424_722_614,
  keptBytes: 0,
  diskBytes: 4.06e9,
  neededBytes: 6.68e9,
  downloadCommand: 'pip download',
  installed: null,
  progress: null,
  failure: null,
};
const installed = {
  folder: '/cache/x',
  bytes: 4.06e9,
  builtAt: new Date().toISOString(),
  removable: true,
  trains: false,
};

it('describes the processor and the GPUs', () => {
  expect(formatProcessor(hardware)).toBe('AMD EPYC, 2 cores');
  expect(formatProcessor({ ...hardware, processor: '', cores: 1 })).toBe('1 core');
  expect(formatGpu(hardware)).toBe('none: no NVIDIA driver was found');
  const one = { name: 'NVIDIA L4', memoryBytes: 24_152_899_584 };
  expect(formatGpu({ ...hardware, driver: '550.54', gpus: [one] })).toBe(
    'NVIDIA L4, 24.2 GB; driver 550.54',
  );
  const shared = { name: 'NVIDIA GB10', memoryBytes: null };
  expect(formatGpu({ ...hardware, driver: '580.1', gpus: [shared] })).toBe(
    'NVIDIA GB10; driver 580.1',
  );
  expect(formatGpu({ ...hardware, driver: '580.1' })).toBe('NVIDIA; driver 580.1');
});

it('shows the download size before an installation, and the disk size after it', () => {
  expect(formatRuntimeSize(gpu)).toBe('2.18.1 · 2.42 GB to download, 4.06 GB on disk');
  expect(formatRuntimeSize({ ...gpu, installed })).toBe(
    '2.18.1 · 4.06 GB on disk · set up just now',
  );
});

it('explains that the disk has too little space', () => {
  expect(explainMissingSpace(gpu, 6.7e9)).toBeNull();
  expect(explainMissingSpace(gpu, null)).toBeNull();
  expect(explainMissingSpace(gpu, 5e9)).toBe(
    'Installing it takes 6.68 GB for a while, and 5 GB are free: make room first.',
  );
});

it('explains how the GPU driver affects a runtime', () => {
  expect(explainDriver(gpu, hardware)).toContain('it would compute on the CPU');
  expect(explainDriver({ ...gpu, installed }, hardware)).toContain('it computes on the CPU');
  const withDriver = { ...hardware, driver: '550.54' };
  expect(explainDriver(gpu, withDriver)).toBe('The GPU of this machine is not used without it.');
  expect(explainDriver({ ...gpu, installed }, withDriver)).toBeNull();
  expect(explainDriver({ ...gpu, variant: 'cpu' }, hardware)).toBeNull();
});

it('shows the progress of an installation', () => {
  const progress = { stage: 'downloading', fraction: 0.2, message: 'Downloading' } as const;
  expect(formatSetupProgress({ ...progress, secondsLeft: 170 })).toBe('Downloading, 3 min left');
  expect(formatSetupProgress({ ...progress, secondsLeft: null })).toBe('Downloading');
});

it('formats a measured speed with three figures, or the reason of a failed test', () => {
  const passed = { ok: true, device: 'CPU, 2 threads', tensorflow: '2.18.1' } as const;
  expect(formatSelfTest({ ...passed, gigaflops: 51.44 })).toBe('51.4 GFLOP/s on CPU, 2 threads');
  expect(formatSelfTest({ ...passed, gigaflops: 999.6 })).toBe('1 TFLOP/s on CPU, 2 threads');
  expect(formatSelfTest({ ...passed, device: 'GPU: NVIDIA L4', gigaflops: 12_345 })).toBe(
    '12.3 TFLOP/s on NVIDIA L4',
  );
  expect(formatSelfTest({ ok: false, reason: 'It crashed.' })).toBe('The test failed. It crashed.');
});
