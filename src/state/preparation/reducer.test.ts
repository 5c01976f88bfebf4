import { expect, test } from 'vitest';
import { problemsText } from '../../sentences/problems';
import { sessionText } from '../../sentences/session';
import { FRESH_RUN, GPU, PAUSED_RUN, PreparationDriver as Page, PLAYING_RUN } from '../testing/preparationDriver';
import { MAX_CRASHES } from './worker';

const FILES = [{ path: 'cat.png', file: new File(['x'], 'cat.png') }];

test('first start: device, images, run, view; then nothing is in flight', () => {
  const page = new Page().open();
  expect(page.kinds).toEqual(['show', 'start']);
  expect(page.started().kinds).toEqual(['load']);
  expect(page.loaded().effect('build')?.ask).toMatchObject({ resume: true, fineTune: false });
  expect(page.state.startup).toBe('starting');
  expect(page.built({ resumedAtStep: 3 }).kinds).toEqual(['adopt', 'notice', 'show', 'restoreView']);
  expect(page.effect('notice')?.text).toBe(sessionText.resumed(3));
  expect(page.state).toMatchObject({ startup: 'ready', running: page.state.shown.config });
  expect(page.viewRestored().effects).toEqual([{ kind: 'settle', id: 1, ready: true }]);
  expect(page.state.inFlight).toBeNull();
});

const SOFTWARE = { ...GPU, software: true };
const WEBGL = { ...GPU, backend: 'webgl' as const };

test.each([
  { device: GPU, named: false, width: 64, notice: null },
  { device: SOFTWARE, named: false, width: 32, notice: sessionText.microOnSoftware },
  { device: SOFTWARE, named: true, width: 64, notice: null },
  { device: WEBGL, named: false, width: 32, notice: sessionText.onWebGl },
  { device: WEBGL, named: true, width: 64, notice: sessionText.onWebGl },
])('first start on $device.backend, software $device.software, named $named: width $width', (row) => {
  const page = new Page().open({ dim: 64 }, row.named).started(row.device).loaded();
  expect(page.effect('build')?.ask.config.dim).toBe(row.width);
  expect(page.state.shown.config.dim).toBe(row.width);
  expect(page.built().effect('notice')?.text).toBe(row.notice);
});

test('first start: a form that changed while the device was opened is what gets built', () => {
  const page = new Page().open({ dim: 64 }, false).change({ dataset: 'mnist', dim: 48 });
  expect(page.state.following).toBe(false);
  page.started(SOFTWARE);
  expect(page.effect('load')?.preparation.config).toMatchObject({ dataset: 'mnist', dim: 48 });
});

test('first start without a device: it failed; the next change tries again', () => {
  const page = new Page().open().failed();
  expect(page.kinds).toEqual(['report', 'settle', 'dropRun']);
  expect(page.state).toMatchObject({ startup: 'failed', inFlight: null });
  expect(page.change({ seed: 2 }).kinds).toEqual(['show', 'startPause']);
  expect(page.pauseOver().kinds).toEqual(['start']);
});

test('first start: images that cannot be loaded are replaced by Shapes', () => {
  const page = new Page().open({ dataset: 'mnist' }).started().failed();
  expect(page.kinds).toEqual(['report', 'settle', 'show', 'load']);
  expect(page.effect('load')?.preparation.config.dataset).toBe('shapes');
  expect(page.failed().kinds).toEqual(['report', 'settle', 'dropRun']);
  expect(page.state.startup).toBe('failed');
});

test('the first load continues if the same images are still wanted; other images take its place', () => {
  const same = new Page().open({ dataset: 'mnist' }).started().change({ seed: 2 });
  expect(same.kinds).toEqual(['show']);
  expect(same.loaded().built().kinds).toEqual(['adopt', 'notice', 'show', 'startPause', 'restoreView']);
  const other = new Page().open({ dataset: 'mnist' }).started().change({ dataset: 'shapes' });
  expect(other.kinds).toEqual(['show', 'startPause']);
  expect(other.pauseOver().effects).toEqual([{ kind: 'cancel', id: 1 }]);
  other.failed('cancelled');
  expect(other.kinds).toEqual(['settle', 'load']);
  expect(other.effect('load')?.preparation).toMatchObject({ config: { dataset: 'shapes' }, resume: true });
});

test('a run that has not begun follows the form after a pause; each change starts the pause again', () => {
  const page = new Page().ready().change({ seed: 2 });
  expect(page.kinds).toEqual(['show', 'startPause']);
  expect(page.change({ seed: 3 }).kinds).toEqual(['show', 'stopPause', 'startPause']);
  expect(page.pauseOver().effect('load')?.preparation).toMatchObject({ config: { seed: 3 }, resume: false });
});

test('a change back to what runs is no change', () => {
  const page = new Page().ready().change({ seed: 2 }).change({ seed: 1 });
  expect(page.kinds).toEqual(['show', 'stopPause']);
  expect(page.pauseOver().effects).toEqual([]);
});

test('a run that has begun waits for Apply; a live field acts at once', () => {
  const page = new Page().ready().change({ seed: 2, learningRate: 0.5 }, PLAYING_RUN);
  expect(page.effects.slice(1)).toEqual([{ kind: 'live', values: { learningRate: 0.5 } }]);
  expect(page.state.running).toMatchObject({ seed: 1, learningRate: 0.5 });
  page.send({ kind: 'apply', run: PLAYING_RUN });
  expect(page.effect('load')?.preparation).toMatchObject({ config: { seed: 2 }, play: true, resume: false });
  expect(page.loaded(false).built().viewRestored().commands).toEqual(['playOn']);
});

test('Discard: the form shows the current run again', () => {
  const page = new Page().ready().change({ seed: 2 }, PAUSED_RUN).send({ kind: 'discard', run: PAUSED_RUN });
  expect(page.state.shown.config.seed).toBe(1);
  expect(page.kinds).toEqual(['show']);
});

test('a run that began during the pause is not replaced', () => {
  expect(new Page().ready().change({ seed: 2 }).pauseOver(PLAYING_RUN).effects).toEqual([]);
});

test('superseded while loading: one cancel, and the latest request starts when the answer is there', () => {
  const page = new Page().ready().change({ dataset: 'mnist' }).pauseOver();
  page.change({ dataset: 'cifar10' }).pauseOver();
  expect(page.effects).toEqual([{ kind: 'cancel', id: 2 }]);
  page.change({ dataset: 'own' }).pauseOver();
  expect(page.effects).toEqual([{ kind: 'settle', id: 3, ready: false }]);
  page.failed('cancelled');
  expect(page.effects[0]).toEqual({ kind: 'settle', id: 2, ready: false });
  expect(page.effect('load')).toMatchObject({ id: 4, preparation: { config: { dataset: 'own' } } });
});

test('superseded, but the images were loaded before the worker could stop: the run on the old images is gone', () => {
  const page = new Page().ready().change({ dataset: 'mnist' }).pauseOver().change({ dataset: 'cifar10' }).pauseOver();
  page.loaded();
  expect(page.kinds).toEqual(['settle', 'load']);
  expect(page.state.running).toBeNull();
  expect(page.state.inFlight).toMatchObject({ id: 3, cancelled: false });
});

test('superseded, but the run was built before the worker could stop: the page knows it until the next one is built', () => {
  const page = new Page().ready().change({ seed: 2 }).pauseOver().loaded(false).change({ seed: 3 }).pauseOver();
  page.built();
  expect(page.kinds).toEqual(['adopt', 'settle', 'load']);
  expect(page.state.running?.seed).toBe(2);
  expect(page.loaded(false).built().state.running?.seed).toBe(3);
});

test('superseded while building, and cancelled in time: nothing runs until the next one is built', () => {
  const page = new Page().ready().change({ seed: 2 }).pauseOver().loaded(false).change({ seed: 3 }).pauseOver();
  expect(page.failed('cancelled').kinds).toEqual(['settle', 'load']);
  expect(page.state).toMatchObject({ running: null, startup: 'ready' });
});

test('change of mind back to the current run while other images load: they are cancelled, and nothing else happens', () => {
  const page = new Page().ready().change({ dataset: 'mnist' }).pauseOver().change({ dataset: 'shapes' });
  expect(page.kinds).toEqual(['show', 'cancel']);
  expect(page.failed('cancelled').effects).toEqual([{ kind: 'settle', id: 2, ready: false }]);
  expect(page.state).toMatchObject({ startup: 'ready', inFlight: null, running: { dataset: 'shapes' } });
});

test('change of mind, too late to cancel: the run before comes back from its snapshot, and plays if it played', () => {
  const page = new Page().ready();
  const own = { ...page.state.shown.config, dataset: 'own' } as const;
  page.send({ kind: 'useOwnImages', asked: { config: own, messages: [] }, files: FILES });
  expect(page.effect('load')?.preparation.files).toBe(FILES);
  page.change({ dataset: 'shapes' }, PLAYING_RUN).loaded();
  expect(page.effect('load')?.preparation).toMatchObject({ config: { dataset: 'shapes' }, resume: true, play: true });
  expect(page.loaded().built().viewRestored().commands).toEqual(['playOn']);
});

test('change of mind, and then another one: the last request wins', () => {
  const page = new Page().ready().change({ dataset: 'mnist' }).pauseOver().change({ dataset: 'shapes' });
  page.change({ dataset: 'cifar10' }).pauseOver();
  expect(page.effects).toEqual([]);
  page.failed('cancelled');
  expect(page.effect('load')?.preparation.config.dataset).toBe('cifar10');
});

test('cancelled by the user while loading: the form shows the current run again, and no problem is reported', () => {
  const page = new Page().ready().change({ dataset: 'mnist' }).pauseOver().failed('cancelled');
  expect(page.kinds).toEqual(['settle', 'show']);
  expect(page.state).toMatchObject({ startup: 'ready', shown: { config: { dataset: 'shapes' } } });
});

test('failed while loading: the run before stays, and the sentence is shown', () => {
  const page = new Page().ready().change({ dataset: 'mnist' }).pauseOver().failed();
  expect(page.kinds).toEqual(['report', 'settle', 'show']);
  expect(page.state.running?.dataset).toBe('shapes');
});

test('failed while loading, after the form has changed again: the form keeps the change, and it comes next', () => {
  const page = new Page().ready().change({ dataset: 'mnist' }).pauseOver().change({ dataset: 'cifar10' }).failed();
  expect(page.kinds).toEqual(['report', 'settle']);
  expect(page.pauseOver().effect('load')?.preparation.config.dataset).toBe('cifar10');
});

test.each(['bad-config', 'cancelled'] as const)(
  '%s while building: nothing runs; the next change tries again',
  (kind) => {
    const page = new Page().ready().change({ seed: 2 }).pauseOver().loaded(false).failed(kind);
    expect(page.kinds).toEqual([...(kind === 'cancelled' ? [] : ['report']), 'settle', 'dropRun']);
    expect(page.state).toMatchObject({ startup: 'failed', running: null });
    expect(page.change({ seed: 1 }).pauseOver().loaded(false).built().state.startup).toBe('ready');
  },
);

const KEPT = { kind: 'openKept', id: 'kept', images: 'images', notice: 'Opened.' } as const;

test('a kept run is opened: the worker is sent its id', () => {
  const page = new Page().ready();
  const config = { ...page.state.shown.config, seed: 9 };
  page.send({ ...KEPT, config, run: PLAYING_RUN });
  expect(page.loaded(false).effect('build')?.ask).toEqual({ config, resume: false, fineTune: false, kept: 'kept' });
  expect(page.built({ resumedAtStep: 5 }).effect('notice')?.text).toBe('Opened.');
  expect(page.viewRestored().effects).toEqual([{ kind: 'settle', id: 2, ready: true }]);
});

test.each(['bad-config', 'cancelled'] as const)(
  'a kept run cannot be built (%s): the run before comes back',
  (kind) => {
    const page = new Page().ready();
    const { config } = page.state.shown;
    page
      .send({ ...KEPT, config: { ...config, seed: 9 }, run: PLAYING_RUN })
      .loaded(false)
      .failed(kind);
    expect(page.state.shown.config).toEqual(config);
    expect(page.effect('load')?.preparation).toMatchObject({ config, resume: true, play: true, kept: null });
    expect(page.loaded(false).built({ resumedAtStep: 4 }).viewRestored().commands).toEqual(['playOn']);
  },
);

test('a kept run whose images cannot be loaded: the run before was never closed', () => {
  const page = new Page().ready();
  const config = { ...page.state.shown.config, dataset: 'mnist' } as const;
  page.send({ ...KEPT, config, run: PLAYING_RUN }).failed();
  expect(page.kinds).toEqual(['report', 'settle', 'show']);
  expect(page.state).toMatchObject({ inFlight: null, shown: { config: { dataset: 'shapes' } } });
});

test('fine-tuning starts with the weights of the current student, and plays', () => {
  const page = new Page().ready();
  const config = { ...page.state.shown.config, imageSize: 16 };
  page.send({ kind: 'fineTune', config, run: PAUSED_RUN });
  expect(page.effect('load')?.preparation.images).toBe('images');
  expect(page.loaded(false).effect('build')?.ask).toMatchObject({ fineTune: true, resume: false });
  expect(page.built().viewRestored().commands).toEqual(['playOn']);
});

test('Step during the pause: the run that the form shows is built first', () => {
  const page = new Page().ready().change({ seed: 2 }).command('step');
  expect(page.kinds).toEqual(['stopPause', 'load']);
  expect(page.loaded(false).built().commands).toEqual([]);
  expect(page.viewRestored().commands).toEqual(['step']);
  expect(page.state.waiting).toEqual([]);
});

test('Play, then another change before the run is built: Play means the run that is shown in the end', () => {
  const page = new Page().ready().change({ seed: 2 }).command('play').change({ seed: 3 }).loaded(false).built();
  expect(page.viewRestored().commands).toEqual([]);
  expect(page.effect('load')?.preparation.config.seed).toBe(3);
  expect(page.loaded(false).built().viewRestored().commands).toEqual(['play']);
});

test('paused while loading: the run is built and does not play', () => {
  const page = new Page().ready().change({ seed: 2 }, PLAYING_RUN).send({ kind: 'apply', run: PLAYING_RUN });
  page.command('play', PLAYING_RUN).command('pause', PLAYING_RUN);
  expect(page.commands).toEqual(['pause']);
  expect(page.loaded(false).built().viewRestored().commands).toEqual([]);
});

test('commands of a preparation that failed are dropped; those of one that was given up go to the current run', () => {
  const failed = new Page().ready().change({ seed: 2 }).command('play').loaded(false).failed();
  expect(failed.commands).toEqual([]);
  expect(failed.state.waiting).toEqual([]);
  const back = new Page().ready().change({ dataset: 'mnist' }).command('play').change({ dataset: 'shapes' });
  expect(back.failed('cancelled').commands).toEqual(['play']);
});

test('worker crashed while training: a new one loads the images again and resumes the run', () => {
  const page = new Page().ready().crashed(0, PLAYING_RUN);
  expect(page.kinds).toEqual(['showRecovering', 'start']);
  expect(page.started().effect('load')).toMatchObject({
    reload: true,
    preparation: { resume: true, images: 'images' },
  });
  expect(page.loaded().built({ resumedAtStep: 4 }).effect('notice')?.text).toBe(sessionText.workerReplaced);
  expect(page.viewRestored().commands).toEqual(['playOn']);
});

test('worker crashed while preparing: the run of the new worker plays if either was to play', () => {
  const page = new Page().ready().change({ seed: 2 }, PLAYING_RUN).send({ kind: 'apply', run: PLAYING_RUN });
  expect(page.crashed(0).kinds).toEqual(['settle', 'showRecovering', 'start']);
  expect(page.started().loaded().built({ resumedAtStep: 4 }).viewRestored().commands).toEqual(['playOn']);
  expect(page.state.running?.seed).toBe(1);
  expect(page.state.shown.config.seed).toBe(2);
});

test('worker crashed while images were replaced: the form is what gets built', () => {
  const page = new Page().ready().change({ dataset: 'mnist' }).pauseOver().loaded().crashed().started();
  expect(page.effect('load')).toMatchObject({ reload: true, preparation: { config: { dataset: 'mnist' } } });
});

test('late answers of a worker that crashed change nothing', () => {
  const page = new Page().ready().change({ seed: 2 }).pauseOver().loaded(false);
  const { id } = page;
  const { state } = page.crashed();
  for (const answer of [
    { kind: 'loaded', id, trainCount: 10, fresh: true },
    { kind: 'viewRestored', id },
    { kind: 'started', id, backend: GPU },
    { kind: 'failed', id, problem: problemsText.workerKeepsCrashing },
  ] as const) {
    page.send(answer);
    expect(page.effects).toEqual([]);
    expect(page.state).toBe(state);
  }
});

test('changed while a crashed worker is replaced: the images are loaded again all the same', () => {
  const page = new Page().ready().crashed(0, FRESH_RUN).started().change({ seed: 2 }).pauseOver().failed('cancelled');
  expect(page.effect('load')).toMatchObject({ reload: true, preparation: { config: { seed: 2 } } });
});

test('a new worker that cannot load the images holds nothing', () => {
  const page = new Page().ready().crashed().started().failed();
  expect(page.kinds).toEqual(['report', 'settle', 'dropRun']);
  expect(page.state).toMatchObject({ startup: 'failed', running: null });
});

test('crash limit: too many within a minute, and the page gives up; the next change tries again', () => {
  const page = new Page().ready();
  for (let crash = 0; crash < MAX_CRASHES; crash++) expect(page.crashed(crash).kinds).toContain('start');
  page.crashed(MAX_CRASHES);
  expect(page.kinds).toEqual(['settle', 'showIdle', 'report']);
  expect(page.effect('report')?.problem).toBe(problemsText.workerKeepsCrashing);
  expect(page.state).toMatchObject({ startup: 'failed', inFlight: null });
  expect(page.change({ seed: 2 }).pauseOver().kinds).toEqual(['start']);
  expect(page.started().effect('load')?.reload).toBe(true);
});

test('crashes of more than a minute ago do not count', () => {
  const page = new Page().ready();
  for (let crash = 0; crash < 3 * MAX_CRASHES; crash++) expect(page.crashed(crash * 30_000).kinds).toContain('start');
});

test('a fine-tuned run that the browser did not store starts from scratch, and the page says so', () => {
  const before = { step: 8, imageSize: 8, accuracy: null } as never;
  const page = new Page().open().started().loaded().built({ before }).viewRestored();
  page.crashed().started().loaded();
  expect(page.built().effect('notice')?.text).toBe(sessionText.beginningLost);
});

test('change of mind while a crashed worker is replaced: the run before is not there, so it is built again', () => {
  const page = new Page().ready().crashed(0, FRESH_RUN).started().change({ seed: 2 }).pauseOver().change({ seed: 1 });
  expect(page.kinds).toEqual(['show', 'startPause']);
  page.pauseOver().failed('cancelled');
  expect(page.effect('load')).toMatchObject({ reload: true, preparation: { config: { seed: 1 } } });
});
