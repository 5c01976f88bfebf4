import { decodeWholeInBrowser } from '../engine/data/own/browserImages';
import { decodePicture } from '../engine/data/own/pictures';
import type { Ask, Picture } from './protocol';

/** Decodes the user's own picture and puts its transparent parts over white. @throws ProblemError `bad-file` */
export async function readOwnPicture({ file }: Ask<'readPicture'>): Promise<Picture> {
  const {
    picture: { rgba, width, height },
  } = await decodePicture(file, decodeWholeInBrowser);
  const opaque = new Uint8ClampedArray(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const share = rgba[i + 3]! / 255;
    for (let c = 0; c < 3; c++) opaque[i + c] = Math.round(share * rgba[i + c]! + 255 * (1 - share));
    opaque[i + 3] = 255;
  }
  return { rgba: opaque, width, height };
}
