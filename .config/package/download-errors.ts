/** Why electron-builder could not download Electron or one of its tools, in a sentence. */
import { networkReason } from '#files/network-errors';
import { WorkbenchError } from '#spec/errors';

/** The fields of errors of Node and of got, the library with which electron-builder downloads. */
interface NetworkError extends Error {
  code?: string;
  hostname?: string;
  options?: { url?: URL | string };
  response?: { statusCode?: number };
}

const networkCodes =
  /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_NON_2XX_3XX_RESPONSE|.*(CERT|TLS|SSL).*)$/;

/**
 * The error for what cannot be made because of a download that failed, `what` and `remedy` being parts of its
 * sentence; null for any other error.
 */
export function downloadError(
  error: unknown,
  { what, remedy }: { what: string; remedy: string },
): WorkbenchError | null {
  const network = findNetworkError(error);
  if (!network) return null;
  return new WorkbenchError(
    'unavailable',
    `${what} cannot be downloaded: ${hostOf(network)} ${faultOf(network)}. Connect to the network and try again, or ${remedy}.`,
  );
}

/** The error itself, its cause, or one of several. */
function findNetworkError(error: unknown): NetworkError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (networkCodes.test((error as NetworkError).code ?? '')) return error;
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return inner.map(findNetworkError).find((found) => found !== undefined);
}

function hostOf({ options, hostname }: NetworkError): string {
  return options?.url === undefined ? (hostname ?? 'the server') : new URL(options.url).host;
}

function faultOf(error: NetworkError): string {
  const { response } = error;
  return response
    ? `does not give it (HTTP ${response.statusCode})`
    : `cannot be reached (${networkReason(error)})`;
}
