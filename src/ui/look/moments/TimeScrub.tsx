import './moments.css';
import { useEffect, useId } from 'react';
import { momentsText } from '../../../sentences/moments';
import { formatCount } from '../../../sentences/numbers';
import { moments, scrub, useMoments } from '../../../state/moments';
import { useObservation } from '../../../state/observation';
import { useSession } from '../../../state/session';
import { useView } from '../../../state/view';
import { AnswerTable } from '../../answers/AnswerTable';
import { availableHead, availableLayer } from '../../maps/available';
import { MapRow } from '../../maps/MapRow';
import { CosineChart } from '../duel/CosineChart';
import { RunCurves } from './RunCurves';
import { SumOfTerms } from './SumOfTerms';

/** Pause between two requests for newly saved steps during training. */
const REFRESH_MS = 2000;

/** A slider over the run. It shows the maps, answers, cosine and losses of one saved step together. */
export function TimeScrub() {
  const id = useId();
  const { steps, moment } = useMoments();
  const latest = useObservation((state) => state.attention);
  const terms = useObservation((state) => state.now?.terms ?? null);
  const classes = useSession((state) => state.card?.classes);
  const built = useSession((state) => state.built);
  const view = useView();
  useEffect(() => {
    if (!built) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      void moments.refresh();
    };
    refresh();
    const stop = useSession.subscribe(({ status }, before) => {
      if (status.step !== before.status.step) timer ??= setTimeout(refresh, REFRESH_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [built]);

  const attention = moment?.attention ?? latest;
  if (!attention || !classes || attention.probes.length === 0) return null;
  const probe = Math.min(view.probe, attention.probes.length - 1);
  const layer = availableLayer(view.layer, attention.layers);
  const head = availableHead(view.head, attention.heads);
  const shown = attention.probes[probe]!;
  const index = moment ? steps.findLastIndex((step) => step <= moment.attention.step) : steps.length;
  const step = formatCount(attention.step);
  const said = moment ? momentsText.at(step, index + 1, steps.length) : momentsText.nowAt(step);
  const loss = moment ? moment.terms : terms;
  return (
    <section className="panel" aria-labelledby={`${id}-heading`}>
      <div className="panel-head">
        <h2 id={`${id}-heading`}>{momentsText.heading}</h2>
      </div>
      <p className="note">{steps.length > 0 ? momentsText.hint : momentsText.empty}</p>
      <div className="moment-time">
        <label htmlFor={`${id}-time`}>{momentsText.slider}</label>
        <input
          id={`${id}-time`}
          type="range"
          min={0}
          max={steps.length}
          step={1}
          value={index}
          disabled={steps.length === 0}
          aria-valuetext={said}
          onChange={({ currentTarget }) => scrub(steps[currentTarget.valueAsNumber] ?? null)}
        />
        <output htmlFor={`${id}-time`} className="tabular">
          {said}
        </output>
        <button type="button" disabled={moment === null} onClick={() => scrub(null)}>
          {momentsText.now}
        </button>
      </div>
      <div className="moment-grid">
        <div className="moment-curves">
          <RunCurves past={moment?.attention.step ?? null} />
        </div>
        <div className="moment-seen">
          <MapRow
            attention={attention}
            probe={probe}
            choice={{ layer, head }}
            opacity={view.overlay}
            smooth={view.smoothMaps}
          />
          <div className="moment-answers">
            <div>
              <p>
                <span className="note">{momentsText.trueLabel}</span>{' '}
                <strong>{classes[shown.label] ?? shown.label}</strong>
              </p>
              <AnswerTable probe={shown} classes={classes} inference={view.inference} />
              <h3>{momentsText.loss}</h3>
              {loss ? <SumOfTerms terms={loss} /> : <p className="note">{momentsText.noLoss}</p>}
            </div>
            {attention.cosine && <CosineChart values={attention.cosine} of={momentsText.meanOf} />}
          </div>
        </div>
      </div>
    </section>
  );
}
