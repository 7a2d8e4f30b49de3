import { expect, it } from 'vitest';
import type { Installation, Variant } from '#tensorflow/runtime/cache';
import { examineRuntime, type DoctorDependencies, type Finding } from '#tensorflow/runtime/doctor';
import type { Hardware } from '#tensorflow/runtime/hardware';
import { fakeMachine } from './fake-machine';

const installation = (variant: Variant): Installation => ({
  folder: '/cache/runtime/x',
  record: {
    version: 1,
    tensorflow: '2.18.1',
    variant,
    platform: 'linux',
    arch: 'x64',
    tfjs: '4.22.0',
    compiler: '/usr/bin/c++',
    builtAt: '2026-11-20T10:00:00.000Z',
    files: [],
  },
});

const hardware: Hardware = {
  processor: 'AMD EPYC 7B13',
  cores: 2,
  memoryBytes: 16.4e9,
  driver: null,
  gpus: [],
};

const healthy: DoctorDependencies = {
  machine: fakeMachine({ env: { DNI_WORKBENCH_CACHE: '/nowhere', TF_NUM_INTEROP_THREADS: '2' } }),
  findInstallation: async () => installation('cpu'),
  selfTest: async () => ({
    ok: true,
    device: 'CPU, 2 threads',
    tensorflow: '2.18.1',
    gigaflops: 51.4,
  }),
  hardware: async () => hardware,
};

async function examine(
  changes: Partial<DoctorDependencies> = {},
): Promise<{ ok: boolean; find: (label: string) => Finding | undefined; wrong: string[] }> {
  const { ok, findings } = await examineRuntime({ ...healthy, ...changes });
  return {
    ok,
    find: (label) => findings.find((finding) => finding.label === label),
    wrong: findings.filter((finding) => !finding.ok).map((finding) => finding.label),
  };
}

it('reports no problem on a complete machine', async () => {
  const { ok, find, wrong } = await examine();
  expect(ok).toBe(true);
  expect(wrong).toEqual([]);
  expect(find('TensorFlow')?.value).toBe('2.18.1, build for CPUs, set up 2026-11-20');
  expect(find('Self-test')?.value).toBe(
    'passed on CPU, 2 threads: 51 GFLOP/s in products of 512 x 512',
  );
  expect(find('Processor')?.value).toBe('AMD EPYC 7B13, 2 cores');
  expect(find('Memory')?.value).toBe('16.4 GB');
  expect(find('Threads')?.value).toContain('TF_NUM_INTEROP_THREADS=2');
  expect(find('Python')?.value).toBe('3.11.7 (/usr/bin/python3)');
  expect(find('pip')?.value).toBe('23.2.1');
});

it('advises to install the runtime and lists the missing tools', async () => {
  const bare = fakeMachine({ env: { DNI_WORKBENCH_CACHE: '/nowhere' }, freeBytes: () => 1e8 }, {});
  const { ok, find, wrong } = await examine({ machine: bare, findInstallation: async () => null });
  expect(ok).toBe(false);
  expect(wrong).toEqual(['TensorFlow', 'Self-test', 'Free disk', 'Python', 'pip', 'C++ compiler']);
  expect(find('TensorFlow')?.advice).toContain('npm run dni -- setup');
  expect(find('C++ compiler')?.advice).toContain('apt install g++');
});

it('accepts missing tools if the runtime is installed', async () => {
  const { ok, wrong } = await examine({ machine: fakeMachine({}, {}) });
  expect(ok).toBe(true);
  expect(wrong).toEqual([]);
});

it('reports a GPU that the CPU build does not use', async () => {
  const withGpu = async (): Promise<Hardware> => ({
    ...hardware,
    driver: '550.54',
    gpus: [{ name: 'NVIDIA L4', memoryBytes: 24e9 }],
  });
  const unused = await examine({ hardware: withGpu });
  expect(unused.find('GPU')).toMatchObject({
    ok: false,
    value: 'NVIDIA L4 with 24.0 GB, driver 550.54',
  });
  expect(unused.find('GPU')?.advice).toContain('setup --gpu');
  const used = await examine({
    hardware: withGpu,
    findInstallation: async () => installation('gpu'),
  });
  expect(used.find('GPU')?.ok).toBe(true);
});

it('reports why the self-test failed', async () => {
  const { ok, find } = await examine({
    selfTest: async () => ({ ok: false, reason: 'It crashed.' }),
  });
  expect(ok).toBe(false);
  expect(find('Self-test')).toMatchObject({ ok: false, value: 'failed: It crashed.' });
});
