import { describe, expect, it } from 'vitest';
import { redactText, type Secrets } from '#service/problem-report/redact';

const secrets: Secrets = {
  home: '/home/ada',
  user: 'ada',
  host: 'lab-7',
  folders: ['/home/ada/Studies/Patients 2026', '/mnt/big'],
  env: { GITHUB_TOKEN: 'very-secret-value', DB_PASSWORD: 'hunter2x', PATH: '/usr/bin', AUTH: 'on' },
};
const redact = (text: string): string => redactText(text, secrets);

describe('a text of a report', () => {
  it('has ~ for the home folder, and there only places of programs', () => {
    expect(redact('cache: /home/ada/.cache/dni/wheels')).toBe('cache: ~/.cache/dni/wheels');
    expect(redact('read /home/ada/Desktop/scan.csv')).toBe('read ~/<path>');
    expect(redact('/home/adam/x')).not.toContain('~');
  });

  it('has no folder of a project, nor what is in it', () => {
    expect(redact("'/home/ada/Studies/Patients 2026/runs/x/run.json' is damaged")).toBe(
      "'<project>' is damaged",
    );
    expect(redact('/mnt/big/data.npz: no space')).toBe('<project>: no space');
  });

  it('has no other path but those of the system', () => {
    expect(redact('cannot read /srv/hospital/mri/one.npy')).toBe('cannot read <path>');
    expect(redact('/usr/lib/libcuda.so is missing')).toBe('/usr/lib/libcuda.so is missing');
    expect(redact(String.raw`C:\Users\ada\x.csv`)).toBe('<path>');
    expect(redact(String.raw`"C:\\Studies\\x.csv"`)).toBe('"<path>"');
    expect(redact('file:///srv/hospital/x')).not.toContain('hospital');
  });

  it('has no rest of a path with spaces', () => {
    for (const text of [
      "'/srv/my secret/a secret.csv' is gone",
      'cannot read /srv/my secret/a secret.csv',
      'cannot read /home/ada/my secret/a secret.csv: gone',
      '"/home/ada/Studies/Patients 2026/a secret/b secret.csv"',
      String.raw`cannot read D:\my secret\a secret.csv`,
    ])
      expect(redact(text), text).not.toMatch(/secret|Patients/);
    expect(redact('/usr/bin/python3 /srv/secret.py')).toBe('/usr/bin/python3 <path>');
  });

  it('has no user and no host, as words of their own', () => {
    expect(redact('ada@lab-7 trains on LAB-7')).not.toMatch(/ada|lab-7/i);
    expect(redact('adam and adagrad')).toBe('adam and adagrad');
  });

  it('has no secrets of the environment', () => {
    expect(redact('sent very-secret-value and hunter2x')).toBe('sent [removed] and [removed]');
    expect(redact('on')).toBe('on');
  });

  it('has no secrets that say what they are', () => {
    for (const text of [
      'token=abc123',
      '{"password": "abc123"}',
      'Authorization: Bearer abc123.def',
      '--api-key abc123',
      'https://me:abc123@example.com/x',
      'https://example.com/x?code=abc123',
      'ghp_abc123abc123abc123abc123',
      'eyJabc123abc.eyJabc123abc.abc123',
      'mail abc123@example.com',
    ])
      expect(redact(text), text).not.toContain('abc123');
  });

  it('keeps what tells of the problem', () => {
    const text = 'step 3/10: loss 0.5, 20 ms/step at http://127.0.0.1:4180/ (input/output)';
    expect(redact(text)).toBe(text);
  });
});
