/** Word lists of the rules for what was expected or asked and did not come, as alternatives of regular expressions. */

const WHO = '(?:i|you|it|we|he|she|they|this|that|there)';
const SAYING =
  'told|tells|said|says|say|swore|swears|promised|reckoned|reckons|thought|think|figured|assumed|feared|convinced|sure|certain|warned|warns|predicted|imagined|bet|claimed|insisted';

/** What speaks of an event as something to come, or asks for it. */
export const EXPECTATIONS = [
  '(?:all|despite|after) (?:the|this|that|all the) (?:fuss|hype|talk|warnings?|scare\\S*|worry|drama|panic|horror|moaning|scaremongering)|look(?:ing)? out for|watch(?:ing)? (?:out )?for|threaten(?:ed|s)|expect(?:ed|ing|s)?|anticipat(?:ed|ing)|await(?:ed|ing)|waiting (?:for|on)|brac(?:ed|ing)|prepar(?:ed|ing)|steel(?:ed|ing)',
  'dread(?:ed|ing|s)?|fear(?:s|ed|ing)?|worr(?:y|ied|ies|ying)|scared|terrified|petrified|afraid|frightened|nervous|anxious|apprehensive|concern(?:s|ed)?',
  `(?:${SAYING})(?: \\S+){0,5}? (?:would|will|might|may|could|going to|gonna|must|should|bound to|about|of|to)(?: \\S+)?`,
  '(?:says?|said|claims?|thinks?|reckons?) (?:it|they|these|this) (?:causes?|makes?|gives?)',
  'on about|warned|warnings?|rumou?rs?|myths?|threatened|heard (?:about|of|that)|read (?:about|of|that)|talk of|horror stories|stories (?:of|about)|scare ?mongering',
  'ask(?:s|ed|ing)?|wondered|checked|screened|as for|regarding|where (?:is|are|was|were)|what about|how about|what happened to',
  `^(?:(?:so|and|well|but|,) )*(?:did|do|does|have|has|had|am|was|is|were|are) (?:${WHO}|any|the \\S+|my \\S+)`,
].join('|');

const ONCE =
  'at all|yet|once|even|really|in the (?:slightest|least)|so far|for me|in my case|a bit|one bit|either|to date';
const OF_IT =
  '(?:any|it|one|them|that|those|anything|a thing|a single one|so much as an? \\S+|a problem|an issue|the case|true|so|me)';

/** A clause that takes back what was said before it. */
export const REFUTATIONS = [
  '(?:nope|nah|none|nada|zilch|zip|zero|nil|not so|no chance|no sign|no such \\S+)(?! (?:idea|doubt))',
  'no(?= [,.!;-]|$)|(?:never|nothing)(?= [,.!;-]|$)',
  'not (?:at all|so far|one|once|yet|really|even|any|in my case|me|in the (?:slightest|least)|a (?:bit|thing|sign|trace|hint|jot|peep|sausage|single one|twinge)|an (?:ounce|inkling|ache))',
  'nothing (?:of the (?:kind|sort)|came|happened|so far|yet|like (?:it|that)|to (?:report|speak of))',
  '(?:(?:i|it|we|they|he|she|that|this|which) )?never (?:did|happened|came(?! back)|turned up|materiali[sz]ed|appeared|arrived|showed(?: up)?|got (?:any|it|one|them)|had (?:any|it|one|them)|was|were|have|has)(?! (?:so|before))',
  `(?:(?:${WHO}|which|mine) )?(?:did|does|do|has|have|had|was|were|is|am|are) (?:not|never)(?: (?:been|happen\\w*|come|came|had|have|get|got|gotten|turned up|show\\w* up|materiali[sz]ed?|notice[d]?|felt|feel|see|seen|appear\\w*|develop\\w*|${ONCE}|${OF_IT}))*(?= [,.;:!-]|$| (?:and|but|since|instead))`,
  'there (?:is |has |have )?(?:was|were|is|are|has been|have been|been) (?:none|nothing|zero|no sign|not (?:a|one|any))|(?:had|have|got|felt|saw|noticed|experienced) (?:absolutely |precisely |exactly )?(?:none|zero|zilch|nada|nil)',
  `${WHO} (?:have|has|had|got)(?: had| got| noticed| seen| felt)? (?:none|zilch|zero|nada|nothing|nil|no such \\S+)`,
  '(?:\\S+ ){0,3}(?:came|come|comes) to nothing|(?:\\S+ ){0,4}(?:unfounded|groundless|overblown|exaggerated|misplaced|rubbish|nonsense|rot|tosh|bollocks|(?:a )?myth)|(?:all )?for nothing|need(?:ed)? not have|(?:\\S+ ){0,2}without (?:incident|a hitch)',
  '(?:\\S+ ){0,4}?(?:said|told (?:him|her|them)|answered|replied|answer (?:is|was)) (?:no|not|none|never)(?= [,.;:!-]|$| (?:one|once))',
  '(?:i )?(?:feel|felt|was|am) (?:absolutely |completely |perfectly |totally |actually |just )*(?:fine|normal|right as rain|myself)(?= [,.;:!-]|$)',
  'den(?:ied|ies)(?: (?:it|any|this|these|that|having any|all))?(?= [,.;:!-]|$)',
  '\\S+ as ever|business as usual|i (?:have )?(?:sailed|breezed|cruised|waltzed|got|come|came|gone) (?:right |straight )?through|(?:there|theyre|they) (?:has|have|had) been none|i (?:am|was|have been|feel) (?:wide awake|bouncing|alert|better than ever|bright as a button)',
].join('|');

/** Words before a clause that takes something back. */
export const OPENINGS =
  'but|and|well|honestly|luckily|thankfully|happily|fortunately|actually|touch wood|also|yet|still|guess what|turns out|so far|er|um|ha|lol|oh|in fact|though|although|only|,|-|:|;|\\d+ \\S+ (?:off it|off|on|in|on it|later)|\\S+ (?:weeks?|months?|days?|years?) (?:off it|off|on|in|into|on it|later)(?: \\S+)?';

/** A clause that only tells which event is meant: "the rash everybody talks about". */
export const RELATIVE_CLAUSE =
  '(?:, )?(?:(?:that|which) )?(?:everyone|everybody|people|ppl|folks?|they|you|i|we|he|she|so many|others|most|some|(?:the|my|that|this|some|all|every|your) (?:\\S+ )?\\S+) (?:\\S+ ){0,9}?(?:, )?';
