import type { ProblemError } from '../../../experiment/problem';
import { badFile } from '../badFile';
import type { TaskControl } from '../dataset';
import { LIMITS } from '../limits';
import { Pace } from '../pace';
import { counted, fileSize, grouped } from '../quantities';
import type { OwnContent } from './content';
import { fileBytes, type OwnFile } from './files';
import { type ListedPicture, listPictures } from './folders';
import { type ImageHeader, readImageHeader } from './imageHeader';
import { type DecodeImage, type RgbaPicture, toSquare } from './square';

/** Up to this share of unreadable image files is skipped and named. With more, loading fails. */
const BAD_SHARE = 0.05;
/** Limit of the skipped files that are named individually. */
const MAX_NAMED = 5;
/** Images that are decoded at the same time. */
const LANES = 4;

interface Read {
  square: Uint8Array;
  grey: boolean;
  transparent: boolean;
  resized: boolean;
}

/**
 * Reads image files in one sub-folder per class, and makes them square and equal in size.
 *
 * @param size side of the squares in pixels
 * @throws ProblemError `bad-file` with a sentence that names the file; the control's reason if cancelled
 */
export async function readPictures(
  files: readonly OwnFile[],
  size: number,
  decode: DecodeImage,
  control: TaskControl,
): Promise<OwnContent> {
  const images = listPictures(files);
  if (images.length * size * size * 3 > LIMITS.unpackedBytes)
    throw badFile(
      `There are ${counted(images.length, 'image')}; at most ${grouped(Math.floor(LIMITS.unpackedBytes / (3 * size * size)))} of ${size} × ${size} pixels can be loaded.`,
      'Choose fewer images, or a smaller image size.',
    );
  const kept: { image: ListedPicture; read: Read }[] = [];
  const bad: ProblemError[] = [];
  const pace = new Pace(control);
  for (let i = 0; i < images.length; i += LANES) {
    const lane = images.slice(i, i + LANES);
    const reads = await Promise.allSettled(lane.map(({ file }) => readPicture(file, size, decode)));
    control.signal.throwIfAborted();
    for (const [j, result] of reads.entries()) {
      if (result.status === 'fulfilled') kept.push({ image: lane[j]!, read: result.value });
      else bad.push(result.reason as ProblemError);
    }
    if (bad.length > BAD_SHARE * images.length) throw bad[0];
    await pace.tick(i / images.length, 'Reading images');
  }
  return contentOfPictures(kept, bad, size);
}

/** @throws ProblemError `bad-file`, and nothing else */
async function readPicture(own: OwnFile, size: number, decode: DecodeImage): Promise<Read> {
  const { header, picture } = await decodePicture(own, decode);
  const square = toSquare(picture, size);
  return {
    square,
    grey: isGrey(square),
    transparent: isTransparent(picture.rgba),
    resized: header.size?.width !== size || header.size.height !== size,
  };
}

/**
 * Decodes one image file, after a check of its header.
 *
 * @throws ProblemError `bad-file` if it is not an image, too large, truncated or damaged; nothing else
 */
export async function decodePicture(
  own: OwnFile,
  decode: DecodeImage,
): Promise<{ header: ImageHeader; picture: RgbaPicture }> {
  const { path, file } = own;
  if (file.size > LIMITS.pictureBytes)
    throw badFile(`${path} has ${fileSize(file.size)}; an image may have at most ${fileSize(LIMITS.pictureBytes)}.`);
  const header = readImageHeader(await fileBytes(own));
  if (!header) throw badFile(`${path} is not a PNG, JPEG, GIF, WebP or BMP image.`, 'Convert it, or leave it out.');
  if (header.size) {
    const { width, height } = header.size;
    if (width * height > LIMITS.picturePixels)
      throw badFile(
        `${path} has ${grouped(width)} × ${grouped(height)} pixels (${grouped(Math.round((width * height) / 1e6))} megapixels); ` +
          `at most ${LIMITS.picturePixels / 1e6} megapixels can be loaded.`,
        'Make it smaller, or leave it out.',
      );
    if (width * height === 0) throw badFile(`${path} has no pixels: its header says ${width} × ${height}.`);
  }
  if (!header.whole)
    throw badFile(`${path} is cut short: the end of the ${header.format} image is missing.`, 'Copy it again.');
  const picture = await decode(file).catch((error: unknown) => {
    throw badFile(`${path} is damaged: it cannot be decoded as a ${header.format} image.`, undefined, error);
  });
  return { header, picture };
}

function isTransparent(rgba: Uint8Array | Uint8ClampedArray): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i]! < 255) return true;
  return false;
}

function isGrey(rgb: Uint8Array): boolean {
  for (let i = 0; i < rgb.length; i += 3) if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return false;
  return true;
}

function contentOfPictures(
  kept: { image: ListedPicture; read: Read }[],
  bad: ProblemError[],
  size: number,
): OwnContent {
  const classes = [...new Set(kept.map(({ image }) => image.label))];
  const grey = kept.every(({ read }) => read.grey);
  const notes = notesOf(kept, bad, size);
  if (grey) notes.push('All images are grey, so they have one channel instead of three.');
  const splitOf = (test: boolean) => {
    const own = kept.filter(({ image }) => image.test === test);
    return own.length === 0 ? null : packed(own, classes, size, grey ? 1 : 3);
  };
  const [train, test] = [splitOf(false), splitOf(true)];
  return {
    name: kept[0]!.image.root || 'Your images',
    summary: `${counted(kept.length, 'image')} of ${counted(classes.length, 'class', 'classes')}.`,
    classes,
    height: size,
    width: size,
    channels: grey ? 1 : 3,
    // Test images alone are used like training images.
    train: (train ?? test)!,
    test: train && test,
    sorted: true,
    notes,
  };
}

function packed(
  own: readonly { image: ListedPicture; read: Read }[],
  classes: readonly string[],
  size: number,
  channels: 1 | 3,
) {
  const area = size * size;
  const numbers = new Map(classes.map((label, i) => [label, i]));
  const images = new Uint8Array(own.length * area * channels);
  own.forEach(({ read: { square } }, i) => {
    if (channels === 3) images.set(square, i * area * 3);
    else for (let p = 0; p < area; p++) images[i * area + p] = square[3 * p]!;
  });
  return { count: own.length, images, labels: Uint16Array.from(own, ({ image }) => numbers.get(image.label)!) };
}

function notesOf(kept: readonly { read: Read }[], bad: readonly ProblemError[], size: number): string[] {
  const notes = bad.slice(0, MAX_NAMED).map(({ message }) => `Skipped: ${message}`);
  if (bad.length > MAX_NAMED) notes.push(`Skipped: ${bad.length - MAX_NAMED} more files.`);
  if (kept.some(({ read }) => read.resized))
    notes.push(`Images were cropped to their middle square and resized to ${size} × ${size} pixels.`);
  if (kept.some(({ read }) => read.transparent)) notes.push('Transparent parts were filled with white.');
  return notes;
}
