import type { RunStatus } from '#spec/run';

/** What runs and studies can be; a draft was never started. */
export type Status = RunStatus | 'draft';

const circle = 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20';

/**
 * The signs of statuses as one path each, in a square of 24. A table shows dozens of them, and a component for each icon
 * with an element for each of its strokes takes ten times as long as a path.
 */
export const statusShapes: Readonly<Record<Status | 'warning', string>> = {
  draft: circle,
  queued: `${circle}M12 6v6l4 2`,
  running: 'M12 3a9 9 0 1 0 9 9',
  paused: `${circle}M10 9v6M14 9v6`,
  finished: `${circle}M8 12l3 3l5-6`,
  stopped: `${circle}M9 9h6v6h-6z`,
  failed: `${circle}M9 9l6 6M15 9l-6 6`,
  interrupted: `${circle}M13 7l-4 6h6l-4 5`,
  warning: 'M12 4l-9.5 16h19zM12 10v4M12 17h.01',
};
