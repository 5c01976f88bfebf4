import { badFile, megabytes } from './badFile';

/** RFC 1952: the first two bytes of any gzip file. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/**
 * Unpacks as a stream and stops at the limit, so that a small file cannot fill the memory. gzip's own checksum is verified.
 * @param name of the file, for messages.
 * @param limit greatest number of bytes that may come out.
 * @throws ProblemError `bad-file` when the data are damaged, cut short or longer than the limit; the signal's reason.
 */
export async function gunzip(
  packed: Blob,
  name: string,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { bytes, whole } = await unpack(packed, name, limit, signal);
  if (!whole)
    throw badFile(`${name} unpacks to more than the ${megabytes(limit)} that it should hold; it was not loaded.`);
  return bytes;
}

/** The first bytes that come out, fewer when there are no more. */
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
    // Nobody waits for the rest; a stream that has failed has nothing to cancel.
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
