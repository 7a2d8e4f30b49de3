import { join, resolve, sep } from 'node:path';

/** Where the window's page lives in the packaged program. */
export const pageOrigin = 'app://workbench';

/** `scheme://host` of an address, or null. (URL.origin is "null" for a scheme of one's own.) */
export function originOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return `${url.protocol}//${url.host}`;
}

/** The file an address of ours names, or null where it names another host or leaves the folder. */
export function pageFile(rendererDirectory: string, address: string): string | null {
  if (originOf(address) !== pageOrigin) return null;
  let path: string;
  try {
    path = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const root = resolve(rendererDirectory);
  const file = resolve(join(root, path === '/' ? 'index.html' : path));
  return file.startsWith(root + sep) ? file : null;
}
