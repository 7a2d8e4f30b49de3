import { availableParallelism, hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Environment } from '#spec/run';
import {
  chooseSlots,
  coresOfSlot,
  countAtOnce,
  countTogether,
  threadsBefore,
} from '#training/run-slots';

const machine = { cores: 8, memory: 16e9, gpus: 0 };

describe('the slots of runs', () => {
  it('are no more than there is memory for, of which a fifth is left free', () => {
    expect(countAtOnce(4, 1e9, 16e9)).toBe(4);
    expect(countAtOnce(4, 5e9, 16e9)).toBe(2);
    expect(countAtOnce(4, 50e9, 16e9)).toBe(1);
  });

  it('hold as many runs together as their part of the memory, and no more than 16', () => {
    // 0.8 · 16 GB over two slots are 6.4 GB each.
    expect(countTogether(2, 1e9, 16e9)).toBe(6);
    expect(countTogether(1, 1e9, 16e9)).toBe(12);
    expect(countTogether(1, 1e6, 16e9)).toBe(16);
    expect(countTogether(2, 50e9, 16e9)).toBe(1);
  });

  it('are as many as the setting says', () => {
    expect(chooseSlots(3, machine)).toEqual({ count: 3, reason: '3 slots: the setting.' });
    expect(chooseSlots(1, machine).reason).toBe('1 slot: the setting.');
  });

  it('are one for each core, or one for each GPU where there is one', () => {
    expect(chooseSlots('auto', machine)).toEqual({
      count: 8,
      reason: '8 slots: one for each processor core.',
    });
    expect(chooseSlots('auto', { ...machine, gpus: 1 })).toEqual({
      count: 1,
      reason: '1 slot: one for each GPU.',
    });
    expect(chooseSlots('auto', { ...machine, gpus: 4 }).count).toBe(4);
  });

  it('share the cores: each run has at least one', () => {
    expect([1, 2, 3, 8, 20].map((count) => coresOfSlot(count, machine))).toEqual([8, 4, 2, 1, 1]);
  });
});

describe('the threads of a run that goes on', () => {
  const environment = {
    host: hostname(),
    cores: availableParallelism(),
    threads: { interOp: 3, intraOp: 1 },
  } as Environment;

  it('are those that it has used before on the same machine', () => {
    expect(threadsBefore({ environment, step: 10 })).toEqual({ interOp: 3, intraOp: 1 });
    for (const other of [
      { environment, step: 0 },
      { environment: null, step: 10 },
      { environment: { ...environment, host: 'elsewhere' }, step: 10 },
      { environment: { ...environment, cores: availableParallelism() + 1 }, step: 10 },
      { environment: { ...environment, threads: undefined }, step: 10 },
    ])
      expect(threadsBefore(other)).toBeNull();
  });
});
