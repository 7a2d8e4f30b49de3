import { describe, expect, it } from 'vitest';
import { networkReason } from '#files/network-errors';

const withCode = (code: string, message = code): Error =>
  Object.assign(new Error(message), { code });

describe('networkReason', () => {
  it.each([
    ['ECONNREFUSED', 'it refuses connections'],
    ['ENOTFOUND', 'its host name is not known to this network'],
    ['EPROTO', 'it does not answer with HTTPS'],
    ['HPE_INVALID_CONSTANT', 'it does not answer with HTTP'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)'],
  ])('explains %s', (code, reason) => {
    expect(networkReason(withCode(code))).toBe(reason);
  });

  it('takes the first of several addresses where they have no reason in common', () => {
    const errors = [withCode('ETIMEDOUT'), withCode('ENETUNREACH')];
    expect(networkReason(new AggregateError(errors))).toBe('it does not answer');
    const refused = Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' });
    expect(networkReason(refused)).toBe('it refuses connections');
  });

  it('repeats what is not known, on one line', () => {
    expect(networkReason(new Error('odd\nanswer'))).not.toContain('\n');
  });
});
