import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * What the built page may load: its own files, and models from the hub when somebody asks for one; nothing else. Pictures and downloads made in the page are blobs or data
 * URLs. No inline script or style, no eval.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self' https://huggingface.co https://*.huggingface.co https://*.hf.co",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

// As a meta tag, so that it holds on any static server. Not while developing: hot reload needs inline scripts.
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig({
  // Relative addresses: the build works from any folder of any static server.
  base: './',
  plugins: [react(), contentSecurityPolicy],
  worker: { format: 'es' },
  // While developing: find the worker's dependencies before the page asks for them, or the page loads twice the first time.
  optimizeDeps: { entries: ['index.html', 'src/worker/session.ts'] },
  build: {
    target: 'es2023',
    // Nothing as a data URL: fonts and icons stay files that the policy allows.
    assetsInlineLimit: 0,
    // tfjs with its WebGPU kernels is one chunk of the worker.
    chunkSizeWarningLimit: 2000,
  },
});
