import { badFile } from './badFile';
import type { ImageDataset, TaskControl } from './dataset';
import { readCifarFiles } from './own/cifarFiles';
import { type OwnContent, toDataset } from './own/content';
import { isJunk, type OwnFile } from './own/files';
import { readIdxFiles } from './own/idxFiles';
import { type Kind, kindOf } from './own/kinds';
import { readPictures } from './own/pictures';
import type { DecodeImage } from './own/square';
import { unzip } from './own/zip';
import { Pace } from './pace';
import { counted } from './quantities';

export interface OwnOptions {
  decodeImage: DecodeImage;
  /** Seed of the split into training and test images, if the files do not define it. */
  seed?: number;
  /** Side in pixels to which image files are resized. IDX and CIFAR-10 files keep their size. */
  size?: number;
}

type Sorted = Record<Kind, OwnFile[]>;

const REMEDY =
  'Choose a folder or zip with one sub-folder of images per class, IDX files of images and labels, or CIFAR-10 binary batches.';

/**
 * Loads a user's own files as a data set: image files in one sub-folder per class, IDX pairs, or CIFAR-10 binary batches, zipped or
 * not. The content of a file decides its kind.
 *
 * @throws ProblemError `bad-file` with one sentence that names the file; the control's reason if cancelled
 */
export async function loadOwn(
  files: readonly OwnFile[],
  options: OwnOptions,
  control: TaskControl,
): Promise<ImageDataset> {
  const { decodeImage, seed = 0, size = 32 } = options;
  const chosen = files.filter(({ path }) => !isJunk(path));
  if (chosen.length === 0) throw badFile('No files were chosen.', REMEDY);
  const sorted = await sortKinds(await unzipAll(chosen, control), control);
  for (const { path } of [...sorted.archive, ...sorted.zip])
    throw badFile(`${path} is an archive of an unsupported format.`, 'Unpack it, then choose its folder.');
  const content = await read(sorted, decodeImage, size, control);
  content.name = zipName(chosen) ?? content.name;
  if (sorted.other.length > 0)
    content.notes.push(`Skipped: ${counted(sorted.other.length, 'other file')}, such as ${sorted.other[0]!.path}.`);
  return toDataset(content, seed);
}

/** Replaces each zip by the files in it. */
async function unzipAll(files: readonly OwnFile[], control: TaskControl): Promise<OwnFile[]> {
  const all: OwnFile[] = [];
  for (const file of files) {
    if ((await kindOf(file, control.signal)) === 'zip') all.push(...(await unzip(file, control)));
    else all.push(file);
  }
  return all;
}

async function sortKinds(files: readonly OwnFile[], control: TaskControl): Promise<Sorted> {
  const sorted: Sorted = {
    zip: [],
    archive: [],
    'idx-images': [],
    'idx-labels': [],
    cifar: [],
    picture: [],
    other: [],
  };
  const pace = new Pace(control);
  for (const [i, file] of files.entries()) {
    sorted[await kindOf(file, control.signal)].push(file);
    await pace.tick(i / files.length, 'Looking at the files');
  }
  return sorted;
}

function read(sorted: Sorted, decode: DecodeImage, size: number, control: TaskControl): Promise<OwnContent> {
  const idx = [...sorted['idx-images'], ...sorted['idx-labels']];
  const found = [idx, sorted.cifar, sorted.picture].filter((files) => files.length > 0);
  if (found.length > 1)
    throw badFile(
      `${found[0]![0]!.path} and ${found[1]![0]!.path} are of different kinds.`,
      'Choose the files of one data set at a time.',
    );
  if (idx.length > 0) return readIdxFiles(sorted['idx-images'], sorted['idx-labels'], size, control);
  if (sorted.cifar.length > 0) return readCifarFiles(sorted.cifar, control);
  if (sorted.picture.length > 0) return readPictures(sorted.picture, size, decode, control);
  const first = sorted.other[0];
  throw badFile(first ? `${first.path} is not a readable image file.` : 'It contains no files.', REMEDY);
}

/** The name of a zip that was chosen alone; null for other files. */
function zipName(files: readonly OwnFile[]): string | null {
  const [only, ...more] = files;
  if (!only || more.length > 0 || !/\.zip$/i.test(only.path)) return null;
  return only.path.slice(only.path.lastIndexOf('/') + 1, -4);
}
