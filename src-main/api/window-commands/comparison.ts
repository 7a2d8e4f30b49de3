/** Commands on the comparison that is shown. */
import { commandsAt } from './define';

const ofComparison = commandsAt('comparison', 'comparison');

export const comparisonCommands = {
  newComparison: ofComparison('New comparison', []),
  diffCompared: ofComparison('What changed?', []),
  resetZoom: ofComparison('Whole range', []),
  exportComparisonData: ofComparison('Export data…', []),
  exportComparisonReport: ofComparison('Export report…', []),
  exportComparisonArchive: ofComparison('Export as archive…', []),
  copyComparisonCommand: ofComparison('Copy as command', []),
  copyComparisonRunCommands: ofComparison('Copy commands of all runs', []),
  deleteComparison: ofComparison('Delete this comparison', []),
} as const;
