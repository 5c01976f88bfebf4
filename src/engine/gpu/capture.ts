import type { BufferManager } from '@tensorflow/tfjs-backend-webgpu/dist/buffer_manager';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { CapturingBackend, CommandRecorder } from './capturingBackend';

/**
 * Capture and replay of tfjs programs, stock or our own.
 *
 * A function is run once, for real, through tfjs and its autodiff. Meanwhile every command that reaches the GPU is noted:
 * pipeline, bind group and size of each dispatch, and each buffer copy. `replay` encodes that list again, in one pass where
 * no copy interrupts it, and submits it once. None of tfjs's work per operation is done again, so a step of hundreds of
 * dispatches costs little JavaScript.
 *
 * What makes it correct:
 * - The recorded commands refer to buffers, so those must stay theirs: while recording, the backend's buffer manager is
 *   replaced by one that belongs to the capture. It lends a freed buffer to a later program of the same recording (the order
 *   of the commands protects it, as it did when they ran the first time), so intermediate results share memory by live range.
 * - A buffer that the CPU filled (an uploaded tensor, a program's uniforms) is a constant of every replay and is never lent
 *   again. So nothing that varies by step may be uploaded inside: write it to a tensor made before (see `stepInputs.ts`).
 * - State that goes from one replay to the next (parameters, moments) must be updated in place.
 * - The tensors that the function returns are written anew by every replay. They live until `dispose`.
 *
 * Used alone:
 *
 *     const weights = tf.variable(...);            // made before: state and inputs keep their place in GPU memory
 *     const step = capture(backend, () => tf.tidy(() => trainOn(weights)), (loss) => [loss]);
 *     step.replay();                               // once more, as often as wanted; nothing is awaited
 *     const [loss] = await readTensors([step.outputs]);
 *     step.dispose();
 *
 * What a library of it takes along, beside this file: the overrides of `CapturingBackend` that speak of a recorder (they lend
 * tfjs the recording's buffers, show it each command, and keep uploads of older tensors out of it), `overwrite` and
 * `StepInputs` (new values in the same buffer), and `readTensors` (tfjs's own cache on the CPU does not know of replays).
 * Nothing here knows a model. A recording is bound to its shapes and to its device: other shapes, or a device that was lost,
 * need a new one.
 */
export interface Capture<T> {
  /** What the function returned. */
  readonly outputs: T;
  /** Runs everything again: one command encoder, one submit. */
  replay(): void;
  readonly dispatches: number;
  /** Each dispatch by itself, in order, to be timed: what it updates in place is updated again. */
  readonly programs: readonly { label: string; run(): void }[];
  /** Bytes of GPU memory that the recording owns. */
  readonly bytes: number;
  dispose(): void;
}

/**
 * Records `run` while it executes. Tensors made inside and not returned must be disposed inside (use `tf.tidy`).
 *
 * @param tensorsOf lists the tensors in what `run` returned.
 */
export function capture<T>(backend: CapturingBackend, run: () => T, tensorsOf: (result: T) => Tensor[]): Capture<T> {
  const recording = new Recording(backend.device);
  backend.attach(recording);
  let outputs: T;
  try {
    outputs = run();
  } catch (error) {
    backend.detach();
    recording.destroy();
    throw error;
  }
  backend.detach();
  // The backend must not put these buffers among its own when the tensors are disposed.
  for (const dataId of recording.createdIds) {
    if (backend.tensorMap.has(dataId)) backend.tensorMap.get(dataId).external = true;
  }
  return {
    outputs,
    dispatches: recording.dispatches,
    bytes: recording.bytes,
    get programs() {
      return recording.programs(backend.device);
    },
    replay() {
      backend.flush();
      for (const tensor of tensorsOf(outputs)) backend.tensorMap.get(tensor.dataId).values = null!;
      const encoder = backend.device.createCommandEncoder();
      recording.encode(encoder);
      backend.device.queue.submit([encoder.finish()]);
      backend.submits++;
      backend.dispatches += recording.dispatches;
    },
    dispose() {
      for (const tensor of tensorsOf(outputs)) tensor.dispose();
      // Commands that were encoded with these buffers must be on their way before the buffers go.
      backend.flush();
      recording.destroy();
    },
  };
}

type Command =
  | { kind: 'dispatch'; pipeline: GPUComputePipeline; bindGroup: GPUBindGroup; size: [number, number, number] }
  | { kind: 'copy'; from: GPUBuffer; fromOffset: number; to: GPUBuffer; toOffset: number; bytes: number };

class Recording implements CommandRecorder {
  readonly createdIds = new Set<object>();
  readonly #commands: Command[] = [];
  readonly #buffers: RecordingBuffers;

  constructor(device: GPUDevice) {
    this.#buffers = new RecordingBuffers(device);
  }

  /** tfjs's class has private fields, which a structural type cannot name. */
  get buffers(): BufferManager {
    return this.#buffers as unknown as BufferManager;
  }

  get dispatches(): number {
    return this.#commands.filter((command) => command.kind === 'dispatch').length;
  }

  get bytes(): number {
    return this.#buffers.numBytesAllocated;
  }

  created(dataId: object): void {
    this.createdIds.add(dataId);
  }

  owns(dataId: object): boolean {
    return this.createdIds.has(dataId);
  }

  wrap(encoder: GPUCommandEncoder): GPUCommandEncoder {
    const commands = this.#commands;
    const recorded: Pick<GPUCommandEncoder, 'beginComputePass' | 'copyBufferToBuffer' | 'finish'> = {
      beginComputePass: (descriptor) => wrapPass(encoder.beginComputePass(descriptor), commands),
      copyBufferToBuffer: (from: GPUBuffer, fromOffset: unknown, to?: unknown, toOffset?: unknown, bytes?: unknown) => {
        commands.push({
          kind: 'copy',
          from,
          fromOffset: fromOffset as number,
          to: to as GPUBuffer,
          toOffset: toOffset as number,
          bytes: bytes as number,
        });
        encoder.copyBufferToBuffer(from, fromOffset as number, to as GPUBuffer, toOffset as number, bytes as number);
      },
      finish: () => encoder.finish(),
    };
    return recorded as GPUCommandEncoder;
  }

  encode(encoder: GPUCommandEncoder): void {
    let pass: GPUComputePassEncoder | null = null;
    let pipeline: GPUComputePipeline | null = null;
    for (const command of this.#commands) {
      if (command.kind === 'copy') {
        pass?.end();
        pass = null;
        encoder.copyBufferToBuffer(command.from, command.fromOffset, command.to, command.toOffset, command.bytes);
        continue;
      }
      if (!pass) {
        pass = encoder.beginComputePass();
        pipeline = null;
      }
      if (command.pipeline !== pipeline) pass.setPipeline(command.pipeline);
      pipeline = command.pipeline;
      pass.setBindGroup(0, command.bindGroup);
      pass.dispatchWorkgroups(...command.size);
    }
    pass?.end();
  }

  programs(device: GPUDevice): { label: string; run(): void }[] {
    return this.#commands.flatMap((command) => {
      if (command.kind === 'copy') return [];
      const { pipeline, bindGroup, size } = command;
      const run = () => {
        const encoder = device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindGroup);
        pass.dispatchWorkgroups(...size);
        pass.end();
        device.queue.submit([encoder.finish()]);
      };
      return [{ label: pipeline.label, run }];
    });
  }

  destroy(): void {
    this.#buffers.dispose();
  }
}

/** A pass that also notes what it is told. */
function wrapPass(pass: GPUComputePassEncoder, commands: Command[]): GPUComputePassEncoder {
  let pipeline: GPUComputePipeline;
  let bindGroup: GPUBindGroup;
  const recorded: Pick<GPUComputePassEncoder, 'setPipeline' | 'dispatchWorkgroups' | 'end'> & {
    setBindGroup(index: number, group: GPUBindGroup): void;
  } = {
    setPipeline: (next) => {
      pipeline = next;
      pass.setPipeline(next);
    },
    setBindGroup: (index, next) => {
      bindGroup = next;
      pass.setBindGroup(index, next);
    },
    dispatchWorkgroups: (x, y = 1, z = 1) => {
      commands.push({ kind: 'dispatch', pipeline, bindGroup, size: [x, y, z] });
      pass.dispatchWorkgroups(x, y, z);
    },
    end: () => pass.end(),
  };
  return recorded as unknown as GPUComputePassEncoder;
}

/** The buffers of one recording, with the interface of tfjs's buffer manager. */
class RecordingBuffers {
  readonly #device: GPUDevice;
  readonly #all: GPUBuffer[] = [];
  readonly #free = new Map<string, GPUBuffer[]>();
  readonly #constants = new Set<GPUBuffer>();
  readonly #foreign: GPUBuffer[] = [];
  numBytesUsed = 0;
  numBytesAllocated = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  acquireBuffer(size: number, usage: number, mappedAtCreation = false): GPUBuffer {
    // Uniforms and mapped buffers are filled by the CPU: constants of the recording.
    const constant = mappedAtCreation || (usage & GPUBufferUsage.STORAGE) === 0;
    this.numBytesUsed += size;
    const lent = constant ? undefined : this.#free.get(keyOf(size, usage))?.pop();
    if (lent) return lent;
    const buffer = this.#device.createBuffer({ size, usage, mappedAtCreation });
    this.#all.push(buffer);
    this.numBytesAllocated += size;
    if (constant) this.#constants.add(buffer);
    return buffer;
  }

  releaseBuffer(buffer: GPUBuffer): void {
    this.numBytesUsed -= buffer.size;
    if (this.#constants.has(buffer)) return;
    if (!this.#all.includes(buffer)) {
      // Made before the recording: recorded commands may refer to it, so it lives as long as they do.
      this.#foreign.push(buffer);
      return;
    }
    const key = keyOf(buffer.size, buffer.usage);
    const free = this.#free.get(key);
    if (free) free.push(buffer);
    else this.#free.set(key, [buffer]);
  }

  dispose(): void {
    for (const buffer of [...this.#all, ...this.#foreign]) buffer.destroy();
  }
}

function keyOf(size: number, usage: number): string {
  return `${size}_${usage}`;
}
