import { createSubscriber } from 'svelte/reactivity';

const everyMs = 1000;

/** Ticks as long as something shows it. */
const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, everyMs);
  return () => clearInterval(timer);
});

/** The current time in milliseconds, for texts that count seconds: whoever reads it is told about once a second. */
export function currentTime(): number {
  subscribe();
  return Date.now();
}
