/** `build-child.ts ROOT PART...`: builds parts of the program beside those in `out/`, in a process of its own. */
import { setFlagsFromString } from 'node:v8';
import { messageOf } from '#spec/errors';
import { buildNodeProgram } from './build-node-program';
import { partialFolder, type BuiltPart, type WindowPart } from './ensure-built';

// The process lives for seconds. With V8's default (132 KB of bytecode that a function has to run), optimizing functions
// that are hardly called again takes a fifth of the build's processor time. An unknown flag does no more than print a line.
setFlagsFromString('--interrupt-budget=600000');

const [root = '.', ...parts] = process.argv.slice(2);
try {
  await Promise.all([
    parts.includes('node') && buildNodeProgram(root, partialFolder(root, 'node')),
    buildWindow((parts as BuiltPart[]).filter((part) => part !== 'node')),
  ]);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}

async function buildWindow(windowParts: readonly WindowPart[]): Promise<void> {
  if (windowParts.length === 0) return;
  process.env.NODE_ENV = 'production';
  const [{ resolveConfig }, { build }] = await Promise.all([
    import('electron-vite'),
    import('vite'),
  ]);
  const inline = { root, configFile: `${root}/electron.vite.config.ts`, logLevel: 'warn' } as const;
  const { config } = await resolveConfig(inline, 'build', 'production');
  for (const part of windowParts) {
    const options = config?.[part];
    const outDir = partialFolder(root, part);
    await build({ ...options, build: { ...options?.build, outDir, emptyOutDir: true } });
  }
}
