/** Word lists for the cues, as alternatives of a regular expression over normal forms. */

/** What a body or mind normally has or does: to be without it is the event ("no appetite", "not sleeping"). */
export const FACULTIES = [
  'energy|energies|appetite|hunger|desire|sleep|rest|motivation|interest|libido|sex|drive|strength|stamina|power',
  'feeling|feelings|emotion|emotions|sensation|sense|taste|smell|hearing|sight|vision|voice|breath|air|oxygen',
  'balance|coordination|concentration|focus|memory|memories|concept|recollection|clue|idea|words?|patience|joy',
  'pleasure|enjoyment|control|grip|erections?|orgasms?|ejaculation|sperm|periods?|menses|ovulation|bowel|poop|poo',
  'pee|urine|saliva|spit|tears|sweat|pulse|milk|hair|lashes|eyebrows|skin|muscle|mojo|spark|filter|will|hope|life',
  'tolerance|stability|confidence|self|movements?|walking|heartbeat|reflexes|number (?:two|2)|bm|eyebrows?',
].join('|');

/** States and doings whose "not" is the event ("not myself", "not eating", "not able to walk"). */
const HEALTHY =
  'able|well|good|great|right|ok|okay|fine|normal|normally|myself|yourself|himself|herself|steady|stable|regular|' +
  'hungry|awake|alert|present|there|here|strong|happy|safe|clear|straight|properly|comfortable|interested|' +
  'bothered|motivated|rested|refreshed|enough|coping|functional|functioning|working|responding|healing|healed|' +
  'controlled|in control|in the mood|all there|with it|up to|hard|erect|fertile';
const DOINGS =
  'sleep\\w*|slept|eat\\w*|ate|drink\\w*|breath\\w*|think|thinking|focus\\w*|concentrat\\w*|rememb\\w*|recall\\w*|' +
  'want\\w*|see|seeing|hear|hearing|smell\\w*|tast\\w*|talk\\w*|speak\\w*|walk\\w*|mov\\w*|stand\\w*|swallow\\w*|' +
  'function\\w*|cope|work|mak(?:e|ing)|produc\\w*|grow\\w*|gaining|thriv\\w*|fill\\w*|drain\\w*|connected|pee\\w*|urinat\\w*|poop\\w*|poo|go|going|gone|digest\\w*|clot\\w*|stop\\w*|heal|respond\\w*|' +
  'enjoy\\w*|car(?:e|ing)|let|lets|letting|wak(?:e|ing) up|come out|coming|ovulat\\w*|finish|climax|orgasm\\w*|' +
  'feel (?:a thing|anything|like|my|the|it)|feeling (?:anything|like|my)|get (?:to sleep|it up|up|out|enough|warm|hard|' +
  'pregnant|going|comfortable)|getting (?:to sleep|it up|up|out|enough|warm|hard|pregnant)|gain\\w* weight|know\\w*|' +
  'understand\\w*|recogni[sz]e\\w*|make sense|making sense|bear|stay\\w*|sit\\w*|look at|keep\\w*|hold\\w*';
/** Phrases in which "not" denies nothing. */
const RHETORIC =
  'only|just|sure|to mention|gonna lie|going to lie|kidding|joking|fun|cool|nice|a fan|a joke|worth|sorry|near';

export const NOT_EXEMPT = `(?:${HEALTHY}|${DOINGS}|${RHETORIC})`;

/** "no" that denies nothing, or that denies an end ("no end to the itching"). */
export const NO_IDIOMS =
  'wonder|way|doubt|idea|joke|kidding|matter|fun|end|stop|stopping|break|let up|letup|reason|warning|cause|thanks|' +
  'thank|one|point|choice|clue|win|exaggeration|lie|mercy|peace|escape|where|sooner|less|fewer|longer|bueno|go|off switch|brakes|effects?|relief|improvement|difference|help|use|good';

/** A faculty's noun inside one of these is an event again, which the "no" denies ("no hair loss"). */
export const TROUBLE =
  'loss|losses|lost|losing|problems?|issues?|changes?|trouble|troubles|difficult\\w*|disturbances?|infections?|pains?|' +
  'cramps?|ache|aches|swings?|disorders?|damage|irritation|rash|rashes|spasms?|weakness|retention|burn|burns';

/** Verbs by which one has an event: "didn't get", "never felt". */
export const HAVING =
  'have|has|had|having|get|gets|got|gotten|getting|feel|felt|feeling|experienced?|experiencing|notice|noticed|' +
  'noticing|suffer|suffered|suffering|develop|developed|see any|seen any|seem|been|be|any|cause|caused|causes|give|gave|' +
  'given|make me|made me|bother|bothered|hurt|itch|bleed|vomit|throw up|faint|pass out';

/** Verbs that an end ("stopped ...") takes from an event, not from a faculty. */
export const SUFFERING =
  'hurting|itching|vomiting|puking|throwing up|bleeding|aching|shaking|burning|coughing|swelling|twitching|cramping';

/** Pairs that are one thing said twice, or no event at all. */
export const PAIRS = [
  'pins and needles|black and blue|up and down|ups and downs|on and off|off and on|in and out|back and forth|to and fro',
  'toss\\w* and turn\\w*|huff\\w* and puff\\w*|sick and tired|aches? and pains?|wear and tear|skin and bones?',
  'cuts? and bruis\\w*|bumps? and bruises|bruises and bumps|lumps and bumps|head and neck|head and shoulders?',
  'stop\\w* and start\\w*|come and go|comes and goes|came and went|coming and going|again and again|over and over',
  'more and more|less and less|worse and worse|bigger and bigger|on and on|round and round|day and night|night and day',
  'morning and night|hot and cold|hot and bothered|loud and clear|sweet and sour|eat and drink|down and out|out and about',
  'here and there|now and then|then and there|each and every|safe and sound|rest and relaxation|high and dry|run and hide',
  'curl up and \\w+|sit and \\w+|lie down and \\w+|try and|go and|went and|wait and see|more or less|sooner or later',
  'dead or alive|day or night|once or twice|one or two|two or three|left and right|left or right|up or down|and so on',
  'and all|and everything|and stuff|and such|and more|or so|or something|or whatever|and counting|and a half|nice and',
  'good and|bits and pieces|dribs and drabs|fits and starts|rise and fall|ear nose and throat|nose and throat',
].join('|');

/** Words that carry no event alone: parts of the body, times, degrees, asides, function words. */
export const NEUTRAL = new Set(
  (
    'a an the this that these those my your his her its our their me i im ive you he she it we they who which what so very ' +
    'too really just even all both some any much more most less lot lots bit little kinda kind of sort quite pretty super ' +
    'extremely totally completely absolutely constantly always often sometimes never ever every each daily again still ' +
    'now then today tonight tomorrow yesterday night nights day days morning mornings evening afternoon week weeks month ' +
    'months year years hour hours minute minutes time times since after before during while when for from to at in on by ' +
    'with without as until is are was were be been being am has have had do does did not no yes oh ugh lol lmao omg wtf ' +
    'help please thanks thank god damn yay wow hmm ok okay well like feel feels feeling felt got get gets getting make ' +
    'makes made think guess hate hated love horrible awful terrible bad badly worse worst severe mild great good fun left ' +
    'right upper lower front back side sides top bottom inner outer both whole entire head neck face eye eyes ear ears nose ' +
    'mouth lip lips tongue tooth teeth gum gums jaw chin cheek cheeks throat chest breast breasts shoulder shoulders arm ' +
    'arms elbow elbows wrist wrists knuckle knuckles armpit armpits hand hands finger fingers thumb thumbs nail nails belly stomach tummy abdomen hip hips ' +
    'groin leg legs thigh thighs knee knees calf calves shin shins ankle ankles foot feet toe toes heel heels skin scalp ' +
    'hair body muscle muscles joint joints bone bones spine heart lung lungs kidney kidneys liver brain mind blood male ' +
    'female man woman him them us dr doc doctor pill pills med meds medication medicine drug drugs dose doses tablet ' +
    'tablets shot shots injection mg works work working though tho also too either neither where why how'
  ).split(' '),
);
