/**
 * Preparation: the way from an experiment on the page to a run in the worker that can be played. A preparation passes four
 * stages: the worker opens a device, loads the images, builds student and teacher, and takes over the settings of the view.
 */

import type { ExperimentConfig } from '../../experiment/config';
import type { LiveValues } from '../../experiment/fields/live';
import type { Validated } from '../../experiment/fields/validate';
import type { Problem } from '../../experiment/problem';
import type { Ask, Configured, OwnFile, Started } from '../../worker/protocol';

/** How far the page is on its way to a run that can be played. */
export type Startup = 'starting' | 'ready' | 'failed';

/** What to build next. */
export interface Preparation {
  config: ExperimentConfig;
  /** Continue the run of this experiment that this browser saved, if there is one. */
  resume: boolean;
  /** Train as soon as the run is ready. */
  play: boolean;
  /** Id of a kept run to continue; null for any other run. */
  kept: string | null;
  /** Start with the weights of the current student. */
  fineTune: boolean;
  /** Fingerprint of the images that the run was trained on, if it continues; undefined for a new run. */
  images: string | undefined;
  /** The user's own images, if they differ from the loaded ones. */
  files: OwnFile[] | undefined;
  /** A sentence to show once the run is ready. */
  notice: string | null;
  /** The run to return to if this one cannot be built. */
  returnTo: EarlierRun | null;
}

/** A run that the worker can resume from its saved snapshot. */
export type EarlierRun = Pick<Preparation, 'config' | 'play' | 'images'>;

/** A preparation that the worker is busy with. */
export interface InFlight {
  id: number;
  preparation: Preparation;
  stage: 'device' | 'loading' | 'building' | 'view';
  /** The configuration as validated against the loaded images; before that, as requested. */
  possible: Validated;
  /** The page has asked the worker to stop. The answer still counts: it may have been too late. */
  cancelled: boolean;
  returnTo: EarlierRun | null;
}

/** What a user can do with a run. */
export type RunCommand = 'play' | 'pause' | 'step' | 'reset';

export interface PreparationState {
  startup: Startup;
  /** What the form shows, with the sentences of its validation. */
  shown: Validated;
  /** The experiment that the worker holds; null if it holds none. After a crash, the one to bring back. */
  running: ExperimentConfig | null;
  /** The very first start, until the device is known: a slow device gets a smaller student. */
  opening: { config: ExperimentConfig; named: boolean } | null;
  /** Whether the worker has opened a device. */
  device: boolean;
  /** Whether the worker is new and has no images: it replaced a crashed one. */
  imagesGone: boolean;
  /** Whether the run that was built last is fine-tuned from another one. */
  fineTuned: boolean;
  /** At most one preparation is in flight. */
  inFlight: InFlight | null;
  /** The latest request, which starts when the one in flight has its answer. */
  next: { id: number; preparation: Preparation } | null;
  /** Whether the pause has begun after which a run that has not begun follows the form. */
  following: boolean;
  /** Commands that wait for the run. */
  waiting: readonly RunCommand[];
  /** Times of the worker's recent crashes, in milliseconds. */
  crashes: readonly number[];
  /** The id of the latest request. */
  lastId: number;
}

/** What the page knows of the current run at the time of an event. */
export interface RunNow {
  /** Whether replacing it would throw away work. */
  begun: boolean;
  playing: boolean;
  /** Fingerprint of the loaded images. */
  images: string | undefined;
}

/** The user's actions. */
export type UserEvent =
  /** The page opens. `named`: the address, or an earlier visit, asks for this experiment. */
  | { kind: 'open'; asked: Validated; named: boolean }
  | { kind: 'change'; asked: Validated; run: RunNow }
  /** The pause after the latest change is over. */
  | { kind: 'pauseOver'; run: RunNow }
  /** Start again from step 0 with what the form shows. */
  | { kind: 'apply'; run: RunNow }
  /** Give up the changes that wait for `apply`. */
  | { kind: 'discard'; run: RunNow }
  | { kind: 'useOwnImages'; asked: Validated; files: OwnFile[] }
  | { kind: 'openKept'; id: string; config: ExperimentConfig; images: string; notice: string; run: RunNow }
  | { kind: 'fineTune'; config: ExperimentConfig; run: RunNow }
  | { kind: 'command'; command: RunCommand; run: RunNow };

/** What the worker answers, and its crashes. Answers carry the id of their preparation. */
export type WorkerAnswer =
  | { kind: 'started'; id: number; backend: Started }
  /** `fresh`: the worker loaded them now, and closed the run on the images before. */
  | { kind: 'loaded'; id: number; trainCount: number; fresh: boolean }
  | { kind: 'built'; id: number; built: Configured }
  | { kind: 'viewRestored'; id: number }
  | { kind: 'failed'; id: number; problem: Problem }
  /** @param now in milliseconds */
  | { kind: 'crashed'; now: number; run: RunNow };

export type PreparationEvent = UserEvent | WorkerAnswer;

/** What the controller carries out, in this order. */
export type PreparationEffect =
  | { kind: 'start'; id: number }
  /** `reload`: load the images even if the page has seen them. */
  | { kind: 'load'; id: number; preparation: Preparation; reload: boolean }
  | { kind: 'build'; id: number; ask: Ask<'configure'> }
  /** Tell a new session of the worker the speed and the probes, which it does not know. */
  | { kind: 'restoreView'; id: number }
  | { kind: 'cancel'; id: number }
  /** A request has come to its end. */
  | { kind: 'settle'; id: number; ready: boolean }
  | { kind: 'live'; values: Partial<LiveValues> }
  /** The run plays on as before: what the page has just said stays. */
  | { kind: 'playOn' }
  | { kind: 'command'; command: RunCommand }
  | { kind: 'adopt'; built: Configured }
  /** The worker holds no run. */
  | { kind: 'dropRun' }
  /** The worker crashed. */
  | { kind: 'showRecovering' }
  /** The page gives up on the worker. */
  | { kind: 'showIdle' }
  | { kind: 'show'; shown: Validated }
  | { kind: 'startPause' }
  | { kind: 'stopPause' }
  | { kind: 'notice'; text: string | null }
  | { kind: 'report'; problem: Problem };

export type Transition = readonly [PreparationState, readonly PreparationEffect[]];
