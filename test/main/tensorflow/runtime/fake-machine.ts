import type { Machine, RunOptions, RunResult } from '#tensorflow/runtime/machine';

type Program = (args: string[], options: RunOptions) => RunResult | Promise<RunResult>;

export const runResult = (stdout: string, code = 0, stderr = ''): RunResult => ({
  code,
  stdout,
  stderr,
});

/** A Python 3.11 with pip. `download` handles `pip download`. */
export function fakePython(
  download: Program = () => runResult(''),
  path = '/usr/bin/python3',
): Program {
  return (args, options) => {
    if (args[0] === '-c') return runResult(`3 ${path}\n`);
    if (args[0] === '--version') return runResult('Python 3.11.7\n');
    if (args[2] === '--version') return runResult('pip 23.2.1 from somewhere\n');
    return download(args, options);
  };
}

/** A Linux machine with all required tools and without a GPU. Tests override parts of it. */
export function fakeMachine(
  changes: Partial<Machine> = {},
  programs: Record<string, Program> = { python3: fakePython(), 'c++': () => runResult('') },
): Machine {
  return {
    platform: 'linux',
    arch: 'x64',
    env: {},
    musl: false,
    find: async (command) => (programs[command] ? `/usr/bin/${command}` : null),
    run: async (path, args, options = {}) => {
      const program = programs[path.replace('/usr/bin/', '')];
      if (!program) throw new Error(`spawn ${path} ENOENT`);
      return program(args, options);
    },
    freeBytes: () => 100e9,
    hasNvidiaDriver: async () => false,
    ...changes,
  };
}
