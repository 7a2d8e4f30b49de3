import type { CDPSession, Page } from 'playwright-core';

/** What an action costs a page up to the next painted frame, in milliseconds. */
export interface ActionCost {
  /** Processor time of the page's main thread. */
  cpuMs: number;
  /** From the first event of the action. */
  wallMs: number;
}

/** The clock of a page's main thread: its own processor time, whatever else runs on the machine. */
export class MainThread {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async of(page: Page): Promise<MainThread> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    return new MainThread(page, session);
  }

  /** Milliseconds of processor time so far. */
  async milliseconds(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? NaN);
  }

  /** Runs an action, which sends one event of the given type, and waits for the frame that shows its effect. */
  async measure(eventType: string, action: () => Promise<unknown>): Promise<ActionCost> {
    const painted = await this.#page.evaluateHandle(
      (type) => ({
        wallMs: new Promise<number>((resolve) => {
          window.addEventListener(
            type,
            () => {
              const start = performance.now();
              requestAnimationFrame(() => {
                // The message arrives after the frame is painted.
                const channel = new MessageChannel();
                channel.port1.onmessage = () => resolve(performance.now() - start);
                channel.port2.postMessage(null);
              });
            },
            { capture: true, once: true },
          );
        }),
      }),
      eventType,
    );
    const before = await this.milliseconds();
    await action();
    const wallMs = await painted.evaluate((value) => value.wallMs);
    const cpuMs = (await this.milliseconds()) - before;
    await painted.dispose();
    return { cpuMs, wallMs };
  }

  /** Runs a gesture of many moves; the frames a second in its time, and the processor time for each of them. */
  async measureFrames(gesture: () => Promise<void>): Promise<{ fps: number; frameMs: number }> {
    const counter = await this.#page.evaluateHandle(() => {
      // A method, because functions that get a name from a variable refer to a helper that the page does not have.
      const counter = {
        frames: 0,
        start: performance.now(),
        isRunning: true,
        count() {
          if (!this.isRunning) return;
          this.frames += 1;
          requestAnimationFrame(() => this.count());
        },
      };
      counter.count();
      return counter;
    });
    const before = await this.milliseconds();
    await gesture();
    const cpuMs = (await this.milliseconds()) - before;
    const { frames, seconds } = await counter.evaluate((counted) => {
      counted.isRunning = false;
      return { frames: counted.frames, seconds: (performance.now() - counted.start) / 1000 };
    });
    await counter.dispose();
    return { fps: frames / seconds, frameMs: cpuMs / frames };
  }
}
