import { describe, expect, it } from 'vitest';
import {
  missingRuntime,
  chooseRecipe,
  requireCompiler,
  requirePip,
  requireSpace,
} from '#tensorflow/runtime/requirements';
import { fakeMachine, fakePython, runResult } from './fake-machine';

const unavailable = (...words: string[]): object => ({
  kind: 'unavailable',
  message: expect.stringMatching(new RegExp(words.join('[^]*'))) as string,
});

describe('chooseRecipe', () => {
  it('chooses the CPU build without an NVIDIA driver', async () => {
    const recipe = await chooseRecipe(fakeMachine());
    expect(recipe.variant).toBe('cpu');
    expect(recipe.wheels.map((wheel) => wheel.file)).toEqual([
      'tensorflow_cpu-2.18.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    ]);
  });

  it('chooses the CUDA build with an NVIDIA driver, unless gpu is false', async () => {
    const withGpu = fakeMachine({ hasNvidiaDriver: async () => true });
    const recipe = await chooseRecipe(withGpu);
    expect(recipe.variant).toBe('gpu');
    expect(recipe.wheels).toHaveLength(13);
    expect((await chooseRecipe(withGpu, true)).variant).toBe('gpu');
    expect((await chooseRecipe(withGpu, false)).variant).toBe('cpu');
  });

  it('supports Macs with Apple silicon and Linux on arm64', async () => {
    const mac = await chooseRecipe(fakeMachine({ platform: 'darwin', arch: 'arm64' }));
    expect(mac.libraries[0]).toBe('tensorflow/libtensorflow_cc.2.dylib');
    const arm = await chooseRecipe(
      fakeMachine({ arch: 'arm64', hasNvidiaDriver: async () => true }),
    );
    expect(arm.variant).toBe('cpu');
  });

  it('describes the alternative for platforms without a TensorFlow build', async () => {
    await expect(chooseRecipe(fakeMachine({ platform: 'win32' }))).rejects.toMatchObject(
      unavailable('Windows', 'WSL2'),
    );
    await expect(chooseRecipe(fakeMachine({ musl: true }))).rejects.toMatchObject(
      unavailable('musl', 'Debian'),
    );
    await expect(chooseRecipe(fakeMachine({ platform: 'darwin' }))).rejects.toMatchObject(
      unavailable('darwin on x64', 'Apple silicon'),
    );
  });

  it('chooses the CUDA build on request without a driver, but throws where there is no CUDA build', async () => {
    expect((await chooseRecipe(fakeMachine(), true)).variant).toBe('gpu');
    const mac = fakeMachine({ platform: 'darwin', arch: 'arm64' });
    await expect(chooseRecipe(mac, true)).rejects.toMatchObject(unavailable('NVIDIA', '--gpu'));
  });
});

describe('missingRuntime', () => {
  it('says how to install the runtime', () => {
    expect(missingRuntime(null, fakeMachine())).toBe(
      'The TensorFlow runtime is not installed: install it in Settings, under Compute, or with `npm run dni -- setup`.',
    );
    expect(missingRuntime('gpu', fakeMachine())).toContain('for GPUs is not installed');
  });

  it('says that there is none, and offers no setup, where TensorFlow has no build', () => {
    const sentence = missingRuntime(null, fakeMachine({ platform: 'win32' }));
    expect(sentence).toContain('no C library for Windows: use the workbench inside WSL2');
    expect(sentence).not.toContain('setup');
  });
});

describe('the requirements of setup', () => {
  it('finds a Python that has pip', async () => {
    expect(await requirePip(fakeMachine())).toBe('/usr/bin/python3');
    const plain = fakeMachine({}, { python: fakePython(undefined, '/usr/bin/python') });
    expect(await requirePip(plain)).toBe('/usr/bin/python');
  });

  it('describes how to install Python', async () => {
    await expect(requirePip(fakeMachine({}, {}))).rejects.toMatchObject(
      unavailable('no `python3`', 'apt install python3', '--from DIR'),
    );
    const old = fakeMachine({}, { python: () => runResult("(2, '/usr/bin/python3')\n") });
    await expect(requirePip(old)).rejects.toMatchObject(unavailable('no `python3`'));
  });

  it('describes how to install pip', async () => {
    const bare = fakeMachine(
      {},
      {
        python3: (args) =>
          args[0] === '-c'
            ? runResult('3 /usr/bin/python3\n')
            : runResult('', 1, 'No module named pip\n'),
      },
    );
    await expect(requirePip(bare)).rejects.toMatchObject(
      unavailable('/usr/bin/python3 has none', 'apt install python3-pip'),
    );
  });

  it('finds a compiler and prefers CXX', async () => {
    const both = { 'c++': () => runResult(''), 'clang++-18': () => runResult('') };
    expect(await requireCompiler(fakeMachine({ env: { CXX: 'clang++-18' } }, both))).toBe(
      '/usr/bin/clang++-18',
    );
    expect(await requireCompiler(fakeMachine({}, { 'g++': () => runResult('') }))).toBe(
      '/usr/bin/g++',
    );
  });

  it('describes how to install a compiler', async () => {
    await expect(requireCompiler(fakeMachine({}, {}))).rejects.toMatchObject(
      unavailable('C\\+\\+ compiler', 'apt install g\\+\\+'),
    );
    await expect(requireCompiler(fakeMachine({ env: { CXX: 'mycc' } }, {}))).rejects.toMatchObject(
      unavailable('CXX, "mycc"'),
    );
  });

  it('throws if there is too little disk space, as far as the system tells', () => {
    const full = fakeMachine({ freeBytes: () => 0.25e9 });
    expect(() => requireSpace(full, '/cache', 1.2e9)).toThrow(
      expect.objectContaining(unavailable('1\\.2 GB', '/cache', '0\\.3 GB', 'DNI_WORKBENCH_CACHE')),
    );
    requireSpace(fakeMachine(), '/cache', 1.2e9);
    requireSpace(fakeMachine({ freeBytes: () => null }), '/cache', 1.2e9);
  });
});
