import './pictureChooser.css';
import { look, useLook } from '../../state/look';
import { controller } from '../../state/runController';
import { useView } from '../../state/view';
import type { AttentionSnapshot, DatasetCard } from '../../worker/protocol';
import { ProbeButtons } from '../maps/ProbeButtons';
import { ProbeStrip } from '../maps/ProbeStrip';

/** The test pictures to choose from, each with its small maps. */
export function PictureChooser({ attention, card }: { attention: AttentionSnapshot; card: DatasetCard }) {
  const view = useView();
  const own = useLook((state) => state.picture.from === 'own');
  const choose = (indices: number[]) => {
    view.set({ probe: 0 });
    look.choosePicture({ from: 'test', index: indices[0]! });
    void controller.chooseProbes(indices);
  };
  return (
    <div className="look-pictures">
      <ProbeStrip
        attention={attention}
        classes={card.classes}
        probe={own ? -1 : Math.min(view.probe, attention.probes.length - 1)}
        choice={{ layer: attention.layers - 1, head: 'mean' }}
        onProbe={(probe) => {
          view.set({ probe });
          look.choosePicture({ from: 'test', index: attention.probes[probe]!.index });
        }}
      />
      <ProbeButtons attention={attention} testCount={card.testCount} onChoose={choose} />
    </div>
  );
}
