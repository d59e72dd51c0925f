import { basename } from 'node:path';
import { AppError, messageOf } from '../errors.js';
import {
  discardFolder,
  type ActivationRow,
  type ActivationStore,
  type VersionRow,
  type VersionStore,
} from '../store/index.js';
import { isDamaged } from './artefact.js';
import type { Preparer } from './preparer.js';
import type { Registrar } from './registrar.js';
import { STARTER, type Starter } from './starter.js';
import { firstWhole } from './stages.js';
import type { OntologyStates } from './states.js';
import type { Switcher } from './switcher.js';
import type { BuildProgress, WorkContext } from './service.js';

export interface StartupParts {
  readonly versions: VersionStore;
  readonly activations: ActivationStore;
  readonly preparer: Preparer;
  readonly registrar: Registrar;
  readonly switcher: Switcher;
  readonly states: OntologyStates;
  readonly starter: Starter;
  readonly log: { error(fields: object, message: string): void };
}

/**
 * `fast`: whatever is ready soonest answers; better artefacts are to follow in the background.
 * `complete`: lay names are searched too before anything answers.
 */
export type Pace = 'fast' | 'complete';

export const SYSTEM = 'system';
/** A disk that damages what was just written is beyond help. */
const MOST_TRIES = 4;

/** Loading takes a thread for the names and one for the vectors, and for a moment twice the memory. */
const LOADED_AT_ONCE = 2;

/**
 * Brings every ontology that is in force into service: those that are built already at once, then the others one
 * after another, the starter vocabulary first; one that fails is noted and does not keep the others.
 * @returns the names of all ontologies
 * @throws what keeps the starter vocabulary from being served
 */
export async function startOntologies(
  parts: StartupParts,
  pace: Pace,
  onProgress: (ontology: string, progress: BuildProgress) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { versions, states, preparer, registrar } = parts;
  await registrar.tidy();
  const names = [...new Set([STARTER, ...(await versions.all()).map((row) => row.ontology)])];
  for (const ontology of names) states.set(ontology, { state: 'preparing', progress: null });
  const contextOf = (ontology: string): WorkContext => ({
    signal,
    onProgress: (progress) => {
      states.set(ontology, { state: 'preparing', progress });
      onProgress(ontology, progress);
    },
  });
  const built = await builtOnes(parts, names);
  const bringNext = async (waiting: string[]): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined && !signal.aborted; name = waiting.shift())
      await bringOrNote(parts, name, pace, contextOf(name));
  };
  const quick = names.filter((name) => built.has(name));
  await Promise.all(Array.from({ length: LOADED_AT_ONCE }, () => bringNext(quick)));
  await bringNext(names.filter((name) => !built.has(name)));
  if (!signal.aborted) await preparer.discardSuperseded(await versions.all());
  return names;
}

/** Ontologies of which the artefact in force is there to be loaded. */
async function builtOnes(
  { activations, preparer }: StartupParts,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const usable = new Set((await preparer.usable()).map(({ manifest }) => manifest.hash));
  const inForce = await Promise.all(names.map((name) => activations.current(name)));
  return new Set(names.filter((_, at) => usable.has(inForce[at]?.artefact ?? '')));
}

async function bringOrNote(
  parts: StartupParts,
  ontology: string,
  pace: Pace,
  context: WorkContext,
): Promise<void> {
  const { states, log } = parts;
  try {
    if (ontology === STARTER) await registerStarter(parts, context);
    const serves = await bring(parts, ontology, pace, context);
    states.set(ontology, { state: serves ? 'ready' : 'inactive' });
  } catch (error) {
    if (context.signal.aborted) return;
    states.set(ontology, { state: 'failed', reason: messageOf(error) });
    log.error({ ontology, err: error }, 'an ontology could not be brought into service');
    if (ontology === STARTER) throw error;
  }
}

async function registerStarter(
  { registrar, starter, versions }: StartupParts,
  context: WorkContext,
): Promise<void> {
  const taken = await versions.find(STARTER, starter.version);
  // A vocabulary edited by hand under an old version name is still another version.
  const version =
    !taken || taken.source_sha256 === starter.sha256
      ? starter.version
      : `${starter.version}-${starter.sha256.slice(0, 8)}`;
  await registrar.register(
    {
      ontology: STARTER,
      version,
      path: starter.path,
      fileName: basename(starter.path),
      format: 'jsonl',
      expansion: 'none',
      choice: {},
      actor: SYSTEM,
    },
    context,
  );
}

/** Makes an ontology answer with the best that is there, or the soonest that can be built. */
async function bring(
  parts: StartupParts,
  ontology: string,
  pace: Pace,
  context: WorkContext,
): Promise<boolean> {
  const { activations, preparer, log } = parts;
  const inForce = await activations.current(ontology);
  const row = await versionToServe(parts, ontology, inForce);
  if (!row) return false;
  // A damaged artefact is thrown away and the next best taken, until one is built anew.
  for (let tries = 1; ; tries += 1) {
    const folder = await preparer.withPreparation(row, context, async ({ stages, catalogue, best }) => {
      const ready = best && (pace === 'fast' || best.manifest.spec.lay === 'embedded') ? best.folder : null;
      const stage = pace === 'fast' ? stages[0] : firstWhole(stages);
      return ready ?? (await earlier(parts, inForce, row)) ?? preparer.build(stage, catalogue, context);
    });
    try {
      await resumeOrCommit(parts, inForce, row, folder);
      return true;
    } catch (error) {
      // Somebody activated a version meanwhile: that is the one to serve, and it is served already.
      if (error instanceof AppError && error.code === 'generation_conflict') return true;
      if (!isDamaged(error) || tries === MOST_TRIES) throw error;
      log.error({ ontology, err: error }, 'an artefact is damaged; it is built anew');
      await discardFolder(folder);
    }
  }
}

/** The version in force; of the starter vocabulary the one that ships, unless somebody has gone back from it. */
async function versionToServe(
  { versions, activations, starter }: StartupParts,
  ontology: string,
  inForce: ActivationRow | undefined,
): Promise<VersionRow | undefined> {
  const rows = (await versions.all()).filter((row) => row.ontology === ontology);
  const shipped = rows.find((row) => ontology === STARTER && row.source_sha256 === starter.sha256);
  if (shipped && !(await activations.wasActive(ontology, shipped.version))) return shipped;
  return rows.find(({ version }) => version === inForce?.version);
}

async function resumeOrCommit(
  { switcher }: StartupParts,
  inForce: ActivationRow | undefined,
  row: VersionRow,
  folder: string,
): Promise<void> {
  const { ontology, version } = row;
  if (inForce?.artefact === basename(folder) && inForce.version === version) {
    await switcher.resume(inForce, folder);
    return;
  }
  const action = inForce?.version === version ? 'upgrade' : 'activate';
  const seenGeneration = inForce?.generation ?? 0;
  await switcher.commit({ ontology, version, folder, action, actor: SYSTEM, seenGeneration });
}

/** What answered before, if this encoder can answer with it: an older starter vocabulary was attached, say. */
async function earlier(
  { preparer }: StartupParts,
  inForce: ActivationRow | undefined,
  row: VersionRow,
): Promise<string | null> {
  if (!inForce || inForce.version !== row.version) return null;
  const usable = await preparer.usable();
  return usable.find(({ manifest }) => manifest.hash === inForce.artefact)?.folder ?? null;
}
