/** Where the native menu has the commands of the window. Each has one place in it; a test looks for it. */
import { addKindId, nodeKinds } from './window-commands/canvas';
import type { WindowCommandId } from './window-commands';

export interface Submenu {
  label: string;
  items: readonly WindowCommandId[];
  /** How the words of all its commands begin, which its own label says already. */
  commonStart?: string;
  /** One of its commands is in effect at a time, and has a mark. */
  isChoice?: boolean;
}
export type MenuEntry = WindowCommandId | Submenu;
/** The entries of a menu between two lines. */
export type MenuGroup = readonly MenuEntry[];

export const menuLayout = {
  File: [['startPage', 'importRuns', 'importArchive', 'exportProject']],
  Edit: [
    ['undo', 'redo'],
    ['cut', 'copy', 'paste', 'duplicate', 'repeat'],
    ['remove', 'removeOnly'],
    ['selectAll', 'selectNothing', 'find'],
  ],
  Model: [
    ['newFromTemplate', 'newEmpty', 'openModelFile'],
    ['save', 'saveTemplate', 'exportModel'],
    ['versions', 'compareModel'],
    ['duplicateModel', 'deleteModel', 'deletedModels'],
  ],
  Canvas: [
    [
      'quickAdd',
      {
        label: 'Add a node of a kind',
        commonStart: 'Add a node: ',
        items: nodeKinds.map(addKindId),
      },
      'addBefore',
      'replace',
      'addNote',
      'frame',
    ],
    ['connect', 'connectStart', 'decouple', 'delay'],
    ['editSettings', 'problems', 'menu'],
    [
      'arrange',
      {
        label: 'Align',
        items: [
          ...(['alignLeft', 'alignCentre', 'alignRight'] as const),
          ...(['alignTop', 'alignMiddle', 'alignBottom'] as const),
          ...(['distributeHorizontally', 'distributeVertically'] as const),
        ],
      },
      { label: 'Go', items: ['nextEdge', 'goLeft', 'goRight', 'goUp', 'goDown'] },
    ],
    ['fit', 'present'],
  ],
  Run: [
    ['run', 'doesDniHelp'],
    ['nextSeed', 'restart'],
    ['pauseRuns', 'resumeRuns', 'stopRuns', 'retryRuns'],
    ['renameRun', 'tagRuns', 'noteRun'],
    ['compareRuns', 'diffRuns', 'chooseOneRun'],
    [
      {
        label: 'Export the selected runs',
        items: [
          ...(['downloadRuns', 'exportRunData', 'exportRunReport', 'exportRunArchive'] as const),
          ...(['copyRunsAsCsv', 'copyRunsAsMarkdown', 'copyRunCommands'] as const),
        ],
      },
    ],
    ['archiveRuns', 'unarchiveRuns', 'deleteRuns'],
  ],
  Study: [
    ['newStudy'],
    ['startStudy', 'stopStudy'],
    ['compareStudy', 'showStudyRuns'],
    ['exportStudyData', 'exportStudyReport', 'exportStudyArchive'],
    ['copyStudyCommand', 'copyStudyRunCommands'],
    ['duplicateStudy', 'deleteStudy'],
  ],
  Comparison: [
    ['newComparison', 'diffCompared', 'resetZoom'],
    ['exportComparisonData', 'exportComparisonReport', 'exportComparisonArchive'],
    ['copyComparisonCommand', 'copyComparisonRunCommands'],
    ['deleteComparison'],
  ],
  View: [
    ['build', 'runs', 'studies', 'compare', 'data', 'settings'],
    ['palette'],
    ['nodePalette', 'inspector', 'bottomPanel'],
    ['locking', 'modelProblems', 'changes'],
    ['nextPart', 'previousPart'],
    ['largerText', 'smallerText', 'usualText'],
    [
      {
        label: 'Theme',
        commonStart: 'Theme: ',
        isChoice: true,
        items: ['systemTheme', 'lightTheme', 'darkTheme'],
      },
    ],
  ],
  Help: [['help', 'tour', 'shortcuts'], ['reportProblem'], ['paper']],
} as const satisfies Record<string, readonly MenuGroup[]>;
export type MenuName = keyof typeof menuLayout;
