import { expect, it } from 'vitest';
import type { ComputeDetails, RuntimeState } from '#api/compute';
import {
  costText,
  driverText,
  gpuText,
  processorText,
  progressText,
  spaceText,
  testText,
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

it('tells processor and GPUs', () => {
  expect(processorText(hardware)).toBe('AMD EPYC, 2 cores');
  expect(processorText({ ...hardware, processor: '', cores: 1 })).toBe('1 core');
  expect(gpuText(hardware)).toBe('none: no NVIDIA driver answers');
  const one = { name: 'NVIDIA L4', memoryBytes: 24_152_899_584 };
  expect(gpuText({ ...hardware, driver: '550.54', gpus: [one] })).toBe(
    'NVIDIA L4, 24.2 GB; driver 550.54',
  );
  const shared = { name: 'NVIDIA GB10', memoryBytes: null };
  expect(gpuText({ ...hardware, driver: '580.1', gpus: [shared] })).toBe(
    'NVIDIA GB10; driver 580.1',
  );
  expect(gpuText({ ...hardware, driver: '580.1' })).toBe('NVIDIA; driver 580.1');
});

it('tells the cost before, and the size after', () => {
  expect(costText(gpu)).toBe('2.18.1 · 2.42 GB to download, 4.06 GB on disk');
  expect(costText({ ...gpu, installed })).toBe('2.18.1 · 4.06 GB on disk · set up just now');
});

it('says when the disk is too full', () => {
  expect(spaceText(gpu, 6.7e9)).toBeNull();
  expect(spaceText(gpu, null)).toBeNull();
  expect(spaceText(gpu, 5e9)).toBe(
    'Installing it takes 6.68 GB for a while, and 5 GB are free: make room first.',
  );
});

it('says what a driver has to do with it', () => {
  expect(driverText(gpu, hardware)).toContain('it would compute on the CPU');
  expect(driverText({ ...gpu, installed }, hardware)).toContain('it computes on the CPU');
  const withDriver = { ...hardware, driver: '550.54' };
  expect(driverText(gpu, withDriver)).toBe('The GPU of this machine is not used without it.');
  expect(driverText({ ...gpu, installed }, withDriver)).toBeNull();
  expect(driverText({ ...gpu, variant: 'cpu' }, hardware)).toBeNull();
});

it('tells how far an installation is', () => {
  const progress = { stage: 'downloading', fraction: 0.2, message: 'Downloading' } as const;
  expect(progressText({ ...progress, secondsLeft: 170 })).toBe('Downloading, 3 min left');
  expect(progressText({ ...progress, secondsLeft: null })).toBe('Downloading');
});

it('tells a speed in three figures, or what went wrong', () => {
  const passed = { ok: true, device: 'CPU, 2 threads', tensorflow: '2.18.1' } as const;
  expect(testText({ ...passed, gigaflops: 51.44 })).toBe('51.4 GFLOP/s on CPU, 2 threads');
  expect(testText({ ...passed, gigaflops: 999.6 })).toBe('1 TFLOP/s on CPU, 2 threads');
  expect(testText({ ...passed, device: 'GPU: NVIDIA L4', gigaflops: 12_345 })).toBe(
    '12.3 TFLOP/s on NVIDIA L4',
  );
  expect(testText({ ok: false, reason: 'It crashed.' })).toBe('The test failed. It crashed.');
});
