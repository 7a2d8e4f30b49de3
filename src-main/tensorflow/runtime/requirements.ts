/** Checks the requirements of setup. Each missing one throws an error that says how to install it. */
import { messageOf, WorkbenchError } from '#spec/errors';
import type { Variant } from './cache';
import type { Machine } from './machine';
import { installHint, localWheelsHint } from './setup-hints';
import { RECIPES, type Recipe } from './wheels';

const unavailable = (sentence: string): WorkbenchError =>
  new WorkbenchError('unavailable', sentence);

/** The builds of TensorFlow for this machine. Throws WorkbenchError `unavailable` if there is none. */
export function listRecipes(machine: Machine): Recipe[] {
  const { platform, arch } = machine;
  if (platform === 'win32') {
    throw unavailable(
      'TensorFlow has no C library for Windows: use the workbench inside WSL2 (`wsl --install`), where it works as on Linux, GPU included.',
    );
  }
  if (machine.musl) {
    throw unavailable(
      'TensorFlow needs glibc, and this system has musl (Alpine Linux): use Debian, Ubuntu, Fedora or an image made from one of them.',
    );
  }
  const recipes = RECIPES.filter((each) => each.platform === platform && each.arch === arch);
  if (recipes.length > 0) return recipes;
  throw unavailable(
    `TensorFlow has no build for ${platform} on ${arch}: it works on Linux (x64, arm64), on Macs with Apple silicon, and in WSL2 on Windows.`,
  );
}

/**
 * The recipe for this machine. Default of `gpu`: whether there is an NVIDIA driver. With `gpu: true`
 * the CUDA build is chosen even without a driver; it computes on the CPU until there is one. Throws
 * WorkbenchError `unavailable` if TensorFlow has no such build.
 */
export async function chooseRecipe(machine: Machine, gpu?: boolean): Promise<Recipe> {
  const recipes = listRecipes(machine);
  const variant: Variant = (gpu ?? (await machine.hasNvidiaDriver())) ? 'gpu' : 'cpu';
  const recipe = recipes.find((each) => each.variant === variant);
  if (recipe) return recipe;
  if (!gpu) return recipes[0] as Recipe;
  throw unavailable(
    `TensorFlow computes on NVIDIA GPUs under Linux on x64 only, and this is ${machine.platform} on ${machine.arch}: leave out \`--gpu\`.`,
  );
}

/** Says that the runtime is missing and how to get it, or that there is none for this system, in a sentence. */
export function missingRuntime(variant: 'gpu' | null, machine: Machine): string {
  try {
    listRecipes(machine);
  } catch (error) {
    return messageOf(error);
  }
  const runtime = variant ? 'The TensorFlow runtime for GPUs' : 'The TensorFlow runtime';
  return `${runtime} is not installed: ${installHint(variant)}.`;
}

/** Returns the path of a Python 3 that has pip. Throws WorkbenchError `unavailable`. */
export async function requirePip(machine: Machine): Promise<string> {
  const python = await findPython(machine);
  if (!python) {
    throw unavailable(
      `Python 3 is needed to download TensorFlow, and there is no \`python3\` in PATH: install it (Debian, Ubuntu: \`sudo apt install python3 python3-pip\`; Fedora: \`sudo dnf install python3-pip\`; macOS: \`xcode-select --install\`), or ${localWheelsHint}.`,
    );
  }
  if (!(await readPipVersion(machine, python))) {
    throw unavailable(
      `pip is needed to download TensorFlow, and ${python} has none: install it (Debian, Ubuntu: \`sudo apt install python3-pip\`; Fedora: \`sudo dnf install python3-pip\`; elsewhere: \`python3 -m ensurepip --user\`), or ${localWheelsHint}.`,
    );
  }
  return python;
}

/**
 * The path of a Python 3 interpreter, or null. It is `sys.executable` and not the command in PATH,
 * which may be a shell script (pyenv shims): killing the script would leave the interpreter running.
 */
export async function findPython(machine: Machine): Promise<string | null> {
  for (const command of ['python3', 'python']) {
    const path = await machine.find(command);
    if (!path) continue;
    const program = 'import sys; print(sys.version_info[0], sys.executable)';
    const { stdout } = await runOrEmpty(machine, path, ['-c', program]);
    const interpreter = /^3 (.+)/.exec(stdout)?.[1];
    if (interpreter) return interpreter.trim();
  }
  return null;
}

/** "3.11.7", or null if this Python does not run. */
export async function readPythonVersion(machine: Machine, python: string): Promise<string | null> {
  const { stdout, stderr } = await runOrEmpty(machine, python, ['--version']);
  return /Python (\S+)/.exec(stdout + stderr)?.[1] ?? null;
}

/** "23.2.1", or null if this Python has no pip. */
export async function readPipVersion(machine: Machine, python: string): Promise<string | null> {
  const { stdout } = await runOrEmpty(machine, python, ['-m', 'pip', '--version']);
  return /^pip (\S+)/.exec(stdout)?.[1] ?? null;
}

/** Returns the path of a C++ compiler; `$CXX` takes precedence. Throws WorkbenchError `unavailable`. */
export async function requireCompiler(machine: Machine): Promise<string> {
  const path = await findCompiler(machine);
  if (path) return path;
  const { CXX } = machine.env;
  throw unavailable(
    CXX
      ? `The C++ compiler named by CXX, "${CXX}", was not found, nor were c++, g++ and clang++: correct CXX or install one (Debian, Ubuntu: \`sudo apt install g++\`; Fedora: \`sudo dnf install gcc-c++\`; macOS: \`xcode-select --install\`).`
      : 'A C++ compiler is needed to build the bridge to TensorFlow, and neither c++, g++ nor clang++ is in PATH: install one (Debian, Ubuntu: `sudo apt install g++`; Fedora: `sudo dnf install gcc-c++`; macOS: `xcode-select --install`).',
  );
}

/** The path of a C++ compiler, or null. */
export async function findCompiler(machine: Machine): Promise<string | null> {
  for (const command of [machine.env.CXX, 'c++', 'g++', 'clang++']) {
    const path = command && (await machine.find(command));
    if (path) return path;
  }
  return null;
}

/** Throws WorkbenchError `unavailable` if fewer than `bytes` bytes are free on the disk of `folder`. */
export function requireSpace(machine: Machine, folder: string, bytes: number): void {
  const free = machine.freeBytes(folder);
  // Where nobody knows, the disk tells when it is full.
  if (free === null || free >= bytes) return;
  throw unavailable(
    `The TensorFlow runtime needs ${gigabytes(bytes)} of free disk space in ${folder}, and there are ${gigabytes(free)}: make room, or name another place in the environment variable DNI_WORKBENCH_CACHE.`,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

async function runOrEmpty(
  machine: Machine,
  command: string,
  args: string[],
): Promise<{ stdout: string; stderr: string }> {
  try {
    return await machine.run(command, args);
  } catch {
    return { stdout: '', stderr: '' };
  }
}
