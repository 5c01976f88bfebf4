import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map((m) => [m[1]!, [m[2]!, m[3]!]]),
);

/** Relative luminance of #rrggbb (WCAG 2.2). */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(token: string, on: string, theme: 0 | 1): number {
  const [a, b] = [luminance(tokens.get(token)![theme]!), luminance(tokens.get(on)![theme]!)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const voices = ['cls', 'dist', 'both', 'teacher', 'label'];

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('%s theme', (_, theme) => {
  it.each([...voices, 'rule-strong'])('a line in --%s reaches 3:1 on the page', (voice) => {
    expect(contrast(voice, 'page', theme)).toBeGreaterThanOrEqual(3);
  });

  it.each([...voices.map((voice) => `${voice}-text`), 'ink', 'ink-soft', 'ink-faint', 'good', 'warn', 'bad'])(
    'text in --%s reaches 4.5:1 on the page and on raised ground',
    (token) => {
      expect(contrast(token, 'page', theme)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(token, 'raised', theme)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['cls', 'dist', 'both', 'teacher'])('text in --%s-text reaches 4.5:1 on its own wash', (voice) => {
    expect(contrast(`${voice}-text`, `${voice}-wash`, theme)).toBeGreaterThanOrEqual(4.5);
  });
});
