import { messageOf } from '#spec/errors';
import { printable } from '#spec/quote';
import { errorCode } from './file-errors';

/** By error code, as the end of a sentence about an address or a host. */
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name is not known to this network',
  EAI_AGAIN: 'its host name cannot be looked up now',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it does not answer',
  ENETUNREACH: 'there is no network',
  EHOSTUNREACH: 'there is no route to it',
  EPROTO: 'it does not answer with HTTPS',
};

/** Why a host was not reached, as the end of a sentence. */
export function networkReason(error: unknown): string {
  const code = errorCode(error);
  // All addresses of the host failed, possibly for different reasons.
  if (error instanceof AggregateError && error.errors.length > 0)
    return reasons[code] ?? networkReason(error.errors[0]);
  if (code.startsWith('HPE_')) return 'it does not answer with HTTP';
  if (/CERT|TLS|SSL/.test(code)) return `its certificate is not trusted (${code})`;
  return reasons[code] ?? printable(messageOf(error), 200);
}
