/** Word lists of the rules for what only may be, as alternatives of regular expressions over plain text. */

const EFFECTS =
  'cause|causes|make|makes|give|gives|trigger|lead|result|bring|increase|induce|produce|get|have|be|experience|develop|feel|become|notice|suffer|happen|include|also|worsen|affect|put|knock|turn|interact|end|start|gain|lose|mess|kill|damage|raise|lower|come';

/** Each alone makes what follows in its clause a possibility. */
export const STRONG = [
  '(?<!\\b(?:in|since|of|last|this|early|late|by|until|from|through|mid) )may(?! \\d)|might',
  `(?<!\\b(?:i|we|who) )could(?! not)(?= (?:\\S+ )?(?:${EFFECTS})(?!\\S))|i could (?:get|have|end|develop|be)`,
  `(?<=\\b(?:it|this|that|they|you|u|which|meds?|drugs?|pills?|\\w+) )(?<!\\b(?:i|we|he|she) )can(?! not)(?= (?:also |sometimes |really |actually )?(?:cause|make|give|trigger|lead|result|bring|increase|induce|produce|get|have|experience|develop|include|worsen|affect|damage|raise)(?!\\S))`,
  '(?:risks?|chances?|odds|possibility|possibilities|likelihood|danger|dangers|threat|probability|potential) (?:of|for|that|i|you|u|it|we|they)(?: will)?|at risk (?:of|for)|risking|risk',
  'before (?:i|it|this) (?:gets?|develops?|ends?|causes?|have|gives?|loses?|becomes?|start)|(?:one|\\d+) (?:in|out of) (?:a |every )?(?:ten|hundred|thousand|\\d+)',
  'watch(?:ing)? (?:out )?for|watching(?: \\S+){1,5}? for|look(?:ing)? out for|eye (?:out )?(?:for|on)|monitor(?:ing|ed)?(?: \\S+)? for|be aware of|beware(?: of)?|alert for|signs? of|check(?:ed|ing|s)?(?: \\S+){0,3}? for|screened? for',
  'in the (?:event|case) of|worst case(?: scenario)?|all (?:i|you) (?:ever )?(?:hear|read|see)(?: about)? is|consent(?:ed)?(?: :| for| re)?(?: discussed)?|query|queried|(?<!\\bi )suspect(?:ed)?|(?:to )?rule out|to exclude|differential|ddx|(?:linked|tied) (?:to|with)|associated with|(?:known|notorious|infamous|famous|renowned) for|vigilan\\w+ for|(?:on the )?lookout for|mindful of',
  '(?<=^|(?:please|should|must|and|or|not|never|immediately|pls|,|:|;) )(?:ring|call|phone|contact|seek|attend|report|return|ignore)(?:(?<=report|ignore)| (?:\\S+ ){0,5}?(?:for|with|about|any|at)(?: the first)?)',
  '(?:for|in) fear of|(?:do not|never|please) let (?:me|him|her|it|this|us|them)|(?:last|only) thing (?:i|we|he|she) (?:need|want|needs|wants)(?: \\S+)? is|(?:could|can|would rather|would) do without|(?:visions?|thoughts?|idea|prospect|nightmares) of|think(?:ing)? about is|(?:imagin(?:e|ing)|picturing)(?= (?:\\S+ )?$)',
  '(?:will not|would not|refus\\w+ to|not going to|hesitant to|reluctant to|declined|holding off|hold off|put(?:ting)? off|hesitating|on the fence|said no)(?: \\S+){0,5} (?:because of|bc of|due to|over|on account of)',
  '(?:potential|possible|potentially|possibly|theoretical|expected|anticipated|so called|hypothetical)',
].join('|');

/** What is to come, or is told of a medicine in general. */
export const FUTURE = [
  '(?:will|going to|gonna|is going to|are going to) (?:probably |likely |definitely |just |also |not )?(?:cause|make|give|trigger|lead|get|have|end|develop|experience|be|put|knock|turn|send|become|feel|start|gain|lose|come|go|leave|ruin|wreck|kill|mess|trash)',
  '(?:it|this|that|they|these|which) (?:will|would)(?= (?!not|be|have|go)\\S+ (?:my|your|his|her|our|the|me) (?:\\S+ )?$)',
  '(?:will|going to|gonna)(?= (?:probably |likely |all |just |end up |soon )*$)',
  '(?:known|supposed|said|meant|reported|rumou?red|likely|liable|bound|expected|guaranteed) to(?: \\S+)?',
].join('|');

const AFRAID =
  'worr?(?:y|ies|ied|ying)|concern(?:s|ed)?|scarr?ed|afraid|terr?if\\w*d|frit|scared stiff|uneasy|on edge|petrified|frightened|nervous|anxious|apprehensive|paranoid|wary|fearful|hesitant|freaking out|freaked out|panicking|stress(?:ed|ing)|spooked|dubious';

/** Each does so with what it has for its object, up to where something else is said. */
export const WEAK = [
  `(?:${AFRAID})(?: \\S+){0,2}? (?:about|of|over|that|it|i|this|for|to|they|in case|by|bc of|because of|re|regarding)`,
  'worry is|worry|concern is|biggest fear(?: is)?|(?:thing|what)(?: that)? (?:really )?(?:worries|scares|frightens|concerns|terrifies|bothers|puts) me(?: most| the most| off)?(?: about \\S+)? is|(?:i|my|we|the|her|his) (?:fear|fears)(?: (?:of|is|about))?|fear(?:ing|s|ed)?|dread(?:ing)?(?: the| of)?|dread about|put off by',
  'hop(?:e|es|ing)|hopefully|pray(?:ing)?|fingers crossed|crossing (?:my )?fingers|knock on wood',
  '(?:do|did|does) not (?:want|wanna|fancy|need)(?: to)?|would hate (?:to|it if|for)|would not want|can not afford (?:to|a|another)|rather (?:not|than)(?: be| get)?|rather(?: \\S+){1,5} than (?:be|get|risk|feel|go|have)(?! (?:these|this|my))|not keen on|not looking forward to|trying (?:not )?to avoid|(?:to|so i|so that i) (?:do not|avoid|not)(?: get| having| getting)?|avoid(?:ing)?(?: the)?',
  '(?:bang|harp|rabbit|go|talk|keep)(?:s|es|ed|ing)? (?:on )?(?:and on )?on about|(?:went|kept) on about|(?:warned|warns)(?= (?:that |me |us |me that |us that )?$)|(?:heard|hearing|read|reading|seen posts|googled|googling|googles|google says|google said|warned|warns?|warning|advised|cautioned|counselled|counseled|moan(?:s|ed|ing)?)(?: \\S+)?(?: \\S+)? (?:re|regarding|about|of|that|it|they|this|these|says?|said|stories|people|can|could|you|reports|for)|(?:i|have|ve|we) (?:heard|read)|(?:told|telling|tells)(?: (?:me|us|him|her))? (?:about|of|it (?:can|could|might|may|will)|to (?:expect|watch|look))',
  '(?:they|people|ppl|folks?) (?:say|reckon|claim|warn)(?: (?:you|me|us))?|(?:leaflet|reviews?|reviewers|comments?|posts?|threads?|papers?|news|telly|people on here|people online|page|blogs?|video|documentary|label|packet|box|insert|pamphlet|bottle|website|internet|forums?|google|reddit|tiktok|booklet|instructions|paperwork|literature|information|info sheet|handout|articles?|webmd|monograph|fda|warnings?)(?: \\S+){0,3}? (?:says?|said|lists?|listed|listing|mentions?|mentioned|warns?|warned|states?|stated|about|of|reads?|includes?|talks? about|tells?|told me|claims?|for|with)',
  '(?:side effects?|adverse (?:effects?|events?|reactions?)|aes?|risks)(?: (?:of|from|for|with) \\S+)? (?:\\S+ )?(?:include|includes|including|can be|listed|list|may be)(?: :)?|(?:common|possible|potential|known|listed|reported|rare|serious|frequent|usual) (?:(?:side )?effects?|adverse (?:effects?|events?|reactions?))',
  '(?<!\\b(?:i|he|she|who|patient|pt|wife|husband|mum|mom|dad|doctor|nurse) )(?:mentions|lists)(?= (?:\\S+ ){0,2}$)',
  '(?:googled|googling|read about|reading about|read up on|expect|expecting|expected|waiting for|wait for|prepar(?:e|ed|ing) (?:myself )?for|brac(?:e|ed|ing) (?:myself )?for|planning for|thought i would|afraid|scared|susceptible to|likely|unlikely|tell your doctor|contact your doctor|call your doctor)',
  '(?:wonder|wondering|curious|asks?|asked|asking|enquir\\w+|inquir\\w+)(?: \\S+)? (?:if|whether|about)|(?:information|advice|counsell?ed|counseling|education|leaflet|warnings?|reports?|stories|articles?|threads?|posts?|pages?|chapter|section|video|documentary|paper) (?:about|on|regarding|re|of)(?: the)?',
].join('|');
export const WEAK_STOPS =
  'but|however|although|though|because(?! of)|since|so|now|then|got|gave|gives me|and had|i had|who|whose|and have|i was|started|ended|[;)]|until|after|and i|and it|i am|i feel|is happening|made';

/** How a yes or no question about an event begins. */
export const QUESTIONS = [
  '(?:does|do|did|will|would|can|could|should|is|are|has|have|might|may|was) (?:(?:i|we) (?:get|have|be|develop|end up|lose|gain|feel|experience|become|go)|it|this|that|these|those|they|anyone|anybody|any one|any of (?:you|u)|you|u|yall|someone|everyone|people|there|your|taking|the \\S+|(?!i |we |the )\\S+)',
  '(?:any|some) ?(?:one|body)(?: else)?(?! knows?)(?: here| out there| on \\S+| ever| had| have| get| got| getting| having| experience| experienced| experiencing| notice| noticed| find| feel| develop| suffer| deal| dealing| with)*',
  '(?:what|how) (?:are|is) the (?:chances?|odds|risks?|likelihood)|how (?:likely|common|big|bad|high|often)|what about|how about|any (?:chance|risk|reports|experience|issues|side effects|problems)|ever (?:had|get|got|experience|experienced)|you (?:get|guys get)|should i (?:worry|expect|be)|(?:at what point|how soon|how quickly|how long before|when) (?:would|will|does|do|can|could|might) (?:i|it|you|this|these|they) (?:get|notice|cause|make|give|start|develop|see|feel)',
].join('|');

/** What is wished of something that is there. */
export const ABOUT_TO_PASS =
  '(?:will |would |should |might |does |to |can |just |soon |finally |eventually |all )*(?:goes?|going|pass(?:es)?|stops?|eases?|clears?|gets? better|settles?|subsides?|wears?|ends?|does not last|improves?|away|disappears?|calms?|lets up|fades?|heals?|is (?:just )?temporary|are (?:just )?temporary|gone)';

/** What is said after the name of something that only may be. */
export const RISKS_AFTER =
  '(?:is|are|was|were|can be|may be|might be|could be|being)(?: listed)? (?:also |just |only |still )?(?:an? |the |one of the )?(?:\\S+ )?(?:side effects?|risks?|possibilit\\w+|possible|concern|worry|danger|to be expected|listed|mentioned|(?:likely|unlikely|rare|uncommon|inevitable)(?= (?:at|in|on|if|with|for|to|when)\\b|$)|(?:in|on) the (?:leaflet|label|box|packet|list)|what (?:frightens|scares|worries|terrifies) me)(?! of it for me)|' +
  '(?:may|might|could|can) (?:also )?(?:occur|happen|develop|result|be|appear|follow)|' +
  '(?:(?:and|or|,) \\S+ )*(?:\\S+ )?(?:scare[sd]?|worr(?:y|ies|ied)|frightens?|terrif(?:y|ies)|concerns?|spooks?|puts?) (?:me|us)|' +
  'risks?|warnings?|stories|horror stories|rumou?rs|fears?|side effect (?:risk|warning)';
