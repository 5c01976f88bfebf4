import type { Tensor } from '@tensorflow/tfjs-core';
import type { CapturingBackend } from './capturingBackend';
import { gpuObserver } from './observer';
import type { BufferSource, CommandRecorder } from './tfjsInternals';

/**
 * A recorded list of GPU commands that can be replayed. It is bound to its shapes and its device: other shapes, or a new device
 * after a loss, need a new capture. README.md explains how capture works and what the captured function may not do.
 */
export interface Capture<T> {
  /** What the function returned. */
  readonly outputs: T;
  /** Runs everything again: one command encoder, one submit. */
  replay(): void;
  readonly dispatches: number;
  /** Each dispatch by itself, in order, to be timed. Running one repeats its in-place updates. */
  readonly programs: readonly { label: string; run(): void }[];
  /** Bytes of GPU memory that the recording owns. */
  readonly bytes: number;
  dispose(): void;
}

/**
 * Runs a function once through tfjs and records every command that reaches the GPU. Tensors made inside and not returned must be
 * disposed inside (use `tf.tidy`).
 *
 * @param tensorsOf lists the tensors in the result of `run`; every replay overwrites them, and `dispose` disposes them
 * @throws Error if another capture is being recorded; and whatever `run` throws, which leaves the backend as it was
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
  backend.disown(recording.createdIds);
  return {
    outputs,
    dispatches: recording.dispatches,
    bytes: recording.bytes,
    get programs() {
      return recording.programs(backend.device);
    },
    replay() {
      backend.flush();
      for (const tensor of tensorsOf(outputs)) backend.forgetCpuValues(tensor);
      const encoder = backend.device.createCommandEncoder(PASS);
      recording.encode(encoder);
      backend.device.queue.submit([encoder.finish()]);
      backend.submits++;
      backend.dispatches += recording.dispatches;
      gpuObserver()?.replayed(recording.dispatches, tensorsOf(outputs));
    },
    dispose() {
      for (const tensor of tensorsOf(outputs)) tensor.dispose();
      // Submit the commands that use these buffers before destroying the buffers.
      backend.flush();
      recording.destroy();
    },
  };
}

type Command =
  | { kind: 'dispatch'; pipeline: GPUComputePipeline; bindGroup: GPUBindGroup; size: [number, number, number] }
  | { kind: 'copy'; from: GPUBuffer; fromOffset: number; to: GPUBuffer; toOffset: number; bytes: number };

/** Shared by all replays, so that the label costs nothing per step. */
const PASS: GPUComputePassDescriptor = { label: 'replay' };

class Recording implements CommandRecorder {
  readonly createdIds = new Set<object>();
  readonly #commands: Command[] = [];
  readonly #buffers: RecordingBuffers;

  constructor(device: GPUDevice) {
    this.#buffers = new RecordingBuffers(device);
  }

  get buffers(): BufferSource {
    return this.#buffers;
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
        pass = encoder.beginComputePass(PASS);
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

/** A compute pass that also records its dispatches. */
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

/** The buffers of one recording. */
class RecordingBuffers implements BufferSource {
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
    const label = constant ? 'recorded constant' : '';
    const buffer = this.#device.createBuffer({ label, size, usage, mappedAtCreation });
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
