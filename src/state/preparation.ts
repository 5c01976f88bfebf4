import type { ExperimentConfig } from '../experiment/config';
import type { OwnFile } from '../worker/protocol';

/** What is to be built next. */
export interface Preparation {
  config: ExperimentConfig;
  /** Take up the kept run of this experiment, if there is one. */
  resume: boolean;
  play?: boolean;
  /** A kept run to go on with, and what there was before: that comes back where it cannot be opened. */
  kept?: { id: string; before: Pick<Preparation, 'config' | 'play' | 'images'> | null };
  /** Begin with the weights of the present student. */
  fineTune?: boolean;
  /** Load the data set even if it seems to be there. */
  reload?: boolean;
  /** Fingerprint of the images that it was trained on, where a run goes on. */
  images?: string | undefined;
  /** The person's own, where they are other ones than before. */
  files?: OwnFile[] | undefined;
  notice?: string | undefined;
}

/** A preparation on its way. */
export interface UnderWay extends Preparation {
  abort: AbortController;
  /** The data set is there, so the run before is not. */
  loaded: boolean;
}
