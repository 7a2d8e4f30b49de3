import { expect, it } from 'vitest';
import { parseGpu, parseDriverVersion } from '#tensorflow/runtime/nvidia-driver';
import { usableMemory } from '#tensorflow/runtime/hardware';

it('parses a line of nvidia-smi', () => {
  expect(parseGpu('NVIDIA L4, 23034 MiB')).toEqual({
    name: 'NVIDIA L4',
    memoryBytes: 24_152_899_584,
  });
  expect(parseGpu('NVIDIA H100 80GB HBM3, MIG, 81559 MiB').name).toBe('NVIDIA H100 80GB HBM3, MIG');
  expect(parseGpu('NVIDIA GB10, [N/A]')).toEqual({ name: 'NVIDIA GB10', memoryBytes: null });
});

it('parses the driver version of both kinds of kernel module', () => {
  const lines = [
    'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023',
    'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.04  Release Build  (builder@)',
  ];
  expect(lines.map(parseDriverVersion)).toEqual(['535.104.05', '580.159.04']);
  expect(parseDriverVersion('GCC version:  gcc 12.2.0')).toBe('unknown version');
});

it('limits the memory to that of the container', () => {
  expect(usableMemory(16e9, 4e9)).toBe(4e9);
  expect(usableMemory(16e9, 0)).toBe(16e9);
  expect(usableMemory(16e9, undefined)).toBe(16e9);
  expect(usableMemory(16e9, 2 ** 63)).toBe(16e9);
});
