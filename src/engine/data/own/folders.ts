import { badFile } from '../badFile';
import { inOrder, type OwnFile } from './files';

/** An image file with the class and split that its folders define. */
export interface ListedPicture {
  file: OwnFile;
  /** The folder that contains all files; empty if there is none. */
  root: string;
  /** The class: the first folder below the root, or below `train` or `test`. */
  label: string;
  test: boolean;
}

const TRAIN = /^train(ing)?$/i;
const TEST = /^(test(ing)?|val(id(ation)?)?)$/i;

/**
 * Finds the class and split of each image file from its folders. Sorted by class, then by path.
 *
 * @throws ProblemError `bad-file` if a file is not in a class folder
 */
export function listPictures(files: readonly OwnFile[]): ListedPicture[] {
  const sorted = [...files].sort((a, b) => inOrder(a.path, b.path));
  const folders = sorted.map(({ path }) => path.split('/').slice(0, -1));
  const depth = commonDepth(folders);
  const split = splitDepth(folders, depth);
  const root = folders[0]?.[depth - 1] ?? '';
  const places = sorted.map((file, i): ListedPicture => {
    const own = folders[i]!;
    const label = own[split ? depth + 1 : depth];
    if (label === undefined)
      throw badFile(
        `${file.path} is not in a class folder.`,
        'Put the images of each class into a separate sub-folder with the name of the class.',
      );
    return { file, root, label, test: split && TEST.test(own[depth]!) };
  });
  return places.sort((a, b) => inOrder(a.label, b.label));
}

/** Number of leading folders that all files share. */
function commonDepth(folders: readonly string[][]): number {
  const first = folders[0] ?? [];
  let depth = 0;
  while (depth < first.length && folders.every((own) => own[depth] === first[depth])) depth++;
  return depth;
}

/** Whether all files are in training and test folders. */
function splitDepth(folders: readonly string[][], depth: number): boolean {
  const names = folders.map((own) => own[depth] ?? '');
  return names.every((name) => TRAIN.test(name) || TEST.test(name)) && names.some((name) => TRAIN.test(name));
}
