import './now.css';
import { Fragment } from 'react';
import type { Distillation } from '../../engine/spec/experiment';
import type { Now } from '../../worker/protocol';
import { VOICE_CLASS } from '../theme/colors';
import { equationOf } from './equation';
import { nowText } from './text';

export interface LossEquationProps {
  now: Pick<Now, 'terms' | 'live'>;
  distillation: Distillation;
}

/** The loss as it adds up: symbols, numbers, and how much of the total each term is. */
export function LossEquation({ now, distillation }: LossEquationProps) {
  const { terms, total, exact } = equationOf(now, distillation);
  return (
    <div className="equation">
      <div className="equation-line">
        {terms.map((term, i) => (
          <Fragment key={term.key}>
            {i > 0 && <span className="equation-sign">+</span>}
            <div className={`equation-term ${VOICE_CLASS[term.key]}`}>
              <span className="equation-symbols">
                <Symbols text={term.symbols} />
              </span>
              <span className="equation-numbers tabular">{term.numbers}</span>
              <strong className="equation-value voice-text tabular">{term.value}</strong>
              <span className="faint">{term.key === 'label' ? nowText.labelTerm : nowText.teacherTerm}</span>
            </div>
          </Fragment>
        ))}
        <span className="equation-sign">{exact ? '=' : '≈'}</span>
        <div className="equation-term">
          <span className="equation-symbols">L</span>
          <span className="equation-numbers" />
          <strong className="equation-value tabular">{total}</strong>
          <span className="faint">{nowText.total}</span>
        </div>
      </div>
      <div className="equation-shares" aria-hidden="true">
        {terms.map((term) => (
          <span key={term.key} className={VOICE_CLASS[term.key]} style={{ width: `${100 * term.share}%` }} />
        ))}
      </div>
      <p className="faint">
        {nowText.batchMean}
        {!exact && `. ${nowText.roundedApart}`}
      </p>
    </div>
  );
}

/** Sets what follows an underscore as an index: L_label. */
function Symbols({ text }: { text: string }) {
  const [before, index] = text.split('_');
  return (
    <>
      {before}
      {index !== undefined && <sub>{index}</sub>}
    </>
  );
}
