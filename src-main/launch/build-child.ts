/** `build-child.ts ROOT PART...`: builds parts of the window, in a process of its own. */
import { resolveConfig } from 'electron-vite';
import { build } from 'vite';
import { messageOf } from '#spec/errors';
import type { WindowPart } from './ensure-built';

const [root = '.', ...parts] = process.argv.slice(2);
try {
  process.env.NODE_ENV = 'production';
  const inline = { root, configFile: `${root}/electron.vite.config.ts`, logLevel: 'warn' } as const;
  const { config } = await resolveConfig(inline, 'build', 'production');
  for (const part of parts as WindowPart[]) await build(config?.[part] ?? {});
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
