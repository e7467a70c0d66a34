"""The English words that the repairs of characters trust: those of the language model, and words with accents."""

from __future__ import annotations

from functools import cache
from pathlib import Path

# What English writes with accents and the language model, which was counted on plain text, mostly lacks.
_ACCENTED = """
à açaí adiós ångström appliqué après attaché beyoncé blasé bogotá boléro brontë brûlée
café cafés cádiz cachaça canapé canapés céline cézanne château châteaux chloë cliché clichéd clichés
communiqué communiqués córdoba cortège coupé crèche crème crêpe crêpes crudités curaçao dalí décor déjà derrière détente
doppelgänger düsseldorf éclair éclairs éclat élan élite émigré émigrés entrée entrées exposé façade façades fête fêted
fiancé fiancée flambé françois françoise garçon glacé gödel göteborg habitué hôtel ingénue
jalapeño jalapeños josé lamé macramé malmö málaga maître mañana mélange ménage méxico mêlée montréal moët naïve naïvely
naïveté niño niños noël né née outré papier-mâché passé pâté pâtés pâtissier piña piñata piñatas pokémon précis protégé
protégée protégés purée puréed québec québécois raison renée résumé résumés risqué rosé roué sautéed
sauté señor señora señorita smörgåsbord soirée soirées soufflé soufflés soupçon tête touché über voilà zoë zürich
""".split()


@cache
def english_words() -> frozenset[str]:
    """Give the words, small, with straight apostrophes; among them contractions and possessives."""
    from textmend.spin.language_model import LanguageModel

    model = LanguageModel(Path(__file__).parents[1] / "_data" / "language_model.bin")
    return frozenset(model.ids) | frozenset(_ACCENTED)
