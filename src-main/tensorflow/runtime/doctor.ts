/** Finds out what the tensor runtime of this machine is made of, and what it lacks. */
import { messageOf } from '#spec/errors';
import { workbenchVersion } from '#spec/version';
import { cacheFolder, folderBytes, type Installation } from './cache';
import { readHardware, type Hardware } from './hardware';
import { servingInstallation } from './installed';
import { thisMachine, type Machine } from './machine';
import { findPython, pipVersion, pythonVersion, requireCompiler, requirePip } from './requirements';
import { runSelfTest, type SelfTestResult } from './self-test';
import { threadsFromEnvironment } from '../backend/threads';
import { tfjsPackage } from './versions';

export interface Finding {
  label: string;
  value: string;
  ok: boolean;
  /** What to do about it: a sentence with a command. */
  advice?: string;
}

export interface DoctorReport {
  /** Whether TensorFlow computes here. */
  ok: boolean;
  findings: Finding[];
}

/** What the examination asks, for tests to replace. */
export interface DoctorParts {
  machine: Machine;
  findInstallation: () => Promise<Installation | null>;
  selfTest: () => Promise<SelfTestResult>;
  hardware: () => Promise<Hardware>;
}

/** Examines this machine in a few seconds. Never throws for what it finds. */
export async function examineRuntime(parts: Partial<DoctorParts> = {}): Promise<DoctorReport> {
  const machine = parts.machine ?? thisMachine();
  const hardware = await (parts.hardware ?? readHardware)();
  const installation = await (
    parts.findInstallation ?? (() => servingInstallation(Boolean(hardware.driver)))
  )();
  const test = installation
    ? await (parts.selfTest ?? (() => runSelfTest({ device: 'auto' })))()
    : null;
  const folder = cacheFolder(machine.env);
  const findings = [
    fact('Workbench', workbenchVersion),
    fact('Node', `${process.versions.node} on ${machine.platform} ${machine.arch}`),
    fact('tfjs-node-gpu', tfjsPackage().version),
    describeInstallation(installation),
    describeGpus(hardware, installation),
    describeTest(test),
    fact('Processor', describeProcessor(hardware)),
    fact('Memory', gigabytes(hardware.memoryBytes)),
    fact('Threads', describeThreadSettings(machine.env, hardware.cores)),
    fact('Cache', `${folder} (${gigabytes(await folderBytes(folder))})`),
    await describeSpace(machine, folder, installation !== null),
    ...(await describeTools(machine, installation !== null)),
  ];
  return { ok: test?.ok === true, findings };
}

const fact = (label: string, value: string): Finding => ({ label, value, ok: true });

function describeInstallation(installation: Installation | null): Finding {
  const label = 'TensorFlow';
  if (!installation) {
    const advice =
      "Install it with `npm run dni -- setup`. Until then tfjs's own CPU backend trains, many times slower.";
    return { label, value: 'not installed', ok: false, advice };
  }
  const { tensorflow, variant, builtAt } = installation.record;
  const kind = variant === 'gpu' ? 'build for GPUs (CUDA)' : 'build for CPUs';
  return fact(label, `${tensorflow}, ${kind}, set up ${builtAt.slice(0, 10)}`);
}

function describeGpus({ driver, gpus }: Hardware, installation: Installation | null): Finding {
  const label = 'GPU';
  if (!driver) return fact(label, 'no NVIDIA driver: the CPU computes');
  const names = gpus.map(({ name, memoryBytes }) =>
    memoryBytes === null ? name : `${name} with ${gigabytes(memoryBytes)}`,
  );
  const value = `${names.join(', ') || 'NVIDIA'}, driver ${driver}`;
  if (installation?.record.variant === 'cpu') {
    const advice = 'It is not used: install the build for it with `npm run dni -- setup --gpu`.';
    return { label, value, ok: false, advice };
  }
  return fact(label, value);
}

function describeTest(test: SelfTestResult | null): Finding {
  const label = 'Self-test';
  if (!test) return { label, value: 'not possible without TensorFlow', ok: false };
  if (test.ok) {
    const speed = `${test.gigaflops.toFixed(0)} GFLOP/s in products of 512 x 512`;
    return fact(label, `passed on ${test.device}: ${speed}`);
  }
  const advice = 'Build the runtime anew with `npm run dni -- setup --force`.';
  return { label, value: `failed: ${test.reason}`, ok: false, advice };
}

function describeProcessor({ processor, cores }: Hardware): string {
  const count = `${cores} ${cores === 1 ? 'core' : 'cores'}`;
  return processor ? `${processor}, ${count}` : count;
}

function describeThreadSettings(env: NodeJS.ProcessEnv, cores: number): string {
  const { intraOp, interOp } = threadsFromEnvironment(env);
  const set = [
    intraOp && `TF_NUM_INTRAOP_THREADS=${intraOp}`,
    interOp && `TF_NUM_INTEROP_THREADS=${interOp}`,
  ].filter(Boolean);
  return set.join(', ') || `chosen for each run, ${cores} at most`;
}

async function describeSpace(
  machine: Machine,
  folder: string,
  installed: boolean,
): Promise<Finding> {
  const label = 'Free disk';
  try {
    const free = await machine.freeBytes(folder);
    const ok = installed || free >= 1.2e9;
    const advice = ok ? undefined : 'Setup needs 1.2 GB: make room, or set DNI_WORKBENCH_CACHE.';
    return { label, value: gigabytes(free), ok, advice };
  } catch (error) {
    return { label, value: `unknown (${messageOf(error)})`, ok: false };
  }
}

/** What setup needs; once it is done nothing of it is, and so nothing is amiss. */
async function describeTools(machine: Machine, installed: boolean): Promise<Finding[]> {
  const python = await findPython(machine);
  const pip = python && (await pipVersion(machine, python));
  const tool = async (
    label: string,
    value: string | null,
    require: (machine: Machine) => Promise<string>,
  ): Promise<Finding> => {
    if (value) return fact(label, value);
    const advice = await require(machine).then(() => undefined, messageOf);
    return { label, value: 'not found', ok: installed, advice: installed ? undefined : advice };
  };
  const compiler = await requireCompiler(machine).catch(() => null);
  return [
    await tool(
      'Python',
      python && `${await pythonVersion(machine, python)} (${python})`,
      requirePip,
    ),
    await tool('pip', pip, requirePip),
    await tool('C++ compiler', compiler, requireCompiler),
  ];
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
