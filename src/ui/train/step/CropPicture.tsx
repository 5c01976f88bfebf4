import './step.css';
import { stepText } from '../../../sentences/step';
import type { StepSnapshot } from '../../../worker/protocol';
import { PixelCanvas } from '../../common/PixelCanvas';

export interface CropPictureProps {
  picture: StepSnapshot['original'];
  /** Left, top, width, height in pixels of the picture. */
  box: StepSnapshot['box'];
  alt: string;
}

/** Space around the picture, as a share of its side, for crop boxes that reach into the padding. */
const PADDING = 1 / 8;

/** A picture of the data set with its crop box. */
export function CropPicture({ picture, box, alt }: CropPictureProps) {
  const { width, height } = picture;
  const [x, y, boxWidth, boxHeight] = box;
  const [padX, padY] = [PADDING * width, PADDING * height];
  const rectangle = { x, y, width: boxWidth, height: boxHeight, fill: 'none', vectorEffect: 'non-scaling-stroke' };
  return (
    <figure>
      <div className="step-original">
        <PixelCanvas picture={picture} alt={alt} />
        <svg viewBox={`${-padX} ${-padY} ${width + 2 * padX} ${height + 2 * padY}`} aria-hidden="true">
          <rect {...rectangle} stroke="#000" strokeWidth="4" strokeOpacity="0.55" />
          <rect {...rectangle} stroke="#fff" strokeWidth="2" />
        </svg>
      </div>
      <figcaption className="faint">{stepText.original}</figcaption>
    </figure>
  );
}
