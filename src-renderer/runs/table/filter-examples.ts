/** Filters to try, each with what it finds. */
export const filterExamples = [
  { text: 'recall', meaning: 'Runs with the word in their name, model, tags or notes.' },
  { text: 'method = dni and rate < 1e-3', meaning: 'DNI with a small learning rate.' },
  { text: 'test/error < 2% and seed in [1, 2, 3]', meaning: 'By a metric, at the chosen step.' },
  {
    text: 'test/error@best < 0.015',
    meaning: 'By the best value of a metric, or @last, @min, @max.',
  },
  { text: 'status = running or status = queued', meaning: 'Runs at work and those that wait.' },
  { text: 'status = "stopped early"', meaning: 'Runs that successive halving has stopped.' },
  { text: 'study ~ "Does DNI help"', meaning: 'The runs of studies, by a part of the name.' },
  { text: 'tags ~ paper and not archived = true', meaning: 'Runs with a tag.' },
  { text: 'created > 2026-11-01', meaning: 'Runs since a day.' },
] as const;
