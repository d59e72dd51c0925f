import { grouped } from '../figure-words.js';
import { SingleBar } from 'cli-progress';
import type { BuildProgress } from '../ontology/index.js';

/** How far something is. */
export interface Step {
  readonly label: string;
  readonly text: string;
  /** 0 to 1; null where the end is not known. */
  readonly fraction: number | null;
}

/** Shows on stderr how far work is: a bar in a terminal, else a line now and then. */
export interface ProgressView {
  show(step: Step): void;
  /** Writes a line that stays. */
  note(text: string): void;
  /** Takes the bar away; a later `show` brings it back. */
  stop(): void;
}

const PLAIN_EVERY_MS = 2000;
const BAR_WIDTH = 24;

/** Opens the view that fits the stream. */
export function openProgress(stream: NodeJS.WriteStream): ProgressView {
  return stream.isTTY ? bar(stream) : plainLines(stream);
}

function bar(stream: NodeJS.WriteStream): ProgressView {
  const single = new SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    // Ctrl-C is handled by the session, which then stops the bar.
    gracefulExit: false,
    format: (_options, _params, payload: { step?: Step }) => (payload.step ? barText(payload.step) : ''),
  });
  let shown = false;
  const stop = (): void => {
    if (shown) single.stop();
    shown = false;
  };
  return {
    show: (step) => {
      if (shown) single.update(step.fraction ?? 0, { step });
      else single.start(1, step.fraction ?? 0, { step });
      shown = true;
    },
    note: (text) => {
      stop();
      stream.write(`${text}\n`);
    },
    stop,
  };
}

function barText({ label, text, fraction }: Step): string {
  if (fraction === null) return `${label}: ${text}`;
  const full = Math.round(Math.min(1, fraction) * BAR_WIDTH);
  const percent = Math.floor(fraction * 100);
  return `${label} ${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${percent}% | ${text}`;
}

function plainLines(stream: NodeJS.WriteStream): ProgressView {
  // Short work says nothing: the first line comes after the first pause.
  let last = performance.now();
  return {
    show: ({ label, text }) => {
      if (performance.now() - last < PLAIN_EVERY_MS) return;
      last = performance.now();
      stream.write(`${label}: ${text}\n`);
    },
    note: (text) => {
      stream.write(`${text}\n`);
    },
    stop: () => undefined,
  };
}

/** How far the version is that other work needs first, in words: it has names of its own, which are no rows of a set. */
export function preparationStep(ontology: string | undefined, progress: BuildProgress): Step {
  return stepOf(`preparing ${ontology ?? 'the ontology'}`, progress);
}

/** How far the making of an artefact is, in words. */
export function stepOf(label: string, progress: BuildProgress): Step {
  switch (progress.phase) {
    case 'read':
      return { label, text: `${grouped(progress.rows)} rows read`, fraction: null };
    case 'embed': {
      const { done, total, perSecond, secondsLeft } = progress;
      const left = secondsLeft === null ? '' : ` | ${grouped(perSecond)}/s | ${secondsLeft} s left`;
      return {
        label,
        text: `${grouped(done)} of ${grouped(total)} names embedded${left}`,
        fraction: done / total,
      };
    }
    case 'lend':
      return { label, text: 'looking up names of near concepts', fraction: progress.fraction };
    case 'hubness':
      return { label, text: 'comparing concepts with everyday mentions', fraction: progress.fraction };
    case 'index':
      return { label, text: 'building the search index', fraction: progress.fraction };
    case 'activate':
      return { label, text: 'switching over', fraction: null };
  }
}

/** How many rows of how many are done. */
export function rowsStep(label: string, done: number, total: number, seconds: number): Step {
  const perSecond = done / Math.max(seconds, 0.001);
  const left =
    done === 0
      ? ''
      : ` | ${grouped(Math.round(perSecond))}/s | ${Math.round((total - done) / perSecond)} s left`;
  return {
    label,
    text: `${grouped(done)} of ${grouped(total)} rows${left}`,
    fraction: total === 0 ? 1 : done / total,
  };
}
