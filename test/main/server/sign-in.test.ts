import { describe, expect, it } from 'vitest';
import { SignIn } from '#server/sign-in';

describe('codes', () => {
  it('work once', async () => {
    const signIn = new SignIn();
    const { code, ended } = signIn.issue();
    const other = signIn.issue();
    expect(signIn.redeem(code)).toBe('accepted');
    await ended;
    expect(signIn.redeem(code)).toBe('wrong');
    expect(signIn.redeem(other.code)).toBe('accepted');
  });

  it('end when they are revoked and when the server ends', async () => {
    const signIn = new SignIn();
    const [first, second] = [signIn.issue(), signIn.issue()];
    first.revoke();
    await first.ended;
    expect(signIn.redeem(first.code)).toBe('wrong');
    signIn.close();
    await second.ended;
    expect(signIn.redeem(second.code)).toBe('wrong');
  });

  it('are all different, and are not the secret of the cookie', () => {
    const signIn = new SignIn();
    const codes = Array.from({ length: 100 }, () => signIn.issue().code);
    expect(new Set([...codes, signIn.secret, new SignIn().secret]).size).toBe(102);
    expect(codes.every((code) => Buffer.from(code, 'base64url').length === 32)).toBe(true);
    expect(signIn.redeem(signIn.secret)).toBe('wrong');
    expect(signIn.isSecret(codes[0] ?? '')).toBe(false);
  });
});

describe('wrong codes', () => {
  it('stop the sign-in after ten in a minute, until the minute has passed', () => {
    let now = 0;
    const signIn = new SignIn(() => now);
    const { code } = signIn.issue();
    for (let n = 0; n < 10; n += 1) {
      now += 1000;
      expect(signIn.redeem(`wrong ${n}`)).toBe('wrong');
    }
    expect(signIn.redeem('wrong')).toBe('limited');
    expect(signIn.redeem(code)).toBe('limited');
    now = 60_999;
    expect(signIn.redeem(code)).toBe('limited');
    now = 61_000;
    expect(signIn.redeem(code)).toBe('accepted');
  });
});

describe('the secret of the cookie', () => {
  it('is compared whole', () => {
    const signIn = new SignIn();
    expect(signIn.isSecret(signIn.secret)).toBe(true);
    for (const value of ['', signIn.secret.slice(1), `${signIn.secret} `, new SignIn().secret])
      expect(signIn.isSecret(value)).toBe(false);
  });
});
