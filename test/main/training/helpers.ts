import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, afterEach } from 'vitest';
import type { WorkbenchEvent } from '#api/events';
import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { forkLauncher } from '#training/fork-port';
import type { LaunchWorker } from '#training/port';
import { RunManager } from '#training/run-manager';

/** Where the fake worker stands as JavaScript: dozens are started, and one that is compiled first starts four times as slowly. */
let compiledFolder: string | null = null;

afterAll(() => {
  if (compiledFolder !== null) rmSync(compiledFolder, { recursive: true });
});

function compileFakeWorker(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dni-fake-worker-'));
  const source = readFileSync(new URL('./fixtures/worker.ts', import.meta.url), 'utf8');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  writeFileSync(join(folder, 'worker.mjs'), outputText);
  return folder;
}

const launchFakeWorker: LaunchWorker = () =>
  forkLauncher(join((compiledFolder ??= compileFakeWorker()), 'worker.mjs'))();

const managers: RunManager[] = [];

afterEach(async () => {
  for (const manager of managers.splice(0)) await manager.shutdown();
});

/** A manager that is shut down after the test, and the events it has emitted so far. */
export function newManager(
  launch: LaunchWorker = launchFakeWorker,
  slots = 1,
  listener: (event: string, payload: unknown) => void = () => undefined,
): { manager: RunManager; events: WorkbenchEvent[] } {
  const events: WorkbenchEvent[] = [];
  const manager = new RunManager({
    launch,
    resources: new URL('../../../resources', import.meta.url).pathname,
    slots,
    emit: (event, payload) => {
      events.push({ event, payload } as WorkbenchEvent);
      listener(event, payload);
    },
  });
  managers.push(manager);
  return { manager, events };
}

/** Waits until the run matches the predicate and returns it. Throws after 90 s. */
export async function waitForRun(
  manager: RunManager,
  project: ProjectFolder,
  runId: string,
  matches: (run: Run) => boolean,
): Promise<Run> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const run = await manager.get(project, runId);
    if (matches(run)) return run;
    if (Date.now() > deadline)
      throw new Error(`still ${run.status} at step ${run.step}: ${run.failure ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
