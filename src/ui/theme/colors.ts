/** A voice is a source of answers or of a loss term. Each has one colour on the whole page, defined in tokens.css. */
export type Voice = 'cls' | 'dist' | 'both' | 'teacher' | 'label';

/** CSS colour of a voice. It follows the theme in styles and SVG attributes. */
export const VOICE_COLOR: Record<Voice, string> = {
  cls: 'var(--cls)',
  dist: 'var(--dist)',
  both: 'var(--both)',
  teacher: 'var(--teacher)',
  label: 'var(--label)',
};

/** SVG dash pattern of a voice, so that colour is never the only difference. */
export const VOICE_DASH: Record<Voice, string> = {
  cls: '',
  dist: '7 3',
  both: '2 2.5',
  teacher: '10 3 2 3',
  label: '',
};

/** Class that sets --voice, --voice-text and --voice-wash (shared.css). */
export const VOICE_CLASS: Record<Voice, string> = {
  cls: 'voice-cls',
  dist: 'voice-dist',
  both: 'voice-both',
  teacher: 'voice-teacher',
  label: 'voice-label',
};

/** Colour and dashes of the averaged weights (EMA), which are no voice of their own. */
export const AVERAGED_STYLE = { color: 'var(--ink-soft)', dash: '8 2 2 2 2 2' };
