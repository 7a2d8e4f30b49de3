/**
 * `npm run measure:start -- [DIR]`: measures the time from the start of the packaged program in DIR to
 * its first contentful paint, by the window's clock. The first start, which warms the file cache, does
 * not count.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';
import { openScreen } from './screen';

const starts = 7;
const wanted = 2000;
const patience = 60_000;

/** The time of the first contentful paint in ms since 1970; null before it. */
const drawnAt = `(() => {
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return paint && document.querySelector('nav') ? performance.timeOrigin + paint.startTime : null;
})()`;

/** Milliseconds from the start of `program` to the first contentful paint of its window. */
async function measureStart(program: string, home: string, display: string): Promise<number> {
  const data = join(home, 'config');
  rmSync(join(data, 'DevToolsActivePort'), { force: true });
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const started = Date.now();
  const child = spawn(
    program,
    [`--user-data-dir=${data}`, '--remote-debugging-port=0', ...sandbox],
    {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: display, DNI_WORKBENCH_PROJECTS: join(home, 'projects') },
    },
  );
  const ended = new Promise((done) => child.once('exit', done));
  try {
    const page = await until(() => pageOf(data), started + patience);
    const socket = new WebSocket(page);
    await new Promise((done, fail) => socket.once('open', done).once('error', fail));
    const drawn = await until(() => ask(socket, drawnAt), started + patience);
    socket.close();
    return drawn - started;
  } finally {
    child.kill();
    await ended;
  }
}

/** The debugger address of the program's page; null before it exists. */
async function pageOf(data: string): Promise<string | null> {
  const port = Number(readFileSync(join(data, 'DevToolsActivePort'), 'utf8').split('\n')[0]);
  const response = await fetch(`http://127.0.0.1:${port}/json`);
  const targets = (await response.json()) as { type: string; webSocketDebuggerUrl?: string }[];
  return targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? null;
}

function ask(socket: WebSocket, expression: string): Promise<number | null> {
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
  return new Promise((answer) =>
    socket.once('message', (text) =>
      answer(JSON.parse(String(text)).result?.result?.value ?? null),
    ),
  );
}

/** Calls `look` until it returns a value other than null. Errors count as null. */
async function until<T>(look: () => Promise<T | null>, deadline: number): Promise<T> {
  for (;;) {
    const found = await look().catch(() => null);
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error('No window was drawn within a minute.');
    await delay(20);
  }
}

const folder = resolve(process.argv[2] ?? 'dist/linux-unpacked');
const home = mkdtempSync(join(tmpdir(), 'dni-start-'));
const screen = await openScreen();
try {
  const times = [];
  for (let start = 0; start <= starts; start += 1)
    times.push(await measureStart(join(folder, 'dni-workbench'), home, screen.display));
  const [first, ...warm] = times.map(Math.round) as [number, ...number[]];
  const median = [...warm].sort((a, b) => a - b)[Math.floor(warm.length / 2)];
  console.log(
    `From start to the first drawn window: ${median} ms (median of ${warm.join(', ')}; the very first, which makes the sample project, ${first}); wanted: under ${wanted}.`,
  );
} finally {
  screen.close();
  rmSync(home, { recursive: true, force: true });
}
