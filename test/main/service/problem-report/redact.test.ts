import { describe, expect, it } from 'vitest';
import { redactText } from '#service/problem-report/redact';
import type { Secrets } from '#service/problem-report/secrets';

const secrets: Secrets = {
  home: '/home/ada',
  user: 'ada',
  host: 'lab-7',
  folders: ['/home/ada/Studies/Patients 2026', '/mnt/big'],
  env: { GITHUB_TOKEN: 'very-secret-value', DB_PASSWORD: 'hunter2x', PATH: '/usr/bin', AUTH: 'on' },
};
const redact = (text: string, more: Partial<Secrets> = {}): string =>
  redactText(text, { ...secrets, ...more });

describe('a text of a report', () => {
  it('has of paths only the folders of the program and files of the system', () => {
    expect(redact('cache: /home/ada/.cache/dni-workbench (0.68 GB)')).toBe(
      'cache: ~/.cache/dni-workbench (0.68 GB)',
    );
    expect(redact('read /home/ada/Desktop/scan.csv')).toBe('read ~/<path>');
    expect(redact('/home/adam/x')).toBe('<path>');
    expect(redact("'/home/ada/Studies/Patients 2026/runs/x/run.json' is damaged")).toBe(
      "'<project>' is damaged",
    );
    expect(redact('/mnt/big/data.npz: no space')).toBe('<project>: no space');
    expect(redact('cannot read /srv/hospital/mri/one.npy')).toBe('cannot read <path>');
    expect(redact('/usr/lib/x86_64-linux-gnu/libcuda.so.1 is missing')).toBe(
      '/usr/lib/x86_64-linux-gnu/libcuda.so.1 is missing',
    );
    expect(redact('/usr/bin/python3 /srv/secret.py')).toBe('/usr/bin/python3 <path>');
    expect(redact('Cache: /srv/cache (0.68 GB)')).toBe('Cache: <path> (0.68 GB)');
  });

  it.each([
    ['after a bracket', '/home/ada/My (zanzibar) data/patients zanzibar.csv'],
    ['after a square bracket', '/home/ada/My [zanzibar] data/patients zanzibar.csv'],
    ['after a comma', '/srv/a, zanzibar/b zanzibar'],
    ['with an apostrophe in quotation marks', "'/home/ada/it's zanzibar/x zanzibar' is gone"],
    ['with a plural in quotation marks', "'/srv/the boys' zanzibar' is gone"],
    ['in quotation marks that were cut off', "cannot read '/srv/a zanzibar"],
    ['of a project, with spaces', '/mnt/big/my zanzibar data/zanzibar x.csv'],
    ['beside a project', '/home/ada/Studies/Patients 2026 zanzibar/x'],
    ['that is relative', 'cannot read ../zanzibar/patients.csv'],
    ['without a folder above', 'cannot read data/zanzibar x/patients zanzibar'],
    ['after a colon', 'word:/data/zanzibar'],
    ['in an address', '%2Fhome%2Fada%2Fzanzibar%20x%2Fy.csv'],
    ['of shared memory', '/dev/shm/zanzibar'],
    ['of what is shared', '/usr/local/share/zanzibar'],
    ['of the settings of the system', '/etc/zanzibar'],
    ['of a data volume', '/System/Volumes/Data/Users/zanzibar/x'],
    ['of the settings of another program', '/home/ada/.config/zanzibar-org/x'],
    ['of the cache of this program', '/home/ada/.cache/dni-workbench/zanzibar/x'],
    ['of Windows', String.raw`cannot read D:\my zanzibar\a zanzibar.csv`],
    ['of Windows, escaped', String.raw`"C:\\Studies\\zanzibar.csv"`],
    ['of another computer', String.raw`\\server\zanzibar\a zanzibar`],
    ['as an address', 'file:///srv/hospital zanzibar/x zanzibar'],
    ['of a file alone', 'cannot read zanzibar.csv'],
  ])('has no path %s', (_, text) => {
    expect(redact(text)).not.toMatch(/zanzibar|patients/i);
  });

  it.each([
    'token=zanzibar',
    '{"password": "zanzibar"}',
    String.raw`{"message":"… {\"token\":\"tok-zanzibar\",\"password\":\"a zanzibar\"}"}`,
    'Authorization: Bearer zanzibar.def',
    'Authorization: Digest realm=x, response=zanzibar',
    'Bearer zanzibar',
    '--api-key zanzibar',
    'api key: zanzibar',
    'Cookie: session=zanzibar; other=zanzibar',
    'sessionid=zanzibar',
    'pwd=zanzibar',
    'pass=zanzibar',
    'pat=zanzibar',
    'HF_TOKEN=zanzibar',
    'password is zanzibar3',
    'password:\n  zanzibar',
    'http://user:pa/zanzibar@proxy:8080',
    'https://me:zanzibar@example.com/x',
    'https://example.com/x?code=zanzibar',
    'https://zanzibar.example.com/',
    'ghp_zanzibar123abc123abc123abc123',
    'eyJzanzibarabc.eyJabc123abc.abc123',
    'mail zanzibar@example.com',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIzanzibar\nzanzibar=\n-----END RSA PRIVATE KEY-----',
    String.raw`-----BEGIN PRIVATE KEY-----\nMIIzanzibar\n-----END PRIVATE KEY-----`,
    "Data set 'zanzibar' is missing",
    'Data set "my zanzibar" is missing, as is “the zanzibar”',
  ])('has no secret and no name in %s', (text) => {
    expect(redact(text)).not.toContain('zanzibar');
  });

  it('goes on after a key', () => {
    const key = '-----BEGIN X-----\nabc\n-----END X-----\nThe step failed.';
    expect(redact(key)).toMatch(/\nThe step failed\.$/);
  });

  it('has no secret of the environment in any spelling', () => {
    expect(redact('sent very-secret-value and hunter2x')).toBe('sent [removed] and [removed]');
    expect(redact('on')).toBe('on');
    const value = 'zan/zi&bar"tail words';
    const env = { HF_TOKEN: value, HTTP_PROXY: 'http://me:kilimanjaro@proxy:1' };
    for (const spelled of [
      value,
      encodeURIComponent(value),
      JSON.stringify({ a: value }),
      JSON.stringify(JSON.stringify({ a: value })),
      'kilimanjaro',
    ])
      expect(redact(`sent x ${spelled} x`, { env })).not.toMatch(/zan|bar|tail|kilimanjaro/);
  });

  it('has no user and no computer', () => {
    expect(redact('ada@lab-7 trains on LAB-7')).not.toMatch(/ada|lab-7/i);
    expect(redact('adam and adagrad')).toBe('adam and adagrad');
    expect(redact('ada2 ada_old adaData Ada')).toBe('<user>2 <user>_old <user>Data <user>');
    const host = 'box7.corp.example.com';
    expect(redact('box7, box7.corp.example.com and db.corp.example.com', { host })).toBe(
      '<host>, <host> and db.<host>',
    );
    expect(redact('from 10.1.2.3:80, fe80::1:2 and 00:1a:2b:3c:4d:5e')).toBe(
      'from <address>:80, <address> and <address>',
    );
  });

  it('keeps what tells of the problem', () => {
    for (const text of [
      'step 3/10: loss 0.5, 20 ms/step at http://127.0.0.1:4180/ (input/output)',
      '2026-11-30T06:47:36.000Z error projects.create: WorkbenchError: It failed.',
      "Set 'Batch' to 32, since 'Unroll T' is '8' and the edge isn't decoupled.",
      "{ errno: -2, code: 'ENOENT', syscall: 'open' }",
      'SyntaxError: Unexpected token } in JSON at position 12',
      '4.22.0: NVIDIA H100 80GB, Intel(R) Xeon(R) CPU @ 2.20GHz, 512.3 GFLOP/s',
      "Cannot find module '@tensorflow/tfjs-node'",
    ])
      expect(redact(text)).toBe(text);
  });

  it('keeps of a stack where in the program it was', () => {
    expect(
      redact(
        [
          'Error: No',
          '    at async Trainer.run (/home/ada/my zanzibar/out/main/index.js:12:5)',
          '    at file:///srv/zanzibar/train.ts:3:4',
          '    at node:internal/process:1:2',
          'open@http://127.0.0.1:4180/assets/index-a1.js:1:2',
        ].join('\n'),
      ),
    ).toBe(
      [
        'Error: No',
        '    at async Trainer.run (<path>/index.js:12:5)',
        '    at <path>/train.ts:3:4',
        '    at node:internal/process:1:2',
        'open@<path>/index-a1.js:1:2',
      ].join('\n'),
    );
  });
});
