"""Function words by language: what joins other words, asks, or fills a pause in speech.

Articles, pronouns, auxiliaries, prepositions, conjunctions, question words; `um`. What remains of
contractions (`don`, `ll` of `don't`, `I'll`; `l` of `l'armée`) is among them.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from search.analysis.stems import stemmer
from search.analysis.words import tokens

_WORDS = {
    "en": """a about above across after again against all almost also although am among an and any are aren as at be
    because been before being below between both but by can could couldn d did didn do does doesn doing don down during
    each either etc for from further had hadn has hasn have haven having he her here hers herself him himself his how
    however i if in into is isn it its itself just ll m may me might more most must my myself neither no nor not o of
    off on once only or other our ours ourselves out over own re s same shall she should shouldn so some such t than
    that the their theirs them themselves then there these they this those through thus to too toward towards under
    until up upon ve very was wasn we were weren what when where whether which while who whom whose why will with within
    without won would wouldn you your yours yourself yourselves ah eh er erm hm hmm mhm mm oh uh uhm um""",
    "de": """aber als also am an auch auf aus bei beim bin bis bist da damit dann das dass dein deine dem den denn der
    deren des dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer
    eines er es euch euer fur gegen habe haben hat hatte hatten hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in
    ins ist ja kann kein keine keinem keinen keiner konnen konnte man mein meine mich mir mit muss nach nicht noch nun
    nur ob oder ohne sein seine seinem seinen seiner seit sich sie sind so soll sollen sollte sondern uber um und uns
    unser unsere unter vom von vor wann war waren warum was weil welche welchem welchen welcher welches wenn wer werden
    wie wieder will wir wird wo wurde wurden zu zum zur zwischen ah ahm""",
    "fr": """a afin ai ainsi alors apres as au aucun aussi autre aux avait avant avec avez avoir avons c car ce ceci
    cela celle celles celui ces cet cette ceux chez comme comment d dans de depuis des donc dont du elle elles en
    encore entre es est et etaient etait ete etre eu eux il ils j je l la le les leur leurs lors lui m ma mais me meme
    mes moi mon n ne nos notre nous on ont ou par parce pas pendant plus pour pourquoi puis qu quand que quel quelle
    quelles quels qui quoi s sa sans se selon sera ses si son sont sous sur t ta te tes toi ton tous tout toute toutes
    tres tu un une vers vos votre vous y euh""",
    "es": """a al algo algunas algunos ante antes aquel aquella asi aun aunque bajo cada como con contra cual cuales
    cuando cuanto cuya cuyo de del desde donde dos durante e el ella ellas ellos en entre era eran es esa esas ese eso
    esos esta estaba estan estar estas este esto estos fue fueron ha habia hacia han hasta hay la las le les lo los mas
    me mi mientras mis mucho muy nada ni no nos nosotros nuestra nuestro o os otra otro otros para pero poco por porque
    pues que quien quienes se segun ser si sido sin sobre son su sus tambien tan tanto te tiene tienen todo todos tras
    tu tus u un una unas uno unos usted ustedes y ya yo""",
    "it": """a ad agli ai al alla alle allo anche ancora avere aveva c che chi ci come con contro cosa cui d da dagli
    dai dal dalla dalle dallo degli dei del della delle dello di dopo dove e ed era erano essere fra gli ha hanno i il
    in io l la le lei lo loro lui ma mentre mi mia mio ne nei negli nel nella nelle nello noi non nostra nostro o ogni
    per perche pero piu poi prima qual quale quali quando quanto quella quelle quelli quello questa queste questi questo
    qui sara se sei senza si sia sono sotto sta stata stato su sua sue sugli sui sul sulla sulle sullo suo suoi tra
    tutti tutto un una uno vi voi""",
    "pt": """a ainda ao aos apos as ate cada com como contra da das de dela dele deles depois desde do dos e ela elas
    ele eles em entre era eram essa esse esta estao estar estas estava este estes eu foi foram ha isso isto ja la lhe
    mais mas me mesmo meu minha muito na nao nas nem no nos nossa nosso num numa o onde os ou para pela pelas pelo pelos
    perante pode por porque qual quando que quem sao se sem ser sera seu seus sido so sob sobre sua suas tambem tem
    temos tinha todos um uma umas uns voce voces""",
    "nl": """aan al als ben bij daar dan dat de der deze die dit doch doen door dus een en er ge geen had heb hebben
    heeft hem het hier hij hoe hun iets ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar niet
    nog nu of om omdat onder ons ook op over reeds te tegen toch toen tot u uit uw van veel voor waarom want waren was
    wat we wel werd wie wij wordt worden ze zich zij zijn zo zonder zou""",
    "ru": """а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да для до его ее если
    есть еще же за зачем здесь и из или им их к как какая какие какой ко когда кто ли между меня мне может мы на над
    надо наш не него нее нет ни них но ну о об однако он она они оно от очень перед по под после потому почему при про с
    свои свой себя сейчас со так также такой там тем то того тоже той только том ты у уже хотя чего чей чем через что
    чтобы чье эта эти это этого этой этом этот я""",
    "uk": """а або але без би був була були було бути в вам вас ви від він вона вони воно все всі де для до є її їх же
    з за зі і із його й коли ми між на над нас не ні о от перед по під після про при та так також там те ти то того тому
    у це цей ця ці чи чим що щоб як яка який які я""",
}


@cache
def known(language: str) -> frozenset[str]:
    """The function words of a language, folded; none of a language that has no list."""
    return frozenset(token.exact for token in tokens(_WORDS.get(language, "")))


def function_words(words: Collection[str], held: Collection[str] = ()) -> frozenset[str]:
    """Those of the language that some words, folded, are in: English, unless another has more of them, and two or more.

    One is enough where the languages `held` are others than English, and it is one of them.
    """
    codes = {*map(stemmer, held)}
    most = max(_WORDS, key=lambda language: sum(word in known(language) for word in words))
    enough = 1 if most in codes and "" not in codes else 2
    return known(most if sum(word in known(most) for word in words) >= enough else "en")
