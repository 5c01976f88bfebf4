import { findSwiftShader } from './browser';
import { installNodeGpu } from './nodeGpu';

// The adapter of the browser tests, the same on every machine. It also compiles shaders many times faster than Mesa's, and
// tests compile much and compute little. DEIT_GPU=hardware tests the machine's own.
if (findSwiftShader()) process.env.DEIT_GPU ??= 'swiftshader';
await installNodeGpu();
