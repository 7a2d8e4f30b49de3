import type { Component } from 'svelte';
import AlignCenterHorizontal from '@lucide/svelte/icons/align-center-horizontal';
import AlignCenterVertical from '@lucide/svelte/icons/align-center-vertical';
import AlignEndHorizontal from '@lucide/svelte/icons/align-end-horizontal';
import AlignEndVertical from '@lucide/svelte/icons/align-end-vertical';
import AlignHorizontalSpaceAround from '@lucide/svelte/icons/align-horizontal-space-around';
import AlignStartHorizontal from '@lucide/svelte/icons/align-start-horizontal';
import AlignStartVertical from '@lucide/svelte/icons/align-start-vertical';
import AlignVerticalSpaceAround from '@lucide/svelte/icons/align-vertical-space-around';
import type { WindowCommandId } from '#api/window-commands';
import { alignSelection, countAlignable, distributeSelection } from '../../editor/arrange-commands';

export type ArrangeId = Extract<WindowCommandId, `align${string}` | `distribute${string}`>;

/** A command on what is selected, for the bar above the canvas and for menus. */
export interface ArrangeEntry {
  id: ArrangeId;
  icon: Component;
  /** How many nodes and notes have to be selected. */
  atLeast: number;
  run: () => void;
}

export const alignEntries: readonly ArrangeEntry[] = [
  { id: 'alignLeft', icon: AlignStartVertical, atLeast: 2, run: () => alignSelection('left') },
  {
    id: 'alignCentre',
    icon: AlignCenterVertical,
    atLeast: 2,
    run: () => alignSelection('centre'),
  },
  { id: 'alignRight', icon: AlignEndVertical, atLeast: 2, run: () => alignSelection('right') },
  { id: 'alignTop', icon: AlignStartHorizontal, atLeast: 2, run: () => alignSelection('top') },
  {
    id: 'alignMiddle',
    icon: AlignCenterHorizontal,
    atLeast: 2,
    run: () => alignSelection('middle'),
  },
  {
    id: 'alignBottom',
    icon: AlignEndHorizontal,
    atLeast: 2,
    run: () => alignSelection('bottom'),
  },
];

export const distributeEntries: readonly ArrangeEntry[] = [
  {
    id: 'distributeHorizontally',
    icon: AlignHorizontalSpaceAround,
    atLeast: 3,
    run: () => distributeSelection('horizontal'),
  },
  {
    id: 'distributeVertically',
    icon: AlignVerticalSpaceAround,
    atLeast: 3,
    run: () => distributeSelection('vertical'),
  },
];

export function isPossible({ atLeast }: ArrangeEntry): boolean {
  return countAlignable() >= atLeast;
}
