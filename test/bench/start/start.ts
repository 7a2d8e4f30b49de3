/** Where the time goes from `npm start` on an empty machine, without runtime and built window, to a curve that moves. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../e2e/browser';
import { Home } from '../../e2e/workbench';
import { processorSeconds } from './processor-time';

/** A moment of a start and the seconds from its beginning. */
export interface Milestone {
  name: string;
  seconds: number;
  /** Processor time of the program so far, without the browser, which a busy machine changes less. Null: unknown. */
  processorSeconds: number | null;
}

interface StartOptions {
  /** The folder of the program; its `out/renderer` is built anew. */
  program: string;
  /** Whether the runtime and the built window are kept, as in every start but the first. */
  isWarm: boolean;
}

const outputMarks: readonly [RegExp, string][] = [
  [/Looking for the TensorFlow runtime/, 'program loaded, runtime looked for'],
  [/Downloading/, 'download of the runtime begun'],
  [/Unpacking/, 'runtime downloaded'],
  [/Building the bridge/, 'runtime unpacked'],
  [/Trying the (installed )?runtime out/, 'bridge to TensorFlow built'],
  [/TensorFlow [\d.]+ is ready/, 'runtime tested'],
  [/(http:\/\/127\.0\.0\.1:\S+)/, 'address printed'],
];

/** Names of the events and of the metrics that tell how far a run is, in the order in which they come. */
const eventMarks: readonly [RegExp, string][] = [
  [/"event":"run\.progress".*"phase":"loading"/, 'worker ready'],
  [/"environment":\{/, 'TensorFlow loaded, model built'],
  [/"event":"run\.metrics".*"metric":"train\/loss"/, 'first point'],
  [/"event":"run\.metrics".*"metric":"(test|validation)\/loss"/, 'untrained model evaluated'],
];

/** The very first start of the program in a folder, and then one with the runtime and the window that it left. */
export async function* measureStarts(
  program: string,
  log: (line: string) => void,
): AsyncGenerator<{ isWarm: boolean; milestones: Milestone[] }> {
  const cache = await mkdtemp(join(tmpdir(), 'dni-start-'));
  try {
    for (const isWarm of [false, true]) {
      log(isWarm ? 'A start with runtime and window:' : 'The very first start:');
      yield { isWarm, milestones: await measureStart({ program, isWarm }, cache, log) };
    }
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

/** Starts the program with empty folders of its own, opens its window, runs the sample model, and ends it. */
async function measureStart(
  options: StartOptions,
  cache: string,
  log: (line: string) => void,
): Promise<Milestone[]> {
  const { program } = options;
  const window = join(program, 'out/renderer/index.html');
  if (!options.isWarm) {
    await rm(join(program, 'out/renderer'), { recursive: true, force: true });
    await rm(cache, { recursive: true, force: true });
  }
  const home = new Home();
  // Not part of what is measured: a user has a browser open.
  const context = await openBrowser(home);
  const page = context.pages()[0] ?? (await context.newPage());
  const milestones: Milestone[] = [];
  const started = performance.now();
  const mark = (name: string): void => {
    if (milestones.some((milestone) => milestone.name === name)) return;
    const seconds = (performance.now() - started) / 1000;
    const used = child.pid === undefined ? null : processorSeconds(child.pid);
    milestones.push({ name, seconds, processorSeconds: used });
    const processor = used === null ? '' : `${used.toFixed(2).padStart(7)} s of processor time`;
    log(`${seconds.toFixed(2).padStart(7)} s ${processor}  ${name}`);
  };
  const child = spawn('npm', ['start', '--', '--browser', '--port', '0'], {
    cwd: program,
    env: {
      ...process.env,
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
      DNI_WORKBENCH_CACHE: cache,
      DNI_WORKBENCH_PROJECTS: home.projects,
      DNI_WORKBENCH_CONFIG: join(home.folder, 'config'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const builtPoll = setInterval(() => {
    if (existsSync(window)) mark('window built');
  }, 50);
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let output = '';
      const read = (text: string): void => {
        output += text;
        for (const line of text.split('\n'))
          for (const [pattern, name] of outputMarks) if (pattern.test(line)) mark(name);
        const found = /http:\/\/127\.0\.0\.1:\S+/.exec(output)?.[0];
        if (found) resolve(found);
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      void ended.then(() => reject(new Error(`The program ended: ${output}`)));
    });
    await useWindow(page, address, mark);
  } finally {
    clearInterval(builtPoll);
    await context.close();
    child.kill('SIGINT');
    await ended;
    await home.remove();
  }
  return milestones;
}

async function useWindow(page: Page, address: string, mark: (name: string) => void): Promise<void> {
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      for (const [pattern, name] of eventMarks) if (pattern.test(String(payload))) mark(name);
    }),
  );
  await page.goto(address);
  mark('page answers');
  // Until its first model is open, the project has no canvas.
  await page.getByRole('region', { name: 'Model builder' }).waitFor({ timeout: 300_000 });
  const run = page.getByRole('button', { name: /^Run / });
  await run.waitFor({ timeout: 300_000 });
  mark('project open');
  await run.click();
  mark('Run pressed');
  const show = page.getByRole('status').getByRole('button', { name: 'Show the run' });
  await show.last().click();
  await page.locator('canvas[aria-label*="loss" i]').first().waitFor({ timeout: 300_000 });
  mark('curve drawn');
  await page.waitForTimeout(5000);
}
