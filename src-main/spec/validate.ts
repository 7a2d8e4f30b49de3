export { checkExperiment } from './check-experiment';
export { isTrainable, parseExperiment, type ParsedExperiment } from './parse-experiment';
