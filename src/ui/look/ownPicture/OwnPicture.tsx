import './ownPicture.css';
import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { problemOf } from '../../../experiment/problem';
import { ownPictureText } from '../../../sentences/ownPicture';
import { useLook } from '../../../state/look';
import { controller } from '../../../state/runController';
import type { DatasetCard, Picture } from '../../../worker/protocol';
import { DropZone } from '../../common/DropZone';
import { Camera } from './Camera';
import { DrawingPad } from './DrawingPad';
import { groundOf, inGrey, isNegative } from './ground';

export interface OwnPictureProps {
  /** What the student was trained on. */
  card: DatasetCard;
  /** Of the pictures that the model takes: 1 is grey. */
  channels: number;
  /** As it is to be shown to the models: in grey where it takes grey. */
  onPicture(picture: Picture): void;
  /** What the models say of it, to stand beside the pad while somebody draws. */
  answers: ReactNode;
}

type Source = 'camera' | 'pad';

/** A picture that somebody brings: as a file, dropped, pasted, from the camera, or drawn. */
export function OwnPicture({ card, channels, onPicture, answers }: OwnPictureProps) {
  const headingId = useId();
  const [source, setSource] = useState<Source | null>(null);
  const [brought, setBrought] = useState<Picture | null>(null);
  /** Light for dark; null is what the grounds tell. */
  const [inverting, setInverting] = useState<boolean | null>(null);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState('');
  const grey = channels === 1;
  const ground = groundOfData(card);
  const negative = brought !== null && grey && isNegative(brought, ground);
  const inverted = grey && (inverting ?? negative);
  // Only the latest file is shown, whichever is decoded last.
  const latest = useRef(0);

  const show = useCallback(
    (picture: Picture, light: boolean | null) => {
      const turned = light ?? (grey && isNegative(picture, ground));
      setBrought(picture);
      setInverting(light);
      setProblem('');
      onPicture(grey ? inGrey(picture, turned) : picture);
    },
    [grey, ground, onPicture],
  );

  // What was brought in colour is colour again for a model that takes it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as soon as another model is looked into, not with each picture
  useEffect(() => {
    if (brought && useLook.getState().picture.from === 'own') show(brought, inverting);
  }, [grey]);

  const read = useCallback(
    async (files: readonly File[], none: string) => {
      const file = files.find(({ type }) => type.startsWith('image/')) ?? files[0];
      if (!file) return setProblem(none);
      const turn = ++latest.current;
      setProblem('');
      setNote(ownPictureText.reading);
      try {
        const picture = await controller.readPicture({ path: file.name || ownPictureText.unknownName, file });
        if (turn !== latest.current) return;
        setNote(files.length > 1 ? ownPictureText.oneOfMany(files.length) : '');
        setSource(null);
        show(picture, null);
      } catch (error) {
        if (turn !== latest.current) return;
        const { message, remedy } = problemOf(error);
        setNote('');
        setProblem(remedy ? `${message} ${remedy}` : message);
      }
    },
    [show],
  );

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && event.target.closest('input, textarea')) return;
      void read([...(event.clipboardData?.files ?? [])], ownPictureText.nothingPasted);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [read]);

  return (
    <section className="panel own" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{ownPictureText.heading}</h2>
        <span className="faint">{ownPictureText.intro}</span>
      </div>
      <DropZone
        legend={ownPictureText.sources}
        className="own-drop"
        onDrop={({ files }) => void read([...files], ownPictureText.nothingDropped)}
      >
        <div className="own-sources">
          <label className="button">
            {ownPictureText.file}
            <input
              type="file"
              accept="image/*"
              className="visually-hidden"
              onChange={(event) => {
                if (event.target.files?.length) void read([...event.target.files], ownPictureText.nothingDropped);
                // The same file may be chosen again after it was mended.
                event.target.value = '';
              }}
            />
          </label>
          <SourceButton source="camera" chosen={source} onChoose={setSource} />
          <SourceButton source="pad" chosen={source} onChoose={setSource} />
          <span className="note">{ownPictureText.drop}</span>
        </div>
        {source === 'camera' && (
          <Camera
            onPicture={(picture) => {
              show(picture, null);
              setSource(null);
            }}
            onProblem={(sentence) => {
              setSource(null);
              setProblem(sentence);
            }}
          />
        )}
        {source === 'pad' && (
          <div className="own-drawing">
            <DrawingPad grey={grey} ground={ground} onPicture={(picture) => show(picture, false)} />
            {brought && answers}
          </div>
        )}
      </DropZone>
      <p role="alert" className={problem ? 'notice notice-bad' : 'visually-hidden'}>
        {problem}
      </p>
      <div className="own-about" role="status">
        {note && <p className="note">{note}</p>}
        {brought && (
          <p className="note">
            {[
              brought.width === brought.height ? ownPictureText.shownWhole : ownPictureText.shownSquare,
              ...(grey ? [ownPictureText.grey] : []),
              ...(inverted ? [invertedBecause(negative, ground)] : []),
              ownPictureText.unlike,
            ].join(' ')}
          </p>
        )}
      </div>
      {brought && grey && (
        <label className="own-invert">
          <input
            type="checkbox"
            checked={inverted}
            onChange={({ currentTarget }) => show(brought, currentTarget.checked)}
          />
          {ownPictureText.invert}
        </label>
      )}
    </section>
  );
}

function SourceButton({
  source,
  chosen,
  onChoose,
}: {
  source: Source;
  chosen: Source | null;
  onChoose(source: Source | null): void;
}) {
  const open = chosen === source;
  return (
    <button type="button" aria-expanded={open} onClick={() => onChoose(open ? null : source)}>
      {source === 'camera' ? ownPictureText.webcam : ownPictureText.draw}
    </button>
  );
}

/** How light the data's ground is: the median over samples of all classes. */
function groundOfData({ samples, width, height }: DatasetCard): number {
  const grounds = samples.map(({ rgba }) => groundOf({ rgba, width, height })).sort((a, b) => a - b);
  return grounds[Math.floor(grounds.length / 2)] ?? 0;
}

function invertedBecause(negative: boolean, ground: number): string {
  if (!negative) return ownPictureText.invertedByHand;
  return ground < 128 ? ownPictureText.inverted : ownPictureText.invertedLight;
}
