"""What the demo says in French, as it is written in Canada. Plain data.

The space before a colon and those inside « » are no-break spaces; there is none before ? ! and ;
"""

ORGANISATION = "Voix pour la justice Canada"
FOOTER = (
    "Organisme fictif : ce site montre à quoi ressemble une campagne de lettres. Ses destinataires sont aussi fictifs."
)

PICTURE = {
    "title": "Crêtes à l’aube",
    "description": "Des crêtes de montagnes se succèdent dans la brume du matin, juste avant le lever du soleil.",
    "description_fr": "Des crêtes de montagnes se succèdent dans la brume du matin, juste avant le lever du soleil.",
    "credit": "dessinée pour ce site",
}

HOME = {
    "title": "Votre lettre compte",
    "slug": "fr",
    "summary": "Écrivez aux personnes qui décident. Il est difficile d’ignorer les lettres d’un grand nombre de gens.",
    "introduction": (
        "Quand assez de gens écrivent aux personnes qui décident, le silence devient difficile à garder. Choisissez "
        "une campagne, ajoutez vos propres mots si vous le voulez, et signez : il suffit d’une minute."
    ),
}
HOME_LIST = "Agissez maintenant"
HOME_INVITATION = "Qui nous sommes"

INDEX = {
    "title": "Campagnes",
    "slug": "campagnes",
    "summary": "Toutes les campagnes pour lesquelles vous pouvez écrire une lettre.",
    "introduction": (
        "Chacune de ces lettres s’adresse à des personnes qui peuvent changer les choses; la vôtre porte votre nom."
    ),
}

ABOUT = {
    "title": "À propos de nous",
    "slug": "a-propos",
    "summary": "Voix pour la justice Canada est un organisme fictif, inventé pour montrer une campagne de lettres.",
    "body": [
        (
            "rich_text",
            "<p>Voix pour la justice Canada n’existe pas. Cet organisme a été inventé pour que ce site ait une voix, "
            "et pour que vous puissiez essayer une campagne de lettres des deux côtés : comme personne qui signe, et "
            "comme membre de l’équipe qui rédige les pages.</p>"
            "<p>La ministre, les députées et les députés de ce site sont fictifs, et leurs adresses ne mènent nulle "
            "part. Les noms des circonscriptions sont réels. Le lien entre un code postal et une circonscription "
            "n’est donné qu’à titre d’exemple.</p>"
            "<p>Ce que la campagne dit du Xinjiang n’est pas inventé. Elle résume ce qui a été rapporté publiquement, "
            "et qui mérite de vraies lettres.</p>",
        ),
    ],
}

PRIVACY = {
    "title": "Confidentialité",
    "slug": "confidentialite",
    "summary": "Ce que ce site conserve quand vous signez une lettre, à quelles fins, et qui peut le voir.",
    "body": [
        ("heading", "Ceci est une démonstration"),
        (
            "rich_text",
            "<p>Une lettre signée ici ne parvient à aucun membre du gouvernement ni du Parlement, mais la personne "
            "qui fait fonctionner cette démonstration peut la lire. Servez-vous d’un nom et d’une adresse "
            "inventés.</p>",
        ),
        ("heading", "Ce qui est conservé, et pourquoi"),
        (
            "rich_text",
            "<p>Votre nom, votre adresse courriel, votre code postal, la lettre et le moment où vous l’avez signée. "
            "Ces renseignements servent à envoyer la lettre en votre nom, à trouver votre députée ou député, et à ne "
            "vous compter qu’une fois.</p>"
            "<p>Vous ne recevez de nouvelles par courriel que si vous le demandez.</p>",
        ),
        ("heading", "Qui peut le voir"),
        (
            "rich_text",
            "<p>Les personnes à qui votre lettre est adressée. Elles voient votre nom, votre code postal et votre "
            "adresse courriel, afin de pouvoir vous répondre. Rien dans les courriels n’indique si on les ouvre.</p>"
            "<p>Sur un vrai site, cette page dit aussi combien de temps ces renseignements sont conservés et comment "
            "les faire effacer. Ici, ils disparaissent avec la base de données de la démonstration.</p>",
        ),
    ],
}

CAMPAIGN = {
    "title": "Justice pour les communautés à majorité musulmane du Xinjiang, en Chine",
    "slug": "xinjiang",
    "summary": (
        "Au Xinjiang, jusqu’à un million de personnes ouïghoures, kazakhes et d’autres communautés majoritairement "
        "musulmanes ont été enfermées dans des camps. Demandez au Canada de réclamer une enquête indépendante."
    ),
    "subject": "Xinjiang : le Canada doit agir pour les personnes détenues dans les camps",
    "message": """\
Je vous écris au sujet des personnes ouïghoures, kazakhes et d’autres communautés majoritairement musulmanes du \
Xinjiang. Selon des preuves crédibles, jusqu’à un million d’entre elles ont été détenues dans des camps sans \
accusation ni procès, endoctrinées, torturées et forcées de renoncer à leur religion et à leur culture. Leurs \
familles, dont certaines vivent au Canada, ignorent où elles se trouvent.

Le gouvernement de la Chine a d’abord nié l’existence de ces camps, puis les a présentés comme des lieux de formation \
professionnelle volontaire. Les personnes qui y ont été détenues le contredisent : elles parlent de coups, de \
privation de nourriture et d’isolement. Des visites organisées par les autorités ne peuvent pas trancher la question.

Je demande que le Canada agisse contre l’islamophobie en Chine. Je vous prie de réclamer publiquement la fermeture des \
camps et la libération de toute personne détenue sans accusation. Je vous prie aussi de travailler, au Conseil des \
droits de l’homme des Nations Unies et avec d’autres États, à une initiative internationale d’établissement des faits, \
indépendante et dotée d’un accès sans entraves au Xinjiang. Veillez enfin à ce que les personnes qui, au Canada, \
parlent de la disparition de leurs proches soient à l’abri des menaces.

Je vous saurais gré de me dire ce que vous avez fait et ce que vous comptez faire.""",
    "prompts": "Que demanderiez-vous à la ministre?\nQue devrait faire le Canada en premier?",
    "closing": (
        "Veuillez agréer, {{ recipient_salutation }}, l’expression de ma considération respectueuse.\n\n"
        "{{ supporter_name }}"
    ),
    "thank_you_text": (
        "<p>Une réponse peut prendre quelques semaines; ne perdez pas courage. D’ici là, vous pouvez faire une chose "
        "de plus : dites à quelqu’un qui n’en a pas entendu parler ce qui se passe au Xinjiang.</p>"
    ),
}

TO_REPRESENTATIVE = (
    "{{ recipient_salutation }},\n\n"
    "J’habite votre circonscription, {{ district }}, et vous me représentez à la Chambre des communes."
)

WARNING = "Cette page et la lettre font mention de violence, y compris de torture."
ACTION = {
    "heading": "Envoyez votre lettre!",
    "introduction": (
        "<p>Votre lettre est envoyée à la ministre des Affaires étrangères ainsi qu’à votre députée ou député. Elle "
        "exige que le Canada agisse contre l’islamophobie en Chine.</p>"
    ),
}
STORY = [
    ("heading", "Des familles sans réponse"),
    (
        "rich_text",
        "<p>Une semaine, les appels de la famille cessent, et l’attente commence. Des personnes ouïghoures et "
        "kazakhes qui vivent à l’étranger, certaines au Canada, parlent d’une mère, d’un frère, d’une fille dont "
        "elles sont tout à coup sans nouvelles. Beaucoup n’osent pas poser de questions : en parler à la police ou "
        "aux médias peut coûter sa liberté à un membre de la famille. Elles ignorent où se trouvent les personnes "
        "disparues, et si elles sont en vie.</p>"
        "<p>Des preuves crédibles disent ce que beaucoup d’entre elles ont subi : des témoignages, des documents, des "
        "images satellite. Jusqu’à un million de personnes ouïghoures, kazakhes et d’autres communautés "
        "majoritairement musulmanes ont été détenues dans des camps au Xinjiang, sans accusation ni procès. On les y "
        "endoctrine, on les y torture, on les y force à renoncer à leur religion et à leur culture.</p>"
        "<p>Jusqu’en octobre 2018, les autorités chinoises ont nié l’existence de ces camps. Depuis, elles les "
        "présentent comme des lieux de « formation professionnelle volontaire ». D’anciennes détenues et d’anciens "
        "détenus rapportent autre chose : des coups, la privation de nourriture, et l’isolement pour qui résiste ou "
        "n’apprend pas assez vite.</p>"
        "<p>Avant une session du Conseil des droits de l’homme des Nations Unies, le gouvernement a emmené des "
        "diplomates et des journalistes au Xinjiang pour des visites réglées dans les moindres détails : des lieux "
        "choisis d’avance, des réponses apprises par cœur, aucune conversation sans oreille indiscrète. De telles "
        "visites montrent ce que les hôtes veulent montrer, et rien de plus.</p>"
        "<p>Seule une initiative internationale d’établissement des faits, indépendante et sans entraves, libre "
        "d’aller où elle le décide et de parler à chaque personne seule à seule, peut révéler ce qui se passe au "
        "Xinjiang. Les familles des personnes disparues n’en méritent pas moins.</p>",
    ),
    ("heading", "Madame la Ministre, prenez la parole"),
    (
        "rich_text",
        "<p>Le Canada dit défendre la liberté de religion. Nous demandons à la ministre des Affaires étrangères de le "
        "prouver :</p>"
        "<ul>"
        "<li>Dites au gouvernement chinois, en public et à chaque rencontre, que les camps doivent fermer et que "
        "toute personne détenue sans accusation doit être libérée.</li>"
        "<li>Travaillez avec d’autres États, au Conseil des droits de l’homme des Nations Unies, à une initiative "
        "internationale d’établissement des faits, indépendante et sans entraves.</li>"
        "<li>Protégez les personnes qui, au Canada, reçoivent des menaces parce qu’elles parlent de la disparition de "
        "leurs proches.</li>"
        "</ul>",
    ),
]
