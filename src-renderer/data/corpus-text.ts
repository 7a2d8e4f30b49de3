import { corpusBytes, isVerifiable, type Corpus, type CorpusProgress } from '#spec/corpora';
import { formatBytes, formatDuration } from '../stores/format';

/** `31.3 MB from mattmahoney.net, verified by SHA-256`. */
export function sourceText(corpus: Corpus): string {
  const hosts = [...new Set(corpus.files.map(({ urls }) => new URL(urls[0] ?? corpus.page).host))];
  const algorithms = new Set(corpus.files.map(({ checksum }) => checksum?.algorithm));
  const names = [...algorithms].map((one) => (one === 'md5' ? 'MD5' : 'SHA-256'));
  const checked = isVerifiable(corpus) ? `verified by ${names.join(' and ')}` : 'not verified';
  return `${formatBytes(corpusBytes(corpus))} from ${hosts.join(', ')}, ${checked}`;
}

/** `13.2 MB of 31.3 MB, 3 min left`; what is done where it is not the network. */
export function progressText(progress: CorpusProgress): string {
  const { stage, bytes, totalBytes, secondsLeft, message } = progress;
  if (stage !== 'fetching') return message;
  const left = secondsLeft === null ? '' : `, ${formatDuration(secondsLeft)} left`;
  return `${message}: ${formatBytes(bytes)} of ${formatBytes(totalBytes)}${left}`;
}

/** 0 to 1; null where only the end will tell. */
export function progressFraction({ stage, bytes, totalBytes }: CorpusProgress): number | null {
  return stage === 'fetching' && totalBytes > 0 ? bytes / totalBytes : null;
}

/** Which files the path must lead to: `text8.zip, or the text8 of it`. */
export function wantedFiles({ files }: Corpus): string {
  return files
    .map(({ name, archive }) => (archive ? `${name}, whole or unpacked` : name))
    .join(', ');
}
