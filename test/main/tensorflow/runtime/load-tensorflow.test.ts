import { fork } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { loadTensorFlow, type LoadOptions } from '#tensorflow/runtime/load-tensorflow';
import { findInstallation } from '#tensorflow/runtime/find-installation';
import { hasNvidiaDriver } from '#tensorflow/runtime/nvidia-driver';
import { runSelfTest } from '#tensorflow/runtime/self-test';
import { tf } from '#tensorflow/backend/tf';

const installed = (await findInstallation('cpu')) !== null;
const emptyCache = await mkdtemp(join(tmpdir(), 'empty-cache-'));

/** Loads the runtime in a child process. Returns its message and everything it prints. */
function loadInChild(
  options: LoadOptions & { preload?: boolean },
  env: NodeJS.ProcessEnv = {},
): Promise<{ message: unknown; printed: string }> {
  return new Promise((resolve, reject) => {
    const file = fileURLToPath(new URL('./runtime-child.ts', import.meta.url));
    const child = fork(file, [], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let printed = '';
    let message: unknown;
    child.stdout?.on('data', (text) => (printed += String(text)));
    child.stderr?.on('data', (text) => (printed += String(text)));
    child.on('message', (received) => (message = received));
    child.on('error', reject);
    child.on('close', () => resolve({ message, printed }));
    child.send(options);
  });
}

describe('without an installed runtime', () => {
  it('falls back to the WebAssembly backend of tfjs, returns the reason, and prints nothing', async () => {
    const { message, printed } = await loadInChild({}, { DNI_WORKBENCH_CACHE: emptyCache });
    expect(printed).toBe('');
    expect(message).toEqual({
      backend: 'wasm',
      current: 'wasm',
      same: true,
      device: 'CPU, WebAssembly, 1 thread (slow)',
      tensorflow: null,
      fallbackReason: expect.stringMatching(/not installed.*npm run dni -- setup/) as string,
      gradient: [36],
      isPreloaded: false,
    });
  });

  it('throws if the fallback is disabled or a GPU is required', async () => {
    vi.stubEnv('DNI_WORKBENCH_CACHE', emptyCache);
    const wanted = { kind: 'unavailable', message: expect.stringContaining('not installed') };
    await expect(loadTensorFlow({ allowFallback: false })).rejects.toMatchObject(wanted);
    await expect(loadTensorFlow({ device: 'gpu' })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/not installed.*npm run dni -- setup --gpu/) as string,
    });
    vi.unstubAllEnvs();
  });

  it('reports that a broken runtime does not load', async () => {
    const folder = join(emptyCache, 'broken');
    await mkdir(folder);
    await writeFile(join(folder, 'tfjs_binding.node'), 'no library');
    const { message } = await loadInChild({
      installation: {
        folder,
        record: {
          version: 1,
          tensorflow: '2.18.1',
          variant: 'cpu',
          platform: process.platform,
          arch: process.arch,
          tfjs: '4.22.0',
          compiler: 'c++',
          builtAt: '',
          files: [],
        },
      },
    });
    expect(message).toMatchObject({
      backend: 'wasm',
      fallbackReason: expect.stringMatching(/broken does not load \(.+\).*setup --force/) as string,
      gradient: [36],
    });
  });
});

describe.skipIf(!installed)('with an installed runtime', () => {
  it.each([false, true])(
    `computes with TensorFlow in a child process, prints nothing, and loads only once (preloaded: %s)`,
    async (preload) => {
      const { message, printed } = await loadInChild({
        preload,
        threads: { intraOp: 1, interOp: 1 },
      });
      expect(printed).toBe('');
      expect(message).toEqual({
        backend: 'tensorflow',
        current: 'tensorflow',
        same: true,
        device: expect.stringMatching(/^(CPU, 1 thread|GPU: .+)$/) as string,
        tensorflow: '2.18.1',
        fallbackReason: null,
        gradient: [36],
        intraOp: '1',
        // With a driver, TensorFlow is loaded once the GPU is chosen.
        isPreloaded: preload && !(await hasNvidiaDriver()),
      });
    },
  );

  it('registers its backend with the same tfjs module that the engine imports', async () => {
    const runtime = await loadTensorFlow({ device: 'cpu' });
    expect(runtime.tf).toBe(tf);
    expect(runtime.backend).toBe('tensorflow');
    const product = tf.tidy(() =>
      Array.from(tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()),
    );
    expect(product).toEqual([11]);
    // node-pre-gyp, which is replaced while tfjs-node-gpu is loaded, is restored.
    const finder = createRequire(import.meta.url)('@mapbox/node-pre-gyp') as object;
    expect(Object.keys(finder)).toContain('Run');
  });

  it('passes the self-test', async () => {
    const result = await runSelfTest({ device: 'cpu' });
    expect(result).toMatchObject({ ok: true, tensorflow: '2.18.1' });
  });
});

describe('runSelfTest', () => {
  it('reports a folder without a runtime', async () => {
    const result = await runSelfTest({ folder: emptyCache, device: 'cpu' });
    expect(result).toEqual({ ok: false, reason: `${emptyCache} holds no whole runtime.` });
  });

  it('reports a process that exits without a result', async () => {
    vi.stubEnv('NODE_OPTIONS', '--require=/nowhere/at-all.cjs');
    const result = await runSelfTest({ device: 'cpu' });
    vi.unstubAllEnvs();
    expect(result).toMatchObject({
      ok: false,
      reason: expect.stringContaining('ended with status 1') as string,
    });
  });
});
