import { existsSync, readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { Sandbox, runCli } from './run-cli';

const sandbox = new Sandbox();
afterAll(() => sandbox.remove());

it('writes what it lists, and replaces no file', async () => {
  const out = sandbox.path('report.zip');
  // Without a runtime there is no self-test, and without a path no search for tools.
  const env = { DNI_WORKBENCH_CACHE: sandbox.path('cache'), DNI_WORKBENCH_RUNTIME: '', PATH: '' };
  const written = await runCli(['report-problem', '--out', out], { env });
  expect(written).toMatchObject({ status: 0 });
  const names = [...written.stdout.matchAll(/^(\S+) {2}\d+ bytes$/gm)].map(([, name]) => name);
  expect(names.slice(0, 3)).toEqual(['README.md', 'versions.txt', 'settings.json']);
  const zip = readFileSync(out).toString('latin1');
  for (const name of names) expect(zip).toContain(`problem-report/${name}`);
  expect(await runCli(['report-problem', '--out', out], { env })).toMatchObject({
    status: expect.not.stringMatching('0') as number,
    stderr: expect.stringContaining('already') as string,
  });
  expect(existsSync(out)).toBe(true);
});

it.each([
  ['/nonexistent/x/r.zip', "There is no folder '/nonexistent/x'. Create it"],
  ['', "'--out' is empty"],
  ['.', 'exists already'],
  ['/proc/r.zip', 'cannot be written'],
])('says before it examines the machine that nothing can be written at %j', async (out, says) => {
  const { status, stderr } = await runCli(['report-problem', '--out', out]);
  expect(status).not.toBe(0);
  expect(stderr).toContain(says);
  expect(stderr).not.toMatch(/examined|renamed, moved or removed/);
});
