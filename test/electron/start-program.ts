import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';

const startTimeoutMs = 60_000;

/** The time of the first contentful paint in ms since 1970; null before it. */
const paintedAt = `(() => {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return paint && document.querySelector('nav') ? performance.timeOrigin + paint.startTime : null;
})()`;

export interface StartOptions {
  /** The folder of its settings and projects. */
  home: string;
  env?: NodeJS.ProcessEnv;
  args?: string[];
  /** Another user to start it as; with its sandbox, which Chromium does not allow to root. */
  user?: { uid: number; gid: number };
  /** Called with the id of its process once its window is drawn. */
  whileOpen?: (pid: number) => void;
}

/** What a start of the program came to. */
export interface Start {
  /** The time of the window's first contentful paint in ms since 1970; null if the program ended before. */
  paintedAt: number | null;
  /** What the program wrote to stdout and stderr. */
  output: string;
  /** The status with which the program ended; null if it was ended after its window was drawn. */
  status: number | null;
}

/**
 * Starts the program without Playwright, which needs `--inspect`, waits until its window is drawn or the
 * program ends, and ends it. Throws if neither happens within a minute.
 */
export async function startProgram(
  program: string,
  { home, env, args = [], user, whileOpen }: StartOptions,
): Promise<Start> {
  const data = join(home, 'config');
  rmSync(join(data, 'DevToolsActivePort'), { force: true });
  const sandbox = process.getuid?.() === 0 && !user ? ['--no-sandbox'] : [];
  const child = spawn(
    program,
    [...args, `--user-data-dir=${data}`, '--remote-debugging-port=0', ...sandbox],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
      cwd: home,
      env: { ...process.env, DNI_WORKBENCH_PROJECTS: join(home, 'projects'), ...env },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise((done) => child.once('close', done));
  let painted: number | null;
  try {
    painted = await waitForPaint(child, data);
    if (painted !== null) whileOpen?.(child.pid ?? 0);
  } finally {
    child.kill();
    await ended;
  }
  return { paintedAt: painted, output, status: painted === null ? child.exitCode : null };
}

/** Null if the program ends before. */
async function waitForPaint(child: ChildProcess, data: string): Promise<number | null> {
  const deadline = Date.now() + startTimeoutMs;
  let socket: WebSocket | undefined;
  while (child.exitCode === null && child.signalCode === null) {
    // There is no port and no page at first.
    socket ??= await openPage(data).catch(() => undefined);
    const painted = socket ? await evaluate(socket, paintedAt) : null;
    if (painted !== null) {
      socket?.close();
      return painted;
    }
    if (Date.now() > deadline) throw new Error('No window was drawn within a minute.');
    await delay(20);
  }
  return null;
}

/** A connection to the debugger of the program's page. */
async function openPage(data: string): Promise<WebSocket> {
  const port = Number(readFileSync(join(data, 'DevToolsActivePort'), 'utf8').split('\n')[0]);
  const response = await fetch(`http://127.0.0.1:${port}/json`);
  const targets = (await response.json()) as { type: string; webSocketDebuggerUrl?: string }[];
  const page = targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl;
  if (page === undefined) throw new Error('There is no page yet.');
  const socket = new WebSocket(page);
  await new Promise((done, fail) => socket.once('open', done).once('error', fail));
  return socket;
}

function evaluate(socket: WebSocket, expression: string): Promise<number | null> {
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
  return new Promise((answer) => {
    socket.once('message', (text) =>
      answer(JSON.parse(String(text)).result?.result?.value ?? null),
    );
    socket.once('close', () => answer(null));
  });
}
