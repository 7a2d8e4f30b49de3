import { pathToFileURL } from 'node:url';
import { net, protocol } from 'electron';
import { contentSecurityPolicy } from '#service/page-policy';
import { resolvePageFile } from './addresses';

/** Registers the scheme `app` as standard and secure. Must be called before Electron is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      // With the code cache, scripts are not compiled again at every start.
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves the built window at app://workbench/, so that the page does not have the privileges of file://. */
export function servePage(rendererDirectory: string): void {
  protocol.handle('app', async (request) => {
    const file = resolvePageFile(rendererDirectory, request.url);
    if (request.method !== 'GET' || file === null) return new Response(null, { status: 404 });
    try {
      const response = await net.fetch(pathToFileURL(file).href);
      const headers = new Headers(response.headers);
      headers.set('Content-Security-Policy', contentSecurityPolicy());
      headers.set('X-Content-Type-Options', 'nosniff');
      headers.set('Cross-Origin-Resource-Policy', 'same-origin');
      return new Response(response.body, { status: response.status, headers });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}
