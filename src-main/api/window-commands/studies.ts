/** Commands on studies. */
import { commandsAt } from './define';

const ofStudy = commandsAt('study', 'study');

export const studyCommands = {
  newStudy: commandsAt('window', 'project')('New study', []),
  startStudy: ofStudy('Start the study', []),
  stopStudy: ofStudy('Stop the study', []),
  compareStudy: ofStudy('Open in Compare', []),
  showStudyRuns: ofStudy('Show runs', []),
  duplicateStudy: ofStudy('Duplicate', []),
  exportStudyData: ofStudy('Export data…', []),
  exportStudyReport: ofStudy('Export report…', []),
  exportStudyArchive: ofStudy('Export as archive…', []),
  copyStudyCommand: ofStudy('Copy as command', []),
  copyStudyRunCommands: ofStudy('Copy commands of all runs', []),
  deleteStudy: ofStudy('Delete', []),
} as const;
