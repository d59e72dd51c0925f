import { which } from 'node-emoji';

/** Emoji that the library lacks or names in a way that says nothing ("+1"), where the word matters in health talk. */
const OWN_WORDS = new Map([
  ['👍', 'thumbs up'],
  ['👎', 'thumbs down'],
  ['‼', '!!'],
  ['⁉', '!?'],
  ['😵‍💫', 'dizzy face'],
  ['😮‍💨', 'exhaling face'],
  ['😶‍🌫', 'face in clouds'],
  ['❤‍🩹', 'mending heart'],
  ['🥱', 'yawning face'],
  ['🥲', 'smiling face with tear'],
  ['🥹', 'face holding back tears'],
  ['🫠', 'melting face'],
  ['🫤', 'unhappy face'],
  ['🫨', 'shaking face'],
  ['🫩', 'face with bags under eyes'],
  ['🤦', 'facepalm'],
  ['🤏', 'pinching hand'],
  ['🦻', 'ear with hearing aid'],
  ['🦯', 'white cane'],
  ['🦼', 'wheelchair'],
  ['🦽', 'wheelchair'],
  ['🧊', 'ice'],
  ['🧎', 'kneeling'],
  ['🧍', 'standing'],
  ['🩸', 'drop of blood'],
  ['🩹', 'bandage'],
  ['🩺', 'stethoscope'],
  ['🩻', 'x-ray'],
  ['🩼', 'crutch'],
  ['🫀', 'heart'],
  ['🫁', 'lungs'],
  ['🫃', 'swollen belly'],
]);

/** Signs that people type as part of a name, not as a picture. */
const SIGNS = new Set(['©', '®', '™']);

const ZERO_WIDTH_JOINER = '\u200d';
// Flags, keycaps, pictures joined by zero-width joiners, a lone regional letter or skin tone; and repeats of the same.
const EMOJI =
  /(\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3|\p{ExtPict}[\p{EMod}\ufe0e\ufe0f]*(?:\u200d\p{ExtPict}[\p{EMod}\ufe0e\ufe0f]*)*|\p{EMod}|\p{RI})(?:\s*\1)*/gu;
const ANY_EMOJI = /[\p{RI}\p{ExtPict}\p{EMod}\u20e3]/u;
const MODIFIERS = /[\p{EMod}\ufe0e\ufe0f]/gu;

/** Replaces every emoji by its words, once for a run of the same; those without words go. */
export function emojiToWords(text: string): string {
  if (!ANY_EMOJI.test(text)) return text;
  return text.replace(EMOJI, (run: string, emoji: string) => {
    const bare = emoji.replace(MODIFIERS, '');
    return SIGNS.has(bare) ? run.replace(MODIFIERS, '') : ` ${words(bare)} `;
  });
}

function words(emoji: string): string {
  return name(emoji) ?? emoji.split(ZERO_WIDTH_JOINER).map(name).filter(Boolean).join(' ');
}

function name(emoji: string): string | undefined {
  return OWN_WORDS.get(emoji) ?? which(emoji)?.replaceAll('_', ' ');
}
