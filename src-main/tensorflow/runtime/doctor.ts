/** The `doctor` command: reports the tensor runtime and the hardware of this machine, and what is missing. */
import { messageOf } from '#spec/errors';
import { workbenchVersion } from '#spec/version';
import { cacheFolder, folderBytes, type Installation } from './cache';
import { fallbackDescriptions } from './fallback';
import { readHardware, type Hardware } from './hardware';
import { findTrainingInstallation } from './find-installation';
import { thisMachine, type Machine } from './machine';
import {
  findPython,
  missingRuntime,
  readPipVersion,
  readPythonVersion,
  requireCompiler,
  requirePip,
} from './requirements';
import { runSelfTest, type SelfTestResult } from './self-test';
import { threadsFromEnvironment } from '../backend/threads';
import { findTfjsPackage } from './versions';

export interface Finding {
  label: string;
  value: string;
  ok: boolean;
  /** How to fix it: a sentence with a command. */
  advice?: string;
}

export interface DoctorReport {
  /** Whether TensorFlow is installed and passes its self-test. */
  ok: boolean;
  findings: Finding[];
}

/** What `examineRuntime` calls; tests replace it. */
export interface DoctorDependencies {
  machine: Machine;
  findInstallation: () => Promise<Installation | null>;
  selfTest: () => Promise<SelfTestResult>;
  hardware: () => Promise<Hardware>;
}

/** Examines this machine; takes a few seconds. Problems are reported as findings, never thrown. */
export async function examineRuntime(
  dependencies: Partial<DoctorDependencies> = {},
): Promise<DoctorReport> {
  const machine = dependencies.machine ?? thisMachine();
  const hardware = await (dependencies.hardware ?? readHardware)();
  const installation = await (
    dependencies.findInstallation ?? (() => findTrainingInstallation(Boolean(hardware.driver)))
  )();
  const selfTest = installation
    ? await (dependencies.selfTest ?? (() => runSelfTest({ device: 'auto' })))()
    : null;
  const folder = cacheFolder(machine.env);
  const findings = [
    okFinding('Workbench', workbenchVersion),
    okFinding('Node', `${process.versions.node} on ${machine.platform} ${machine.arch}`),
    okFinding('tfjs-node-gpu', findTfjsPackage().version),
    describeInstallation(machine, installation),
    describeGpus(hardware, installation),
    describeSelfTest(selfTest),
    okFinding('Processor', describeProcessor(hardware)),
    okFinding('Memory', gigabytes(hardware.memoryBytes)),
    okFinding('Threads', describeThreadSettings(machine.env, hardware.cores)),
    okFinding('Cache', `${folder} (${gigabytes(await folderBytes(folder))})`),
    describeSpace(machine, folder, installation !== null),
    ...(await describeTools(machine, installation !== null)),
  ];
  return { ok: selfTest?.ok === true, findings };
}

const okFinding = (label: string, value: string): Finding => ({ label, value, ok: true });

function describeInstallation(machine: Machine, installation: Installation | null): Finding {
  const label = 'TensorFlow';
  if (!installation) {
    const advice = `${missingRuntime(null, machine)} ${fallbackDescriptions.wasm.slowdown}`;
    return { label, value: 'not installed', ok: false, advice };
  }
  const { tensorflow, variant, builtAt } = installation.record;
  const kind = variant === 'gpu' ? 'build for GPUs (CUDA)' : 'build for CPUs';
  return okFinding(label, `${tensorflow}, ${kind}, set up ${builtAt.slice(0, 10)}`);
}

function describeGpus({ driver, gpus }: Hardware, installation: Installation | null): Finding {
  const label = 'GPU';
  if (!driver) return okFinding(label, 'no NVIDIA driver: the CPU computes');
  const names = gpus.map(({ name, memoryBytes }) =>
    memoryBytes === null ? name : `${name} with ${gigabytes(memoryBytes)}`,
  );
  const value = `${names.join(', ') || 'NVIDIA'}, driver ${driver}`;
  if (installation?.record.variant === 'cpu') {
    const advice = 'It is not used: install the build for it with `npm run dni -- setup --gpu`.';
    return { label, value, ok: false, advice };
  }
  return okFinding(label, value);
}

function describeSelfTest(selfTest: SelfTestResult | null): Finding {
  const label = 'Self-test';
  if (!selfTest) return { label, value: 'not possible without TensorFlow', ok: false };
  if (selfTest.ok) {
    const speed = `${selfTest.gigaflops.toFixed(0)} GFLOP/s in products of 512 x 512`;
    return okFinding(label, `passed on ${selfTest.device}: ${speed}`);
  }
  const advice = 'Build the runtime anew with `npm run dni -- setup --force`.';
  return { label, value: `failed: ${selfTest.reason}`, ok: false, advice };
}

function describeProcessor({ processor, cores }: Hardware): string {
  const count = `${cores} ${cores === 1 ? 'core' : 'cores'}`;
  return processor ? `${processor}, ${count}` : count;
}

function describeThreadSettings(env: NodeJS.ProcessEnv, cores: number): string {
  const { intraOp, interOp } = threadsFromEnvironment(env);
  const settings = [
    intraOp && `TF_NUM_INTRAOP_THREADS=${intraOp}`,
    interOp && `TF_NUM_INTEROP_THREADS=${interOp}`,
  ].filter(Boolean);
  return settings.join(', ') || `chosen for each run, ${cores} at most`;
}

function describeSpace(machine: Machine, folder: string, installed: boolean): Finding {
  const label = 'Free disk';
  const free = machine.freeBytes(folder);
  if (free === null) return okFinding(label, 'unknown');
  const ok = installed || free >= 1.2e9;
  const advice = ok ? undefined : 'Setup needs 1.2 GB: make room, or set DNI_WORKBENCH_CACHE.';
  return { label, value: gigabytes(free), ok, advice };
}

/** The tools that setup needs. Once the runtime is installed, a missing tool is not a problem. */
async function describeTools(machine: Machine, installed: boolean): Promise<Finding[]> {
  const python = await findPython(machine);
  const pip = python && (await readPipVersion(machine, python));
  const tool = async (
    label: string,
    value: string | null,
    require: (machine: Machine) => Promise<string>,
  ): Promise<Finding> => {
    if (value) return okFinding(label, value);
    const advice = await require(machine).then(() => undefined, messageOf);
    return { label, value: 'not found', ok: installed, advice: installed ? undefined : advice };
  };
  const compiler = await requireCompiler(machine).catch(() => null);
  return [
    await tool(
      'Python',
      python && `${await readPythonVersion(machine, python)} (${python})`,
      requirePip,
    ),
    await tool('pip', pip, requirePip),
    await tool('C++ compiler', compiler, requireCompiler),
  ];
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
