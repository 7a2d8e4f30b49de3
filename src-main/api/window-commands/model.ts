/** Commands on the model as a whole, and what trains it. */
import { commandsAt } from './define';

const ofModel = commandsAt('window', 'model');
const inProject = commandsAt('window', 'project');
const ofLiveRun = commandsAt('live', 'live');

export const modelCommands = {
  newFromTemplate: inProject('New model from a template…', []),
  newEmpty: inProject('New empty model', []),
  openModelFile: inProject('Open the file of a model…', []),
  save: ofModel('Save the model', ['Mod+S']),
  versions: ofModel('Versions of the model', []),
  compareModel: ofModel('Compare the model with…', []),
  saveTemplate: ofModel('Save the model as a template…', []),
  exportModel: ofModel('Export the model…', []),
  duplicateModel: ofModel('Duplicate the model', []),
  deleteModel: ofModel('Delete the model', []),
  deletedModels: ofModel('Recently deleted models', []),

  run: ofModel('Run the model', ['Mod+Enter']),
  doesDniHelp: ofModel('Does DNI help?', []),
  nextSeed: ofLiveRun('Train again from the next seed', ['R']),
  restart: ofLiveRun('Restart with these settings', ['Shift+R']),
} as const;
