import { Unzip, UnzipInflate, unzipSync } from 'fflate';
import { ProblemError } from '../../../experiment/problem';
import { badFile, checkFileSize } from '../badFile';
import type { TaskControl } from '../dataset';
import { LIMITS } from '../limits';
import { Pace } from '../pace';
import { counted, fileSize, grouped } from '../quantities';
import { fileBytes, isJunk, type OwnFile } from './files';

/** Bytes that are unpacked at once. Zeros unpack to a thousand times as much, which still fits in memory. */
const PIECE = 16 * 1024;

interface Entry {
  name: string;
  packed: number;
  unpacked: number;
}

/**
 * Unpacks a zip. The sizes in its directory are checked first, and the unpacked bytes are counted, so that a zip bomb is stopped
 * early.
 *
 * @throws ProblemError `bad-file` if it is not a zip, damaged, truncated or above the limits; the control's reason if cancelled
 */
export async function unzip(zip: OwnFile, control: TaskControl): Promise<OwnFile[]> {
  const { path, file } = zip;
  checkFileSize(path, file.size);
  const bytes = await fileBytes(zip);
  checkEntries(path, listEntries(path, bytes));
  try {
    return await inflateAll(path, bytes, control);
  } catch (error) {
    control.signal.throwIfAborted();
    if (error instanceof ProblemError) throw error;
    throw damaged(path, error);
  }
}

const damaged = (path: string, cause?: unknown) =>
  badFile(`${path} cannot be unpacked: it is damaged, truncated or encrypted.`, 'Download or pack it again.', cause);

/** The entries of the directory at the end of the file. */
function listEntries(path: string, bytes: Uint8Array): Entry[] {
  const entries: Entry[] = [];
  try {
    unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        entries.push({ name, packed: size, unpacked: originalSize });
        return false;
      },
    });
  } catch (error) {
    throw damaged(path, error);
  }
  return entries;
}

function checkEntries(path: string, entries: readonly Entry[]): void {
  if (entries.length > LIMITS.zipEntries)
    throw badFile(
      `${path} holds ${counted(entries.length, 'file')}; at most ${grouped(LIMITS.zipEntries)} can be loaded.`,
    );
  let total = 0;
  for (const { name, packed, unpacked } of entries) {
    total += unpacked;
    if (isBomb(packed, unpacked, total)) throw bomb(path, name);
  }
}

function isBomb(packed: number, unpacked: number, total: number): boolean {
  return total > LIMITS.unpackedBytes || (unpacked > 2 ** 20 && unpacked > LIMITS.zipRatio * packed);
}

const bomb = (path: string, name: string) =>
  badFile(
    `${path} was not unpacked: like a zip bomb, it contains a far larger file than its own size (${name}).`,
    `Choose a zip whose files have at most ${fileSize(LIMITS.unpackedBytes)} together.`,
  );

async function inflateAll(path: string, bytes: Uint8Array, control: TaskControl): Promise<OwnFile[]> {
  const files: OwnFile[] = [];
  const pace = new Pace(control);
  let open = 0;
  let total = 0;
  let fedBytes = 0;
  const unzipper = new Unzip((entry) => {
    if (entry.name.endsWith('/') || isJunk(entry.name)) return;
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let unpacked = 0;
    const begun = fedBytes;
    open++;
    entry.ondata = (error, chunk, final) => {
      if (error) throw error;
      unpacked += chunk.length;
      total += chunk.length;
      // The bytes read since the start of the entry are an upper bound of its packed size.
      if (isBomb(fedBytes - begun + PIECE, unpacked, total)) throw bomb(path, entry.name);
      chunks.push(chunk.slice());
      if (!final) return;
      open--;
      files.push({ path: entry.name, file: new Blob(chunks) });
    };
    entry.start();
  });
  unzipper.register(UnzipInflate);
  for (; fedBytes < bytes.length; fedBytes += PIECE) {
    unzipper.push(bytes.subarray(fedBytes, fedBytes + PIECE), fedBytes + PIECE >= bytes.length);
    await pace.tick(fedBytes / bytes.length, 'Unpacking');
  }
  if (open > 0) throw damaged(path);
  return files;
}
