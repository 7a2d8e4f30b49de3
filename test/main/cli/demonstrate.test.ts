import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listTemplates } from '#service/templates';
import { demonstrations } from '../../../src-main/cli/demonstrations';
import { resources } from '../../../src-main/cli/program-paths';
import { formatMarkdownTable } from '../../../src-main/cli/format';
import { runCli } from './run-cli';

describe('demonstrations', () => {
  it('refer to templates that exist', async () => {
    const ids = (await listTemplates(resources)).map(({ id }) => id);
    for (const { templates } of Object.values(demonstrations))
      expect(ids).toEqual(expect.arrayContaining([...templates]));
  });

  it('are rejected if the name is unknown', async () => {
    const { status, stderr } = await runCli(['demonstrate', 'magic']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/no demonstration 'magic'. There are: recall, copy/);
  });

  it('that need a text are rejected without one, and the error says how to give one', async () => {
    const { status, stderr } = await runCli(['demonstrate', 'characters', '--seeds', '1']);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /'characters' lacks task.train or task.dataset. .*--set task.train=FILE/,
    );
  });

  it('train nothing with --trained, and report that no run is finished', async () => {
    const project = await mkdtemp(join(tmpdir(), 'dni-demonstrate-'));
    const { status, stdout, stderr } = await runCli([
      'demonstrate',
      '--trained',
      '--project',
      project,
    ]);
    await rm(project, { recursive: true });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/No finished run of these templates is in .*leave --trained out/);
    expect(status).toBe(2);
  });

  it('reject seeds that are not numbers', async () => {
    const { status, stderr } = await runCli(['demonstrate', '--seeds', '1,b']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/whole number/);
  });
});

it('aligns the columns of a Markdown table', () => {
  expect(
    formatMarkdownTable(
      [
        ['name', 'n'],
        ['a', '12'],
      ],
      [1],
    ),
  ).toEqual(['| name |   n |', '| ---- | --: |', '| a    |  12 |']);
});
