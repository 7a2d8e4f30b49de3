/** Brings up the tensor runtime of this process: TensorFlow, or tfjs's own CPU backend instead. */
import { join } from 'node:path';
import { messageOf, WorkbenchError } from '#spec/errors';
import { BINDING_FILE, type Installation } from './cache';
import { gpuNames, hasNvidiaDriver } from './driver';
import { findInstallation } from './installed';
import { loadNativeBackend, type NativeBinding } from '../backend/native-addon';
import { loadCpuBackend } from '../backend/cpu-backend';
import { tf, type Tf } from '../backend/tf';
import { describeThreads, setThreads, type Threads } from '../backend/threads';
import { installRuntime } from './setup-hints';
import { askForXla } from '../backend/xla';

export type { Tf } from '../backend/tf';
export type Device = 'auto' | 'cpu' | 'gpu';

export interface LoadOptions {
  /** `auto` takes the GPU where driver and CUDA runtime are there. */
  device?: Device;
  threads?: Threads;
  /** Whether XLA compiles the graphs of a GPU. */
  xla?: boolean;
  /** Whether tfjs's own CPU backend may stand in for TensorFlow. It may unless this is false. */
  allowFallback?: boolean;
  /** A runtime to load instead of the installed one: setup tries a new one before it is installed. */
  installation?: Installation;
}

export interface TensorRuntime {
  tf: Tf;
  backend: 'tensorflow' | 'cpu';
  /** For people: "CPU, 2 threads", "GPU: NVIDIA H100", "CPU, tfjs's own backend (slow)". */
  device: string;
  tensorflowVersion: string | null;
  /** Why it is not TensorFlow: a sentence with the way out, which every surface shows. */
  fallbackReason: string | null;
}

let loading: Promise<TensorRuntime> | null = null;

/**
 * Loads the tensor runtime into this process and makes it tfjs's current backend.
 *
 * A process has one runtime: later calls get the first one, whatever their options. Throws
 * `unavailable` where TensorFlow cannot be had and `allowFallback` is false, or where a GPU was asked
 * for by name; after that it may be called again.
 */
export function loadTensorFlow(options: LoadOptions = {}): Promise<TensorRuntime> {
  loading ??= load(options).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(options: LoadOptions): Promise<TensorRuntime> {
  const device = options.device ?? 'auto';
  try {
    return await loadInstalled(device, options);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    if (options.allowFallback === false || device === 'gpu') throw error;
    await loadCpuBackend();
    return {
      tf,
      backend: 'cpu',
      device: "CPU, tfjs's own backend (slow)",
      tensorflowVersion: null,
      fallbackReason: `${messageOf(error)} Until then tfjs's own CPU backend computes, many times slower.`,
    };
  }
}

async function loadInstalled(device: Device, options: LoadOptions): Promise<TensorRuntime> {
  const driver = device !== 'cpu' && (await hasNvidiaDriver());
  const installation =
    options.installation ?? (await findInstallation(device === 'auto' && !driver ? 'cpu' : device));
  if (!installation) throw notInstalled(device);

  const onGpu = installation.record.variant === 'gpu' && driver;
  prepareEnvironment(onGpu, options.threads ?? {});
  if (onGpu && options.xla) askForXla(installation.folder);
  let binding: NativeBinding;
  try {
    binding = loadNativeBackend(join(installation.folder, BINDING_FILE));
    await tf.ready();
  } catch (error) {
    throw new WorkbenchError(
      'unavailable',
      `The TensorFlow runtime in ${installation.folder} does not load (${firstLine(error)}): build it anew with \`npm run dni -- setup --force\`.`,
    );
  }
  const usingGpu = (tf.backend() as unknown as { isUsingGpuDevice: boolean }).isUsingGpuDevice;
  if (device === 'gpu' && !usingGpu) {
    throw new WorkbenchError(
      'unavailable',
      'TensorFlow found no GPU that it can use: an NVIDIA driver of version 525 or newer is needed (`nvidia-smi` names the version).',
    );
  }
  return {
    tf,
    backend: 'tensorflow',
    device: usingGpu ? `GPU: ${(await gpuNames())[0] ?? 'NVIDIA'}` : `CPU, ${describeThreads()}`,
    tensorflowVersion: binding.TF_Version,
    fallbackReason: null,
  };
}

/** TensorFlow reads these while it is loaded, and never again. */
function prepareEnvironment(onGpu: boolean, threads: Threads): void {
  setThreads(threads);
  // Its own log lines go to stderr, past us. The CUDA build without a GPU logs that as an error.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= onGpu ? '2' : '3';
  // oneDNN's kernels: by default only where the CPU has AVX-512. With AVX2 they took half the time, too,
  // for convolutions, and two thirds for recurrent networks.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  // Several runs may share one GPU; the default is to take all of its memory.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  if (!onGpu) process.env.CUDA_VISIBLE_DEVICES = '-1';
}

function notInstalled(device: Device): WorkbenchError {
  const what = device === 'gpu' ? 'The TensorFlow runtime for GPUs' : 'The TensorFlow runtime';
  const wayOut = installRuntime(device === 'gpu' ? device : null);
  return new WorkbenchError('unavailable', `${what} is not installed: ${wayOut}.`);
}

function firstLine(error: unknown): string {
  return (messageOf(error).split('\n')[0] ?? '').replace(/[\s.]+$/, '');
}
