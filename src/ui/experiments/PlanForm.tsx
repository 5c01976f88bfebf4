import { type FormEvent, useId, useState } from 'react';
import { fieldOf } from '../../experiment/fields/table';
import { MAX_SEEDS, planOf } from '../../experiment/trials/plan';
import { SCENARIOS } from '../../experiment/trials/scenarios';
import {
  STRATEGIES,
  type StrategyId,
  type SweptField,
  type TrialPlan,
  trialsOf,
  USUAL_STRATEGIES,
} from '../../experiment/trials/trials';
import { trainedOf } from '../../experiment/trials/twins';
import { experimentsText } from '../../sentences/experiments';
import { trainCountOf } from '../../state/runState';
import { useSession } from '../../state/session';
import { RecordedAnswer } from './RecordedAnswer';

const PRESENT = 'present';
const DEFAULT_SEEDS = 3;

/** The plan of the trials: a question, the strategies, the seeds, and perhaps a field to sweep. */
export function PlanForm({ disabled, onStart }: { disabled: boolean; onStart(plan: TrialPlan): void }) {
  const id = useId();
  const running = useSession((state) => state.running);
  const [scenarioId, setScenarioId] = useState(SCENARIOS[0]!.id);
  const [strategies, setStrategies] = useState<readonly StrategyId[]>(SCENARIOS[0]!.plan.strategies);
  const [seeds, setSeeds] = useState(DEFAULT_SEEDS);
  const [epochs, setEpochs] = useState<number | null>(null);
  const [field, setField] = useState<SweptField | ''>('');
  const [values, setValues] = useState('');
  const [otherTests, setOtherTests] = useState(false);

  const scenario = SCENARIOS.find((known) => known.id === scenarioId);
  const base = scenario?.plan.base ?? running;
  const plan = base
    ? attempt(() =>
        planOf(
          {
            name: scenario?.plan.name ?? experimentsText.present,
            base: {
              ...base,
              epochs: epochs ?? base.epochs,
              warmupEpochs: Math.min(base.warmupEpochs, epochs ?? base.epochs),
              // The strategy with only the labelled images needs the total number of images.
              trainImages: base.trainImages || (trainCountOf(base.dataset) ?? 0),
            },
            strategies,
            seeds: Array.from({ length: seeds }, (_, i) => i + 1),
            sweep: field === '' ? null : { field, values: numbersOf(values) },
            otherTests,
          },
          scenario?.plan.name ?? experimentsText.present,
        ),
      )
    : experimentsText.needsRun;
  const fewLabels = field === 'labelledImages' || (base?.labelledImages ?? 0) > 0;
  const problem = typeof plan === 'string' ? plan : null;
  const start = (event: FormEvent) => {
    event.preventDefault();
    if (typeof plan !== 'string') onStart(plan);
  };
  return (
    <form className="trials-form" onSubmit={start}>
      <label>
        {experimentsText.scenario}
        <select
          value={scenarioId}
          onChange={(event) => {
            const chosen = SCENARIOS.find(({ id }) => id === event.target.value)?.plan;
            setScenarioId(event.target.value);
            setStrategies(chosen?.strategies ?? USUAL_STRATEGIES);
            setEpochs(null);
            setField(chosen?.sweep?.field ?? '');
            setValues(chosen?.sweep?.values.join(', ') ?? '');
            setOtherTests(chosen?.otherTests ?? false);
          }}
        >
          {SCENARIOS.map(({ id, plan: { name } }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value={PRESENT}>{experimentsText.present}</option>
        </select>
      </label>
      <p className="trials-question">{scenario?.question ?? experimentsText.presentQuestion}</p>
      {scenario && <RecordedAnswer plan={scenario.plan.name} />}
      {field === 'teacherFamily' && <p className="note">{experimentsText.paperTeachers}</p>}
      <fieldset>
        <legend>{experimentsText.strategies}</legend>
        {STRATEGIES.filter(({ labelledOnly }) => !labelledOnly || fewLabels).map(({ id: strategy }) => (
          <label key={strategy} className="trials-check">
            <input
              type="checkbox"
              checked={strategies.includes(strategy)}
              onChange={({ target }) =>
                setStrategies(
                  target.checked ? [...strategies, strategy] : strategies.filter((other) => other !== strategy),
                )
              }
            />
            {experimentsText.labels[strategy]}
          </label>
        ))}
      </fieldset>
      <div className="trials-numbers">
        <label>
          {experimentsText.seeds}
          <input
            type="number"
            min={1}
            max={MAX_SEEDS}
            value={seeds}
            onChange={({ target }) => setSeeds(Math.min(MAX_SEEDS, Math.max(1, Math.round(Number(target.value) || 1))))}
          />
        </label>
        <label>
          {experimentsText.epochs}
          <input
            type="number"
            min={1}
            value={epochs ?? base?.epochs ?? ''}
            onChange={({ target }) => setEpochs(Number(target.value) || null)}
          />
        </label>
        <label>
          {experimentsText.sweep}
          <select
            value={field}
            onChange={({ target }) => {
              const chosen = target.value as SweptField | '';
              setField(chosen);
              setValues(chosen === '' ? '' : kindsOf(chosen).join(', '));
            }}
          >
            <option value="">{experimentsText.noSweep}</option>
            {Object.entries(experimentsText.fields).map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {field !== '' && (
          <label>
            {experimentsText.values}
            <input
              type="text"
              placeholder={experimentsText.valuesHelp}
              aria-describedby={`${id}-problem`}
              value={values}
              onChange={({ target }) => setValues(target.value)}
            />
          </label>
        )}
      </div>
      <label className="trials-check">
        <input type="checkbox" checked={otherTests} onChange={({ target }) => setOtherTests(target.checked)} />
        {experimentsText.otherTests}
      </label>
      <p id={`${id}-problem`} role="status" className="trials-plan note">
        {problem ?? experimentsText.plan(trialsOf(plan as TrialPlan).length, trainedOf(plan as TrialPlan).length)}
      </p>
      <button type="submit" className="button-primary" disabled={disabled || problem !== null}>
        {experimentsText.start}
      </button>
    </form>
  );
}

/** All values of a choice field; empty for a number field. */
function kindsOf(field: SweptField): string[] {
  const about = fieldOf(field);
  return about.type === 'choice' ? about.options.map(({ value }) => value) : [];
}

/** Text that is not a number stays in the list, so that validation of the plan can reject it with a sentence. */
function numbersOf(list: string): (number | string)[] {
  return list
    .split(/[,;\s]+/)
    .filter((part) => part !== '')
    .map((part) => (Number.isNaN(Number(part)) ? part : Number(part)));
}

/** The plan, or the sentence that says why it is not possible. */
function attempt(make: () => TrialPlan): TrialPlan | string {
  try {
    return make();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
