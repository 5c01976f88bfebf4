import './fineTune.css';
import { useId, useState } from 'react';
import { type ExperimentConfig, learnsFromTeacher } from '../../../experiment/config';
import { type FineTuning, fineTuned, problemOfFineTuning, usualFineTuning } from '../../../experiment/fineTune';
import { memoryProblem } from '../../../experiment/student/memory';
import { forwardMacs, type StudentShape, tokenCount } from '../../../experiment/student/shape';
import { fineTuneText } from '../../../sentences/fineTune';
import { formatCount, formatLarge, NOTHING } from '../../../sentences/numbers';
import { controller } from '../../../state/runController';
import { useSession } from '../../../state/session';
import type { DatasetCard } from '../../../worker/protocol';
import { Dialog } from '../../common/Dialog';

/** A button that offers to continue with the student at a larger image size. */
export function FineTune() {
  const [open, setOpen] = useState(false);
  const running = useSession((state) => (state.startup === 'ready' ? state.running : null));
  const card = useSession((state) => state.card);
  const busy = useSession(({ status }) => status.phase === 'measuring' || status.phase === 'experimenting');
  return (
    <>
      <button type="button" disabled={!running || busy} title={fineTuneText.openTitle} onClick={() => setOpen(true)}>
        {fineTuneText.open}
      </button>
      <Dialog open={open} className="fine-tune-dialog" labelledBy="fine-tune-heading" onClose={() => setOpen(false)}>
        {running && card && <FineTuneForm running={running} card={card} onClose={() => setOpen(false)} />}
      </Dialog>
    </>
  );
}

interface FineTuneFormProps {
  running: ExperimentConfig;
  card: DatasetCard;
  onClose(): void;
}

function FineTuneForm({ running, card, onClose }: FineTuneFormProps) {
  const id = useId();
  const [trained] = useState(running);
  const [settings, setSettings] = useState<FineTuning>(
    () =>
      usualFineTuning(trained) ?? { imageSize: trained.imageSize, epochs: 1, learningRate: 1e-4, withTeacher: false },
  );
  const [starting, setStarting] = useState(false);
  const maxBufferBytes = useSession((state) => state.backend?.maxBufferBytes ?? Number.POSITIVE_INFINITY);
  const change = (values: Partial<FineTuning>) => setSettings((before) => ({ ...before, ...values }));
  const data = { channels: card.channels, classes: card.classes.length };
  const tuned = fineTuned(trained, settings);
  const tooLarge = memoryProblem(tuned, data, maxBufferBytes);
  const problem =
    problemOfFineTuning(trained, settings) ??
    (tooLarge && [tooLarge.message, tooLarge.problem.remedy].filter(Boolean).join(' '));
  const taught = learnsFromTeacher(trained.distillation);
  const start = async () => {
    setStarting(true);
    await controller.fineTune(tuned);
    onClose();
  };
  return (
    <form
      className="fine-tune"
      onSubmit={(event) => {
        event.preventDefault();
        if (!problem && !starting) void start();
      }}
    >
      <h2 id="fine-tune-heading">{fineTuneText.heading}</h2>
      <p className="note">{fineTuneText.intro}</p>
      <div className="fine-tune-fields">
        <label htmlFor={`${id}-size`}>{fineTuneText.imageSize}</label>
        <input
          id={`${id}-size`}
          className="number"
          type="number"
          step={trained.patchSize}
          min={trained.imageSize}
          aria-describedby={`${id}-problem`}
          value={settings.imageSize || ''}
          onChange={({ target }) => change({ imageSize: target.valueAsNumber })}
        />
        <span className="faint">px</span>
        <label htmlFor={`${id}-epochs`}>{fineTuneText.epochs}</label>
        <input
          id={`${id}-epochs`}
          className="number"
          type="number"
          min={1}
          aria-describedby={`${id}-problem`}
          value={settings.epochs || ''}
          onChange={({ target }) => change({ epochs: target.valueAsNumber })}
        />
        <span />
        <label htmlFor={`${id}-rate`}>{fineTuneText.learningRate}</label>
        <input
          id={`${id}-rate`}
          className="number"
          type="text"
          inputMode="decimal"
          defaultValue={settings.learningRate}
          aria-describedby={`${id}-problem`}
          onChange={({ target }) =>
            change({ learningRate: target.value.trim() === '' ? Number.NaN : Number(target.value) })
          }
        />
        <span />
        <p className="note">{fineTuneText.rateHelp}</p>
      </div>
      {taught && (
        <div className="fine-tune-teacher">
          <label>
            <input
              type="checkbox"
              checked={settings.withTeacher}
              onChange={({ target }) => change({ withTeacher: target.checked })}
            />
            {fineTuneText.withTeacher}
          </label>
          <p className="note">
            {!settings.withTeacher && trained.distToken
              ? fineTuneText.withoutTeacher
              : fineTuneText.teacherSees(card.height)}
          </p>
        </div>
      )}
      {settings.imageSize > card.height && <p className="note">{fineTuneText.native(card.height)}</p>}
      <Costs from={trained} to={problem ? null : tuned} macs={(shape) => forwardMacs(shape, data)} />
      <p id={`${id}-problem`} role="status" className={problem ? 'notice notice-bad' : 'note'}>
        {problem ?? (starting ? fineTuneText.building : fineTuneText.ends)}
      </p>
      <div className="dialog-actions">
        <button type="submit" className="button-primary" disabled={problem !== null || starting}>
          {fineTuneText.start}
        </button>
        <button type="button" onClick={onClose}>
          {fineTuneText.close}
        </button>
      </div>
    </form>
  );
}

interface CostsProps {
  from: StudentShape;
  /** Null if the settings are not possible. */
  to: StudentShape | null;
  macs(shape: StudentShape): number;
}

function Costs({ from, to, macs }: CostsProps) {
  const rows: [string, (shape: StudentShape) => string][] = [
    [fineTuneText.size, ({ imageSize }) => `${imageSize} px`],
    [fineTuneText.tokens, (shape) => formatCount(tokenCount(shape))],
    [fineTuneText.macs, (shape) => formatLarge(macs(shape))],
  ];
  return (
    <table className="fine-tune-costs">
      <caption className="visually-hidden">{fineTuneText.costs}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col" className="number">
            {fineTuneText.before}
          </th>
          <th scope="col" className="number">
            {fineTuneText.after}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, shown]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="number tabular">{shown(from)}</td>
            <td className="number tabular">{to ? shown(to) : NOTHING}</td>
            <td className="number tabular faint">
              {name === fineTuneText.macs && to && fineTuneText.times((macs(to) / macs(from)).toFixed(1))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
