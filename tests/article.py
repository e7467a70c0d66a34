"""An article of five lines that the tests of several repairs mangle."""

TITLE = "How the village of Amberley got its bridge back"
FIRST = "The old bridge over the Tarn is open again, and the first to cross it was a farmer with eleven goats."
SECOND = (
    "It had been closed for three years, ever since the spring flood took two of its arches. The council wanted to "
    "replace it with a ferry. The people of Amberley did not."
)
THIRD = "Work began in March with a loan from the county, forty volunteers and a crane that nobody knew how to drive."
LAST = "On Friday the ferry makes its last trip, and the ferryman will be given the bridge's oldest stone."
