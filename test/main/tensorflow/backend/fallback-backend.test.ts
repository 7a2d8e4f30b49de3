import { beforeEach, expect, it, vi } from 'vitest';
import { loadFallbackBackend } from '#tensorflow/backend/fallback-backend';
import { tf } from '#tensorflow/backend/tf';
import * as wasm from '#tensorflow/backend/wasm-backend';

beforeEach(() => vi.restoreAllMocks());

it('is WebAssembly', async () => {
  expect(await loadFallbackBackend()).toBe('wasm');
  expect(tf.getBackend()).toBe('wasm');
});

it('is JavaScript where WebAssembly does not start', async () => {
  vi.spyOn(wasm, 'loadWasmBackend').mockRejectedValue(new Error('no WebAssembly'));
  expect(await loadFallbackBackend()).toBe('cpu');
  expect(tf.getBackend()).toBe('cpu');
});
