"""Function words, which running text has many of and labels have few of; the most frequent ones of each language.

They are facts of the languages, written down for this project. A word of one that means something in another is left
out where it names what menus name.
"""

from __future__ import annotations

_BY_LANGUAGE = {
    "en": """the of and to in that is was for it with as his on be at by had not are but from or have an they which one
        you were her all she there would their we him been has when who will more no if out so said what up its about
        into than them can only other some could these two may then do any my now such our over me even most made after
        did many before must through where much your should because each just those how too under very""",
    "de": """der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat
        dass sie nach wird bei einer um am sind noch wie einem über einen zum war haben nur oder aber vor zur bis mehr
        durch sein wurde sei wenn ich wir ihr kann man ja was""",
    "fr": """de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont mais comme ou
        si leur dont aux avec cette ces nous vous elle je son sa ses on été ont être""",
    "es": """que el los del las por para con una su al lo pero sus este porque esta entre cuando muy sin sobre también
        hasta hay donde quien desde todo nos es fue más como ha""",
    "it": """di che è il per mi sono non ma ho lo si ti con cosa come della dei gli anche nel alla questo delle nella
        più dal sul una""",
    "pt": """do da em um uma com não os no na mais dos foi ao ele tem à seu sua ou ser quando há já está eu só pelo pela
        até isso são das aos""",
    "nl": """het een dat op te zijn met voor niet aan er om ook dan maar bij uit nog naar wordt door ze hij van werd""",
    "pl": """nie się jest jak od za przez po dla są tym co ale czy tak już tylko być który która które oraz został""",
    "ru": """и в не на я что тот быть с он а как это по но они к у из мы за так от же вы бы для о его до все или если
        было был была их также""",
    "tr": """ve bir bu için ile çok daha olarak gibi ama ne kadar var olan sonra değil""",
    "sv": """och att det som på är av för den till inte har ett han jag om från vid""",
    "no": """og til er på av ikke har et fra ble men""",
    "da": """af blev også efter""",
    "fi": """ja on ei että se oli hän ovat mutta kun myös niin""",
    "cs": """je že byl jako jsou také který při nebo""",
    "hu": """az és hogy nem egy volt meg csak""",
    "ro": """și că cu pe este mai nu din sau fost""",
    "uk": """та що з як це від було й""",
    "el": """και το να του η της με που για στο είναι από την στην""",
    "ar": """في من على أن إلى عن مع هذا هذه التي الذي كان""",
    "fa": """و در به از که این را با است برای""",
    "he": """של על את הוא היא לא עם כי זה""",
    "hi": """के में है की और से को का पर ने कि""",
    "id": """yang dan di dengan untuk ini dari itu pada dalam tidak""",
    "vi": """và của là có cho không được với các một những""",
    "ko": """이 그 및 수 것 등""",
}

FUNCTION_WORDS: frozenset[str] = frozenset(word for words in _BY_LANGUAGE.values() for word in words.split())
