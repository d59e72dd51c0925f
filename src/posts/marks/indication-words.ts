/** Word lists of the rules for what a medicine is taken for, as alternatives of regular expressions over plain text. */

/** "for" after these, or before those, gives no reason for taking something. */
export const OTHER_FOR =
  'sorry|look|looks|looking|looked|watch|watching|reason|reasons|responsible|blame|blamed|except|apart|save|known|notorious|' +
  'prepare|prepared|preparing|braces|packed|brace|braced|bracing|risk|wait|waits|waiting|waited|checked|check|tested|test|monitor|monitored|monitoring|screened|' +
  'ask|asked|asking|thanks|thank|time|in|hospitali[sz]ed|admitted|seen|hospital|er|cause|causes|as|only|but|chance|chances|' +
  'potential|observation|surveillance|monitoring|not|query|bad|terrible|signs|negative|positive|ready|care|fall|fell|vote|allow|account|if|famous|plan|planning|alert|signs?|out|eye|assessed|ed|icu';
const TIMES =
  'seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mths?|mos?|years?|yrs?|ages|nights?|mornings?|while|now|long|good|ever|life|decades?|' +
  'once|fun|sure|real|me|you|him|her(?= [,.;-]| and| but|$)|us|them|free|example|instance|real|weekend|fortnight|work|time|months';
/** "for two weeks", "for the first time", "for me". */
export const FOR_TIME = `^(?:(?:a|an|the|my|all|about|around|over|almost|nearly|like|past|last|first|few|couple|of|whole|good|solid|several|\\S*\\d\\S*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|many|some|only) )*(?:${TIMES})\\b`;

/** To do away with it, or to keep it away: in the infinitive or as a finding. */
const TREATING =
  '(?:finally |help |get )?(?:shift|clear|sort|heal|settle)|dent|shift|kill|soothe|resolve|quell|see off|ward off|stave off|eliminate|eradicate|dry up|take care of|treat|control|manage|prevent|cure|reduce|ease|relieve|alleviate|fight|combat|tame|calm|suppress|lower|get rid of|bring down|stop(?= (?:the|my|his|her) )|(?<!not )keep(?= (?:the|my|his|her) )|stabili[sz]e|fix|tackle|improve|help (?:me |him |her )?with|help|beat|battle|deal with|address';
const TREATED =
  'shifts|shifted|soothes|soothed|kills|killed|resolves|resolved|quells|quelled|dulls|dulled|numbs|sees? off|saw off|seen off|ward(?:s|ed) off|staves? off|dries up|dried up|wip(?:es|ed) out|demolish(?:es|ed)|tak(?:es|en|ing) care of|took care of|sees to|makes? short work of|unblocks|unblocked|unclogged|flattened|dampens|cuts down(?: on)?|lessens|lessened|brings? down|brought down|lowers?|lowered|treats|treated|treating|controls|controlled|controlling|manages|managed(?! to)|managing|prevents|prevented|preventing|cures|cured|relieves|' +
  'relieved|relieving|alleviates|alleviated|eases|eased|easing|fixed|fixes|tamed|calms|calmed|calming|clears|cleared|clearing|improves|improved|' +
  'helps|helped|helping|reduces|reduced|reducing|lifted|beats|combats|fights|fighting|healed|heals|sorted(?: out)?|zapped|touched|touches|touch|' +
  'nuked|banished|settled|stops|stopped|halved|work(?:s|ed|ing)? (?:\\S+ )?(?:for|on|against|wonders for)|vs|versus';
export const PURPOSE = [
  `(?:to|and|will|would|can|could|might|may|should|does|do|did|not|really) (?:really |actually |also |even )?(?:${TREATING})(?: with)?`,
  '(?<!(?:had|have|has|want|wanted|need|needed|decided|going|managed|like|trying) )to stop',
  `(?:${TREATED})(?: up| with| down)?`,
  '(?:put|started|went|gone|been|placed|given|prescribed)(?: (?:me|him|her|us))?(?: back)?(?: on)? (?:\\S+ ){1,3}?(?:after|following)',
  '(?:saved|saves|freed|frees|cured|cures|rescued|rid) (?:me|him|her|us) (?:from|of)|(?:help|helpful|aid) (?:for|with)',
  'treatments? (?:of|for)|therapy for|relief (?:from|of|for)|remed(?:y|ies) for|prophylaxis (?:of|for)|indicated for|against|cure for',
  '(?:good|great|brilliant|amazing|effective|excellent|fantastic|perfect|useful|useless|godsend|lifesaver|miracle|wonders|nothing|better|best|approved|licensed|something|anything|meds?|pills?|drugs?|tablets?|script|prescription|shot|shots|cream|drops) (?:for|against)',
  '(?:took|takes|take) away|(?:got|gets|get) rid of|(?:keeps?|kept|keeping) (?:me |him |her )?(?:free of|away)|(?:took|takes|take|taking|taken) the edge (?:\\S+ )?off(?: of)?|knock(?:s|ed) out|(?:kept|keeps|keep|keeping|got|gets|get|brought|has|have|had) (?=my \\S+ (?:under|in check|at bay))',
  '(?:use|used|uses|using|put|apply|applied|applying|rub|rubbed|rubbing) \\S+(?: \\S+)? (?:on|to|onto)(?= (?:my|the|his|her|our) )',
  '(?:suffer|suffers|suffered|suffering) (?:from|with)|history of|(?:pmhx?|hx|background|comorbidities|indication)(?: of| :| includes)?|(?<!no )known (?!to|for|side|about|issue)(?:case of )?|crippled (?:by|with)|plagued (?:by|with)|battling|living with|(?:patients?|people|man|woman|male|female|lady|gentleman|boy|girl|pt|\\d+ ?(?:yo )?[mf]|\\d+ yo|someone|anyone|somebody|those|adults|children) with',
].join('|');

/** Something is taken, or was written for it. */
export const TAKING =
  /\b(?:take|takes|took|taking|taken|use|uses|used|using|prescri\w+|given|giving|gave me|put (?:me |him |her )?(?:back )?on|been on|was on|is on|am on|are on|went on|go on|going on|start|starts|started|starting|script|tried|trying|try|mg|dose|treated|meds?|medicated|medication|need|needs|needed|required|requires|on)\b/;
/** Something is taken no more, or could not be done: what follows "because of" came from the medicine. */
export const STOPPING =
  /\b(?:stop|stops|stopped|stopping|quit|quitting|came off|come off|coming off|gave up|give up|switch\w*|swap\w*|discontinu\w*|ceased|drop|dropped|ditch\w*|bin|binned|wean\w*|taper\w*|lower\w*|reduc\w*|cut|halved|pulled|off|skip\w*|miss\w*|hospital\w*|admitted|not|unable|hate|ended|had to|withdr\w+|change|changed|never|left|lost|sick|hesita\w+|reluctant|scared|afraid|refus\w+|worried|wary|avoid\w*|nervous)\b/;

/** Words between a cue and the event that end its reach. */
export const STOPS =
  'i|it|he|she|they|we|you|u|which|that|got|get|gets|gave|gives|made|makes|had|has|have|having|is|are|was|were|be|been|felt|feel|caused|' +
  'causes|cause|developed|started|became|now|then|but|however|although|though|because|since|so|when|while|after|before|until|if|with|without|' +
  'ended|went|woke|broke|came|threw|experienced|noticed|suffering|suffered|by|from|[;:()-]|presented|at|did|does|do|will|can|could|would|this|what|who|giving|causing|lost|gained|where|making|getting|instead|despite|thanks|not|no|as|about|left|leaves|leaving|make|give|leave|except|besides|apart|turned|turns|says|said|warned|warns|watch|reckons|told|cost';
/** What is said of an illness on treatment. */
export const BETTER =
  'gone|better|much better|so much better|improved|under control|in check|at bay|cleared|cured|lifted|manageable|controlled|well controlled|bearable|liveable|in remission|stable|' +
  'clear|a doddle|a memory|a distant memory|a non issue|no more|so much calmer|quiet|quieter|quietest|easier|shrinking|shrunk|shrank|down(?! (?:to|my|the|both|one|his|her)\\b)|under control|managed|halved|calmer|calmed|behaving|tolerable|cleared up|a thing of the past|history|sorted|back|healed|improving|healing|clearing(?: up)?|going(?= (?:so|at last|away|slowly|nicely|now|since|and|but|,)(?!\\S)|$)|lifting|calming down|less';

/** Forms in -ed that describe an illness. */
export const PARTICIPLES =
  'suspected|confirmed|advanced|mixed|diagnosed|inflamed|enlarged|blocked|infected|pulled|strained|sprained|complicated|' +
  'related|generali[sz]ed|locali[sz]ed|elevated|raised|increased|delayed|impaired|impacted|ruptured|slipped|herniated|chipped|need';

/** Illnesses that people have before they take something, and that no side effect is called. */
export const ILLNESSES =
  '(?:(?:my|chronic|severe|mild|bad|recurrent|stage \\w+|metastatic|type (?:1|2|one|two)) )*(?:asthma|copd|lupus|ra|rheumatoid arthritis|' +
  'ms|multiple sclerosis|adhd|add|ocd|ptsd|bipolar(?: disorder)?|schizophrenia|fibro(?:myalgia)?|endo(?:metriosis)?|pcos|pmdd|' +
  'ibs|ibd|gord|gerd|bph|hypertension|hypo ?thyroid(?:ism)?|hyperthyroid(?:ism)?|(?:under|over)active (?:thyroid|bladder)|(?:high|raised) cholesterol|coeliac(?: disease)?|celiac(?: disease)?|narcolepsy|tourettes|autism|perimenopause|menopause|t2dm|t1dm|dm2|dm|htn|af|ihd|ckd|hfref|' +
  '(?:kidney|chest|ear|sinus|tooth|throat|water|urine|bladder) infection|strep(?: throat)?|tonsillitis|bronchitis|impetigo|scabies|ringworm|chlamydia|gonorrh?oea|syphilis|chicken ?pox|measles|mumps|croup|whooping cough|flu|covid|nits|worms|threadworms|' +
  "athlete 's foot|toothache|jet ?lag|(?:travel|motion|sea|morning) sickness|period (?:pain|cramp)s?|frozen shoulder|plantar fasciitis|bursitis|slipped disc|carpal tunnel|tennis elbow|asthmatic|insomniac|diabetic|epileptic|coeliac|poison ivy|nail fungus|" +
  "graves ' disease|graves ' ?|crohn 's(?: disease)?|crohns|ulcerative colitis|psoriasis|vitiligo|rosacea|epilepsy|diabetes|t1d|t2d|afib|a fib|atrial fibrillation|" +
  "hiv|hep(?:atitis)? [bc]|parkinson 's|parkinsons|alzheimer 's|alzheimers|myeloma|leuk(?:a)?emia|lymphoma|melanoma|ankylosing spondylitis|" +
  "sjogren 's|hashimoto 's|hashimotos|graves|gout|sciatica|arthritis|osteoarthritis|osteoporosis|(?:breast|lung|prostate|testicular|colon|bowel|ovarian|skin) cancer|cancer|tumou?r|" +
  'uti|malaria|tb|tuberculosis|h pylori|glaucoma|cystic fibrosis|sickle cell(?: disease)?|hay ?fever|pneumonia|shingles)';
