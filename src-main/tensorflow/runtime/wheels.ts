/** The pinned wheels of TensorFlow, and the files of them that the runtime needs. */
import type { Variant } from './cache';
import { TENSORFLOW_VERSION } from './versions';

/** One file of the Python Package Index. pip downloads it by name, version and SHA-256. */
export interface Wheel {
  name: string;
  version: string;
  file: string;
  sha256: string;
  bytes: number;
}

/** The wheels and libraries of a runtime for one platform and variant. */
export interface Recipe {
  tensorflow: string;
  variant: Variant;
  platform: string;
  arch: string;
  /** The wheel of TensorFlow itself comes first. */
  wheels: Wheel[];
  /** The platform tags of the wheels, as pip names them. */
  pipPlatforms: string[];
  /** The libraries that the binding is linked against, relative to the wheel and to the installation. */
  libraries: string[];
  /** Approximate size of the extracted files. */
  unpackedBytes: number;
}

/** The Python version of the wheels. Only their C library is used, so Python itself is not needed. */
export const WHEEL_PYTHON = '3.11';

const wheel = (
  name: string,
  version: string,
  tags: string,
  bytes: number,
  sha256: string,
): Wheel => ({
  name,
  version,
  file: `${name.replaceAll('-', '_')}-${version}-${tags}.whl`,
  sha256,
  bytes,
});

const nvidia = (name: string, version: string, bytes: number, sha256: string): Wheel =>
  wheel(`nvidia-${name}-cu12`, version, 'py3-none-manylinux2014_x86_64', bytes, sha256);

const linuxTags = (arch: string): string =>
  `cp311-cp311-manylinux_2_17_${arch}.manylinux2014_${arch}`;

const linux = {
  platform: 'linux',
  tensorflow: TENSORFLOW_VERSION,
  libraries: ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
};

export const RECIPES: Recipe[] = [
  {
    ...linux,
    variant: 'cpu',
    arch: 'x64',
    pipPlatforms: ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'],
    unpackedBytes: 690e6,
    wheels: [
      wheel(
        'tensorflow-cpu',
        TENSORFLOW_VERSION,
        linuxTags('x86_64'),
        230_236_181,
        '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298',
      ),
    ],
  },
  {
    ...linux,
    variant: 'gpu',
    arch: 'x64',
    pipPlatforms: ['manylinux_2_17_x86_64', 'manylinux2014_x86_64', 'manylinux1_x86_64'],
    unpackedBytes: 4.06e9,
    wheels: [
      wheel(
        'tensorflow',
        TENSORFLOW_VERSION,
        linuxTags('x86_64'),
        615_510_377,
        'c9f87e5d2a680a4595f5dc30daf6bbaec9d4129b46d7ef1b2af63c46ac7d2828',
      ),
      // The versions that TensorFlow's own metadata pins for its `and-cuda` extra.
      nvidia(
        'cublas',
        '12.5.3.2',
        363_313_169,
        'ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b',
      ),
      nvidia(
        'cuda-cupti',
        '12.5.82',
        13_811_507,
        'bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953',
      ),
      nvidia(
        'cuda-nvcc',
        '12.5.82',
        22_468_537,
        'b03e545b8e8c3ce7ebcd7fc44063180ff52ff01d064ece2127ed90a04ef12cd0',
      ),
      nvidia(
        'cuda-nvrtc',
        '12.5.82',
        24_873_108,
        '3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd',
      ),
      nvidia(
        'cuda-runtime',
        '12.5.82',
        895_707,
        '3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115',
      ),
      nvidia(
        'cudnn',
        '9.3.0.75',
        577_163_502,
        '9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d',
      ),
      nvidia(
        'cufft',
        '11.2.3.61',
        192_524_114,
        '9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8',
      ),
      nvidia(
        'curand',
        '10.3.6.82',
        56_309_107,
        '2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536',
      ),
      nvidia(
        'cusolver',
        '11.6.3.83',
        130_341_232,
        '93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b',
      ),
      nvidia(
        'cusparse',
        '12.5.1.3',
        217_558_979,
        '016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752',
      ),
      nvidia(
        'nccl',
        '2.21.5',
        188_654_414,
        '8579076d30a8c24988834445f8d633c697d42397e92ffc3f63fa26766d25e0a0',
      ),
      nvidia(
        'nvjitlink',
        '12.5.82',
        21_298_879,
        'f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212',
      ),
    ],
  },
  {
    ...linux,
    variant: 'cpu',
    arch: 'arm64',
    pipPlatforms: ['manylinux_2_17_aarch64', 'manylinux2014_aarch64'],
    unpackedBytes: 800e6,
    wheels: [
      wheel(
        'tensorflow',
        TENSORFLOW_VERSION,
        linuxTags('aarch64'),
        231_937_898,
        '8a6485edd2148f70d011dbd1d8dc2c775e91774a5a159466e83d0d1f21580944',
      ),
    ],
  },
  {
    tensorflow: TENSORFLOW_VERSION,
    variant: 'cpu',
    platform: 'darwin',
    arch: 'arm64',
    pipPlatforms: ['macosx_12_0_arm64'],
    libraries: [
      'tensorflow/libtensorflow_cc.2.dylib',
      'tensorflow/libtensorflow_framework.2.dylib',
    ],
    unpackedBytes: 800e6,
    wheels: [
      wheel(
        'tensorflow',
        TENSORFLOW_VERSION,
        'cp311-cp311-macosx_12_0_arm64',
        239_549_037,
        '661029cd769b311db910b79a3a6ef50a5a61ecc947172228c777a49989722508',
      ),
    ],
  },
];

// The sources of the binding include 14 of the 10,000 headers, all of them under these prefixes.
const HEADERS = [
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/tsl/platform/ctstring',
  'tensorflow/include/xla/tsl/c/',
];

/** The third-party notices, which must be distributed with the libraries. */
export const NOTICES_FILE = 'tensorflow/THIRD_PARTY_NOTICES.txt';

/**
 * Whether the runtime needs this file of a wheel: the C libraries, their notices and headers, and
 * CUDA's libraries.
 */
export function isRuntimeFile(path: string, recipe: Recipe): boolean {
  return (
    recipe.libraries.includes(path) ||
    path === NOTICES_FILE ||
    HEADERS.some((prefix) => path.startsWith(prefix)) ||
    // TensorFlow searches ../nvidia/*/ relative to its own folder for libraries and the CUDA compiler.
    /^nvidia\/[^/]+\/(lib|bin|nvvm)\/.*[^/]$/.test(path)
  );
}

/** Bytes to download for a recipe. */
export function downloadBytes(recipe: Recipe): number {
  return recipe.wheels.reduce((sum, each) => sum + each.bytes, 0);
}
