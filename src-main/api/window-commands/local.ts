/** Commands of what has the focus: a field or the head of a column handles their keys itself, and no menu has them. */
import { commandsAt } from './define';

const inSearch = commandsAt('search', 'canvas');
const ofColumn = commandsAt('runs', 'project');

export const localCommands = {
  nextMatch: inSearch('Next match', ['Enter']),
  previousMatch: inSearch('Previous match', ['Shift+Enter']),
  closeSearch: inSearch('Close the search', ['Escape']),
  columnLeft: ofColumn('Move the column to the left, from its head', ['Alt+ArrowLeft']),
  columnRight: ofColumn('Move the column to the right, from its head', ['Alt+ArrowRight']),
} as const;
