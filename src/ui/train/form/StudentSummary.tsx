import './field.css';
import './studentSummary.css';
import type { DataShape, ExperimentConfig } from '../../../experiment/config';
import { dataShapeOf } from '../../../experiment/datasets';
import { presetOf, STUDENT_PRESETS } from '../../../experiment/presets';
import { runBytes } from '../../../experiment/student/gpuBytes';
import { forwardMacs, parameterCount, tokenCount } from '../../../experiment/student/shape';
import { formText } from '../../../sentences/form';
import { formatBytes, formatCount, formatLarge } from '../../../sentences/numbers';
import { useExperiment } from '../../../state/experiment';
import { controller } from '../../../state/runController';
import { useSession } from '../../../state/session';
import type { DatasetCard } from '../../../worker/protocol';

function dataShape(config: ExperimentConfig, card: DatasetCard | null): DataShape {
  if (card?.about.id !== config.dataset) return dataShapeOf(config.dataset);
  return { channels: card.channels, classes: card.classes.length };
}

/** Bytes of the images of both splits; 0 until they are loaded. */
function pictureBytes(config: ExperimentConfig, card: DatasetCard | null): number {
  if (card?.about.id !== config.dataset) return 0;
  return (card.trainCount + card.testCount) * card.height * card.width * card.channels;
}

/** The presets of the student, and the size of the student in the form. */
export function StudentSummary() {
  const config = useExperiment((state) => state.config);
  const card = useSession((state) => state.card);
  const shape = dataShape(config, card);
  const preset = presetOf(config);
  return (
    <>
      <div className="field">
        <label htmlFor="student-preset">{formText.preset}</label>
        <div className="field-control">
          <select
            id="student-preset"
            aria-describedby="student-preset-hint"
            value={preset?.id ?? ''}
            onChange={(event) => {
              const chosen = STUDENT_PRESETS.find(({ id }) => id === event.target.value);
              if (chosen) controller.change(chosen.values(config.dataset));
            }}
          >
            {!preset && <option value="">{formText.custom}</option>}
            {STUDENT_PRESETS.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <span className="faint field-hint" id="student-preset-hint">
          {preset?.hint ?? formText.customHint}
        </span>
      </div>
      <dl className="student-size tabular" aria-live="off">
        <div>
          <dd data-testid="parameters">{formatCount(parameterCount(config, shape))}</dd>
          <dt>{formText.parameters}</dt>
        </div>
        <div>
          <dd data-testid="macs">{formatLarge(forwardMacs(config, shape))}</dd>
          <dt>{formText.macs}</dt>
        </div>
        <div>
          <dd data-testid="tokens">{tokenCount(config)}</dd>
          <dt>{formText.tokens}</dt>
        </div>
        <div>
          <dd data-testid="memory">
            {formatBytes(runBytes(config, shape, config.batchSize, pictureBytes(config, card)))}
          </dd>
          <dt>{formText.memory}</dt>
        </div>
      </dl>
    </>
  );
}
