import { appendFile, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { RunFolderChanges } from '#cluster/node/run-folder-changes';
import { emptyFolder } from '../../storage/helpers';

let runs: string;
let changes: RunFolderChanges;

beforeEach(async () => {
  runs = await emptyFolder();
  await mkdir(join(runs, 'r', 'metrics'), { recursive: true });
  changes = new RunFolderChanges({ runs, runId: 'r', checkpointEveryMs: 0 });
});

const file = (name: string) => join(runs, 'r', name);

/** As `append log.jsonl 3 abc`, without the run. */
async function look(from = changes, isLast = false): Promise<string[]> {
  const lines: string[] = [];
  for await (const change of from.next({ isLast }))
    lines.push(
      [
        ...[change.kind, change.path.replace(/^r\//, '')],
        ...('offset' in change ? [change.offset] : []),
        ...('bytes' in change ? [Buffer.from(change.bytes).toString()] : []),
      ].join(' '),
    );
  return lines;
}

async function checkpoint(step: number): Promise<void> {
  await mkdir(file(`checkpoints/${step}`), { recursive: true });
  await writeFile(file(`checkpoints/${step}/state.json`), '{}');
  await writeFile(file(`checkpoints/${step}/weights`), `w${step}`);
}

const sent = (step: number) => [
  `replace checkpoints/${step}/state.json {}`,
  `replace checkpoints/${step}/weights w${step}`,
  `complete checkpoints/${step}`,
];

describe('RunFolderChanges', () => {
  it('finds what was appended, and replaced, once', async () => {
    await writeFile(file('metrics/0.f64'), 'ab');
    await writeFile(file('run.json'), '1');
    expect(await look()).toEqual(['append metrics/0.f64 0 ab', 'replace run.json 1']);
    expect(await look()).toEqual([]);
    await appendFile(file('metrics/0.f64'), 'cd');
    await writeFile(file('metrics/1.f64'), 'x');
    await writeFile(file('run.json'), '2');
    expect(await look()).toEqual([
      'append metrics/0.f64 2 cd',
      'append metrics/1.f64 0 x',
      'replace run.json 2',
    ]);
  });

  it('sends the names of metrics before their rows', async () => {
    await writeFile(file('metrics/0.f64'), 'ab');
    await writeFile(file('metrics.json'), '{}');
    expect(await look()).toEqual(['replace metrics.json {}', 'append metrics/0.f64 0 ab']);
  });

  it('finds nothing of what the bundle has brought', async () => {
    await writeFile(file('log.jsonl'), 'ab');
    await checkpoint(20);
    await changes.skip();
    await appendFile(file('log.jsonl'), 'c');
    expect(await look()).toEqual(['append log.jsonl 2 c']);
  });

  it('sends a file whole that was cut and has grown again', async () => {
    await writeFile(file('log.jsonl'), 'abcd');
    await look();
    await truncate(file('log.jsonl'), 2);
    await appendFile(file('log.jsonl'), 'xyz');
    expect(await look()).toEqual(['replace log.jsonl abxyz']);
    await truncate(file('log.jsonl'), 1);
    expect(await look()).toEqual(['replace log.jsonl a']);
    await truncate(file('log.jsonl'), 0);
    expect(await look()).toEqual(['replace log.jsonl ']);
    await appendFile(file('log.jsonl'), 'new');
    expect(await look()).toEqual(['append log.jsonl 0 new']);
  });

  it('sees a cut far before the bytes that it compares', async () => {
    await writeFile(file('log.jsonl'), `head${'a'.repeat(10_000)}`);
    await look();
    await appendFile(file('log.jsonl'), 'more');
    expect(await look()).toEqual(['append log.jsonl 10004 more']);
    await writeFile(file('log.jsonl'), `HEAD${'b'.repeat(20_000)}`);
    expect(await look()).toEqual([`replace log.jsonl HEAD${'b'.repeat(20_000)}`]);
  });

  it('sees a cut that comes while it is being read', async () => {
    await writeFile(file('log.jsonl'), 'abcdef');
    const looking = changes.next({ isLast: false });
    await looking.next();
    await truncate(file('log.jsonl'), 0);
    for await (const change of looking) expect(change).toBeUndefined();
    await writeFile(file('log.jsonl'), 'ABCDEFGH');
    expect(await look()).toEqual(['replace log.jsonl ABCDEFGH']);
  });

  it('sends checkpoints last, the newest alone until the end, and tells which are gone', async () => {
    await checkpoint(20);
    await checkpoint(100);
    await mkdir(file('checkpoints/120.partial'));
    await mkdir(file('checkpoints/140'));
    await writeFile(file('run.json'), '1');
    expect(await look()).toEqual([...sent(100), 'replace run.json 1']);
    await rm(file('checkpoints/100'), { recursive: true });
    await checkpoint(200);
    expect(await look()).toEqual(['remove checkpoints/100', ...sent(200)]);
    expect(await look(changes, true)).toEqual(sent(20));
  });

  it('sends a checkpoint at most as often as it is told', async () => {
    const rare = new RunFolderChanges({ runs, runId: 'r', checkpointEveryMs: 3_600_000 });
    await rare.skip();
    await checkpoint(20);
    expect(await look(rare)).toEqual(sent(20));
    await checkpoint(40);
    expect(await look(rare)).toEqual([]);
    expect(await look(rare, true)).toEqual(sent(40));
  });

  it('sends the newest checkpoint before its time where it is asked for', async () => {
    const rare = new RunFolderChanges({ runs, runId: 'r', checkpointEveryMs: 3_600_000 });
    await checkpoint(20);
    await look(rare);
    await checkpoint(40);
    await checkpoint(60);
    expect(await look(rare)).toEqual([]);
    const paths: string[] = [];
    for await (const { path } of rare.next({ isLast: false, isCheckpointDue: true }))
      paths.push(path);
    expect(paths.at(-1)).toBe('r/checkpoints/60');
    expect(await look(rare)).toEqual([]);
  });

  it('sends a large file of a checkpoint in pieces', async () => {
    await checkpoint(20);
    const mebibyte = 2 ** 20;
    const bytes = Buffer.from(new Uint8Array(8 * mebibyte + 3).map((_, index) => index % 251));
    await writeFile(file('checkpoints/20/weights'), bytes);
    const pieces: [string, number, number][] = [];
    const all: Uint8Array[] = [];
    for await (const change of changes.next({ isLast: false }))
      if ('bytes' in change && change.path.endsWith('weights')) {
        const offset = change.kind === 'append' ? change.offset : 0;
        pieces.push([change.kind, offset, change.bytes.length]);
        all.push(change.bytes);
      }
    expect(pieces).toEqual([
      ['replace', 0, 4 * mebibyte],
      ['append', 4 * mebibyte, 4 * mebibyte],
      ['append', 8 * mebibyte, 3],
    ]);
    expect(Buffer.compare(Buffer.concat(all), bytes)).toBe(0);
  });

  it.each([1, 2])('completes no checkpoint that vanishes after %i of its files', async (files) => {
    await checkpoint(20);
    const looking = changes.next({ isLast: false });
    const kinds: string[] = [];
    for await (const change of looking) {
      kinds.push(change.kind);
      if (kinds.length === files) await rm(file('checkpoints/20'), { recursive: true });
    }
    // With its last file it is whole.
    expect(kinds).toEqual(files === 1 ? ['replace'] : ['replace', 'replace', 'complete']);
    expect(await look()).toEqual(files === 1 ? [] : ['remove checkpoints/20']);
  });

  it('tells the end of a run after its last checkpoints, though others of its process go on', async () => {
    const rare = new RunFolderChanges({ runs, runId: 'r', checkpointEveryMs: 3_600_000 });
    await checkpoint(20);
    await look(rare);
    await checkpoint(40);
    await checkpoint(60);
    const ended = '{"status": "finished"}';
    await writeFile(file('run.json'), ended);
    expect(await look(rare)).toEqual([...sent(40), ...sent(60), `replace run.json ${ended}`]);
  });

  it('tells no end that was written while it looked', async () => {
    await writeFile(file('run.json'), '{"status": "running"}');
    await writeFile(file('log.jsonl'), 'a');
    const looking = changes.next({ isLast: false });
    const kinds = [(await looking.next()).value as { path: string }];
    await checkpoint(20);
    await writeFile(file('run.json'), '{"status": "finished"}');
    for await (const change of looking) kinds.push(change);
    expect(kinds.map(({ path }) => path)).toEqual(['r/log.jsonl', 'r/run.json']);
    expect(await look()).toEqual([...sent(20), 'replace run.json {"status": "finished"}']);
  });

  it('completes no checkpoint that vanishes before it is looked into', async () => {
    await checkpoint(20);
    await writeFile(file('log.jsonl'), '1');
    const looking = changes.next({ isLast: false });
    await looking.next();
    await rm(file('checkpoints/20'), { recursive: true });
    for await (const change of looking) expect(change).toBeUndefined();
  });

  it('finds nothing where there is no folder', async () => {
    const none = new RunFolderChanges({ runs, runId: 'none', checkpointEveryMs: 0 });
    expect(await look(none, true)).toEqual([]);
  });
});
