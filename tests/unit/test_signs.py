"""Every sign of a query is understood, or it is said what of it was not, and where."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings, strategies as st

from search.query.parser import parse
from tests.signs import unaccounted

TODAY = dt.date(2026, 11, 30)
# A query ⇒ how its tree is printed ⚠ what of it a diagnostic points at.
TABLE = r"""
!iran ⇒ -iran
! iran ⇒ iran ⚠ !
iran || sudan ⇒ iran OR sudan
iran||sudan ⇒ iran OR sudan
iran | sudan ⇒ iran OR sudan
iran|sudan ⇒ iran OR sudan
iran && sudan ⇒ iran sudan
iran&&sudan ⇒ iran sudan
iran & sudan ⇒ iran sudan
AT&T ⇒ AT&T
+iran sudan ⇒ iran sudan
+iran OR sudan ⇒ iran OR sudan ⚠ +
iran + sudan ⇒ iran sudan
iran+sudan ⇒ iran sudan
C++ ⇒ C++
C++ code ⇒ C++ code
drone w/5 factory ⇒ "drone factory"~5
drone NEAR/5 factory ⇒ "drone factory"~5
drone near/5 factory w/3 iran ⇒ "drone factory"~5 "factory iran"~3
(drone OR uav) w/5 factory ⇒ "drone factory"~5 OR "uav factory"~5
"glide bomb" w/5 factory ⇒ "glide bomb" factory ⚠ w/5
drone pre/5 factory ⇒ "drone factory"~5 ⚠ pre/5
drone w/s factory ⇒ drone factory ⚠ w/s
w/5 drone ⇒ drone ⚠ w/5
drone w/5 ⇒ drone ⚠ w/5
drone NEAR factory ⇒ drone NEAR factory ⚠ NEAR
iran AND NOT sudan ⇒ iran -sudan
iran OR NOT sudan ⇒ iran OR -sudan
AND NOT iran ⇒ -iran ⚠ AND
- iran ⇒ iran ⚠ -
iran - sudan ⇒ iran sudan ⚠ -
iran -sudan ⇒ iran -sudan
iran – sudan ⇒ iran sudan ⚠ –
–iran ⇒ -iran
−iran ⇒ -iran
--iran ⇒ iran ⚠ --
iran -- sudan ⇒ iran sudan ⚠ --
title="glide bombs" ⇒ title:"glide bombs"
title=bomb ⇒ title:bomb
title = bomb ⇒ title bomb ⚠ =
foo="bar" ⇒ foo "bar" ⚠ foo=
foo=bar ⇒ foo-bar ⚠ foo=bar
shahed~3 ⇒ shahed~2 ⚠ shahed~3
shahed~0 ⇒ "shahed"
shahed~0.8 ⇒ shahed~1 ⚠ shahed~0.8
shahed~ ⇒ shahed~1
shahed ~2 ⇒ shahed ⚠ ~2
Shahed-136~ ⇒ Shahed-136 ⚠ Shahed-136~
bomb^2 ⇒ bomb ⚠ ^2
"glide bomb"^2 ⇒ "glide bomb" ⚠ ^2
"a b" ~5 ⇒ "a b"~5
"a b"~5 ⇒ "a b"~5
"a b"~ ⇒ "a b" ⚠ "a b"~
"a b"~x ⇒ "a b" x ⚠ "a b"~
"glide bomb*" ⇒ glide-bomb ⚠ "glide bomb*"
"glide bom?" ⇒ glide-bom ⚠ "glide bom?"
"bomb*" ⇒ bomb*
"what is this?" ⇒ "what is this "
"sha?ed drone" ⇒ sha-ed-drone ⚠ "sha?ed drone"
"* bomb" ⇒ bomb ⚠ "* bomb"
title:dron* ⇒ title:"dron " ⚠ dron*
title:"dron*" ⇒ title:"dron " ⚠ "dron*"
title:drone~ ⇒ title:drone ⚠ drone~
speaker:(a OR b) ⇒ speaker:a OR speaker:b
speaker:(a b) ⇒ speaker:a speaker:b
title:(a b) ⇒ title:a title:b
title:(a -b) ⇒ title:a -title:b
title:-iran ⇒ -title:iran
-title:iran ⇒ -title:iran
title:(iran "glide bombs") ⇒ title:iran title:"glide bombs"
type:(bio OR report) ⇒ type:bio OR type:report
type:bio,report ⇒ type:bio OR type:report
speaker:lamson,notte ⇒ speaker:lamson OR speaker:notte
iran/russia ⇒ iran russia
iran,russia ⇒ iran russia
iran;russia ⇒ iran russia
-iran,russia ⇒ -(iran OR russia)
iran, russia ⇒ iran russia
1,500 drones ⇒ 1,500 drones
9/11 ⇒ 9/11
F-16/35 ⇒ F-16/35
"a b",c ⇒ "a b" c
https://example.org/a,b ⇒ https-example-org-a-b
‘glide bombs’ ⇒ "glide bombs"
'glide bombs' ⇒ "glide bombs"
Iran's 'glide bombs' ⇒ Iran "glide bombs"
'twas ⇒ twas
analysts' view ⇒ analysts' view
「glide bombs」 ⇒ "glide bombs"
『glide bombs』 ⇒ "glide bombs"
„glide bombs“ ⇒ "glide bombs"
«glide bombs» ⇒ "glide bombs"
‹glide bombs› ⇒ "glide bombs"
“glide bombs” ⇒ "glide bombs"
＂glide bombs＂ ⇒ "glide bombs"
（iran ｜ sudan） ⇒ iran OR sudan
！iran ⇒ -iran
/shah.d/ ⇒ shah.d ⚠ / ¦ /
/iran ⇒ iran ⚠ /
iran/ ⇒ iran ⚠ /
iran{2} ⇒ iran 2 ⚠ { ¦ }
{iran} ⇒ iran ⚠ { ¦ }
[iran sudan] ⇒ iran sudan ⚠ [ ¦ ]
[2022 TO 2024] ⇒ 2022 TO 2024 ⚠ [ ¦ ]
$100 ⇒ 100 ⚠ $
comput$ ⇒ comput ⚠ $
C\+\+ ⇒ C ⚠ \+\+
\"iran\" ⇒ iran ⚠ \" ¦ \"
\-iran ⇒ iran ⚠ \-
iran\ ⇒ iran ⚠ \
iran AND ⇒ iran ⚠ AND
AND ⇒  ⚠ AND
OR ⇒  ⚠ OR
NOT ⇒  ⚠ NOT
iran AND OR sudan ⇒ iran OR sudan ⚠ AND
iran OR OR sudan ⇒ iran OR sudan ⚠ OR ¦ OR
iran NOT ⇒ iran ⚠ NOT
((iran) (sudan) ⇒ iran sudan ⚠ (
iran)) ⇒ iran ⚠ ))
() ⇒  ⚠ ()
(iran OR) ⇒ iran ⚠ OR
NOT NOT iran ⇒ iran
NOT -iran ⇒ iran
who made the drones? ⇒ who made the drones
drones? ⇒ drones ⚠ drones?
bom? glide ⇒ bom glide ⚠ bom?
what? when ⇒ what when ⚠ what?
* ⇒  ⚠ *
* iran ⇒ iran ⚠ *
*iran ⇒ iran ⚠ *iran
sh* ⇒ sh*
20* ⇒ 20*
1,50? ⇒ 1,50 ⚠ 1,50?
sh?hed ⇒ sh?hed
sha*? ⇒ sha*?
bom?* ⇒ bom?*
~ ⇒  ⚠ ~
~iran ⇒ iran ⚠ ~
="glide bombs" ⇒ "glide bombs"
= iran ⇒ iran ⚠ =
=iran ⇒ "iran"
==iran ⇒ "iran"
=sha* ⇒ sha*
=(iran) ⇒ iran ⚠ =
title:=iran ⇒ title:iran ⚠ =
speaker: ⇒  ⚠ speaker:
speaker: ) ⇒  ⚠ speaker:  ¦ )
said:drone ⇒ drone mode:said
said:(a OR b) c ⇒ (a OR b) mode:said c
written:drone ⇒ drone mode:written
-said:drone ⇒ -(drone mode:said)
has:transcript ⇒ has:transcript
no:date ⇒ no:date
no:speaker ⇒ no:speaker
has:speaker ⇒ -no:speaker
no:show ⇒ no:show
no:language ⇒ no:language
has:audio ⇒ has:audio
has:foo ⇒ has:foo ⚠ has:foo
role:guest ⇒ role:guest
role:boss ⇒ role:boss ⚠ role:boss
date:last year ⇒ date:2025
date:"last year" ⇒ date:2025
date:aug 2024 ⇒ date:2024-08-01..2024-08-31
date:August 2024 ⇒ date:2024-08-01..2024-08-31
date:21 Aug 2024 drones ⇒ date:2024-08-21..2024-08-21 drones
date:August 21, 2024 ⇒ date:2024-08-21..2024-08-21
date:2020s ⇒ date:2020..2029
after:last month ⇒ date:2026-10-01..
before:yesterday ⇒ date:..2026-11-28
date:2022 TO 2024 x ⇒ date:2022..2024 x
date:[2022 TO 2024] ⇒ date:2022..2024
date:{2022 TO 2024} ⇒ date:2022..2024 ⚠ { ¦ }
date:2022.. ⇒ date:2022-01-01..
date:..2022 ⇒ date:..2022-12-31
date:>2022 ⇒ date:2022 ⚠ >
date:(2022 OR 2024) ⇒ date:2022 OR date:2024
date:(aug 2024 OR sep 2024) ⇒ date:2024-08-01..2024-08-31 OR date:2024-09-01..2024-09-30
date:soon ⇒ soon ⚠ date:soon
2022..2024 ⇒ 2022..2024 ⚠ 2022..2024
year:2024 ⇒ year:2024
year>2020 ⇒ year 2020 ⚠ >
iran <b> ⇒ iran b ⚠ < ¦ >
😀 ⇒  ⚠ 😀
iran 😀 ⇒ iran ⚠ 😀
60% ⇒ 60%
#iran ⇒ iran
@iran ⇒ iran
a_b ⇒ a_b
x:y ⇒ x-y
ab:5 ⇒ ab-5 ⚠ ab:5
Or(and ⇒ Or and ⚠ (
said: "drone" ⇒ "drone" mode:said
drone AND factory ⇒ drone factory
drone OR uav ⇒ drone OR uav
drone and factory or not uav ⇒ drone and factory or not uav
drone -"glide bombs" ⇒ drone -"glide bombs"
-(drone uav) ⇒ -(drone uav)
-(drone OR uav) factory ⇒ -(drone OR uav) factory
drone factory OR uav ⇒ drone factory OR uav
drone (factory OR uav) -iran ⇒ drone (factory OR uav) -iran
U.S. ⇒ U.S
Yak-130 ⇒ Yak-130
Yak130 ⇒ Yak130
Russia's drones ⇒ Russia drones
=Yak-130 ⇒ "Yak-130"
drones! ⇒ drones
drones, factories. ⇒ drones factories
iran.russia ⇒ iran.russia
iran—russia ⇒ iran—russia
Iran–Russia ⇒ Iran–Russia
drone— ⇒ drone—
„glide bombs” ⇒ "glide bombs"
»glide bombs« ⇒ "glide bombs"
《glide bombs》 ⇒ "glide bombs"
‚glide bombs‘ ⇒ "glide bombs"
`glide bombs` ⇒ "glide bombs"
rock 'n' roll ⇒ rock "n" roll
"drone ⇒ drone ⚠ "
drone" ⇒ drone ⚠ "
“drone ⇒ drone ⚠ “
「drone ⇒ drone ⚠ 「
"drone" "factory" ⇒ "drone" "factory"
"drone""factory" ⇒ "drone" "factory"
drone"factory" ⇒ drone "factory"
"drone"~8 ⇒ "drone"
"drone factory"~99999999 ⇒ "drone factory"~9999
(drone ⇒ drone ⚠ (
drone) ⇒ drone ⚠ )
)drone( ⇒ drone ⚠ ) ¦ (
(drone OR (uav -iran)) ⇒ drone OR uav -iran
NOT (drone OR uav) ⇒ -(drone OR uav)
a OR ⇒ a ⚠ OR
OR a ⇒ a ⚠ OR
a &&  ⇒ a ⚠ &&
&& a ⇒ a ⚠ &&
a || || b ⇒ a OR b ⚠ || ¦ ||
!!iran ⇒ iran
!(iran OR sudan) ⇒ -(iran OR sudan)
!"glide bombs" ⇒ -"glide bombs"
!title:bomb ⇒ -title:bomb
title:!bomb ⇒ -title:bomb
title:bomb,drone ⇒ title:bomb OR title:drone
title:"glide bombs","drone factory" ⇒ title:"glide bombs" OR title:"drone factory"
title: bomb ⇒ title:bomb
title:title:bomb ⇒ title:bomb ⚠ title:
title:(bomb speaker:notte) ⇒ title:bomb speaker:notte
show=listen ⇒ show:listen
in:a-note ⇒ in:a-note
lang:en ⇒ lang:en
section:Background ⇒ section:background
type:bio. ⇒ type:bio
speaker:"Hanna Notte" ⇒ speaker:"Hanna Notte"
speaker:‘Hanna Notte’ ⇒ speaker:"Hanna Notte"
person:(notte OR lamson) ⇒ person:notte OR person:lamson
speaker:… ⇒  ⚠ speaker:…
said:"glide bombs" ⇒ "glide bombs" mode:said
said:bomb* ⇒ bomb* mode:said
said:(drone w/5 factory) ⇒ "drone factory"~5 mode:said
written:-drone ⇒ -drone mode:written
said: ⇒  ⚠ said:
no:speaker said:drone ⇒ no:speaker drone mode:said
has:date,show ⇒ has:date OR has:show
-has:audio ⇒ no:audio
role:(host OR guest) ⇒ role:host OR role:guest
date:2024-08 drone ⇒ date:2024-08-01..2024-08-31 drone
date:2024..2022 ⇒ date:2022..2024
date:.. ⇒  ⚠ date:..
date:2024-13 ⇒ 2024-13 ⚠ date:2024-13
date:this year ⇒ date:2026
date:today ⇒ date:2026-11-30..2026-11-30
date:last week ⇒ date:2026-11-23..2026-11-29
date:"aug 2024" ⇒ date:2024-08-01..2024-08-31
after:(2022) ⇒ date:2022-01-01..
before:0001 ⇒ 0001 ⚠ before:0001
date:99999999999999 ⇒ 99999999999999 ⚠ date:99999999999999
drone date:2024-08-21. ⇒ drone date:2024-08-21..2024-08-21
drone* factory~ "x y"~3 -z ⇒ drone* factory~1 "x y"~3 -z
sh**d ⇒ sh**d
sh?*d ⇒ sh?*d
sh*h?d* ⇒ sh*h?d*
飛行* ⇒ 飛行 ⚠ 飛行*
d* ⇒ d ⚠ d*
1332 ⇒ 1332
Su-35 ⇒ Su-35
1.5 ⇒ 1.5
3.67% ⇒ 3.67%
20%-enriched ⇒ 20%-enriched
50$ ⇒ 50 ⚠ $
€50 ⇒ 50
$ ⇒  ⚠ $
^ ⇒  ⚠ ^
\ ⇒  ⚠ \
{} ⇒  ⚠ { ¦ }
[] ⇒  ⚠ [ ¦ ]
<drone> ⇒ drone ⚠ < ¦ >
a|b|c d ⇒ a OR b OR c d
a,b OR c ⇒ a b OR c
(a,b)c ⇒ a b c
a w/5 b w/5 c ⇒ "a b"~5 "b c"~5
a w/0 b ⇒ "a b"~0
a W/5 b ⇒ "a b"~5
a within/5 b ⇒ "a b"~5
drone w/5 (factory uav) ⇒ drone factory uav ⚠ w/5
"a" w/5 b ⇒ "a" b ⚠ w/5
drone w/99999 factory ⇒ "drone factory"~9999
-drone w/5 factory ⇒ -drone factory ⚠ w/5
drones near the factory ⇒ drones near the factory
drone AND (NOT factory) ⇒ drone -factory
drone AND -factory ⇒ drone -factory
drone +factory ⇒ drone factory
+"glide bombs" ⇒ "glide bombs"
+ ⇒  ⚠ +
a +  ⇒ a ⚠ +
http://a.org/x?y=z ⇒ http-a-org-x-y-z
mailto:a@b.org ⇒ mailto-a@b.org ⚠ mailto:a@b.org
a@b.org ⇒ a@b.org
10:30 ⇒ 10-30
ratio:5 ⇒ ratio-5 ⚠ ratio:5
e.g. ⇒ e.g
what is near/far ⇒ what is near far
and/or ⇒ and or
he/she said ⇒ he she said
sounds:prigozhin ⇒ sounds:"prigozhin"
sounds:"Yevgeny Prigozhin" ⇒ sounds:"Yevgeny Prigozhin"
sounds:(prigozhin OR shoigu) ⇒ sounds:"prigozhin" OR sounds:"shoigu"
sounds:li ⇒ li ⚠ sounds:li
sounds:"Xi Jinping" ⇒ sounds:"Xi Jinping" ⚠ sounds:"Xi Jinping"
sounds:"Xi Li" ⇒ Xi-Li ⚠ sounds:"Xi Li"
sounds:Путин ⇒ Путин ⚠ sounds:Путин
sounds:prig* ⇒ sounds:"prig" ⚠ prig*
in:『“』 ⇒ in:““”
in:「a "b"」 ⇒ in:‹a "b"›
sounds:prigozhin~ ⇒ sounds:"prigozhin" ⚠ prigozhin~
sounds:prigozhin w/5 spoke ⇒ sounds:"prigozhin" spoke ⚠ w/5
-iran,-russia ⇒ -iran -russia
title:bomb,type:bio ⇒ title:bomb type:bio
-title:bomb,drone ⇒ -(title:bomb OR title:drone)
iran,NOT russia ⇒ iran -russia
24/7 ⇒ 24/7
km/h ⇒ km h
"""
ROWS = [row.partition(" ⇒ ")[::2] for row in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("query", "understood"), ROWS)
def test_a_query_is_understood_as_meant_and_what_is_not_is_said(query: str, understood: str) -> None:
    found = parse(query, today=TODAY)
    said = " ¦ ".join(query[each.start : each.end] for each in found.diagnostics)
    assert f"{found}{f' ⚠ {said}' if said else ''}" == understood
    assert parse(str(found), today=TODAY).node == found.node


@pytest.mark.parametrize("query", [query for query, _ in ROWS])
def test_nothing_of_a_query_is_dropped_in_silence(query: str) -> None:
    assert not unaccounted(parse(query, today=TODAY))


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("\u200e-iran", "-iran"),
        ("\ufeff“glide bombs”", '"glide bombs"'),
        ("\u200bOR iran", "iran"),
        ("drones\u00a0OR\u3000uav", "drones OR uav"),
        ("(\u200b!iran)\u200f", "-iran"),
        ("title: \u200bbomb", "title:bomb"),
    ],
)
def test_what_nobody_sees_does_not_hide_a_sign(query: str, understood: str) -> None:
    assert str(parse(query)) == understood


def test_the_table_is_of_many_queries() -> None:
    assert len(ROWS) >= 120


pieces = st.sampled_from([
    "iran", "drones", "Yak-130", "“glide bombs”", '"a b"', "sh*", "sh?p", "drnoe~", "title:", "speaker:", "said:", "x",
    "type:bio", "date:2024", "(", ")", '"', "-", "!", "+", "=", "|", "||", "&&", "AND", "OR", "NOT", "w/5",
    "NEAR/3", ",", ";", "/", "~", "~3", "^2", "*", "?", "\\", "{", "}", "[", "]", "<", ">", "$", "…", ".", "20*", "–",
    "（",
])  # fmt: skip
queries = st.lists(pieces, max_size=7, unique=True).flatmap(
    lambda some: st.sampled_from(["", " "]).map(lambda glue: glue.join(some))
)


@settings(max_examples=1500, deadline=None)
@given(queries)
def test_no_sign_is_dropped_in_silence_wherever_it_stands(text: str) -> None:
    query = parse(text, today=TODAY)
    assert not unaccounted(query), (str(query), query.diagnostics)
