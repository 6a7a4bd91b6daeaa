"""Denmark's 98 municipalities by their four-digit code, as in force since 2007."""

import re

from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.records.choices import Choice, NotAChoiceError
from outreach_cli.records.label import Label

# In the Danish alphabet's order, aa being å: to sort them would take longer than all the rest here.
_NAMES = """
0165 Albertslund|0201 Allerød|0420 Assens|0151 Ballerup|0530 Billund|0400 Bornholm|0153 Brøndby
0810 Brønderslev|0155 Dragør|0240 Egedal|0561 Esbjerg|0563 Fanø|0710 Favrskov|0320 Faxe|0210 Fredensborg
0607 Fredericia|0147 Frederiksberg|0813 Frederikshavn|0250 Frederikssund|0190 Furesø|0430 Faaborg-Midtfyn
0157 Gentofte|0159 Gladsaxe|0161 Glostrup|0253 Greve|0270 Gribskov|0376 Guldborgsund|0510 Haderslev
0260 Halsnæs|0766 Hedensted|0217 Helsingør|0163 Herlev|0657 Herning|0219 Hillerød|0860 Hjørring|0316 Holbæk
0661 Holstebro|0615 Horsens|0167 Hvidovre|0169 Høje-Taastrup|0223 Hørsholm|0756 Ikast-Brande|0183 Ishøj
0849 Jammerbugt|0326 Kalundborg|0440 Kerteminde|0621 Kolding|0101 København|0259 Køge|0482 Langeland
0350 Lejre|0665 Lemvig|0360 Lolland|0173 Lyngby-Taarbæk|0825 Læsø|0846 Mariagerfjord|0410 Middelfart
0773 Morsø|0707 Norddjurs|0480 Nordfyns|0450 Nyborg|0370 Næstved|0727 Odder|0461 Odense|0306 Odsherred
0730 Randers|0840 Rebild|0760 Ringkøbing-Skjern|0329 Ringsted|0265 Roskilde|0230 Rudersdal|0175 Rødovre
0741 Samsø|0740 Silkeborg|0746 Skanderborg|0779 Skive|0330 Slagelse|0269 Solrød|0340 Sorø|0336 Stevns
0671 Struer|0479 Svendborg|0706 Syddjurs|0540 Sønderborg|0787 Thisted|0550 Tønder|0185 Tårnby
0187 Vallensbæk|0573 Varde|0575 Vejen|0630 Vejle|0820 Vesthimmerlands|0791 Viborg|0390 Vordingborg|0492 Ærø
0580 Aabenraa|0851 Aalborg|0751 Aarhus
"""
MUNICIPALITIES: dict[str, str] = {
    entry[:4]: entry[5:] for line in _NAMES.split("\n") for entry in line.split("|") if entry
}
"""Code → name, in the Danish alphabet's order."""
_LABELS = {code: Label(name, name) for code, name in MUNICIPALITIES.items()}


class Municipality(Choice):
    """One of the 98, written as its name, with or without „Kommune", or its code; stored as the code."""

    def __init__(self) -> None:
        super().__init__(Label("kommune", "municipality"), _LABELS)
        self.example = "Aalborg"

    def read(self, text: str) -> str:
        said = re.sub(r"s? (kommune|municipality)$", "", fold_case(text))
        for tried in (text, said, said + "s", said.zfill(4) if said.isdigit() else said):
            code = self.find_key(tried)
            # Aa and Å are two letters in a municipality's name: "Ålborg" is asked about, not taken
            if code and fold_case(tried).count("å") <= fold_case(MUNICIPALITIES[code]).count("å"):
                return code
        raise NotAChoiceError(text, what=self.what, nearest=self._find_nearest(said), known="0101–0860")

    def _find_nearest(self, text: str) -> list[str]:
        return find_nearest(text, MUNICIPALITIES.values())

    @property
    def points_at(self) -> str:
        return "municipality (code)"

    def check(self, column: str) -> str:
        return f"length({column}) = 4"
