import { WorkbenchError } from '#spec/errors';
import { fallbackDescriptions } from '#tensorflow/runtime/fallback';
import { examineRuntime } from '#tensorflow/runtime/doctor';
import { removeRuntime } from '#tensorflow/runtime/remove';
import { setUpWithProgress } from '../launch/setup-progress';
import { exitStatus } from './exit-status';
import { print, printAll, printToStderr } from './output';

export interface DoctorOptions {
  json?: boolean;
}

/** `doctor`: prints what this machine trains with. Returns the exit status: 0 if TensorFlow works. */
export async function doctor({ json }: DoctorOptions): Promise<number> {
  const report = await examineRuntime();
  if (json) print(JSON.stringify(report));
  else {
    const width = Math.max(...report.findings.map(({ label }) => label.length));
    for (const { label, value, ok, advice } of report.findings) {
      print(`${ok ? 'ok' : '!!'}  ${label.padEnd(width)}  ${value}`);
      if (advice) print(`${' '.repeat(width + 6)}${advice}`);
    }
    printAll([
      '',
      report.ok
        ? 'TensorFlow computes here.'
        : `TensorFlow does not compute here. ${fallbackDescriptions.wasm.slowdown}`,
    ]);
  }
  return report.ok ? exitStatus.finished : exitStatus.failed;
}

export interface SetupOptions {
  gpu?: boolean;
  cpu?: boolean;
  from?: string;
  force?: boolean;
  remove?: boolean;
}

/** `setup`: installs the TensorFlow runtime into the user's cache if it is missing, or removes it. */
export async function setup(options: SetupOptions): Promise<void> {
  if (options.remove) return remove(options);
  const { gpu, cpu, from, force } = options;
  const abort = new AbortController();
  const interrupt = (): void => abort.abort(new Error('interrupted'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  await setUpWithProgress(printToStderr, {
    gpu: gpu ? true : cpu ? false : undefined,
    from,
    force,
    signal: abort.signal,
  });
}

async function remove({ gpu, cpu, force }: SetupOptions): Promise<void> {
  if (!gpu && !cpu)
    throw new WorkbenchError('validation', 'Say which runtime to remove: add --cpu or --gpu.');
  const variant = gpu ? 'gpu' : 'cpu';
  const { bytes } = await removeRuntime(variant, { allowLast: force });
  print(
    `The TensorFlow runtime for ${gpu ? 'GPUs' : 'the CPU'} is removed: ${(bytes / 1e9).toFixed(1)} GB are free again.`,
  );
}
