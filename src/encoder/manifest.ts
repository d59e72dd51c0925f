import { Type, type Static } from '@sinclair/typebox';
import { manifestMembers, readModelFolder, type ModelFolder } from '../inference/index.js';

const CalibrationSchema = Type.Object({
  method: Type.Literal('logistic'),
  /** The ranking whose scores it was fitted to. */
  pooling: Type.Object({
    ...{ lexicalWeight: Type.Number(), sharpness: Type.Number(), layOffset: Type.Number() },
    ...{ synonymOffset: Type.Optional(Type.Number()), reportedWeight: Type.Optional(Type.Number()) },
    ...{ hubnessWeight: Type.Optional(Type.Number()), pseudoReports: Type.Optional(Type.Number()) },
  }),
  /** sha256 of the mentions that the hubness of those scores was measured with. */
  background: Type.Optional(Type.String()),
  /** Margins to the best other concept count up to this, either way. */
  marginLimit: Type.Number({ exclusiveMinimum: 0 }),
  coefficients: Type.Object({ similarity: Type.Number(), margin: Type.Number(), intercept: Type.Number() }),
});

/** How a candidate's scores become the probability that it is right. */
export type Calibration = Static<typeof CalibrationSchema>;

const ManifestSchema = Type.Object({
  ...manifestMembers,
  dimension: Type.Integer({ minimum: 1 }),
  calibration: Type.Optional(Type.Union([CalibrationSchema, Type.Null()])),
});

/** What an encoder folder says of itself (`manifest.json`); further members are for people. */
export type EncoderManifest = Static<typeof ManifestSchema>;

export type EncoderFolder = ModelFolder<EncoderManifest>;

/**
 * Reads an encoder folder and checks each file against the manifest.
 * @throws AppError `encoder_invalid`, naming the file that is missing, altered or does not fit
 */
export function readEncoderFolder(path: string): Promise<EncoderFolder> {
  return readModelFolder(path, ManifestSchema, 'encoder_invalid');
}
