/** Limits of a user's own data: large enough for usual data sets, small enough for a browser tab. */
export const LIMITS = {
  classes: 200,
  images: 1_000_000,
  /** Pixels of one image. Its header is checked before the image is decoded to four bytes per pixel. */
  picturePixels: 50_000_000,
  /** Bytes of one image file. */
  pictureBytes: 64 * 2 ** 20,
  /** Side of an image in an IDX file. */
  idxSide: 4096,
  /** Unpacked bytes of one file of many images, and of all files in a zip. */
  unpackedBytes: 2 ** 30,
  zipEntries: 200_000,
  /** Ratio of unpacked to packed bytes of files above 1 MiB unpacked. Images stay far below. */
  zipRatio: 200,
} as const;
