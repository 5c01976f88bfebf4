import './duel.css';
import { useId } from 'react';
import { duelText } from '../../../sentences/duel';
import { formatCount } from '../../../sentences/numbers';
import { useView } from '../../../state/view';
import type { Box, Inspection } from '../../../worker/protocol';
import { InferenceSwitch } from '../../answers/InferenceSwitch';
import { PixelCanvas } from '../../common/PixelCanvas';
import { availableHead, availableLayer } from '../../maps/available';
import { CosineChart } from './CosineChart';
import { CropTool } from './CropTool';
import { DuelMaps } from './DuelMaps';
import { Voices } from './Voices';

export interface TokenDuelProps {
  inspection: Inspection;
  /** The requested crop; `inspection` may still show the one before. */
  box: Box | null;
  onCrop(box: Box | null): void;
}

/** One picture with its crop, and the answers and maps of its class token and distillation token. */
export function TokenDuel({ inspection, box, onCrop }: TokenDuelProps) {
  const headingId = useId();
  const view = useView();
  const { original, seen, label, classes, cosine, step, layers, heads } = inspection;
  const layer = availableLayer(view.layer, layers);
  const head = availableHead(view.head, heads);
  const headName = head === 'mean' ? duelText.meanOfHeads : duelText.head(head + 1);
  return (
    <section className="panel duel" aria-labelledby={headingId}>
      <div className="panel-head">
        <h2 id={headingId}>{duelText.heading}</h2>
        {step !== null && <span className="faint tabular">{duelText.step(formatCount(step))}</span>}
      </div>
      <div className="duel-grid">
        <div className="duel-picture">
          <p>
            {label === null ? (
              <span className="note">{duelText.noLabel}</span>
            ) : (
              <>
                <span className="note">{duelText.trueLabel}</span> <strong>{classes[label] ?? label}</strong>
              </>
            )}
          </p>
          <CropTool picture={original} box={box} onCrop={onCrop} />
          <figure className="duel-seen">
            <PixelCanvas picture={seen} alt={duelText.seenAlt(seen.width, seen.height)} />
            <figcaption className="faint">{duelText.seen(seen.width, seen.height)}</figcaption>
          </figure>
        </div>
        <div className="duel-answers">
          <h3>{duelText.answers}</h3>
          <Voices inspection={inspection} inference={view.inference} />
          <InferenceSwitch
            inference={view.inference}
            distToken={inspection.tokens === 2}
            subject={inspection.subject}
            onChange={(inference) => view.set({ inference })}
          />
        </div>
        <div className="duel-inside">
          <h3>
            {duelText.maps} <span className="faint">{duelText.choice(layer + 1, headName)}</span>
          </h3>
          <DuelMaps inspection={inspection} choice={{ layer, head }} opacity={view.overlay} smooth={view.smoothMaps} />
          {cosine && <CosineChart values={cosine} of={duelText.thisPicture} />}
        </div>
      </div>
    </section>
  );
}
