"""What the demo says in English. Plain data."""

ORGANISATION = "Voices for Justice Canada"
FOOTER = "An invented organisation: this site shows what a letter campaign is like. Its recipients are invented, too."

PICTURE = {
    "title": "Ridges at dawn",
    "description": "Mountain ridges one behind the other in morning haze, with the sun about to rise.",
    "credit": "drawn for this site",
}

HOME = {
    "title": "Your letter counts",
    "slug": "en",
    "summary": "Write to the people who decide. Letters from many people at once are hard to overlook.",
    "introduction": (
        "When enough people write to those who decide, silence becomes hard to keep. Choose a campaign, add your own "
        "words if you like, and sign: it takes a minute."
    ),
}
HOME_LIST = "Act now"
HOME_INVITATION = "Who we are"

INDEX = {
    "title": "Campaigns",
    "slug": "campaigns",
    "summary": "Every campaign that you can write a letter for.",
    "introduction": "Each of these letters goes to people who can change something, yours in your own name.",
}

ABOUT = {
    "title": "About us",
    "slug": "about-us",
    "summary": "Voices for Justice Canada is invented, to show what a letter campaign is like.",
    "body": [
        (
            "rich_text",
            "<p>Voices for Justice Canada does not exist. It was invented so that this site has somebody to speak "
            "for, and you can try a letter campaign from both sides: as a supporter who signs, and as a member of "
            "staff who writes the pages.</p>"
            "<p>The minister and the Members of Parliament on this site are invented as well, with addresses that "
            "lead nowhere. The names of the ridings are real. Which postal code lies in which riding is only an "
            "example.</p>"
            "<p>What the campaign says about Xinjiang is no invention. It sums up what has been reported in public, "
            "and it deserves real letters.</p>",
        ),
    ],
}

PRIVACY = {
    "title": "Privacy",
    "slug": "privacy",
    "summary": "What this site keeps when you sign a letter, what for, and who gets to see it.",
    "body": [
        ("heading", "This is a demonstration"),
        (
            "rich_text",
            "<p>A letter signed here reaches no minister and no Member of Parliament, but whoever runs this "
            "demonstration can read it. Use an invented name and address.</p>",
        ),
        ("heading", "What is kept, and what for"),
        (
            "rich_text",
            "<p>Your name, your e-mail address, your postal code, the letter, and when you signed it. They serve to "
            "send the letter in your name, to find your Member of Parliament, and to count you once.</p>"
            "<p>You get news by e-mail only if you ask for it.</p>",
        ),
        ("heading", "Who gets to see it"),
        (
            "rich_text",
            "<p>The people your letter is addressed to. They see your name, your postal code and your e-mail address, "
            "so that they can answer you. The e-mails do not report whether anyone opens them.</p>"
            "<p>On a real site, this page also says how long all this is kept and how to have it erased. Here it is "
            "gone when the demonstration’s database is deleted.</p>",
        ),
    ],
}

CAMPAIGN = {
    "title": "Justice for Muslim-majority communities in Xinjiang, China",
    "slug": "xinjiang",
    "summary": (
        "Up to one million Uyghurs, Kazakhs and other mainly Muslim people have been held in camps in Xinjiang. Ask "
        "Canada to press for an independent investigation."
    ),
    "subject": "Xinjiang: Canada must act for the people in the camps",
    "message": """\
I am writing about the Uyghurs, Kazakhs and other mainly Muslim people of Xinjiang. There is credible evidence that up \
to one million of them have been detained in camps without charge or trial, brainwashed and tortured, and forced to \
renounce their religion and their culture. Their families, some of them in Canada, do not know where they are.

The government of China first denied that these camps existed, then called them places of voluntary vocational \
training. People who were held there contradict it: they speak of beatings, of food withheld and of solitary \
confinement. Visits arranged by the authorities cannot settle the matter.

I ask that Canada act on Islamophobia in China. Please call in public for the camps to close and for everyone held \
without charge to go free. Please work, at the United Nations Human Rights Council and with other states, for an \
independent international fact-finding initiative with unrestricted access to Xinjiang. And please see to it that \
people in Canada who speak about their missing relatives are safe from threats.

I would be grateful to hear what you have done, and what you will do next.""",
    "prompts": "What would you ask the Minister?\nWhat should Canada do first?",
    "closing": "Respectfully,\n\n{{ supporter_name }}",
    "thank_you_text": (
        "<p>An answer can take some weeks, so do not lose heart. Until then, one more thing helps: tell somebody what "
        "is happening in Xinjiang who has not heard of it.</p>"
    ),
}

TO_REPRESENTATIVE = (
    "{{ recipient_salutation }},\n\n"
    "I am one of your constituents in {{ district }}, and you speak for me in the House of Commons."
)

WARNING = "This page and the letter mention violence, including torture."
ACTION = {
    "heading": "Send letter!",
    "introduction": (
        "<p>Your letter goes to the Minister of Foreign Affairs and to your own Member of Parliament. It demands that "
        "Canada act on Islamophobia in China.</p>"
    ),
}
STORY = [
    ("heading", "Families without an answer"),
    (
        "rich_text",
        "<p>One week the calls from home stop, and the waiting begins. Uyghurs and Kazakhs who live abroad, some of "
        "them in Canada, tell of a mother, a brother, a daughter who fell silent without a word. Many are afraid to "
        "ask: a question to the police or to a reporter may cost a relative their freedom. They do not know where the "
        "missing are, or whether they are alive.</p>"
        "<p>Credible evidence tells what happened to many of them: the words of witnesses, documents, satellite "
        "pictures. Up to one million Uyghurs, Kazakhs and other mainly Muslim people have been detained in camps in "
        "Xinjiang, without charge or trial. There they are brainwashed and tortured, and forced to renounce their "
        "religion and their culture.</p>"
        "<p>Until October 2018 the Chinese authorities denied that there were any such camps. Since then they have "
        "called them places of “voluntary vocational training”. People who were held there report something else: "
        "beatings, food withheld, and solitary confinement for those who resist or do not learn fast enough.</p>"
        "<p>Before a session of the United Nations Human Rights Council, the government took diplomats and reporters "
        "on visits to Xinjiang that were staged down to the details: places picked in advance, answers learned by "
        "heart, no conversation without someone listening. Such visits show what the hosts wish to be seen, and "
        "nothing more.</p>"
        "<p>Only an independent international fact-finding initiative, unrestricted, free to go where it decides and "
        "to speak with anyone alone, can reveal what is happening in Xinjiang. The families of the missing are owed "
        "no less.</p>",
    ),
    ("heading", "Minister, speak up"),
    (
        "rich_text",
        "<p>Canada says that it defends the freedom of religion. We call on the Minister of Foreign Affairs to prove "
        "it:</p>"
        "<ul>"
        "<li>Tell the Chinese government, in public and at every meeting, that the camps must close and that everyone "
        "held without charge must go free.</li>"
        "<li>Work with other states at the United Nations Human Rights Council for an independent, unrestricted "
        "international fact-finding initiative.</li>"
        "<li>Protect those in Canada who are threatened because they speak about their missing relatives.</li>"
        "</ul>",
    ),
]
