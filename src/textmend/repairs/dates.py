"""What a date looks like when it stands in a line of its own: names of months and days in ten languages."""

from __future__ import annotations

from collections.abc import Iterable

import regex

# Genitives and abbreviations as dates have them; written as `textmend.repairs.phrases.fold` leaves them, which
# makes of a dotless i one with a dot.
MONTHS: frozenset[str] = frozenset(
    """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    januar jänner februar märz mai juni juli oktober dezember mär okt dez
    janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre decembre
    janv févr avr juil déc
    enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
    ene abr ago dic
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug set ott
    janeiro fevereiro março marco maio junho julho setembro outubro novembro dezembro fev out
    januari februari maart mei augustus mrt
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    янв фев мар апр июн июл авг сен сент окт ноя дек
    ocak şubat mart nisan mayis haziran temmuz ağustos eylül ekim kasim aralik
    """.split()
)

WEEKDAYS: frozenset[str] = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles jueves viernes sábado domingo
    lunedì martedì mercoledì giovedì venerdì sabato domenica
    segunda-feira terça-feira quarta-feira quinta-feira sexta-feira
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    poniedziałek wtorek środa czwartek piątek sobota niedziela
    понедельник вторник среда четверг пятница суббота воскресенье
    pazartesi sali çarşamba perşembe cuma cumartesi pazar
    """.split()
)


def _any_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


_MONTH = rf"{_any_of(MONTHS)}\.?"
_YEAR = r"(?:1[5-9]|2[01])\d\d"
_DAY = r"[0-3]?\d"
_TIME = r"[0-2]?\d[:.h][0-5]\d(?::[0-5]\d)?(?:\s?(?:[ap]\.?m\.?|uhr))?(?:\s(?:gmt|utc|bst|[ecmp][sd]?t|cest?|msk))?"
_DATE = (
    rf"(?:(?P<weekday>{_any_of(WEEKDAYS)})[.,]*\s(?:den\s|le\s|the\s)?)?"
    r"(?:"
    rf"{_MONTH}\s{_DAY}(?:st|nd|rd|th)?,?\s(?P<year>{_YEAR})"
    rf"|{_DAY}(?:st|nd|rd|th|er|\.|º|°)?\s(?:de\s|of\s)?{_MONTH},?\s(?:de\s|del\s)?(?P<year>{_YEAR})(?:\s(?:г\.?|года|r\.))?"
    rf"|(?P<year>{_YEAR})[-/.][01]?\d[-/.]{_DAY}"
    rf"|{_DAY}[-/.]{_DAY}[-/.](?P<year>{_YEAR})"
    r")"
    rf"(?:(?:[,|]|\s-|t)?\s?(?:at\s|um\s|à\s|a\slas\s|alle\s|às\s|o\s|om\s|в\s|saat\s)?{_TIME})?"
)

DATE: regex.Pattern[str] = regex.compile(rf"(?<!\w){_DATE}(?!\w)")
"""A day with its year, perhaps with the weekday and the time, in folded text; groups `weekday` and `year`."""
