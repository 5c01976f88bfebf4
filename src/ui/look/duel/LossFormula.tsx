import './duel.css';
import { Fragment } from 'react';
import type { Distillation } from '../../../experiment/config';
import { stepText } from '../../../sentences/step';
import type { StepSnapshot } from '../../../worker/protocol';
import { equationOf, type LossTerm } from '../../loss/equation';
import { VOICE_CLASS } from '../../theme/colors';

export interface LossFormulaProps {
  /** Names the formula for screen readers. */
  name: string;
  loss: Pick<StepSnapshot, 'terms' | 'live'>;
  distillation: Distillation;
}

/** The loss as a formula: the symbols, then the numbers, then a sum whose digits add up. */
export function LossFormula({ name, loss, distillation }: LossFormulaProps) {
  const { terms, total, exact } = equationOf(loss, distillation);
  return (
    <div className="formula">
      <math display="block" aria-label={name}>
        <mtable>
          <Line sign="=" terms={terms} start={<mi>L</mi>}>
            {(term) => <Symbols term={term} distillation={distillation} />}
          </Line>
          {terms.some(({ numbers }) => numbers) && (
            <Line sign="=" terms={terms}>
              {(term) => <Product numbers={term.numbers} />}
            </Line>
          )}
          <Line sign="=" terms={terms}>
            {(term) => <mn data-term={term.key}>{term.value}</mn>}
          </Line>
          {terms.length > 1 && (
            <mtr>
              <mtd />
              <mtd>
                <mo>{exact ? '=' : '≈'}</mo>
              </mtd>
              <mtd className="formula-right">
                <mn className="formula-total" data-term="total">
                  {total}
                </mn>
              </mtd>
            </mtr>
          )}
        </mtable>
      </math>
      {!exact && <p className="note">{stepText.rounded}</p>}
    </div>
  );
}

interface LineProps {
  start?: React.ReactNode;
  sign: string;
  terms: readonly LossTerm[];
  children(term: LossTerm): React.ReactNode;
}

function Line({ start, sign, terms, children }: LineProps) {
  return (
    <mtr>
      <mtd>{start}</mtd>
      <mtd>
        <mo>{sign}</mo>
      </mtd>
      <mtd className="formula-right">
        <mrow>
          {terms.map((term, i) => (
            <Fragment key={term.key}>
              {i > 0 && <mo>+</mo>}
              <mrow className={`${VOICE_CLASS[term.key]} voice-text`}>{children(term)}</mrow>
            </Fragment>
          ))}
        </mrow>
      </mtd>
    </mtr>
  );
}

function Symbols({ term, distillation }: { term: LossTerm; distillation: Distillation }) {
  const label = (
    <msub>
      <mi>L</mi>
      <mtext>{stepText.subscripts.label}</mtext>
    </msub>
  );
  if (distillation === 'none') return label;
  if (distillation === 'label') {
    return (
      <>
        <mn>½</mn>
        <mo>·</mo>
        <msub>
          <mi>L</mi>
          <mtext>{stepText.subscripts[term.key === 'cls' ? 'first' : 'second']}</mtext>
        </msub>
      </>
    );
  }
  if (term.key === 'label') {
    return (
      <>
        <mo>(</mo>
        <mn>1</mn>
        <mo>−</mo>
        <mi>λ</mi>
        <mo>)</mo>
        <mo>·</mo>
        {label}
      </>
    );
  }
  return (
    <>
      <mi>λ</mi>
      <mo>·</mo>
      {distillation === 'soft' ? (
        <>
          <msup>
            <mi>τ</mi>
            <mn>2</mn>
          </msup>
          <mo>·</mo>
          <mi>KL</mi>
        </>
      ) : (
        <msub>
          <mi>L</mi>
          <mtext>{stepText.subscripts.teacher}</mtext>
        </msub>
      )}
    </>
  );
}

/** "0.1 × 9 × 0.2000" as MathML numbers and signs. */
function Product({ numbers }: { numbers: string }) {
  return numbers.split('×').map((number, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: factors are identified by their position
    <Fragment key={i}>
      {i > 0 && <mo>×</mo>}
      <mn>{number.trim()}</mn>
    </Fragment>
  ));
}
