import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readEncoderFolder } from '#src/encoder/index.js';
import { calibrationProblem, confidenceOf } from '#src/normalize/calibration.js';
import { decide, LAY_MARGIN, type BestMatch } from '#src/normalize/decide.js';
import { POOLING } from '#src/normalize/rank.js';
import { PSEUDO_REPORTS, readStarter } from '#src/ontology/index.js';

const scores = { confidence: null, margin: Infinity };
const dense: BestMatch = { ...scores, source: 'dense', similarity: 0.8, certain: false, lay: true };
const exact: BestMatch = { ...scores, source: 'exact', similarity: 1, certain: true, lay: false };

t.test('an exact match is coded unless something speaks against it', (t) => {
  t.equal(decide('insomnia', exact), 'auto');
  t.equal(decide('sad', { ...exact, certain: false }), 'suggest');
  t.equal(decide('no appetite and no sleep', { ...exact, lay: true }), 'suggest');
  t.equal(decide('Nausea and vomiting', exact), 'auto', 'a term written out is what it names');
  t.equal(decide('x', undefined), 'none');
  t.end();
});

t.test('a lay phrase is taken at its word where no other concept is near', (t) => {
  const lay: BestMatch = { ...exact, lay: true };
  t.equal(decide('awake all night', lay), 'auto', 'there is no other');
  t.equal(decide('awake all night', { ...lay, margin: LAY_MARGIN, confidence: 0.9 }), 'auto');
  t.equal(decide('awake all night', { ...lay, margin: LAY_MARGIN - 0.01, confidence: 0.99 }), 'suggest');
  t.equal(decide('insomnia', { ...exact, margin: 0 }), 'auto', 'a term');
  t.end();
});

t.test('without calibration similarity decides, and never codes', (t) => {
  t.equal(decide('awake all night', dense), 'suggest');
  t.equal(decide('awake all night', { ...dense, similarity: 0.99 }), 'suggest');
  t.equal(decide('awake all night', { ...dense, similarity: 0.69 }), 'review');
  t.equal(decide('awake all night', { ...dense, similarity: 0.44 }), 'none');
  t.equal(decide('no headache', dense), 'review', 'denied');
  t.end();
});

t.test('with calibration confidence decides, whatever the similarity', (t) => {
  const at = (confidence: number, text = 'awake all night') =>
    decide(text, { ...dense, similarity: 0.3, confidence });
  t.equal(at(0.95), 'auto');
  t.equal(at(0.94), 'suggest');
  t.equal(at(0.5), 'suggest');
  t.equal(at(0.49), 'review');
  t.equal(at(0.15), 'review');
  t.equal(at(0.14), 'none');
  t.equal(at(0.99, 'no headache'), 'review', 'denied');
  t.equal(at(0.99, 'headache and vomiting'), 'review', 'two events');
  t.equal(at(0.2, 'no headache'), 'review');
  t.equal(at(0.1, 'no headache'), 'none');
  t.end();
});

const calibration = {
  method: 'logistic' as const,
  pooling: { ...POOLING, pseudoReports: PSEUDO_REPORTS },
  marginLimit: 0.3,
  coefficients: { similarity: 2, margin: 10, intercept: -2 },
};

t.test('confidence is a logistic function of similarity and bounded margin', (t) => {
  const confidence = confidenceOf(calibration, POOLING);
  const logistic = (x: number) => 1 / (1 + Math.exp(-x));
  t.equal(confidence?.(0.9, 0.8), logistic(2 * 0.9 + 10 * (0.9 - 0.8) - 2));
  t.equal(confidence?.(0.9, 0.1), logistic(2 * 0.9 + 10 * 0.3 - 2), 'a wide margin');
  t.equal(confidence?.(0.9, undefined), logistic(2 * 0.9 + 10 * 0.3 - 2), 'no other concept');
  t.equal(confidence?.(0.2, 0.9), logistic(2 * 0.2 - 10 * 0.3 - 2), 'far behind the first');
  t.end();
});

t.test('there is no confidence without a calibration, or with one of another ranking', (t) => {
  t.equal(confidenceOf(undefined, POOLING), undefined);
  t.equal(confidenceOf(null, POOLING), undefined);
  t.equal(confidenceOf(calibration, { ...POOLING, sharpness: 20 }), undefined);
  t.equal(confidenceOf(calibration, { ...POOLING, lexicalWeight: 0 }), undefined);
  t.equal(confidenceOf(calibration, { ...POOLING, reportedWeight: 0 }), undefined);
  const { pooling } = calibration;
  t.equal(confidenceOf({ ...calibration, pooling: { ...pooling, pseudoReports: 1 } }, POOLING), undefined);
  t.end();
});

t.test('what is wrong with a calibration is told', async (t) => {
  const of = (background: string, changed: typeof POOLING = POOLING) => {
    const own = { ...calibration, background };
    return calibrationProblem(own, confidenceOf(own, changed), 'f00d');
  };
  t.equal(of('f00d'), null);
  t.match(of('beef'), /another background\.jsonl: .* Calibrate it anew/);
  t.match(of('f00d', { ...POOLING, sharpness: 20 }), /another ranking: .* no confidence/);
  t.equal(calibrationProblem(null, undefined, 'f00d'), null, 'none at all is no problem');
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const { manifest } = await readEncoderFolder(join(root, 'models/ade-minilm'));
  const { background } = await readStarter(join(root, 'ontologies/starter'));
  const shipped = manifest.calibration;
  t.equal(
    calibrationProblem(shipped, confidenceOf(shipped, POOLING), background.sha256),
    null,
    'what ships fits',
  );
});
