/** Word lists of the rules for denial, as alternatives of regular expressions over plain text. */

/** What denies the things named after it, up to the end of its scope. */
export const DETERMINERS = [
  '(?:at no (?:point|time|stage)|in no way|not once|never once|nor|neither) (?:did|do|does|have|has|had|was|were|am|is) (?:i|it|he|she|they|we|you|the \\S+)',
  'no longer|managed to avoid|(?:did not|do not|have not|never) (?:have|had) to (?:deal|contend|cope|struggle|fight|put up|live) with|yet to|without so much as|far from|anything but|instead of|nothing in the way of|nothing to suggest|rul(?:ed|es|ing) out|exclude[sd](?! from)|clear of|fail(?:ed|s)? to (?:develop|notice|find|get|show|produce|cause)|not consistent with|(?:got|get|getting) away without|immune to',
  '(?:none of (?:us|them|(?:the|my|our) \\S+)|no ?one|nobody|neither of (?:us|them)|not one of \\S+(?: \\S+)?)(?: \\S+){0,4}? (?:got|had|has|have|developed|experienced|suffered|was|were|is|reported|became|felt)',
  '(?<=\\b(?:not|never|without|nobody|no one)(?: \\S+){1,4} )so much as(?: an?)?|nary an?',
  '(?:no|zero|nil|sans|minus|without|neither|nor|hardly any|free (?:of|from)|devoid of|(?:absence|lack) of|none of (?:the|those|these|that))',
  '(?:not|never) (?:a|one|any|an) (?:single )?(?:bit |hint |trace |sign |whiff |touch |shred |drop |spot |jot |bout |episode |case |attack |moment |scrap |ounce |flicker |twinge |instance )?(?:of )?(?:the )?',
  '(?:not|never) (?:even|so much as)(?: (?:a|an|one|any))?',
  'den(?:y|ies|ied|ying)|neg(?:ative)? for|spared(?: me)?|(?:escaped|dodged|avoided|evaded|swerved)(?: the)?',
  'never',
].join('|');

/** What denies only what it has for its object or predicate. */
export const VERBAL = 'not';

/** "no" of something that one would have: then nothing that follows is denied. */
export const GOOD =
  'relief|improvement|improvements|difference|help|benefit|benefits|effect|luck|joy|success|change|result|results|response|' +
  'energy|appetite|sleep|motivation|libido|desire|interest|drive|strength|rest|peace|hope|life|focus|patience|feeling|' +
  'periods?|better|good|use|support|answers?|explanation|cure|breaks?|respite';

/** "no" that denies nothing. */
export const IDIOMS =
  'repeat|repeats|recurrence|recurrences|return|doubt|doubts|wonder|way|idea|clue|joke|kidding|matter|end|stop|stopping|let up|letup|reason|warning|thanks|thank|one|' +
  'point|choice|lie|mercy|escape|sooner|less|fewer|bueno|more than|surprise|question|secret|exaggeration|offen[cs]e|shame|' +
  'stranger|limit|fun|big deal|longer able|no|i|it|he|she|they|we|but|because|cause|meds?|medication|pills?|food|it|them|insurance';

/** What "not" and "never" do not deny. */
export const NOT_DENYING =
  'only|just|merely|sure|certain|to mention|gonna lie|going to lie|kidding|joking|fun|cool|nice|a fan|worth|because|until|' +
  'the only|used to|happy|pleased|helping|help|working|work|stop|stopping|stopped|go away|going away|gone away|again|mind|' +
  'believe me|believe us|believe that|tell|know|reali[sz]e|expect|warn|understand|able|enough|as much|that much|too much';

/** Single words, verbs and fillers, that may stand between "not" or "never" and what it denies. */
export const HAVING =
  'have|has|had|having|get|gets|got|gotten|getting|feel|feels|felt|feeling|experience|experiences|experienced|experiencing|' +
  'notice|noticed|noticing|suffer|suffers|suffered|suffering|develop|developed|developing|see|seen|seeing|seem|seems|seemed|' +
  'be|been|being|complain|complained|complaining|become|became|becoming|cause|causes|caused|causing|give|gives|gave|given|giving|make|makes|made|making|' +
  'trigger|triggered|bring|brought|lead|leads|led|result|resulted|report|reports|reported|reporting|show|shown|gain|gained|' +
  'gaining|put|come|came|leave|left|turn|turned|find|found|think|believe|end|ended|mess|messed|affect|affected|hurt|upset|bother|bothered|worsen|worsened|ruin|ruined|interfered?|damage|damaged|wreck|wrecked|impact|impacted|go|gone|went|mention|mentioned';
export const FILLERS =
  'a|an|any|the|did|do|that|this|those|these|some|much|single|one|once|even|ever|really|actually|yet|so|far|too|very|at|feeling|' +
  'like|from|of|with|on|in|up|out|me|us|him|her|them|my|it|to|i|as|all|particularly|especially|remotely|anymore|overly|' +
  'significant|significantly|noticeable|noticeably|real|major|serious|bad|terrible|horrible|usual|dreaded|awful|' +
  'signs?|symptoms?|evidence|history|hint|trace|side|effects?|issues?|problems?|trouble|or|bit|slightest|least|more|increase|in';

/** What one does when well: not to do it is the event. */
export const DOINGS =
  'open\\w*|mov\\w*|eat\\w*|sleep|sleeping|slept|go|gone|function\\w*|think\\w*|focus\\w*|concentrat\\w*|remember\\w*|walk\\w*|stop\\w*|work\\w*|want\\w*|car(?:e|ed|ing)|enjoy\\w*|pee|peeing|peed|poop\\w*|breathe\\w*|see|hear|taste\\w*|smell\\w*|wash\\w*|smil\\w*|grow\\w*|heal\\w*|keep|stand|swallow\\w*|talk\\w*|speak\\w*|cope|finish|orgasm|come|climax|made it|make it|feel (?:anything|like|well|right|my)|myself|able|hungry|well|right|drop of \\S+|budge|shift';

/** Nouns that stand for the event which follows: "no problem with …", "no sign of …". */
export const BEARERS =
  'signs?|symptoms?|evidence|history|hints?|traces?|issues?|problems?|trouble|complaints?|reports?|episodes?|bouts?|cases?|' +
  'attacks?|kinds?|sorts?|types?|feelings?|side effects?|adverse (?:effects?|events?|reactions?)|increase|worsening|sense|' +
  'form|amount|risk|need|sensation|experience|incidents?|instances?|occurrences?|development|suggestion|suspicion|indication|concerns?|worries|e / o|mention|talk';

/** What ends the scope of a denial. */
export const ENDS =
  'but|except|excepting|however|although|though|tho|yet|besides|other than|apart from|aside from|save for|bar|barring|because|' +
  'cause|cos|since|so|then|which|when|while|whereas|until|till|instead|rather|unless|if|just|only|still|now|nevertheless|' +
  'nonetheless|i|it|he|she|they|we|you|u|this|there|is|are|am|was|were|get|gets|got|getting|gave|gives|giving|causing|makes|made|making|had|have|has|' +
  'having|feel|felt|caused|causes|started|developed|became|despite|after|[;:().?!-]|constant|mild|severe|terrible|' +
  'my|same|lots|loads|some|bit of|huge|massive|slight|horrible|awful|bad|worse|more|plenty|due|from|about|why|how|what|whether|where|who|' +
  'reports|reported|reporting|endorses|endorsed|admits|admitted|acknowledges|complains|complained|complaining|, c \\/ o';

/** A predicate that says of what stands before it that it was not. */
export const ABSENT =
  'none|zero|nil|nope|nada|zip|zilch|absent|no|not present|not seen|not found|not noted|not detected|not reported|not in my case|not me|not a (?:bit|thing|trace|sign|jot|hint)|nowhere to be (?:seen|found)|a non event|negative|at no (?:time|point|stage)|not yet|not once|not (?:an? )?(?:issue|problem)|never|0|nonexistent|non existent|not at all';
export const NORMAL =
  'normal|fine|ok|okay|good|great|steady|stable|unchanged|the same|same|clear|intact|grand|unaffected|perfect|behaving|decent|unremarkable';
