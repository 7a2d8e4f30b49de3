import type { Component } from 'svelte';
import AlignCenterHorizontal from '@lucide/svelte/icons/align-center-horizontal';
import AlignCenterVertical from '@lucide/svelte/icons/align-center-vertical';
import AlignEndHorizontal from '@lucide/svelte/icons/align-end-horizontal';
import AlignEndVertical from '@lucide/svelte/icons/align-end-vertical';
import AlignHorizontalSpaceAround from '@lucide/svelte/icons/align-horizontal-space-around';
import AlignStartHorizontal from '@lucide/svelte/icons/align-start-horizontal';
import AlignStartVertical from '@lucide/svelte/icons/align-start-vertical';
import AlignVerticalSpaceAround from '@lucide/svelte/icons/align-vertical-space-around';
import { alignSelection, countAlignable, distributeSelection } from '../../editor/arrange-commands';

/** A command on what is selected, for the bar above the canvas and for menus. */
export interface ArrangeEntry {
  label: string;
  icon: Component;
  /** How many nodes and notes have to be selected. */
  atLeast: number;
  run: () => void;
}

export const alignEntries: readonly ArrangeEntry[] = [
  { label: 'Align left', icon: AlignStartVertical, atLeast: 2, run: () => alignSelection('left') },
  {
    label: 'Align centres',
    icon: AlignCenterVertical,
    atLeast: 2,
    run: () => alignSelection('centre'),
  },
  { label: 'Align right', icon: AlignEndVertical, atLeast: 2, run: () => alignSelection('right') },
  { label: 'Align top', icon: AlignStartHorizontal, atLeast: 2, run: () => alignSelection('top') },
  {
    label: 'Align middles',
    icon: AlignCenterHorizontal,
    atLeast: 2,
    run: () => alignSelection('middle'),
  },
  {
    label: 'Align bottom',
    icon: AlignEndHorizontal,
    atLeast: 2,
    run: () => alignSelection('bottom'),
  },
];

export const distributeEntries: readonly ArrangeEntry[] = [
  {
    label: 'Distribute horizontally',
    icon: AlignHorizontalSpaceAround,
    atLeast: 3,
    run: () => distributeSelection('horizontal'),
  },
  {
    label: 'Distribute vertically',
    icon: AlignVerticalSpaceAround,
    atLeast: 3,
    run: () => distributeSelection('vertical'),
  },
];

export function isPossible({ atLeast }: ArrangeEntry): boolean {
  return countAlignable() >= atLeast;
}
