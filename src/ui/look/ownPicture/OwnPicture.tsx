import './ownPicture.css';
import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { problemOf } from '../../../experiment/problem';
import { ownPictureText } from '../../../sentences/ownPicture';
import { useLook } from '../../../state/look';
import { controller } from '../../../state/runController';
import type { DatasetCard, Picture } from '../../../worker/protocol';
import { DropZone } from '../../common/DropZone';
import { FilePicker } from '../../common/FilePicker';
import { backgroundOf, inGrey, isNegative } from './background';
import { Camera } from './Camera';
import { DrawingPad } from './DrawingPad';

export interface OwnPictureProps {
  /** The data set of the student. */
  card: DatasetCard;
  /** Channels of the model's input: 1 is grey. */
  channels: number;
  /** Receives the picture as the models will see it: in grey if they take grey. */
  onPicture(picture: Picture): void;
  /** The models' answers, shown next to the pad while the user draws. */
  answers: ReactNode;
}

type Source = 'camera' | 'pad';

/** The user's own picture: a file, dropped or pasted, a photo, or a drawing. */
export function OwnPicture({ card, channels, onPicture, answers }: OwnPictureProps) {
  const headingId = useId();
  const [source, setSource] = useState<Source | null>(null);
  const [brought, setBrought] = useState<Picture | null>(null);
  /** Whether to invert; null decides by the backgrounds. */
  const [inverting, setInverting] = useState<boolean | null>(null);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState('');
  const grey = channels === 1;
  const background = backgroundOfData(card);
  const negative = brought !== null && grey && isNegative(brought, background);
  const inverted = grey && (inverting ?? negative);
  // Only the latest file is shown, even if an earlier one is decoded after it.
  const latest = useRef(0);

  const show = useCallback(
    (picture: Picture, light: boolean | null) => {
      const turned = light ?? (grey && isNegative(picture, background));
      setBrought(picture);
      setInverting(light);
      setProblem('');
      onPicture(grey ? inGrey(picture, turned) : picture);
    },
    [grey, background, onPicture],
  );

  // A colour picture that was shown in grey is shown in colour again to a model that takes colour.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another model is chosen, not for each picture
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
        className="own-picture-drop"
        onDrop={({ files }) => void read([...files], ownPictureText.nothingDropped)}
      >
        <div className="own-picture-sources">
          <FilePicker
            label={ownPictureText.file}
            accept="image/*"
            onPick={(files) => void read([...files], ownPictureText.nothingDropped)}
          />
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
          <div className="own-picture-drawing">
            <DrawingPad grey={grey} background={background} onPicture={(picture) => show(picture, false)} />
            {brought && answers}
          </div>
        )}
      </DropZone>
      <p role="alert" className={problem ? 'notice notice-bad' : 'visually-hidden'}>
        {problem}
      </p>
      <div className="own-picture-about" role="status">
        {note && <p className="note">{note}</p>}
        {brought && (
          <p className="note">
            {[
              brought.width === brought.height ? ownPictureText.shownWhole : ownPictureText.shownSquare,
              ...(grey ? [ownPictureText.grey] : []),
              ...(inverted ? [invertedBecause(negative, background)] : []),
              ownPictureText.unlike,
            ].join(' ')}
          </p>
        )}
      </div>
      {brought && grey && (
        <label className="own-picture-invert">
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

/** The brightness of the data set's background: the median over samples of all classes. */
function backgroundOfData({ samples, width, height }: DatasetCard): number {
  const backgrounds = samples.map(({ rgba }) => backgroundOf({ rgba, width, height })).sort((a, b) => a - b);
  return backgrounds[Math.floor(backgrounds.length / 2)] ?? 0;
}

function invertedBecause(negative: boolean, background: number): string {
  if (!negative) return ownPictureText.invertedByHand;
  return background < 128 ? ownPictureText.inverted : ownPictureText.invertedLight;
}
