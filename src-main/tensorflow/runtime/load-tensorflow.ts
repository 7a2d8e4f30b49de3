/**
 * Loads the tensor runtime of this process: TensorFlow, or tfjs's own backend as a fallback.
 *
 * ```ts
 * const { tf, device, fallbackReason } = await loadTensorFlow({ device: 'auto' });
 * const squares = tf.square(tf.tensor1d([1, 2, 3]));
 * ```
 */
import { join } from 'node:path';
import { passMilestone } from '#files/milestones';
import { messageOf, WorkbenchError } from '#spec/errors';
import { BINDING_FILE, type Installation } from './cache';
import { listGpuNames, hasNvidiaDriver } from './nvidia-driver';
import { findInstallation } from './find-installation';
import {
  loadNativeBackend,
  preloadKernels,
  preloadLibrary,
  type NativeBinding,
} from '../backend/native-addon';
import { loadFallbackBackend } from '../backend/fallback-backend';
import { tf, type Tf } from '../backend/tf';
import { describeThreads, setThreads, type Threads } from '../backend/threads';
import { fallbackDescriptions } from './fallback';
import { thisMachine } from './machine';
import { missingRuntime } from './requirements';
import { enableXla } from '../backend/xla';

export type { Tf } from '../backend/tf';
export type Device = 'auto' | 'cpu' | 'gpu';

export interface LoadOptions {
  /** `auto` uses the GPU if there is an NVIDIA driver and the CUDA build of the runtime. */
  device?: Device;
  threads?: Threads;
  /** Whether XLA compiles graphs that run on a GPU. */
  xla?: boolean;
  /** Whether tfjs's own backend is used if TensorFlow is unavailable. Default: true. */
  allowFallback?: boolean;
  /** A runtime to load instead of the installed one. Setup uses it to test a runtime before installing it. */
  installation?: Installation;
}

export interface TensorRuntime {
  tf: Tf;
  backend: 'tensorflow' | 'wasm' | 'cpu';
  /** For display: "CPU, 2 threads", "GPU: NVIDIA H100", "CPU, WebAssembly, 1 thread (slow)". */
  device: string;
  tensorflowVersion: string | null;
  /** Why the fallback is used and how to install TensorFlow, as a sentence for display. Null for TensorFlow. */
  fallbackReason: string | null;
}

let loading: Promise<TensorRuntime> | null = null;

/**
 * Loads the tensor runtime into this process and makes it tfjs's current backend.
 *
 * A process has one runtime: later calls return the first one and ignore their options. Throws
 * WorkbenchError `unavailable` if TensorFlow cannot be loaded and either `allowFallback` is false or
 * `device` is `gpu`; it can be called again after that.
 */
export function loadTensorFlow(options: LoadOptions = {}): Promise<TensorRuntime> {
  loading ??= load(options).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

let preloading: Promise<void> | null = null;

/**
 * Loads what `loadTensorFlow` needs in most processes and whatever its options: tfjs, and where there is no GPU
 * TensorFlow's library, 0.3 s in all on one core. To be called where a process knows early that it will compute. Never
 * rejects: `loadTensorFlow` tells what is wrong.
 */
export function preloadTensorFlow(): Promise<void> {
  preloading ??= preload().catch(() => undefined);
  return preloading;
}

async function preload(): Promise<void> {
  const hasDriver = await hasNvidiaDriver();
  const installation = await findInstallation(hasDriver ? 'auto' : 'cpu');
  if (!installation) return;
  passMilestone('TensorFlow found');
  const library = installation.record.files.find(({ path }) => libraryPath.test(path));
  if (!hasDriver) prepareEnvironment(false);
  const isLoaded =
    library && !hasDriver ? preloadLibrary(join(installation.folder, library.path)) : null;
  try {
    preloadKernels();
    passMilestone('tfjs loaded');
  } finally {
    await isLoaded;
  }
  passMilestone('TensorFlow library loaded');
}

/** TensorFlow itself among the files of an installation; the other libraries are loaded with it. */
const libraryPath = /(^|\/)libtensorflow_cc\.[^/]+$/;

async function load(options: LoadOptions): Promise<TensorRuntime> {
  // The environment may not be changed while another thread loads the library.
  await preloading;
  const device = options.device ?? 'auto';
  try {
    return await loadInstalled(device, options);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    if (options.allowFallback === false || device === 'gpu') throw error;
    const backend = await loadFallbackBackend();
    const { device: fallbackDevice, slowdown } = fallbackDescriptions[backend];
    return {
      tf,
      backend,
      device: fallbackDevice,
      tensorflowVersion: null,
      fallbackReason: `${messageOf(error)} ${slowdown}`,
    };
  }
}

async function loadInstalled(device: Device, options: LoadOptions): Promise<TensorRuntime> {
  const hasDriver = device !== 'cpu' && (await hasNvidiaDriver());
  const installation =
    options.installation ??
    (await findInstallation(device === 'auto' && !hasDriver ? 'cpu' : device));
  if (!installation)
    throw new WorkbenchError(
      'unavailable',
      missingRuntime(device === 'gpu' ? 'gpu' : null, thisMachine()),
    );

  const onGpu = installation.record.variant === 'gpu' && hasDriver;
  setThreads(options.threads ?? {});
  prepareEnvironment(onGpu);
  if (onGpu && options.xla) enableXla(installation.folder);
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
    device: usingGpu
      ? `GPU: ${(await listGpuNames())[0] ?? 'NVIDIA'}`
      : `CPU, ${describeThreads()}`,
    tensorflowVersion: binding.TF_Version,
    fallbackReason: null,
  };
}

/** Sets environment variables, which TensorFlow reads only while it is loaded. */
function prepareEnvironment(onGpu: boolean): void {
  // TensorFlow logs directly to stderr. The CUDA build logs a missing GPU as an error.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= onGpu ? '2' : '3';
  // TensorFlow enables the oneDNN kernels by default only on CPUs with AVX-512. With AVX2 they also
  // reduced the time to a half for convolutions and to two thirds for recurrent networks.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  // Several runs may share one GPU; by default TensorFlow allocates all of its memory.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  if (!onGpu) process.env.CUDA_VISIBLE_DEVICES = '-1';
}

function firstLine(error: unknown): string {
  return (messageOf(error).split('\n')[0] ?? '').replace(/[\s.]+$/, '');
}
