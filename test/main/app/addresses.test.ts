import { describe, expect, it } from 'vitest';
import { parseOrigin, resolvePageFile } from '../../../src-main/app/addresses';

describe('the file behind an address', () => {
  const root = '/app/out/renderer';

  it('is in the folder of the window', () => {
    expect(resolvePageFile(root, 'app://workbench/')).toBe(`${root}/index.html`);
    expect(resolvePageFile(root, 'app://workbench/assets/a%20b.js?v=1#x')).toBe(
      `${root}/assets/a b.js`,
    );
  });

  it('is never outside it', () => {
    for (const address of [
      'app://workbench/..%2f..%2fsecret',
      'app://workbench/..%2frenderer-old%2fsecret',
      'app://workbench/%2e%2e%2f',
      'app://workbench/a%00.js',
      'app://workbench/%',
      'app://other/index.html',
      'app://workbench.example.com/index.html',
      'file:///etc/passwd',
      'nonsense',
    ])
      expect(resolvePageFile(root, address), address).toBeNull();
    expect(resolvePageFile(root, 'app://workbench/../../etc/passwd')).toBe(`${root}/etc/passwd`);
  });
});

describe('originOf', () => {
  it('keeps scheme, host and port', () => {
    expect(parseOrigin('app://workbench/index.html#x')).toBe('app://workbench');
    expect(parseOrigin('http://localhost:5173/x')).toBe('http://localhost:5173');
    expect(parseOrigin('app://workbench@example.com/')).toBe('app://example.com');
    expect(parseOrigin('')).toBeNull();
  });
});
