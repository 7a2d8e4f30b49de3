export const timelineTabs = ['locking', 'problems', 'changes'] as const;
export type TimelineTab = (typeof timelineTabs)[number];

/** Which tab of the panel below the canvas is shown. */
export const shownTab = new (class {
  current = $state<TimelineTab>('locking');
})();
