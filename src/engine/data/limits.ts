/** How much of a person's own data is taken: enough for a data set of the field's size, little enough for a browser tab. */
export const LIMITS = {
  classes: 200,
  images: 1_000_000,
  /** Pixels of one picture, checked in its header before it is decoded (four bytes each then). */
  picturePixels: 50_000_000,
  /** Bytes of one picture's file. */
  pictureBytes: 64 * 2 ** 20,
  /** Side of an image in an IDX file. */
  idxSide: 4096,
  /** Bytes of one file of many images, and of all that a zip holds, unpacked. */
  unpackedBytes: 2 ** 30,
  zipEntries: 200_000,
  /** Unpacked to packed bytes; pictures and digits stay far below. Asked only of what unpacks to a megabyte and more. */
  zipRatio: 200,
} as const;
