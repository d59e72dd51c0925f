/** Word lists of the rules for whose event it is, as alternatives of regular expressions over plain text. */

const KIN =
  'mom|moms|mum|mums|mam|mama|mommy|mummy|mother|mothers|dad|dads|daddy|father|papa|pops|parents?|other half|old man|husband|hubby|hubs|hubster|dh|dw|ds|dd|dp|sil|bil|fil|wife|wifey|' +
  'missus|spouse|partner|boyfriend|girlfriend|bf|gf|fiancee?|son|sons|daughter|daughters|child|children|kids?|kiddos?|' +
  'baby|babies|toddler|infant|newborn|little (?:one|man|lad|boy|girl)|wee (?:one|man|lad|boy|girl)|eldest|oldest|youngest|middle (?:one|child)|bub|lass|brother|bro|sister|sis|siblings?|twins?|gran|granny|gramps|grams|nonna|oma|opa|abuela|grandma|grandmother|' +
  'nan|nana|nanna|(?:great )?(?:grandad|granddad|grandpa|grandfather)|grandparents|grandson|granddaughter|grandchild|godson|goddaughter|stepkids|aunts?|auntie|aunty|uncles?|' +
  'cousins?|nieces?|nephews?|in laws|mil|step ?(?:mom|mum|mother|dad|father|son|daughter|brother|sister|kids?|child)';
const ACQUAINTANCES =
  'ex|family|relatives?|friends?|besties?|bff|mates?|buddy|buddies|pal|pals|roommates?|flatmate|housemate|neighbou?rs?|co ?workers?|colleagues?|' +
  'boss|classmates?|teacher|students?|clients?|customers?|acquaintance|landlord|manager|teammate|trainer|hairdresser|barber|cleaner|lodger|supervisor|tutor|coach|fella|bridesmaid|godmother|godfather';
const ANIMALS =
  'dogs?|cats?|puppy|puppies|pup|kitten|kittens|kitty|horse|pony|rabbit|bunny|hamster|pets?|parrot|ferret|goat|cow|sheep|' +
  'mare|gelding|foal|hens?|chickens|alpaca|donkey|collie|lurcher|pug|greyhound|whippet|retriever|dachshund|chihuahua|husky|bulldog|budgie|tortoise|moggy|tabby|guinea pigs|beagle|labrador|terrier|poodle|spaniel|mice|rats|mouse|rat|guinea pig';
/** Whoever needs a word before it ("my boy"): alone it addresses somebody. */
const ADDRESSED =
  'guys?|lad|lads|boys?|girls?|m[ae]n|wom[ae]n|lady|ladies|gentleman|person|chap|bloke|dude|teen|teenagers?|folks?|teens|' +
  'patients|(?<=(?:one|another|some|each|(?:saw|had|treated|nursed|met) a) )patient|participants?|subjects|users?|volunteers?|member|members|actress|actor|celebrity|influencer|survivors?|poster|' +
  'redditor|relative|toddlers|couple|passengers?|residents?|inmates?|pupils?|soldiers?|nurses|carers|sufferer|runner|fella|fellow|\\d+ ?(?:year|yr|month|yrs) ?olds?|\\d+ ?yo|year old|yr old|yo|kid|child|patient of mine|patient of ours|victims?|twins';
/** Common given names that are no other word. */
export const NAMES =
  'sarah|emma|laura|rachel|hannah|jessica|jess|katie|kate|lucy|sophie|olivia|chloe|megan|amy|anna|lisa|karen|susan|linda|julie|helen|jane|claire|clare|nicola|michelle|debbie|sharon|tracy|barbara|margaret|' +
  'maria|fatima|priya|aisha|emily|charlotte|rebecca|becky|ellie|molly|zoe|natalie|stephanie|steph|john|dave|david|mike|michael|paul|steve|stephen|peter|james|tom|thomas|andy|andrew|chris|matt|matthew|' +
  'dan|daniel|ben|sam|alex|jake|josh|ryan|kevin|gary|brian|ian|simon|tony|martin|george|harry|oliver|liam|noah|ethan|ahmed|ali|mohammed|carlos|jose|raj|ravi|barney|bella|luna|milo|rex|fido|rufus|alfie|monty|dexter|maggie|oscar|poppy|archie|freddie|winston|stan|sandra|jenny|julia|maureen|doreen|pauline|derek|keith|trevor|nigel|graham|neil|phil|stuart|gemma|kelly|kayla|ashley|tyler|brandon|justin|buddy boy';
/** Many, or nobody in particular. */
const GROUPS =
  'people|ppl|patients|participants|subjects|volunteers|others|someone|somebody|everyone|everybody|users|women|men|adults|folks|' +
  'recipients|children|teenagers|veterans|test subjects|trial members|most of us|sufferers|takers|toddlers|pensioners|seniors|passengers|residents|inpatients|pupils|recruits|soldiers|players|folk';

export const KNOWN = `(?:mother|father|sister|brother|son|daughter) in law|${KIN}`;
export const WITH_ARTICLE = `${ACQUAINTANCES}|${ANIMALS}|${ADDRESSED}`;
export const CROWD = GROUPS;

export const POSSESSIVES = 'my|our|his|her|their|your|ur|whose';
export const ARTICLES =
  'a|an|the|this|that|these|those|one|some|another|two|three|four|five|several|many|most|few|both|other|certain|half|every|each';

export const CLINICIANS =
  'doctors?|docs?|dr|gp|md|nurse|np|pharmacist|chemist|psychiatrist|psych|pdoc|dentist|derm|dermatologist|oncologist|consultant|' +
  'specialist|therapist|midwife|surgeon|neuro|neurologist|cardiologist|endo|rheum\\w*|urologist|optician|physician|counsellor|gyn|gynae|obgyn|ob';

/** Verbs of saying and seeing: who does it need not have the event. */
export const SPEECH =
  'says?|said|thinks?|thought|tells?|told|swears?|reckons?|ask(?:s|ed)?|notic(?:es|ed)|insist(?:s|ed)|warn(?:s|ed)|' +
  'recommend(?:s|ed)|suggest(?:s|ed)|claim(?:s|ed)|complain(?:s|ed)|jok(?:es|ed)|mention(?:s|ed)|worr(?:ies|ied)|want(?:s|ed)|' +
  'knows?|knew|call(?:s|ed)|gave me|bought|drove|point(?:s|ed) out|keeps? (?:saying|asking|telling|pointing)|hates?|loves?|' +
  'looked at|looks at|saw|sees|found me|caught|found|laugh(?:s|ed)|believes?|assum(?:es|ed)|wond(?:ers|ered)|convinced|' +
  'is (?:worried|convinced|sure|scared|concerned)|was (?:worried|convinced|sure|scared|concerned)|heard|read|had to|has to|made me|lets|let|helped|helps|can not believe|can see|could see|could tell|can tell';

/** After these stands somebody who is spoken to or of, or who is only there. */
export const BYSTANDING =
  'in|of|has|to|with|about|at|from|on|by|like|than|near|after|before|beside|around|without|for|told|tell|telling|tells|ask|asked|asking|' +
  'text|texted|texting|call|called|calling|show|showed|showing|scare|scared|scaring|scares|hit|thank|thanks|hug|hugged|see|saw|' +
  'love|loved|lost|woke|wake|waking|bit|annoy|annoyed|annoying|kept|keep|keeping|snapped|yelled|warn|warned|kicked|kissed|hi|hey|hello|dear|morning|' +
  'hate|know|knows|knew|seeing|ok|worry|worrying|worried|kill|miss|into|over|behind|against|as|sorry|upset|upsetting';
/** After these stands who has the event. */
export const CAUSING =
  'gave|gives|give|given|giving|made|makes|make|making|caused|causes|cause|causing|left|leaves|sent|turned|turns|had|knocked|knocks|got|gets';

/** A verb: what stands after it belongs no longer to the words before it. */
export const VERBS =
  'took|take|takes|taking|got|get|gets|getting|had|have|has|having|gave|gives|give|made|make|makes|making|is|are|was|were|been|' +
  'am|felt|feel|feels|feeling|started|began|went|go|goes|going|came|come|caused|causes|cause|developed|became|woke|broke|tried|try|did|does|do|used|use|said|says|can|could|will|would|may|might|ended';

const AGED = '(?:male|female|man|woman|gentleman|lady|boy|girl|infant|child|patient)';
const RELATIVE =
  '(?:mother|father|husband|son|daughter|wife|spouse|parent|sister|brother|mum|mom|dad|partner|carer|caregiver|family)';

/** A report about one patient, by whoever: "he" and "she" are that patient. */
export const CASE_REPORT = new RegExp(
  '\\b(?:' +
    [
      'the (?:patient|pt|consumer|caller|reporter|resident|infant)',
      '(?<!\\b(?:as|for|another|fellow|every|my|like|other|a|one|some|each|first|per) )(?:patient|pt|consumer|reporter|resident|caller)(?! (?:of mine|of ours|leaflet|information))',
      `(?<!\\bmy )\\d+ ?(?:years?|yrs?|months?|weeks?|days?) ?old (?:\\w+ )?(?:\\w+ )?(?:${AGED}|m|f|student|smoker|person)`,
      `(?<!\\bmy )\\d+ ?(?:yo|yrs?|years?) (?:m|f|${AGED})`,
      `(?:${AGED}|(?<!\\bmy )${RELATIVE}) (?:of |aged |, |\\( )?\\d+`,
      `a (?:man|woman) in (?:his|her)|(?:elderly|adult|young|adolescent|pregnant|middle aged) ${AGED}`,
      '\\( ?[mf] ?, ?\\d+|\\( ?\\d+ ?,? ?[mf] ?\\)|[mf] ?, ?\\d+',
      `(?<!\\bmy )(?:${RELATIVE}|physician|doctor|nurse|pharmacist|hcp|rn|gp|dentist|physio) (?:reports?|reported|states|stated|notic\\w+|noted|notes|describ\\w+|concerned)`,
      `on behalf of|(?:posting|writing|asking) for (?:my|mum|dad)|${RELATIVE} here`,
    ].join('|') +
    ')(?!\\w)',
);

/** What a clinician writes of "him" or "her" without saying who that is. */
export const CLINICAL =
  /(?<!\S)(?:on (?:examination|review|admission|questioning)|o \/ e|in clinic|secondary to|commencement of|found to be|not excluded|(?:he|she|and|who|mrs \S+|mr \S+) (?:also )?(?:describes|reports|endorses|denies|complains of|presented|attended|was (?:commenced|treated|admitted|started|given|initiated|switched|reviewed|discharged|noted|loaded|prescribed)))(?!\S)/;
