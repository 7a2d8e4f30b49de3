import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** More wrong codes than this within the time below stop the sign-in for everybody until the time has passed. */
const maxWrongCodes = 10;
const wrongCodesMs = 60_000;

/** A secret that signs one browser in. */
export interface OneTimeCode {
  code: string;
  /** Resolves when the code was used or revoked. */
  ended: Promise<void>;
  revoke(): void;
}

interface LiveCode {
  digest: Buffer;
  end(): void;
}

/**
 * Signs browsers in: each has to show a code, which works once and is exchanged for the secret of its cookie. Both are
 * random and of 256 bits; the secret ends with the server.
 *
 *     const { code } = signIn.issue();
 *     signIn.redeem(code); // 'accepted': the browser gets a cookie with signIn.secret
 *     signIn.redeem(code); // 'wrong'
 */
export class SignIn {
  /** The value of the cookie. */
  readonly secret = randomSecret();
  readonly #codes = new Set<LiveCode>();
  readonly #now: () => number;
  /** The times of the last wrong codes. */
  #wrongAt: number[] = [];

  /** `now`: milliseconds of a clock that is never set back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Makes a code, which is valid until it is used or revoked. */
  issue(): OneTimeCode {
    const code = randomSecret();
    let resolveEnded = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      resolveEnded = resolve;
    });
    const live: LiveCode = {
      digest: sha256(code),
      end: () => {
        this.#codes.delete(live);
        resolveEnded();
      },
    };
    this.#codes.add(live);
    return { code, ended, revoke: live.end };
  }

  /** Uses a code up. `limited`: there were too many wrong codes, so this one was not looked at and stays valid. */
  redeem(code: string): 'accepted' | 'wrong' | 'limited' {
    const now = this.#now();
    this.#wrongAt = this.#wrongAt.filter((time) => now - time < wrongCodesMs);
    if (this.#wrongAt.length >= maxWrongCodes) return 'limited';
    const digest = sha256(code);
    const found = [...this.#codes].filter((live) => timingSafeEqual(live.digest, digest));
    for (const live of found) live.end();
    if (found.length > 0) return 'accepted';
    this.#wrongAt.push(now);
    return 'wrong';
  }

  /** Compares the value of a cookie with the secret in constant time. */
  isSecret(value: string): boolean {
    return timingSafeEqual(sha256(value), sha256(this.secret));
  }

  /** Revokes all codes. */
  close(): void {
    for (const live of [...this.#codes]) live.end();
  }
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Digests have one length, which the comparison in constant time needs. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
