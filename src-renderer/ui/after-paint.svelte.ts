import { untrack } from 'svelte';

/** Input that follows within this many milliseconds, as from a key that is held, finds the page free. */
const pauseMs = 100;

/**
 * A value that takes long to work out, and that an edit need not wait for: it follows its input once the frame that
 * shows the edit is painted and no other edit follows. The first one is there at once. Create it while a component is
 * initialised.
 *
 *     const timeline = new AfterPaint(() => editor.model, buildTimeline);
 *     timeline.current
 */
export class AfterPaint<Input, Value> {
  current: Value;

  /** `read` is called again whenever what it reads changes; `compute` depends on its input alone. */
  constructor(read: () => Input, compute: (input: Input) => Value) {
    const first = untrack(read);
    this.current = $state.raw(untrack(() => compute(first)));
    let isFirst = true;
    $effect(() => {
      const input = read();
      if (isFirst) {
        isFirst = false;
        return;
      }
      // A task that is queued in a frame runs after the frame is painted, and none runs in a window that is hidden.
      let timer: ReturnType<typeof setTimeout> | undefined;
      const frame = requestAnimationFrame(() => {
        timer = setTimeout(() => (this.current = compute(input)), pauseMs);
      });
      return () => {
        cancelAnimationFrame(frame);
        clearTimeout(timer);
      };
    });
  }
}
