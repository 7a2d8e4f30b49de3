import { beforeEach, describe, expect, it, vi } from 'vitest';
import { registerPageScheme, servePage } from '../../../src-main/app/renderer-protocol';
import { net, resetElectron, schemes, served } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));

beforeEach(() => {
  resetElectron();
  servePage('/program/out/renderer');
});
async function get(url: string, method = 'GET'): Promise<Response> {
  const answer = await served.get('app')?.({ url, method } as Request);
  if (!answer) throw new Error('Nothing is served.');
  return answer;
}

describe('the page', () => {
  it('has a custom scheme with the privileges of a web page', () => {
    registerPageScheme();
    expect(schemes).toEqual([
      {
        scheme: 'app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
      },
    ]);
  });

  it('is served with a policy that allows neither inline scripts nor other origins', async () => {
    const answer = await get('app://workbench/');
    expect(await answer.text()).toBe('the file file:///program/out/renderer/index.html');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = answer.headers.get('content-security-policy') ?? '';
    const rules = new Map(
      policy.split('; ').map((rule) => {
        const [name = '', ...sources] = rule.split(' ');
        return [name, sources];
      }),
    );
    expect(rules.get('default-src')).toEqual(["'self'"]);
    expect(rules.get('script-src')).toEqual(["'self'"]);
    expect(rules.get('connect-src')).toEqual(["'self'"]);
    for (const none of ['object-src', 'base-uri', 'form-action', 'frame-ancestors'])
      expect(rules.get(none), none).toEqual(["'none'"]);
    expect(policy).not.toMatch(/unsafe-eval|https?:|wss?:|\*/);
    for (const [name, sources] of rules)
      if (sources.includes("'unsafe-inline'")) expect(name).toBe('style-src');
  });

  it('does not expose files outside its folder, and allows only GET', async () => {
    for (const [url, method] of [
      ['app://workbench/..%2f..%2fpackage.json'],
      ['app://workbench/%2e%2e/%2e%2e/etc%2fpasswd%00'],
      ['app://other/index.html'],
      ['app://workbench/', 'POST'],
    ] as const)
      expect((await get(url, method)).status, url).toBe(404);
    expect(net.fetch).not.toHaveBeenCalled();
    net.fetch.mockRejectedValueOnce(new Error('ERR_FILE_NOT_FOUND'));
    expect((await get('app://workbench/missing.js')).status).toBe(404);
  });
});
