"""Made-up posts: sentences people in this work might write, put together by a seeded chance."""

from __future__ import annotations

from random import Random

from common.markdown import render, text_of, words_in

SENTENCES = """\
Our outreach team went door to door with the survey, and half of the households told us about the bus.
We asked the patient council before we wrote a single question, and it changed all of them.
The pharmacy two blocks away closed in spring, so people walk an hour or do without.
What helped was to pay the residents who came to the meeting for their time.
We have the numbers by ZIP code now, and they say what the elders said ten years ago.
The landlord answers when the clinic writes, never when the tenant does.
Three of our nurses grew up here; nobody had asked them.
I would not call it a lack of trust. They remember what was done to them.
Our board read the history of the neighborhood together, a chapter a month.
The food bank moved its hours to the evening, and the line was twice as long.
We tried it with one provider and one afternoon before we asked anybody else to change.
It failed: nobody came, because we had put the table behind the security desk.
The interpreter is booked first now, and the appointment second.
A cousin told a cousin, which worked better than all our flyers.
Who decides where the new stop goes? We did not know either, so we asked at the county.
Screening without an answer to offer felt wrong to the staff, and they said so.
Our community health workers keep the list, because they know which phone numbers still work.
The school nurse saw it first: asthma on the side of the highway.
We share the data back in the church hall, on paper, in three languages.
It took a year until the partners stopped sending different people to each meeting.
""".splitlines()
# In about one post of a thousand: what a search for something rare looks for.
RARE = "The lighthouse on the old pier is where the mobile clinic stops."


def bodies(amount: int, seed: int = 7) -> list[tuple[str, str, int]]:
    """So many different posts as (Markdown, its HTML, number of words)."""
    chance = Random(seed)
    made = []
    for number in range(amount):
        said = chance.sample(SENTENCES, chance.randint(2, 7))
        if number % 1_000 == 999:
            said.append(RARE)
        body = " ".join(said[:3]) + "\n\n" + " ".join(said[3:]) + f"\n\nNumber **{number}** of our notes."
        html = render(body, keep_lines=True)
        made.append((body, html, words_in(text_of(html))))
    return made
