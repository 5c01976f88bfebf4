import './ownPicture.css';
import { useEffect, useRef, useState } from 'react';
import { ownPictureText } from '../../../sentences/ownPicture';
import type { Picture } from '../../../worker/protocol';
import { closeCamera, openCamera, pixelsOf } from './camera';

export interface CameraProps {
  onPicture(picture: Picture): void;
  /** Receives a sentence that says why there is no picture. */
  onProblem(sentence: string): void;
}

/** The live image of the camera, with a button to take a picture. Unmounting releases the camera. */
export function Camera({ onPicture, onProblem }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const problem = useRef(onProblem);
  problem.current = onProblem;
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let gone = false;
    openCamera().then(
      (opened) => {
        if (gone) return closeCamera(opened);
        stream = opened;
        video.current!.srcObject = opened;
      },
      (error: Error) => !gone && problem.current(error.message),
    );
    return () => {
      gone = true;
      closeCamera(stream);
    };
  }, []);
  return (
    <div className="camera">
      <video
        ref={video}
        autoPlay
        muted
        playsInline
        aria-label={ownPictureText.camera}
        onLoadedData={() => setReady(true)}
      />
      <button
        type="button"
        className="button-primary"
        disabled={!ready}
        onClick={() => {
          const picture = video.current && pixelsOf(video.current);
          if (picture) onPicture(picture);
        }}
      >
        {ready ? ownPictureText.take : ownPictureText.cameraStarting}
      </button>
    </div>
  );
}
