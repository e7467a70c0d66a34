"""Words that change what a sentence says: where two paragraphs differ in one of them, they are not copies.

The lists are English, and short: they guard the comparison of paragraphs that share most of their words, where a
false verdict would remove text. Other languages are guarded by numbers and names alone, and by `duplicates` asking
for many small differences.
"""

from __future__ import annotations

from collections.abc import Mapping

NEGATIONS: frozenset[str] = frozenset(
    """
    no not nor never none nobody nothing nowhere neither cannot without hardly barely scarcely unless
    isnt arent wasnt werent dont doesnt didnt hasnt havent hadnt wont wouldnt cant couldnt shouldnt mustnt neednt
    nicht kein keine keinen keiner keinem nie niemals ohne ne pas jamais sans sin nunca jamás ningún ninguna
    non mai senza não sem nem niet geen nooit zonder nie bez не нет ни никогда без değil yok hiç
    """.split()
)
"""Compared as such: copies have the same, as often."""

NUMBER_WORDS: frozenset[str] = frozenset(
    """
    zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion
    second third fourth fifth sixth seventh eighth ninth tenth half quarter double triple twice dozen percent
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend million millionen milliarde milliarden
    deux trois quatre cinq sept huit neuf dix cent mille dos tres cuatro cinco seis siete ocho nueve diez cien mil
    due tre quattro cinque sei sette otto nove dieci cento dois duas três quatro sete oito dez twee drie vier vijf zes
    zeven acht negen tien dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć два три четыре пять шесть семь
    восемь девять десять iki üç dört beş alti yedi sekiz dokuz on yüz bin
    """.split()
)
"""Numbers in words, but for those that are articles too."""

_GROUPS = """
    he she they it i we you
    him her them me us
    his hers their its my our your
    man woman boy girl
    men women boys girls
    male female
    father mother
    son daughter
    brother sister
    husband wife
    uncle aunt
    king queen
    north south east west
    northern southern eastern western
    left right
    up down
    above below
    over under
    before after
    early late
    earlier later
    first last next previous
    inside outside
    indoor outdoor
    front back rear
    top bottom
    upper lower middle
    high low
    higher lower
    highest lowest
    more less fewer
    most least
    many few
    all some none
    always sometimes never
    everyone someone nobody
    maximum minimum
    increase decrease
    increases decreases
    increased decreased fell
    rise fall
    rises falls
    rose fell
    rising falling
    gain loss
    gained lost
    win lose
    won lost
    victory defeat
    buy sell
    bought sold
    import export
    imports exports
    open closed
    opened closed
    opening closing
    start end
    started ended
    began ended
    on off
    in out
    with without
    for against
    to from
    true false
    yes no
    good bad
    best worst
    better worse
    large small
    big small
    large little
    larger smaller
    long short
    longer shorter
    tall short
    wide narrow
    thick thin
    deep shallow
    heavy light
    dark light
    hard soft
    hot cold warm cool mild
    wet dry
    fast slow
    young old
    new old
    rich poor
    strong weak
    full empty
    public private
    local national international regional federal
    urban rural
    domestic foreign
    legal illegal
    possible impossible
    able unable
    likely unlikely
    positive negative
    active passive
    internal external
    red blue green yellow black white brown grey gray orange purple pink
    spring summer autumn winter fall
    morning afternoon evening night noon midnight
    day week month year hour minute decade century
    days weeks months years hours minutes decades centuries
    daily weekly monthly yearly annual quarterly
    today yesterday tomorrow
    metre mile kilometre inch foot
    metres miles kilometres inches feet
    kilogram gram pound ounce litre
    dollar euro pound yen
    breakfast lunch dinner
    beef pork chicken lamb fish
    cat dog horse
    cats dogs horses
    buyer seller
    tenant landlord
    lender borrower
    employer employee
    employers employees
    teacher student
    teachers students
    doctor patient
    plaintiff defendant
    parent child
    parents children
    tea coffee
    gold silver bronze
    arrive depart
    arrival departure
    accept reject
    accepted rejected
    approve reject
    approved rejected
    pass fail
    passed failed
    allow forbid
    allowed forbidden prohibited
    include exclude
    included excluded
    love hate
    guilty innocent
    alive dead
    life death
    born died
    war peace
    friend enemy
    question answer
    cause effect
    theory practice
    land sea air
    sugar salt flour butter
    primary secondary
    senior junior
"""


def _groups_of_words() -> dict[str, frozenset[int]]:
    groups: dict[str, frozenset[int]] = {}
    for number, group in enumerate(_GROUPS.strip().split("\n")):
        for word in group.split():
            groups[word] = groups.get(word, frozenset()) | {number}
    return groups


CONTRASTS: Mapping[str, frozenset[int]] = _groups_of_words()
"""For a word the numbers of the groups that it is in: two words of one group exclude each other."""

OPENERS: frozenset[str] = frozenset(
    """
    a an the this that these those there here it its he she they we you i his her their our your my one
    and but or so yet for nor also however moreover furthermore besides still nevertheless nonetheless meanwhile
    otherwise therefore thus hence then now once when whenever where while whereas although though even if unless
    because since as after before until till by with within without in on at from to of about above across along
    among around behind below between beyond despite during except inside into like near off onto out outside over
    past through throughout toward towards under up upon via what who whom whose which why how all any both each
    every many most much more less few several some such other another others according additionally instead indeed
    perhaps maybe again just only not no nothing almost already always often sometimes recently lately today
    currently presently finally lastly ultimately eventually first firstly second secondly third next last later
    earlier soon to do does did is are was were be been being has have had can could will would shall should may
    might must let lets people folks researchers scientists experts officials critics authorities investigators
    specialists professionals employees workers staff companies firms corporations businesses government governments
    police residents consumers customers users clients students teachers parents children women men individuals
    persons lots plenty numerous countless various different certain key main major important large big small new old
    good great better best high low long short early late young local national global international public private
    make making use using utilizing get getting take taking give giving based given considering regarding
    """.split()
)
"""Words that begin sentences, and that a capital there does not make a name."""
