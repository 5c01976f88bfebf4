import { badFile } from '../badFile';
import { inOrder, type OwnFile } from './files';

/** Where a picture lies. */
export interface ListedPicture {
  file: OwnFile;
  /** The folder around all; empty where there is none. */
  root: string;
  /** The class: the first folder below the root, or below `train` and `test`. */
  label: string;
  test: boolean;
}

const TRAIN = /^train(ing)?$/i;
const TEST = /^(test(ing)?|val(id(ation)?)?)$/i;

/**
 * The class of each picture from its folders, in the order of classes and paths.
 * @throws ProblemError `bad-file` when a picture lies in no folder of a class.
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
        `${file.path} is in no folder of a class.`,
        'Put the pictures of each class into a sub-folder of their own, named after the class.',
      );
    return { file, root, label, test: split && TEST.test(own[depth]!) };
  });
  return places.sort((a, b) => inOrder(a.label, b.label));
}

/** Folders that all share. */
function commonDepth(folders: readonly string[][]): number {
  const first = folders[0] ?? [];
  let depth = 0;
  while (depth < first.length && folders.every((own) => own[depth] === first[depth])) depth++;
  return depth;
}

/** Do the pictures lie in a training and a test folder? */
function splitDepth(folders: readonly string[][], depth: number): boolean {
  const names = folders.map((own) => own[depth] ?? '');
  return names.every((name) => TRAIN.test(name) || TEST.test(name)) && names.some((name) => TRAIN.test(name));
}
