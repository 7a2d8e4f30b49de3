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

it('sets the given numbers, but not those that the user has set', () => {
  const env: NodeJS.ProcessEnv = { TF_NUM_INTRAOP_THREADS: '3' };
  setThreads({ interOp: 2 }, env);
  expect(env).toEqual({ TF_NUM_INTRAOP_THREADS: '3', TF_NUM_INTEROP_THREADS: '2' });
  expect(threadsFromEnvironment(env)).toEqual({ intraOp: 3, interOp: 2 });
  expect(describeThreads(env)).toBe('3 threads');
  setThreads({ intraOp: 1, interOp: 1 }, env);
  expect(threadsFromEnvironment(env)).toEqual({ intraOp: 3, interOp: 2 });
  const invalid: NodeJS.ProcessEnv = { TF_NUM_INTRAOP_THREADS: 'many' };
  setThreads({ intraOp: 1, interOp: 1 }, invalid);
  expect(describeThreads(invalid)).toBe('1 thread');
});

it('ignores values that are not positive integers', () => {
  const env = { TF_NUM_INTRAOP_THREADS: 'many', TF_NUM_INTEROP_THREADS: '-1' };
  expect(threadsFromEnvironment(env)).toEqual({ intraOp: undefined, interOp: undefined });
});

it('counts ops that run at the same time if each has one thread', () => {
  const opsAtOnce = (intra?: string, inter?: string): number =>
    interOpThreads({ TF_NUM_INTRAOP_THREADS: intra, TF_NUM_INTEROP_THREADS: inter });
  expect(opsAtOnce('1', '4')).toBe(4);
  expect(opsAtOnce('2', '4')).toBe(1);
  expect(opsAtOnce('1')).toBe(1);
  expect(opsAtOnce()).toBe(1);
  const threadsFor = (parts: number): number =>
    threadsPerPart(parts, { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '8' });
  expect([1, 2, 3, 8, 9].map(threadsFor)).toEqual([8, 4, 2, 1, 1]);
});

it('counts one op at a time on a GPU', () => {
  const gpu = { isUsingGpuDevice: true } as backends.NodeBackend;
  vi.spyOn(backends, 'nodeBackend').mockReturnValue(gpu);
  expect(interOpThreads({ TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '4' })).toBe(1);
});
