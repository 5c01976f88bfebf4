import { badFile } from './badFile';
import { fileSize } from './quantities';

/** Whether a file starts with gzip's magic number (RFC 1952). */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/**
 * Unpacks a gzip file as a stream and stops at the limit, so that a small file cannot fill the memory. gzip's checksum is verified.
 *
 * @param name name of the file, for messages
 * @param limit largest allowed number of unpacked bytes
 * @throws ProblemError `bad-file` if the data are damaged, truncated or longer than the limit; the signal's reason
 */
export async function gunzip(
  packed: Blob,
  name: string,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { bytes, whole } = await unpack(packed, name, limit, signal);
  if (!whole)
    throw badFile(`${name} unpacks to more than the ${fileSize(limit)} that it should hold; it was not loaded.`);
  return bytes;
}

/** The first `length` unpacked bytes, or fewer if the file holds fewer. */
export async function gunzipHead(
  packed: Blob,
  name: string,
  length: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  return (await unpack(packed, name, length, signal)).bytes;
}

async function unpack(
  packed: Blob,
  name: string,
  limit: number,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; whole: boolean }> {
  const reader = packed.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  try {
    while (length <= limit) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) {
        whole = true;
        break;
      }
      chunks.push(value);
      length += value.length;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw badFile(
      `${name} is damaged or cut short: its gzip data cannot be unpacked.`,
      'Download or copy the file again.',
      error,
    );
  } finally {
    // Stops reading. A failed stream rejects the cancel, which does not matter.
    reader.cancel().catch(() => {});
  }
  const bytes = new Uint8Array(Math.min(length, limit));
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, bytes.length - at);
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, whole };
}
