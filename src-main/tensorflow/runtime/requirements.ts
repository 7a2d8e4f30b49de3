/** What setup needs of a machine. Each missing thing has its own sentence with the way out. */
import { WorkbenchError } from '#spec/errors';
import type { Variant } from './cache';
import type { Machine } from './machine';
import { giveWheels } from './setup-hints';
import { RECIPES, type Recipe } from './wheels';

const missing = (sentence: string): WorkbenchError => new WorkbenchError('unavailable', sentence);

/** The builds of TensorFlow for this machine. Throws where there is none. */
export function recipesFor(machine: Machine): Recipe[] {
  const { platform, arch } = machine;
  if (platform === 'win32') {
    throw missing(
      'TensorFlow has no C library for Windows: use the workbench inside WSL2 (`wsl --install`), where it works as on Linux, GPU included.',
    );
  }
  if (machine.musl) {
    throw missing(
      'TensorFlow needs glibc, and this system has musl (Alpine Linux): use Debian, Ubuntu, Fedora or an image made from one of them.',
    );
  }
  const recipes = RECIPES.filter((each) => each.platform === platform && each.arch === arch);
  if (recipes.length > 0) return recipes;
  throw missing(
    `TensorFlow has no build for ${platform} on ${arch}: it works on Linux (x64, arm64), on Macs with Apple silicon, and in WSL2 on Windows.`,
  );
}

/**
 * The recipe for this machine. `gpu` left out means: where an NVIDIA driver answers. Asked for by name
 * the build for GPUs is given without a driver, too: until there is one it computes on the CPU.
 * Throws where TensorFlow has no such build.
 */
export async function chooseRecipe(machine: Machine, gpu?: boolean): Promise<Recipe> {
  const recipes = recipesFor(machine);
  const variant: Variant = (gpu ?? (await machine.hasNvidiaDriver())) ? 'gpu' : 'cpu';
  const recipe = recipes.find((each) => each.variant === variant);
  if (recipe) return recipe;
  if (!gpu) return recipes[0] as Recipe;
  throw missing(
    `TensorFlow computes on NVIDIA GPUs under Linux on x64 only, and this is ${machine.platform} on ${machine.arch}: leave out \`--gpu\`.`,
  );
}

/** A Python 3 with pip; its path. */
export async function requirePip(machine: Machine): Promise<string> {
  const python = await findPython(machine);
  if (!python) {
    throw missing(
      `Python 3 is needed to download TensorFlow, and there is no \`python3\` in PATH: install it (Debian, Ubuntu: \`sudo apt install python3 python3-pip\`; Fedora: \`sudo dnf install python3-pip\`; macOS: \`xcode-select --install\`), or ${giveWheels}.`,
    );
  }
  if (!(await pipVersion(machine, python))) {
    throw missing(
      `pip is needed to download TensorFlow, and ${python} has none: install it (Debian, Ubuntu: \`sudo apt install python3-pip\`; Fedora: \`sudo dnf install python3-pip\`; elsewhere: \`python3 -m ensurepip --user\`), or ${giveWheels}.`,
    );
  }
  return python;
}

/**
 * The path of a Python 3, or null: of the interpreter itself, not of a script in PATH that starts it
 * (pyenv has such), because ending the script would leave the interpreter running.
 */
export async function findPython(machine: Machine): Promise<string | null> {
  for (const command of ['python3', 'python']) {
    const path = await machine.find(command);
    if (!path) continue;
    const ask = 'import sys; print(sys.version_info[0], sys.executable)';
    const { stdout } = await attempt(machine, path, ['-c', ask]);
    const interpreter = /^3 (.+)/.exec(stdout)?.[1];
    if (interpreter) return interpreter.trim();
  }
  return null;
}

/** "3.11.7", or null where it does not run. */
export async function pythonVersion(machine: Machine, python: string): Promise<string | null> {
  const { stdout, stderr } = await attempt(machine, python, ['--version']);
  return /Python (\S+)/.exec(stdout + stderr)?.[1] ?? null;
}

/** "23.2.1", or null where this Python has no pip. */
export async function pipVersion(machine: Machine, python: string): Promise<string | null> {
  const { stdout } = await attempt(machine, python, ['-m', 'pip', '--version']);
  return /^pip (\S+)/.exec(stdout)?.[1] ?? null;
}

/** A C++ compiler; its path. `$CXX` is asked first. */
export async function requireCompiler(machine: Machine): Promise<string> {
  const path = await findCompiler(machine);
  if (path) return path;
  const { CXX } = machine.env;
  throw missing(
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

/** Room for `bytes` more where the cache is. */
export async function requireSpace(machine: Machine, folder: string, bytes: number): Promise<void> {
  const free = await machine.freeBytes(folder);
  if (free >= bytes) return;
  throw missing(
    `The TensorFlow runtime needs ${gigabytes(bytes)} of free disk space in ${folder}, and there are ${gigabytes(free)}: make room, or name another place in the environment variable DNI_WORKBENCH_CACHE.`,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

async function attempt(
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
