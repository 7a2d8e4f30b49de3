import { join, resolve, sep } from 'node:path';

/** The origin of the window's page in the packaged program. */
export const pageOrigin = 'app://workbench';

/** `scheme://host` of an address, or null if it is no URL. (URL.origin is "null" for custom schemes.) */
export function parseOrigin(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return `${url.protocol}//${url.host}`;
}

/** The file in `rendererDirectory` for an app:// address, or null for another host or a path outside the folder. */
export function resolvePageFile(rendererDirectory: string, address: string): string | null {
  if (parseOrigin(address) !== pageOrigin) return null;
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
