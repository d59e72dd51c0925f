import type { Readable } from 'node:stream';
import type {
  ActivationPreview,
  ImpactContext,
  ImpactFile,
  ImpactReport,
  ImpactRequest,
  KeptImpact,
} from '../../impact/index.js';

/** What the commands do to find out what another version would change. */
export interface ImpactBackend {
  run(request: Omit<ImpactRequest, 'actor'>, context: ImpactContext): Promise<ImpactReport>;
  /** What activating a version would change; nothing is switched. */
  preview(
    request: { readonly ontology: string; readonly version: string },
    context: ImpactContext,
  ): Promise<ActivationPreview>;
  /** The reports that are kept, the newest first. */
  list(signal: AbortSignal): Promise<readonly KeptImpact[]>;
  /** A file of a report. */
  read(id: string, file: ImpactFile, signal: AbortSignal): Promise<Readable>;
  /** Removes a report, with the coded list that it judged. */
  remove(id: string, signal: AbortSignal): Promise<void>;
}
