/** `build-child.ts ROOT PART...`: builds parts of the window beside those in `out/`, in a process of its own. */
import { setFlagsFromString } from 'node:v8';
import { resolveConfig } from 'electron-vite';
import { build } from 'vite';
import { messageOf } from '#spec/errors';
import { partialFolder, type WindowPart } from './ensure-built';

// The process lives for seconds. With V8's default (132 KB of bytecode that a function has to run), optimizing functions
// that are hardly called again takes a fifth of the build's processor time. An unknown flag does no more than print a line.
setFlagsFromString('--interrupt-budget=600000');

const [root = '.', ...parts] = process.argv.slice(2);
try {
  process.env.NODE_ENV = 'production';
  const inline = { root, configFile: `${root}/electron.vite.config.ts`, logLevel: 'warn' } as const;
  const { config } = await resolveConfig(inline, 'build', 'production');
  for (const part of parts as WindowPart[]) {
    const options = config?.[part];
    const outDir = partialFolder(root, part);
    await build({ ...options, build: { ...options?.build, outDir, emptyOutDir: true } });
  }
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
