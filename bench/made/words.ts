// The words that made names consist of. Different parts can make the same name; `NameBook` sees to that.

/** An organ as an adjective and as a noun, and what people call it. */
export interface Site {
  readonly adjective: string;
  readonly noun: string;
  readonly lay: string;
  /** Has a left and a right one. */
  readonly paired: boolean;
}

/** A finding, and what people say of a place that has it; `*` is the place. */
export interface Finding {
  readonly name: string;
  readonly lay: string;
}

/** Entries apart by commas; their parts, where they have some, by bars. */
const list = (text: string): string[] => text.split(',').map((entry) => entry.trim());

export const SITES: readonly Site[] = list(`
  renal|kidney|kidney|2, hepatic|liver|liver, gastric|stomach|tummy, cardiac|heart|heart,
  pulmonary|lung|lungs|2, cerebral|cerebrum|brain, cutaneous|skin|skin, ocular|eye|eye|2,
  conjunctival|conjunctiva|white of the eye|2, corneal|cornea|front of the eye|2,
  retinal|retina|back of the eye|2, lacrimal|lacrimal gland|tear gland|2, nasal|nose|nose,
  oral|mouth|mouth, lingual|tongue|tongue, gingival|gingiva|gums, dental|tooth|teeth,
  pharyngeal|pharynx|throat, laryngeal|larynx|voice box, tracheal|trachea|windpipe,
  bronchial|bronchus|airways|2, pleural|pleura|lining of the lung|2, oesophageal|oesophagus|gullet,
  duodenal|duodenum|gut, ileal|ileum|small gut, colonic|colon|bowel, rectal|rectum|back passage,
  anal|anus|bottom, pancreatic|pancreas|pancreas, splenic|spleen|spleen, biliary|bile duct|bile duct,
  vesical|urinary bladder|bladder, urethral|urethra|water pipe, ureteric|ureter|tube to the bladder|2,
  prostatic|prostate|prostate, testicular|testis|testicle|2, penile|penis|penis, uterine|uterus|womb,
  ovarian|ovary|ovary|2, vaginal|vagina|vagina, mammary|breast|breast|2, thyroid|thyroid gland|thyroid,
  adrenal|adrenal gland|adrenals|2, pituitary|pituitary gland|pituitary, thymic|thymus|thymus,
  lymphatic|lymph node|glands, arterial|artery|artery, venous|vein|vein, aortic|aorta|main artery,
  coronary|coronary artery|heart artery, carotid|carotid artery|neck artery|2, femoral|thigh|thigh|2,
  tibial|shin|shin|2, humeral|upper arm|upper arm|2, radial|forearm|forearm|2, carpal|wrist|wrist|2,
  plantar|sole of foot|sole|2, palmar|palm of hand|palm|2, digital|finger|finger|2, cervical|neck|neck,
  thoracic|chest wall|chest, lumbar|lower back|lower back, sacral|sacrum|tailbone, cranial|skull|head,
  facial|face|face, mandibular|jaw|jaw, palatal|palate|roof of the mouth, aural|ear|ear|2,
  labyrinthine|inner ear|inner ear|2, auditory|auditory canal|ear canal|2, spinal|spinal cord|spine,
  meningeal|meninges|lining of the brain, cerebellar|cerebellum|back of the brain,
  optic|optic nerve|nerve of the eye|2, sciatic|sciatic nerve|nerve in the leg|2,
  vagal|vagus nerve|vagus nerve, muscular|skeletal muscle|muscles, tendinous|tendon|tendon,
  articular|joint|joints, patellar|knee|knee|2, coxal|hip|hip|2, scapular|shoulder blade|shoulder|2,
  clavicular|clavicle|collar bone|2, costal|rib|ribs|2, sternal|sternum|breastbone, pelvic|pelvis|pelvis,
  inguinal|groin|groin|2, axillary|armpit|armpit|2, umbilical|navel|belly button,
  peritoneal|peritoneum|belly lining, abdominal|abdomen|belly, diaphragmatic|diaphragm|midriff,
  pericardial|pericardium|heart lining, mitral|mitral valve|heart valve, ventricular|ventricle|heart,
  atrial|atrium|upper heart, septal|septum|septum, ungual|nail|nails, follicular|hair follicle|hair roots,
  sebaceous|sebaceous gland|oil glands, salivary|salivary gland|spit glands, tonsillar|tonsil|tonsils|2,
  sinusal|paranasal sinus|sinuses|2, orbital|orbit|eye socket|2, palpebral|eyelid|eyelid|2,
  labial|lip|lips, buccal|cheek|cheek|2, malleolar|ankle|ankle|2, olecranal|elbow|elbow|2,
  gluteal|buttock|bum|2, mesenteric|mesentery|gut lining, portal|portal vein|liver vein,
  medullary|bone marrow|marrow, osseous|bone|bone, chondral|cartilage|gristle, dermal|dermis|deep skin
`).map((line) => {
  const [adjective = '', noun = '', lay = '', paired] = line.split('|');
  return { adjective, noun, lay, paired: paired === '2' };
});

export const FINDINGS: readonly Finding[] = list(`
  pain|* hurts, discomfort|* feels wrong, swelling|* is swollen, oedema|* full of water,
  haemorrhage|bleeding from *, haematoma|blood pooled in *, inflammation|* is inflamed,
  infection|infected *, abscess|pus in *, ulcer|a sore in *, erosion|* is raw, necrosis|* is dying off,
  ischaemia|not enough blood to *, infarction|part of * died, thrombosis|a clot in *,
  embolism|a clot went to *, stenosis|* has narrowed, obstruction|* is blocked, perforation|a hole in *,
  rupture|* burst, fistula|a leak from *, cyst|a cyst on *, polyp|a growth in *, nodule|a lump in *,
  mass|something big in *, neoplasm|a tumour of *, carcinoma|cancer of *, adenoma|a harmless growth of *,
  sarcoma|soft cancer of *, metastasis|cancer spread to *, hyperplasia|* grew too much,
  hypertrophy|* is too big, atrophy|* is shrinking, dysplasia|odd cells in *, fibrosis|scars in *,
  sclerosis|* went hard, calcification|chalk in *, calculus|a stone in *, dilatation|* is stretched,
  aneurysm|a bulge in *, spasm|* cramps up, weakness|* is weak, paralysis|cannot move *,
  numbness|* is numb, tingling|pins and needles in *, burning sensation|* burns, itching|* itches,
  rash|a rash on *, erythema|* is red, blister|blisters on *, dryness|* is dry,
  discharge|stuff comes out of *, discolouration|* has a funny colour, pigmentation|dark spots on *,
  scar|a scar on *, laceration|a cut in *, contusion|bruised *, fracture|broke *, dislocation|* popped out,
  stiffness|* is stiff, tenderness|* is sore to touch, rigidity|* is rigid, tremor|* shakes,
  twitching|* twitches, malformation|* formed wrong, agenesis|born without *, prolapse|* slipped down,
  hernia|a rupture at *, adhesion|* stuck together, deposits|stuff settled in *, hypoplasia|* is too small,
  degeneration|* is wearing out, dysfunction|* does not work right, failure|* gave up,
  insufficiency|* works too little, disorder|trouble with *, injury|hurt *, toxicity|the drug harmed *,
  hypersensitivity|* reacts to everything, granuloma|a hard lump in *, congestion|* is clogged,
  effusion|fluid around *, gangrene|* turned black, induration|a hard patch on *, lesion|a spot on *,
  plaque|a patch on *, papule|bumps on *, crusting|crusts on *, exfoliation|* is peeling,
  transplant rejection|body rejects new *, operation|had surgery on *, biopsy|a sample of *,
  imaging abnormal|odd scan of *, function test abnormal|bad test of *,
  function test normal|fine test of *, irritation|* is irritated, haemangioma|a blood sponge in *,
  lipoma|a fat lump in *, varices|swollen veins in *, vasculitis|sick vessels of *
`).map((line) => {
  const [name = '', lay = ''] = line.split('|');
  return { name, lay };
});

export const COURSES = list(`
  acute, chronic, recurrent, subacute, transient, persistent, progressive, intermittent, neonatal,
  congenital, hereditary, juvenile, senile, gestational, postpartum, postoperative, traumatic, idiopathic,
  secondary, primary, nocturnal, seasonal, exertional, familial
`);

export const KINDS = list(`
  diffuse, focal, generalised, localised, multiple, bilateral, superficial, deep, mild, severe,
  haemorrhagic, purulent, allergic, bacterial, viral, fungal, parasitic, tuberculous, toxic, autoimmune,
  ischaemic, necrotising, granulomatous, eosinophilic, cystic, benign, malignant, papular, vesicular,
  obstructive, metabolic, degenerative, vascular, neurogenic, sclerosing
`);

export const CAUSES = list(`
  due to medication, due to radiation, due to surgery, due to trauma, due to alcohol, due to diabetes,
  due to hypertension, due to malnutrition, due to immobility, due to foreign body, due to chemotherapy,
  due to anticoagulant, due to vaccination, due to catheter, due to implant, due to dialysis,
  due to sepsis, due to burn, due to cold, due to pregnancy, due to amyloid, due to sarcoid, due to lupus,
  with fever, with shock, with jaundice, with seizures, with coma, with anaemia, with rupture of vessel,
  with delirium, with weight loss, without complication, without fever, in remission, in relapse,
  aggravated, improved, stage I, stage II, stage III, stage IV, grade 1, grade 2, grade 3
`);

export const SIDES = ['left', 'right'];
export const PLACES = ['upper', 'lower', 'anterior', 'posterior', 'medial', 'lateral', 'proximal', 'distal'];

/** What people put before what they feel. */
export const LAY_OPENINGS = ['', 'my ', 'all day my ', 'since the pills ', 'at night ', 'suddenly ', 'so '];

/** British spelling -> American spelling, for the spellings that the lists above have. */
export const AMERICAN: ReadonlyMap<string, string> = new Map([
  ...([
    ['haem', 'hem'],
    ['Haem', 'Hem'],
    ['aemi', 'emi'],
    ['oedema', 'edema'],
    ['Oedema', 'Edema'],
    ['oesoph', 'esoph'],
    ['Oesoph', 'Esoph'],
    ['colour', 'color'],
    ['tumour', 'tumor'],
    ['alised', 'alized'],
    ['tising', 'tizing'],
  ] as const),
]);
