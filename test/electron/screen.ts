import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface Screen {
  /** The value of the environment variable DISPLAY. */
  display: string;
  close(): void;
}

/** Starts a virtual screen (Xvfb) with an unused number. */
export async function openScreen(): Promise<Screen> {
  const server = spawn(
    'Xvfb',
    // By default it starts anew once its last window is closed, and a program that starts in that
    // moment finds no screen, or waits for it forever.
    ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const number = await new Promise<string>((resolve, reject) => {
    (server.stdio[3] as Readable).setEncoding('utf8').once('data', resolve);
    server.once('error', reject);
    server.once('exit', (status) => reject(new Error(`Xvfb ended with status ${status}.`)));
  });
  return { display: `:${number.trim()}`, close: () => void server.kill() };
}
