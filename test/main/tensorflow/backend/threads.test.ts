import { afterEach, expect, it, vi } from 'vitest';
import * as backends from '#tensorflow/backend/node-backend';
import {
  describeThreads,
  interOpThreads,
  threadsPerPart,
  setThreads,
  threadsFromEnvironment,
} from '#tensorflow/backend/threads';

afterEach(() => void vi.restoreAllMocks());

it('sets what is given, and leaves what the user has set', () => {
  const env: NodeJS.ProcessEnv = { TF_NUM_INTRAOP_THREADS: '3' };
  setThreads({ interOp: 2 }, env);
  expect(env).toEqual({ TF_NUM_INTRAOP_THREADS: '3', TF_NUM_INTEROP_THREADS: '2' });
  expect(threadsFromEnvironment(env)).toEqual({ intraOp: 3, interOp: 2 });
  expect(describeThreads(env)).toBe('3 threads');
  setThreads({ intraOp: 1, interOp: 1 }, env);
  expect(threadsFromEnvironment(env)).toEqual({ intraOp: 3, interOp: 2 });
  const other: NodeJS.ProcessEnv = { TF_NUM_INTRAOP_THREADS: 'many' };
  setThreads({ intraOp: 1, interOp: 1 }, other);
  expect(describeThreads(other)).toBe('1 thread');
});

it('ignores what is no number of threads', () => {
  const env = { TF_NUM_INTRAOP_THREADS: 'many', TF_NUM_INTEROP_THREADS: '-1' };
  expect(threadsFromEnvironment(env)).toEqual({ intraOp: undefined, interOp: undefined });
});

it('counts ops side by side where each has one thread', () => {
  const lanes = (intra?: string, inter?: string): number =>
    interOpThreads({ TF_NUM_INTRAOP_THREADS: intra, TF_NUM_INTEROP_THREADS: inter });
  expect(lanes('1', '4')).toBe(4);
  expect(lanes('2', '4')).toBe(1);
  expect(lanes('1')).toBe(1);
  expect(lanes()).toBe(1);
  const ofPart = (parts: number): number =>
    threadsPerPart(parts, { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '8' });
  expect([1, 2, 3, 8, 9].map(ofPart)).toEqual([8, 4, 2, 1, 1]);
});

it('knows of no ops side by side on a GPU', () => {
  const gpu = { isUsingGpuDevice: true } as backends.NodeBackend;
  vi.spyOn(backends, 'nodeBackend').mockReturnValue(gpu);
  expect(interOpThreads({ TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '4' })).toBe(1);
});
