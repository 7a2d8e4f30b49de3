/** Commands of the whole window: its views, the project, how it looks, and help. */
import { commandsAt } from './define';

const always = commandsAt('window', 'nothing');
const inProject = commandsAt('window', 'project');

export const programCommands = {
  palette: inProject('Find a view, model, node, setting or command', ['Mod+K']),
  build: inProject('Build', ['Mod+1']),
  runs: inProject('Runs', ['Mod+2']),
  studies: inProject('Studies', ['Mod+3']),
  compare: inProject('Compare', ['Mod+4']),
  data: inProject('Data', ['Mod+5']),
  settings: always('Settings', ['Mod+6']),
  nextPart: inProject('Next part of the window', ['F6']),
  previousPart: inProject('Previous part of the window', ['Shift+F6']),

  startPage: inProject('Start page', []),
  exportProject: inProject('Export the project…', []),
  importArchive: always('Import an archive…', []),
  importRuns: inProject('Import curves of another program…', []),

  largerText: always('Larger text', ['Mod++', 'Mod+=']),
  smallerText: always('Smaller text', ['Mod+-']),
  usualText: always('Usual text size', ['Mod+0']),
  systemTheme: always('Theme: as the system', []),
  lightTheme: always('Theme: light', []),
  darkTheme: always('Theme: dark', []),

  help: always('Help', ['F1']),
  tour: always('First tour', []),
  shortcuts: always('Keyboard shortcuts', ['?']),
  reportProblem: always('Report a problem…', []),
  paper: always('The paper (arXiv 1608.05343)', []),
} as const;
