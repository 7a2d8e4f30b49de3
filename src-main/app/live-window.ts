import type { BrowserWindow, WebContents } from 'electron';
import type { WorkbenchEvent } from '#api/events';

/**
 * Whether a window can be told anything. Electron ends the page of a window a moment before the window:
 * in between, it crashes at calls such as `focus` and `show`; after that, it throws at every call.
 */
export function isLive(window: BrowserWindow): boolean {
  return !window.isDestroyed() && !window.webContents.isDestroyed();
}

/** A window that may be closed at any time, also while something is awaited: closed, it does nothing of what it is told. */
export class LiveWindow {
  readonly #window: BrowserWindow;
  /** Its page, which sends the commands. */
  readonly contents: WebContents;

  constructor(window: BrowserWindow) {
    this.#window = window;
    this.contents = window.webContents;
  }

  /** The window as the parent of a dialog; null once it is closed. Not to be kept. */
  get native(): BrowserWindow | null {
    return isLive(this.#window) ? this.#window : null;
  }

  get isFocused(): boolean {
    return this.native?.isFocused() ?? false;
  }

  /** Calls the listener once, as soon as the page or the window ends. */
  onceClosed(listener: () => void): void {
    let isClosed = false;
    const close = (): void => {
      if (isClosed) return;
      isClosed = true;
      listener();
    };
    this.contents.once('destroyed', close);
    this.#window.once('closed', close);
  }

  onFocus(listener: () => void): void {
    this.#window.on('focus', listener);
  }

  bringToFront(): void {
    if (this.native?.isMinimized()) this.native.restore();
    // Each of these runs listeners, which may close the window.
    this.native?.show();
    this.native?.focus();
  }

  showProgress(fraction: number): void {
    this.native?.setProgressBar(fraction);
  }

  send(event: WorkbenchEvent): void {
    if (this.native) this.contents.send('event', event);
  }

  /** Resolves once its page is loaded, which receives no events before, or closed. */
  async loaded(): Promise<void> {
    if (!this.native || !this.contents.isLoading()) return;
    await new Promise<void>((done) => {
      this.contents.once('did-finish-load', done);
      this.contents.once('destroyed', done);
    });
  }
}
