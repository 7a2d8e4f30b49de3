export interface Notice {
  id: number;
  /** `invalid`: an error of a text that is typed, which the field goes on to show until it is corrected. */
  tone: 'info' | 'success' | 'error' | 'invalid';
  text: string;
  action?: { label: string; run: () => void };
}

/** How long a notice is shown at least. */
const durationMs = { info: 5000, success: 4000, error: 12_000, invalid: 12_000 };
/** Long enough to press "Undo", or to read an error and decide. */
const durationWithActionMs = { info: 12_000, success: 12_000, error: 60_000, invalid: 60_000 };
/** A long one is shown until it is read. */
const msPerCharacter = 60;
/** More at once would cover what is worked with. */
const maxShown = 3;
/** Errors that can be read again. */
const maxPast = 20;

/** Whether a notice is about something that has failed. */
export function isError({ tone }: Pick<Notice, 'tone'>): boolean {
  return tone === 'error' || tone === 'invalid';
}

/**
 * The notices of the window. Each goes away by itself, but not while the pointer is on it; errors can be read again
 * afterwards.
 */
export class Notices {
  shown = $state.raw<Notice[]>([]);
  /** Errors that are not shown any more, the newest first. */
  past = $state.raw<Notice[]>([]);
  #lastId = 0;
  #timers: Record<number, ReturnType<typeof setTimeout>> = {};

  add(text: string, tone: Notice['tone'], action?: Notice['action']): void {
    // Two notices with an action are about two things, even if they read the same.
    if (!action && this.shown.some((notice) => notice.text === text)) return;
    const notice: Notice = { id: ++this.#lastId, tone, text, action };
    // What only says that something was done gives way to the next.
    const all = [...this.shown.filter((other) => other.action || isError(other)), notice];
    this.shown = all.slice(-maxShown);
    for (const hidden of all.slice(0, -maxShown)) this.#keep(hidden);
    this.release(notice);
  }

  /** Lets a notice stay as long as it is read. */
  hold({ id }: Notice): void {
    clearTimeout(this.#timers[id]);
  }

  /** Lets a notice go after its usual time. */
  release(notice: Notice): void {
    this.hold(notice);
    const least = (notice.action ? durationWithActionMs : durationMs)[notice.tone];
    const ms = Math.max(least, notice.text.length * msPerCharacter);
    this.#timers[notice.id] = setTimeout(() => this.dismiss(notice), ms);
  }

  dismiss(notice: Notice): void {
    this.hold(notice);
    if (!this.shown.includes(notice)) return;
    this.shown = this.shown.filter((other) => other !== notice);
    this.#keep(notice);
  }

  /** Does what a notice offers, after which it is of no more use. */
  run(notice: Notice): void {
    this.dismiss(notice);
    this.forget(notice);
    notice.action?.run();
  }

  forget(notice: Notice): void {
    this.past = this.past.filter((other) => other !== notice);
  }

  /** Takes away the notices whose actions, such as "Undo", are about a project that is not open any more. */
  dropActions(): void {
    this.shown = this.shown.filter(({ action }) => !action);
    this.past = this.past.filter(({ action }) => !action);
  }

  #keep(notice: Notice): void {
    if (notice.tone !== 'error') return;
    const others = this.past.filter(({ text }) => text !== notice.text);
    this.past = [notice, ...others].slice(0, maxPast);
  }
}

export const notices = new Notices();
