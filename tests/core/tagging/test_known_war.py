"""A war that goes on is known wherever it is named; how it breaks out, is declared or grows is news."""

import pytest

from tocsin.core.tagging.known_war import is_known_war

KNOWN = [
    ("The general lists the arms that could help Kyiv in the war with Russia.", "war"),
    ("A brigade was raised during its ongoing war with Hamas.", "war"),
    ("Russia's brutal ongoing invasion of Ukraine has filled the hospitals.", "invasion"),
    ("Kyiv marks more than two years into Russia's devastating invasion.", "invasion"),
    ("Nearly three years into the war, Ukraine still asks for shells.", "war"),
    ("He would be the fourth Irishman to die fighting in the war in Ukraine.", "war"),
    ("Grain prices fell for the first time since Russia launched its full-scale invasion.", "invasion"),
    ("The bakery has worked every night since the war began.", "war"),
    ("Before the war broke out she taught the violin.", "war"),
    ("It was the 612th day of the war with Russia.", "war"),
    ("Ministers spoke of the four-year-old war between Sudan's army and the RSF.", "war"),
    ("Months of war between the generals have emptied Khartoum.", "war"),
    ("A war between two generals that has killed 60,000 people goes on unseen.", "war"),
    ("A conflict with Tigray, now in its third month, has shut the schools.", "conflict"),
    ("War in Sudan has killed 60,000, a charity says.", "War"),
    ("His country's war against Hamas is in full compliance with the law, he said on Wednesday.", "war"),
    ("Amid war between the neighbours, a bridge is painted.", "war"),
    ("The singer fled the long, bitter war in Syria.", "war"),
    ("The war against Ukraine will be talked about on Tuesday.", "war"),
    ("Vladimir Putin's invasion of Ukraine changed the alliance, he writes.", "invasion"),
    ("The hostilities between the two states hurt trade.", "hostilities"),
    ("How war in Yemen changed a kitchen.", "war"),
    ("Ministers' talks about a war with Iran which began in June went on.", "war"),
]

TOLD = [
    ("War between India and Pakistan broke out on Tuesday.", "War"),
    ("Ethiopia has declared war on Eritrea.", "war"),
    ("Russia's invasion of Ukraine began at dawn.", "invasion"),
    ("The war between Israel and Hezbollah began on Monday.", "war"),
    ("Russia launched its invasion of Ukraine from three sides.", "invasion"),
    ("Israel has expanded its invasion of southern Lebanon.", "invasion"),
    ("Israel's ground invasion of Lebanon widened with a second division.", "invasion"),
    ("On the third day of the war with Iran, bridges fell.", "war"),
    ("Hours into the invasion of Georgia, tanks stood in Gori.", "invasion"),
    ("The neighbours are at war with each other.", "war"),
    ("A new war between Chad and Sudan is under way.", "war"),
    ("Sudan slides into an all-out war.", "war"),
    ("The war in Lebanon has spread to the north.", "war"),
    ("Troops crossed the river in a full-scale invasion of Chad.", "invasion"),
    ("Chad has ordered the invasion of Sudan.", "invasion"),
    ("Chad's parliament authorised an invasion of Sudan.", "invasion"),
    ("Their second war with Chad began on Sunday.", "war"),
    ("The latest invasion of the valley by rebels came at night.", "invasion"),
    ("Chad announced a war on Sudan's rebels.", "war"),
    ("Sudan's army stormed the town.", "stormed"),
    ("An invasion of the Kurds' hills by Turkish tanks drove thousands out.", "invasion"),
]


def known(text, word):
    at = text.index(word)
    return is_known_war(text, at, at + len(word))


@pytest.mark.parametrize(("text", "word"), KNOWN)
def test_a_war_that_goes_on_is_known(text, word):
    assert known(text, word)


@pytest.mark.parametrize(("text", "word"), TOLD)
def test_a_war_that_begins_or_grows_is_told(text, word):
    assert not known(text, word)
