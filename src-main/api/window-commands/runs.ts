/** Commands on the runs that are selected in the Runs view. */
import { commandsAt } from './define';

const ofRuns = commandsAt('runs', 'runs');
const ofOneRun = commandsAt('runs', 'run');

export const runCommands = {
  renameRun: ofOneRun('Rename', ['F2']),
  noteRun: ofOneRun('Edit the notes', ['N']),
  tagRuns: ofRuns('Edit the tags', ['T']),
  compareRuns: ofRuns('Compare', []),
  diffRuns: ofRuns('What changed?', []),
  pauseRuns: ofRuns('Pause', []),
  resumeRuns: ofRuns('Resume', []),
  stopRuns: ofRuns('Stop', []),
  retryRuns: ofRuns('Retry', []),
  archiveRuns: ofRuns('Archive', []),
  unarchiveRuns: ofRuns('Unarchive', []),
  deleteRuns: ofRuns('Delete', ['Delete', 'Backspace']),
  downloadRuns: ofRuns('Download as CSV', []),
  exportRunData: ofRuns('Export data…', []),
  exportRunReport: ofOneRun('Export report…', []),
  exportRunArchive: ofRuns('Export as archive…', []),
  copyRunsAsCsv: ofRuns('Copy as CSV', []),
  copyRunsAsMarkdown: ofRuns('Copy as Markdown', []),
  copyRunCommands: ofRuns('Copy as command', []),
  chooseOneRun: ofRuns('Select one run only', ['Escape']),
} as const;
