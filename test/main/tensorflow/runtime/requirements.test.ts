import { describe, expect, it } from 'vitest';
import {
  chooseRecipe,
  requireCompiler,
  requirePip,
  requireSpace,
} from '#tensorflow/runtime/requirements';
import { machine, python, said } from './fake-machine';

const unavailable = (...words: string[]): object => ({
  kind: 'unavailable',
  message: expect.stringMatching(new RegExp(words.join('[^]*'))) as string,
});

describe('chooseRecipe', () => {
  it('takes the build for CPUs where no driver answers', async () => {
    const recipe = await chooseRecipe(machine());
    expect(recipe.variant).toBe('cpu');
    expect(recipe.wheels.map((wheel) => wheel.file)).toEqual([
      'tensorflow_cpu-2.18.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    ]);
  });

  it('takes the CUDA build where a driver answers, unless told not to', async () => {
    const withGpu = machine({ hasNvidiaDriver: async () => true });
    const recipe = await chooseRecipe(withGpu);
    expect(recipe.variant).toBe('gpu');
    expect(recipe.wheels).toHaveLength(13);
    expect((await chooseRecipe(withGpu, true)).variant).toBe('gpu');
    expect((await chooseRecipe(withGpu, false)).variant).toBe('cpu');
  });

  it('knows Macs with Apple silicon and Linux on arm64', async () => {
    const mac = await chooseRecipe(machine({ platform: 'darwin', arch: 'arm64' }));
    expect(mac.libraries[0]).toBe('tensorflow/libtensorflow_cc.2.dylib');
    const arm = await chooseRecipe(machine({ arch: 'arm64', hasNvidiaDriver: async () => true }));
    expect(arm.variant).toBe('cpu');
  });

  it('says what to do where TensorFlow has no build', async () => {
    await expect(chooseRecipe(machine({ platform: 'win32' }))).rejects.toMatchObject(
      unavailable('Windows', 'WSL2'),
    );
    await expect(chooseRecipe(machine({ musl: true }))).rejects.toMatchObject(
      unavailable('musl', 'Debian'),
    );
    await expect(chooseRecipe(machine({ platform: 'darwin' }))).rejects.toMatchObject(
      unavailable('darwin on x64', 'Apple silicon'),
    );
  });

  it('gives the CUDA build by name without a driver too, but never where there is none', async () => {
    expect((await chooseRecipe(machine(), true)).variant).toBe('gpu');
    const mac = machine({ platform: 'darwin', arch: 'arm64' });
    await expect(chooseRecipe(mac, true)).rejects.toMatchObject(unavailable('NVIDIA', '--gpu'));
  });
});

describe('the tools that setup needs', () => {
  it('finds Python with pip', async () => {
    expect(await requirePip(machine())).toBe('/usr/bin/python3');
    const plain = machine({}, { python: python(undefined, '/usr/bin/python') });
    expect(await requirePip(plain)).toBe('/usr/bin/python');
  });

  it('says how to get Python', async () => {
    await expect(requirePip(machine({}, {}))).rejects.toMatchObject(
      unavailable('no `python3`', 'apt install python3', '--from DIR'),
    );
    const old = machine({}, { python: () => said("(2, '/usr/bin/python3')\n") });
    await expect(requirePip(old)).rejects.toMatchObject(unavailable('no `python3`'));
  });

  it('says how to get pip', async () => {
    const bare = machine(
      {},
      {
        python3: (args) =>
          args[0] === '-c' ? said('3 /usr/bin/python3\n') : said('', 1, 'No module named pip\n'),
      },
    );
    await expect(requirePip(bare)).rejects.toMatchObject(
      unavailable('/usr/bin/python3 has none', 'apt install python3-pip'),
    );
  });

  it('finds a compiler, the one of CXX first', async () => {
    const both = { 'c++': () => said(''), 'clang++-18': () => said('') };
    expect(await requireCompiler(machine({ env: { CXX: 'clang++-18' } }, both))).toBe(
      '/usr/bin/clang++-18',
    );
    expect(await requireCompiler(machine({}, { 'g++': () => said('') }))).toBe('/usr/bin/g++');
  });

  it('says how to get a compiler', async () => {
    await expect(requireCompiler(machine({}, {}))).rejects.toMatchObject(
      unavailable('C\\+\\+ compiler', 'apt install g\\+\\+'),
    );
    await expect(requireCompiler(machine({ env: { CXX: 'mycc' } }, {}))).rejects.toMatchObject(
      unavailable('CXX, "mycc"'),
    );
  });

  it('wants room on the disk', async () => {
    const full = machine({ freeBytes: async () => 0.25e9 });
    await expect(requireSpace(full, '/cache', 1.2e9)).rejects.toMatchObject(
      unavailable('1\\.2 GB', '/cache', '0\\.3 GB', 'DNI_WORKBENCH_CACHE'),
    );
    await expect(requireSpace(machine(), '/cache', 1.2e9)).resolves.toBeUndefined();
  });
});
