import { ownPictureText } from '../../../sentences/ownPicture';
import type { Picture } from '../../../worker/protocol';

/** The stream of the camera. @throws Error whose message is a sentence for the user */
export async function openCamera(): Promise<MediaStream> {
  // Undefined on pages without a secure connection, although the types do not say so.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new Error(ownPictureText.cameraUnsafe);
  try {
    return await devices.getUserMedia({ audio: false, video: { width: { ideal: 640 }, height: { ideal: 480 } } });
  } catch (error) {
    throw new Error(sentenceFor(error), { cause: error });
  }
}

function sentenceFor(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return ownPictureText.cameraRefused;
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return ownPictureText.cameraMissing;
  return ownPictureText.cameraFailed;
}

export function closeCamera(stream: MediaStream | null) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The pixels of a canvas or of the current frame of a video, at most `maxSide` on each side; null if there is no frame yet. */
export function pixelsOf(source: HTMLCanvasElement | HTMLVideoElement, maxSide = 512): Picture | null {
  const [wide, high] =
    source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  if (wide * high === 0) return null;
  const scale = Math.min(1, maxSide / Math.max(wide, high));
  const [width, height] = [Math.round(wide * scale), Math.round(high * scale)];
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  return { rgba: context.getImageData(0, 0, width, height).data as Picture['rgba'], width, height };
}
