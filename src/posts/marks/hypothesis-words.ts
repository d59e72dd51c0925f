/** Word lists of the rules for what only may be, as alternatives of regular expressions over plain text. */

const EFFECTS =
  'cause|causes|make|makes|give|gives|trigger|lead|result|bring|increase|induce|produce|get|have|be|experience|develop|feel|become|notice|suffer|happen|include|also|worsen|affect|put|knock|turn|interact|end|start|gain|lose|mess|kill|damage|raise|lower|come';

/** Each alone makes what follows in its clause a possibility. */
export const STRONG = [
  '(?<!\\b(?:in|since|of|last|this|early|late|by|until|from|through|mid) )may(?! \\d)|might',
  `(?<!\\b(?:i|we|who) )could(?! not)(?= (?:\\S+ )?(?:${EFFECTS})(?!\\S))|i could (?:get|have|end|develop|be)`,
  `(?<=\\b(?:it|this|that|they|you|u|which|meds?|drugs?|pills?|\\w+) )(?<!\\b(?:i|we|he|she) )can(?! not)(?= (?:also |sometimes |really |actually )?(?:cause|make|give|trigger|lead|result|bring|increase|induce|produce|get|have|experience|develop|include|worsen|affect|damage|raise)(?!\\S))`,
  '(?:risks?|chances?|odds|possibility|possibilities|likelihood|danger|dangers|threat|probability|potential) (?:of|for|that)|at risk (?:of|for)|risking|risk',
  'before (?:i|it|this) (?:gets?|develops?|ends?|causes?|have|gives?|loses?|becomes?|start)|(?:one|\\d+) (?:in|out of) (?:a |every )?(?:ten|hundred|thousand|\\d+)',
  'watch(?:ing)? (?:out )?for|look(?:ing)? out for|eye (?:out )?(?:for|on)|monitor(?:ing|ed)?(?: \\S+)? for|be aware of|beware(?: of)?|alert for|signs? of|check(?:ed|ing)? for|screened? for',
  '(?:potential|possible|potentially|possibly|theoretical|expected|anticipated|so called|hypothetical)',
].join('|');

/** What is to come, or is told of a medicine in general. */
export const FUTURE = [
  '(?:will|going to|gonna|is going to|are going to) (?:probably |likely |definitely |just |also |not )?(?:cause|make|give|trigger|lead|get|have|end|develop|experience|be|put|knock|turn|send|become|feel|start|gain|lose|come|go)',
  '(?:known|supposed|said|meant|reported|rumou?red|likely|liable|bound|expected|guaranteed) to(?: \\S+)?',
].join('|');

const AFRAID =
  'worr(?:y|ies|ied|ying)|concern(?:s|ed)?|scared|afraid|terrified|petrified|frightened|nervous|anxious|apprehensive|paranoid|wary|fearful|hesitant|freaking out|freaked out|panicking|stress(?:ed|ing)|spooked|dubious';

/** Each does so with what it has for its object, up to where something else is said. */
export const WEAK = [
  `(?:${AFRAID})(?: \\S+){0,2}? (?:about|of|over|that|it|i|this|for|to|they|in case|by|bc of|because of)`,
  'worry is|worry|concern is|biggest fear(?: is)?|(?:thing|what)(?: that)? (?:really )?(?:worries|scares|frightens|concerns|terrifies|bothers|puts) me(?: most| the most| off)?(?: about \\S+)? is|(?:i|my|we|the|her|his) (?:fear|fears)(?: (?:of|is|about))?|fear(?:ing|s|ed)?|dread(?:ing)?(?: the| of)?|dread about|put off by',
  'hop(?:e|es|ing)|hopefully|pray(?:ing)?|fingers crossed|crossing (?:my )?fingers|knock on wood',
  '(?:do|did|does) not (?:want|wanna|fancy|need)(?: to)?|would hate (?:to|it if|for)|would not want|can not afford (?:to|a|another)|rather (?:not|than)(?: be| get)?|not keen on|not looking forward to|trying (?:not )?to avoid|(?:to|so i|so that i) (?:do not|avoid|not)(?: get| having| getting)?|avoid(?:ing)?(?: the)?',
  '(?:heard|hearing|read|reading|seen posts|googled|googling|googles|google says|google said|warned|warns?|warning|advised|cautioned)(?: \\S+)?(?: \\S+)? (?:about|of|that|it|they|this|these|says?|said|stories|people|can|could|you|reports|for)|(?:i|have|ve|we) (?:heard|read)|(?:told|telling|tells)(?: (?:me|us|him|her))? (?:about|of|it (?:can|could|might|may|will)|to (?:expect|watch|look))',
  '(?:leaflet|label|packet|box|insert|pamphlet|bottle|website|internet|forums?|google|reddit|tiktok|booklet|instructions|paperwork|literature|information|info sheet|handout|articles?|webmd|monograph|fda|warnings?)(?: \\S+){0,3}? (?:says?|said|lists?|listed|listing|mentions?|mentioned|warns?|warned|states?|stated|about|of|reads?|includes?|talks? about|tells?|told me|claims?|for|with)',
  '(?:side effects?|adverse (?:effects?|events?|reactions?)|aes?|risks)(?: (?:of|from|for|with) \\S+)? (?:\\S+ )?(?:include|includes|including|can be|listed|list|may be)(?: :)?|(?:common|possible|known|listed|reported|rare|serious|frequent|usual) (?:side effects?|adverse (?:effects?|events?|reactions?))',
  '(?:googled|googling|read about|reading about|read up on|expect|expecting|expected|waiting for|wait for|prepar(?:e|ed|ing) (?:myself )?for|brac(?:e|ed|ing) (?:myself )?for|planning for|thought i would|afraid|scared|susceptible to|likely|unlikely|tell your doctor|contact your doctor|call your doctor)',
  '(?:wonder|wondering|curious|asks?|asked|asking|enquir\\w+|inquir\\w+)(?: \\S+)? (?:if|whether|about)|(?:information|advice|counsell?ed|counseling|education|leaflet|warnings?|reports?|stories|articles?) (?:about|on|regarding|re|of)(?: the)?',
].join('|');
export const WEAK_STOPS =
  'but|however|although|though|because(?! of)|since|so|now|then|got|gave|and had|i had|who|whose|and have|i was|started|ended|[;)]|until|after|and i|and it|i am|i feel|is happening|made';

/** How a yes or no question about an event begins. */
export const QUESTIONS = [
  '(?:does|do|did|will|would|can|could|should|is|are|has|have|might|may|was) (?:(?:i|we) (?:get|have|be|develop|end up|lose|gain|feel|experience|become|go)|it|this|that|these|those|they|anyone|anybody|any one|any of (?:you|u)|you|u|yall|someone|everyone|people|there|your|taking|the \\S+|(?!i |we |the )\\S+)',
  '(?:any|some) ?(?:one|body)(?: else)?(?! knows?)(?: here| out there| on \\S+| ever| had| have| get| got| getting| having| experience| experienced| experiencing| notice| noticed| find| feel| develop| suffer| deal| dealing| with)*',
  '(?:what|how) (?:are|is) the (?:chances?|odds|risks?|likelihood)|how (?:likely|common|big|bad|high|often)|what about|how about|any (?:chance|risk|reports|experience|issues|side effects|problems)|ever (?:had|get|got|experience|experienced)|you (?:get|guys get)|should i (?:worry|expect|be)',
].join('|');

/** What is wished of something that is there. */
export const ABOUT_TO_PASS =
  '(?:will |would |does |to |can |just |soon |finally |eventually |all )*(?:goes?|going|pass(?:es)?|stops?|eases?|clears?|gets? better|settles?|subsides?|wears?|ends?|does not last|improves?|away|disappears?|calms?|lets up|fades?|heals?|is (?:just )?temporary|are (?:just )?temporary|gone)';

/** What is said after the name of something that only may be. */
export const RISKS_AFTER =
  '(?:is|are|was|were|can be|may be|might be|could be|being)(?: listed)? (?:also |just |only |still )?(?:an? |the |one of the )?(?:\\S+ )?(?:side effects?|risks?|possibilit\\w+|possible|concern|worry|danger|to be expected|listed|(?:likely|unlikely|rare|uncommon)$|what (?:frightens|scares|worries|terrifies) me)(?! of it for me)|' +
  '(?:may|might|could|can) (?:also )?(?:occur|happen|develop|result|be|appear|follow)|' +
  '(?:(?:and|or|,) \\S+ )*(?:\\S+ )?(?:scare[sd]?|worr(?:y|ies|ied)|frightens?|terrif(?:y|ies)|concerns?|spooks?|puts?) (?:me|us)|' +
  'risks?|warnings?|stories|horror stories|rumou?rs|fears?|side effect (?:risk|warning)';
