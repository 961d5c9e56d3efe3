"""A habit, and an attack that is judged or defied, are no news of force; what is done now is."""

import pytest

from tocsin.core.tagging.in_general import is_in_general

GENERAL = [
    ("He quoted estimates that 1,000 soldiers were being killed every day.", "killed"),
    ("Russian drones routinely cross into Moldova.", "cross"),
    ("Snipers often, he said, fire on the ambulances.", "said, fire"),
    ("Every night the guns shell the port and people sleep in the metro.", "shell"),
    ("Two hundred shells a day fall on the town, and 30 people a week are killed.", "killed"),
    ("Whenever the truce fails, jets bomb the tunnels.", "bomb"),
    ("The militia usually attacked at dawn.", "attacked"),
    ("On average, 40 drones hit the country's grid.", "hit"),
    ("Air strikes can't stop the music at a Kharkiv cellar.", "strikes"),
    ("Missile attacks have not dampened the carnival in Odesa.", "attacks"),
    ("Shelling of the valley failed to deter its wine makers.", "Shelling"),
    ("The war won't cancel the town's carnival, says its mayor.", "war"),
    ("Israeli attacks on Gaza's hospitals amounted to war crimes, the panel said.", "attacks"),
    ("The siege of the town may constitute a crime against humanity.", "siege"),
    ("The strike on the school was a clear violation of international law, she said.", "strike"),
    ("The flank has been stronger since Russia invaded Ukraine, and a staff opened on Tuesday.", "invaded"),
    ("The well has been dry since jets bombed its pump.", "bombed"),
    ("A law allows the army to shoot down drones that enter its airspace, he explained on Tuesday.", "enter"),
    ("We are a state at the front, and Russian missiles breach our airspace.", "breach"),
    ("Most nights, drones attack the town.", "attack"),
    ("Rockets fall on the town so often that its bakery has moved.", "fall"),
    ("A hospice cares for soldiers wounded at the front; those killed are buried beside it.", "killed"),
    ("Soldiers wounded at the front are treated here.", "wounded"),
    ("He spoke of how his agents killed a scientist.", "killed"),
    ("The schools study how the drones struck the field.", "struck"),
    ("The president dismissed his army chief on Tuesday, weeks after clashes in Nasir.", "clashes"),
    ("An exhibition shows how snipers killed children in Sarajevo.", "killed"),
    ("The raids violated the conventions of Geneva, a lawyer said.", "raids"),
]

NOW = [
    ("Eleven soldiers were killed on Monday.", "killed"),
    ("The town is shelled every day since the truce fell on Sunday.", "shelled"),
    ("Russian drones crossed into Moldova overnight.", "crossed"),
    ("The militia attacked at dawn.", "attacked"),
    ("Air strikes did not stop the advance of the rebels.", "strikes"),
    ("The missiles could not stop Hezbollah from firing.", "missiles"),
    ("The strike killed nine; a judge called it a crime.", "strike"),
    ("An attack on the port violated the truce of Sunday.", "attack"),
    ("Jets attacked the port a day after the talks.", "attacked"),
    ("He has been missing since Thursday when rebels attacked the mine.", "attacked"),
    ("The mine has been shut since gunmen attacked it on Monday.", "attacked"),
    ("Drones attack the town and kill nine.", "attack"),
    ("Nine soldiers wounded in the raid were treated in Goma.", "wounded"),
    ("A man told how rebels shot at buses on Tuesday.", "shot"),
    ("Gunmen who stormed the hotel hold nine people.", "stormed"),
    ("The talks began hours after jets bombed the port.", "bombed"),
    ("Rebels increasingly attacked convoys this week.", "attacked"),
]


def general(text, words):
    at = text.index(words) + words.rindex(" ") + 1 if " " in words else text.index(words)
    return is_in_general(text, at, at + len(words.split()[-1]))


@pytest.mark.parametrize(("text", "words"), GENERAL)
def test_a_habit_or_a_judged_act_is_told_in_general(text, words):
    assert general(text, words)


@pytest.mark.parametrize(("text", "words"), NOW)
def test_an_act_of_these_days_is_not(text, words):
    assert not general(text, words)


def test_the_first_words_of_a_story_may_tell_one_act_in_the_present():
    text = "Former rebels attack Abidjan's bases."
    assert is_in_general(text, 14, 20)
    assert not is_in_general(text, 14, 20, opens=True)
