import type { Component } from 'svelte';

/** An entry of a menu, the heading of the entries below it, or a line between two groups. */
export type MenuItem =
  | {
      label: string;
      icon?: Component;
      shortcut?: string;
      hint?: string;
      disabled?: boolean;
      danger?: boolean;
      run: () => void;
    }
  | { heading: string }
  | 'separator';
