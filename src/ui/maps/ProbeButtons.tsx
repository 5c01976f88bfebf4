import { mapsText } from '../../sentences/maps';
import type { AttentionSnapshot } from '../../worker/protocol';
import { nextProbes, randomProbes } from './chooseProbes';

/** Number of test pictures in the strip. */
const PROBES = 16;

interface ProbeButtonsProps {
  attention: AttentionSnapshot;
  /** Images in the test split. */
  testCount: number;
  /** @param indices into the test split */
  onChoose(indices: number[]): void;
}

/** Buttons that put other test pictures into the strip. */
export function ProbeButtons({ attention, testCount, onChoose }: ProbeButtonsProps) {
  const shown = attention.probes.map(({ index }) => index);
  return (
    <div className="probe-buttons">
      <button type="button" onClick={() => onChoose(nextProbes(shown, PROBES, testCount))}>
        {mapsText.next}
      </button>
      <button type="button" onClick={() => onChoose(randomProbes(PROBES, testCount))}>
        {mapsText.shuffle}
      </button>
    </div>
  );
}
