import { corpusBytes, isVerifiable, type Corpus, type CorpusProgress } from '#spec/corpora';
import { formatBytes, formatDuration } from '../stores/format';

/** `31.3 MB from mattmahoney.net, verified by SHA-256`. */
export function formatSource(corpus: Corpus): string {
  const hosts = [...new Set(corpus.files.map(({ urls }) => new URL(urls[0] ?? corpus.page).host))];
  const algorithms = new Set(corpus.files.map(({ checksum }) => checksum?.algorithm));
  const names = [...algorithms].map((algorithm) => (algorithm === 'md5' ? 'MD5' : 'SHA-256'));
  const verification = isVerifiable(corpus) ? `verified by ${names.join(' and ')}` : 'not verified';
  return `${formatBytes(corpusBytes(corpus))} from ${hosts.join(', ')}, ${verification}`;
}

/**
 * `Fetching text8.zip: 13.2 MB of 31.3 MB, 3 min left`; after the download, the name of the stage.
 */
export function formatFetchProgress(progress: CorpusProgress): string {
  const { stage, bytes, totalBytes, secondsLeft, message } = progress;
  if (stage !== 'fetching') return message;
  const left = secondsLeft === null ? '' : `, ${formatDuration(secondsLeft)} left`;
  return `${message}: ${formatBytes(bytes)} of ${formatBytes(totalBytes)}${left}`;
}

/** 0 to 1; null if the fraction is unknown. */
export function computeFetchFraction({ stage, bytes, totalBytes }: CorpusProgress): number | null {
  return stage === 'fetching' && totalBytes > 0 ? bytes / totalBytes : null;
}

/** The files that the chosen folder must contain: `text8.zip, whole or unpacked`. */
export function listRequiredFiles({ files }: Corpus): string {
  return files
    .map(({ name, archive }) => (archive ? `${name}, whole or unpacked` : name))
    .join(', ');
}
