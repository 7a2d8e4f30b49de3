/** Polyfills of EventTarget, Event, AbortSignal and AbortController of Node 20, as far as they are used. */

export class Event {
  readonly type: string;
  constructor(type: string) {
    this.type = type;
  }
}

export class CustomEvent extends Event {
  readonly detail: unknown;
  constructor(type: string, { detail }: { detail?: unknown } = {}) {
    super(type);
    this.detail = detail;
  }
}

type Listener = ((event: Event) => void) | { handleEvent(event: Event): void };

export class EventTarget {
  #listeners = new Map<string, Map<Listener, { once?: boolean }>>();

  addEventListener(type: string, listener: Listener, options: { once?: boolean } = {}): void {
    const listeners = this.#listeners.get(type) ?? new Map<Listener, { once?: boolean }>();
    this.#listeners.set(type, listeners.set(listener, options));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  dispatchEvent(event: Event): boolean {
    for (const [listener, { once }] of [...(this.#listeners.get(event.type) ?? [])]) {
      if (once) this.removeEventListener(event.type, listener);
      if (typeof listener === 'function') listener.call(this, event);
      else listener.handleEvent(event);
    }
    return true;
  }
}

function named(name: 'AbortError' | 'TimeoutError', message: string): Error {
  return Object.assign(new Error(message), { name });
}

export class AbortSignal extends EventTarget {
  aborted = false;
  reason: unknown = undefined;
  onabort: ((event: Event) => void) | null = null;

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** Called by the owner of the signal. */
  abortWith(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason ?? named('AbortError', 'This operation was aborted');
    const event = new Event('abort');
    this.onabort?.(event);
    this.dispatchEvent(event);
  }

  static abort(reason?: unknown): AbortSignal {
    const signal = new AbortSignal();
    signal.abortWith(reason);
    return signal;
  }

  static timeout(milliseconds: number): AbortSignal {
    const signal = new AbortSignal();
    const late = named('TimeoutError', 'The operation was aborted due to timeout');
    setTimeout(() => signal.abortWith(late), milliseconds).unref();
    return signal;
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const any = new AbortSignal();
    for (const signal of signals) {
      if (signal.aborted) any.abortWith(signal.reason);
      else signal.addEventListener('abort', () => any.abortWith(signal.reason));
    }
    return any;
  }
}

export class AbortController {
  readonly signal = new AbortSignal();

  abort(reason?: unknown): void {
    this.signal.abortWith(reason);
  }
}
