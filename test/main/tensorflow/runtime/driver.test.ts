import { expect, it } from 'vitest';
import { readGpu, readVersion } from '#tensorflow/runtime/driver';
import { usableMemory } from '#tensorflow/runtime/hardware';

it('reads a line of nvidia-smi', () => {
  expect(readGpu('NVIDIA L4, 23034 MiB')).toEqual({
    name: 'NVIDIA L4',
    memoryBytes: 24_152_899_584,
  });
  expect(readGpu('NVIDIA H100 80GB HBM3, MIG, 81559 MiB').name).toBe('NVIDIA H100 80GB HBM3, MIG');
  expect(readGpu('NVIDIA GB10, [N/A]')).toEqual({ name: 'NVIDIA GB10', memoryBytes: null });
});

it("reads the driver's version, of either kind of kernel module", () => {
  const lines = [
    'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023',
    'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.04  Release Build  (builder@)',
  ];
  expect(lines.map(readVersion)).toEqual(['535.104.05', '580.159.04']);
  expect(readVersion('GCC version:  gcc 12.2.0')).toBe('unknown version');
});

it('counts no more memory than a container may use', () => {
  expect(usableMemory(16e9, 4e9)).toBe(4e9);
  expect(usableMemory(16e9, 0)).toBe(16e9);
  expect(usableMemory(16e9, undefined)).toBe(16e9);
  expect(usableMemory(16e9, 2 ** 63)).toBe(16e9);
});
