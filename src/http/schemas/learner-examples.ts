const id = '4b1f6a52-9c1e-4c58-8a0e-5d2f7c3b9e10';
const figures = (first: number, five: number, reciprocal: number) => ({ first, five, reciprocal });

export const learner = {
  ...{ id, ontology: 'starter', version: '1', codedSet: { id: 'd8645b587bd65a10', name: 'coded 2025' } },
  encoder: '952d35df1a6225e4c75036aca8ba9092231fbb5d59baed1329c778a8f263aec2',
  report: {
    ...{ rows: 9800, learned: 9641 },
    leftOut: { withoutConcept: 112, composite: 20, unknownConcept: 25, unusable: 2 },
    unknownExamples: ['10099999'],
    heldBack: {
      ...{ rows: 8120, heldBack: 1624, concepts: 903, unseenConcepts: 0.03 },
      strategies: {
        dense: figures(0.69, 0.87, 0.77),
        nearest: figures(0.76, 0.88, 0.81),
        classifier: figures(0.79, 0.92, 0.85),
        metric: figures(0.74, 0.9, 0.81),
        combined: figures(0.8, 0.93, 0.86),
        blend: figures(0.83, 0.95, 0.88),
      },
      best: 'blend',
      cautions: [],
      chosen: {
        classifier: { epochs: 24, decay: 0.0003 },
        nearest: { neighbours: 10, temperature: 0.07 },
        metric: { epochs: 6 },
        threshold: 0.84,
      },
    },
    seconds: 48.2,
  },
  createdAt: '2026-01-15T09:30:00.000Z',
  createdBy: 'ops',
  active: true,
};

export const activeLearner = {
  ontology: 'starter',
  learner: {
    ...{ id, strategy: 'blend', overrulesExact: false, lost: 0, problem: null },
    ...{ by: 'ops', at: '2026-01-15T09:31:00.000Z' },
  },
  generation: 5,
};
