"""What a reply carries, read from the rows."""

from __future__ import annotations

from dataclasses import replace

from engine import actions
from engine.actions import Limits
from engine.products import Attribute, Product, StoreDocument
from engine.respond.observations import Wish
from engine.respond.plan import Reply, reply_plan
from engine.respond.questions import evidence_for, is_general
from engine.respond.situation import Evidence, Judged, Situation


def texts(reply: Reply) -> list[str]:
    return [o for step in reply.steps for o in step.plan.observations]


def search(shelf: list[Product], *met: Wish, missed: tuple[Wish, ...] = (), **fields: object) -> Situation:
    cards = (Judged(shelf[0], met, missed), *(Judged(p, (), met) for p in shelf[1:]))
    return Situation(actions.Search("rain jacket"), "rain jacket", cards, len(shelf), "rain jacket", **fields)  # type: ignore[arg-type]


def test_a_fitting_product_leads_with_the_wishes_it_meets_and_a_rank(shelf: list[Product]) -> None:
    reply = reply_plan(search(shelf, Wish("waterproof", "waterproof")))
    assert reply.situation == "pick"
    assert texts(reply)[:2] == ["1 meets: waterproof", "1 is the best rated of 3 (4.6)"]
    assert "2 is $40.00 cheaper than 1" in texts(reply)


def test_the_order_asked_for_is_the_rank_told(shelf: list[Product]) -> None:
    situation = search(list(reversed(shelf[:2])))
    situation = replace(situation, action=actions.Search("rain jacket", Limits(sort="price_asc")))
    assert texts(reply_plan(situation))[0] == "1 is the cheapest of 2"


def test_what_only_resembles_the_wish_is_neither_ranked_nor_priced(shelf: list[Product]) -> None:
    reply = reply_plan(search(shelf, unknown=True))
    assert texts(reply) == ["no product matches: rain jacket", "offer: other words"]
    assert len(reply.rows) == len(shelf)


def test_what_an_exclusion_leaves_empty_is_said_with_the_exclusion() -> None:
    wish = actions.Search("jacket", Limits(must_not=("hood", "fur")))
    reply = reply_plan(Situation(wish, "no hood, no fur", (), 0, "jacket"))
    assert texts(reply) == ["no product matches: jacket without hood or fur", "offer: change the wish"]


def test_a_near_miss_says_what_is_missed_and_by_how_much(shelf: list[Product]) -> None:
    situation = replace(
        search(
            shelf,
            Wish("waterproof", "waterproof"),
            missed=(Wish("under $120"),),
            relaxed=("under $120",),
            price_max="$120",
        ),
        action=actions.Search("rain jacket", Limits(("waterproof",), price_max=120)),
    )
    reply = reply_plan(situation)
    assert reply.situation == "nearest"
    assert texts(reply)[:2] == [
        "nothing meets all: waterproof, under $120",
        "1 meets: waterproof; misses: under $120 (by $9.00)",
    ]
    # Its price would be a third sum of money in the sentence, and is on the card.
    assert {"1.over", "limit", "1.name"} == {s.pointer for s in reply.steps[0].plan.slots}


def test_a_sold_out_first_result_offers_the_nearest_in_stock(shelf: list[Product]) -> None:
    reply = reply_plan(search([shelf[2], shelf[1]]))
    assert texts(reply)[0] == "1 is sold out"
    assert texts(reply)[1].startswith("2 is nearest in stock")


def test_a_comparison_answers_the_question_first(shelf: list[Product]) -> None:
    action = actions.Compare((1, 2), "which is lighter?")
    reply = reply_plan(Situation(action, "which is lighter?", tuple(map(Judged, shelf[:2]))))
    assert texts(reply)[0] == "1 is lighter than 2 (310 g to 390 g)" or "weight" in texts(reply)[0]
    assert any("waterproof: yes" in t for t in texts(reply))


def test_what_the_row_does_not_say_is_unknown(shelf: list[Product]) -> None:
    evidence = evidence_for(shelf[0], "is it good for kids?")
    reply = reply_plan(Situation(actions.Ask(1, "x"), "is it good for kids?", (Judged(shelf[0]),), evidence=evidence))
    assert texts(reply)[0] == "1 says nothing about kids"


def test_a_no_names_another_product_that_says_yes(shelf: list[Product]) -> None:
    cards = (Judged(shelf[1]), Judged(shelf[0]))
    reply = reply_plan(
        Situation(actions.Ask(1, "x"), "is it waterproof", cards, evidence=evidence_for(shelf[1], "is it waterproof"))
    )
    assert reply.situation == "ask_no"
    assert texts(reply) == ["1 waterproof: no", "2 waterproof: yes"]


def test_everyday_words_find_the_attribute(shelf: list[Product]) -> None:
    assert evidence_for(shelf[0], "how heavy is it?").attributes == ("weight",)
    assert evidence_for(shelf[0], "will it keep me dry in the rain?").verdict is True
    assert evidence_for(shelf[0], "where do I find it?").fields == ("place",)
    assert evidence_for(shelf[0], "how much is it").fields == ("price",)


def test_other_forms_of_a_word_find_the_attribute(shelf: list[Product]) -> None:
    row = replace(shelf[0], attributes=(Attribute("breathability", 10_000.0, "g/m²"), Attribute("difficulty", "easy")))
    assert evidence_for(row, "is the first one breathable?").attributes == ("breathability",)
    assert evidence_for(row, "is it difficult?").attributes == ("difficulty",)


def test_an_amount_is_asked_by_its_unit(shelf: list[Product]) -> None:
    stated = (
        Attribute("volume", 10.0, "L"),
        Attribute("weight", ("3 kg", "12 kg")),
        Attribute("brightness", 470.0, "lm"),
    )
    row = replace(
        shelf[0], attributes=(*stated, Attribute("warranty", 2.0, "years"), Attribute("play_time", 60.0, "min"))
    )
    asked = {
        "how many litres is the first one": "volume",
        "how many kilos?": "weight",
        "how many lumens has it got": "brightness",
        "how long does a game take": "play_time",
    }
    assert {q: evidence_for(row, q).attributes for q in asked} == {q: (name,) for q, name in asked.items()}
    assert evidence_for(row, "how many watts").attributes == ()


def test_what_is_in_it_are_its_ingredients(shelf: list[Product]) -> None:
    row = replace(shelf[0], attributes=(Attribute("color", "brown"), Attribute("ingredients", ("rice", "maize"))))
    assert evidence_for(row, "what's in the second one?").attributes == ("ingredients",)


def test_the_no_of_a_free_flag_is_no_no_to_what_it_contains(shelf: list[Product]) -> None:
    row = replace(shelf[0], attributes=(Attribute("grain_free", False),))
    assert evidence_for(row, "does it contain grain?").verdict is None
    assert evidence_for(row, "is it grain free?").verdict is False


def test_a_value_of_other_products_asks_for_its_attribute(shelf: list[Product]) -> None:
    row = replace(shelf[0], attributes=(Attribute("life_stage", "adult"),))
    values = {"life_stage": {"puppy"}}
    assert evidence_for(row, "is it for puppies?").attributes == ()
    found = evidence_for(row, "is it for puppies?", values=values)
    assert (found.attributes, found.verdict) == (("life_stage",), False)
    assert evidence_for(row, "is it for adult dogs?", values={"life_stage": {"adult"}}).verdict is True


def test_of_three_the_one_asked_for_is_all_the_answer(shelf: list[Product]) -> None:
    action = actions.Compare((), "which is the lightest?")
    in_stock = (*shelf[:2], replace(shelf[2], stock=3))
    reply = reply_plan(Situation(action, action.question, tuple(map(Judged, in_stock))))
    assert len(reply.steps) == 1
    assert "weight" in texts(reply)[0] or "light" in texts(reply)[0]


def test_what_no_row_ranks_is_said_to_be_open(shelf: list[Product]) -> None:
    action = actions.Compare((), "which is the warmest?")
    reply = reply_plan(Situation(action, action.question, tuple(map(Judged, shelf[:2]))))
    assert texts(reply)[0] == "1 says nothing about warm"
    assert len(reply.steps) == 3


def test_a_comparison_tells_what_is_sold_out(shelf: list[Product]) -> None:
    reply = reply_plan(Situation(actions.Compare(), "compare", (Judged(shelf[0]), Judged(shelf[2]))))
    assert texts(reply)[-1] == "2 is sold out"
    assert len(reply.steps) == 3


def test_no_gain_goes_against_the_wish(shelf: list[Product]) -> None:
    cables = [
        replace(p, price=shelf[0].price, rating=None, attributes=(Attribute("cable_length", length, "m"),))
        for p, length in zip(shelf[:2], (5.0, 10.0), strict=True)
    ]
    asked = Wish("under 7.5 m", "cable_length")
    for cards in ((Judged(cables[0], (asked,)), Judged(cables[1], (), (asked,))), tuple(map(Judged, cables))):
        told = texts(reply_plan(Situation(actions.Search("cable"), "cable", cards, 2, "cable")))
        assert not any("longer" in t for t in told)


def test_what_every_row_tells_is_not_said_to_be_open(shelf: list[Product]) -> None:
    for question in ("compare the two cheapest", "which is the best?", "the most expensive one"):
        reply = reply_plan(Situation(actions.Compare((), question), question, tuple(map(Judged, shelf[:2]))))
        assert not any("says nothing" in t for t in texts(reply))


def test_two_of_the_same_still_have_an_answer(shelf: list[Product]) -> None:
    twins = (replace(shelf[0], attributes=()), replace(shelf[0], id="twin", attributes=()))
    reply = reply_plan(Situation(actions.Compare(), "compare", tuple(map(Judged, twins))))
    assert texts(reply) == ["same: price"]


def test_a_long_list_that_lacks_something_is_no_no(shelf: list[Product]) -> None:
    row = replace(shelf[0], attributes=(Attribute("features", ("a pocket", "a strap", "a lock", "a sleeve")),))
    found = evidence_for(row, "is it reflective?", values={"features": {"reflective"}})
    assert found.empty
    assert found.topic == "reflective"
    assert evidence_for(row, "is it a lock?", values={"features": {"a lock"}}).verdict is True


def test_a_question_for_nothing_of_its_own() -> None:
    assert is_general("the second one, tell me more")
    assert is_general("what is it like?")
    assert not is_general("tell me more about the battery")


def test_a_recommended_product_is_told_with_the_wish_that_it_meets(shelf: list[Product]) -> None:
    met = Judged(shelf[0], (Wish("hiking", "use", form="for"),))
    because = {p.id: "it is popular here" for p in shelf}
    reply = reply_plan(Situation(actions.Recommend(), "for a hiker", (met, Judged(shelf[1])), because=because))
    assert "hiking" in texts(reply)[0] and texts(reply)[0].startswith("1 meets")
    assert "popular" in texts(reply)[1]


def test_a_size_said_as_one_letter_is_an_answer(shelf: list[Product]) -> None:
    sized = replace(shelf[0], attributes=(Attribute("size", ("S", "M", "L")),))
    evidence = evidence_for(sized, "do you have it in m?")
    assert (evidence.attributes, evidence.verdict) == (("size",), True)


def test_a_document_offers_its_values_as_pointers() -> None:
    document = StoreDocument(
        "hours",
        "Opening hours",
        "We are open from 9 am to 9 pm.",
        values={"weekday_hours": "9 am to 9 pm", "fee": "$5"},
    )
    reply = reply_plan(Situation(actions.StoreQuestion("when?"), "when?", documents=((document, document.text),)))
    assert [s.pointer for s in reply.steps[0].plan.slots] == ["doc.1", "doc.1.weekday_hours", "doc.1.title"]


def test_every_action_has_a_reply(shelf: list[Product]) -> None:
    for action in (
        actions.Search(), actions.Compare(), actions.Ask(), actions.Similar(), actions.GoesWith(), actions.Recommend(),
        actions.AddToList(), actions.More(), actions.Back(), actions.StoreQuestion(), actions.Chat("upset"), actions.Decline("unsafe"),
    ):  # fmt: skip
        for cards in ((), tuple(map(Judged, shelf))):
            if isinstance(action, actions.Ask) and not cards:
                continue
            for about in (None, shelf[0]):
                reply = reply_plan(Situation(action, "x", cards, 3, about=about, evidence=Evidence(topic="that")))
                assert 1 <= len(reply.steps) <= 3
                assert all(len(s.plan.slots) <= 8 and 1 <= len(s.observations) <= 2 for s in reply.steps)


def pointers(reply: Reply) -> list[set[str]]:
    return [{s.pointer for s in step.plan.slots} for step in reply.steps]


def test_a_step_offers_what_it_speaks_of_and_no_other_value(shelf: list[Product]) -> None:
    reply = reply_plan(search(shelf, Wish("waterproof", "waterproof")))
    assert (
        pointers(reply)
        == [{"1.name", "1.rating"}, {"2.name", "2.saves", "1.name"}, {"1.name", "1.place"}][: len(reply.steps)]
    )
    cheapest = replace(
        search(list(reversed(shelf[:2]))), action=actions.Search("rain jacket", Limits(sort="price_asc"))
    )
    assert "1.price" in pointers(reply_plan(cheapest))[0]


def test_a_rank_beside_three_wishes_has_a_sentence_of_its_own(shelf: list[Product]) -> None:
    wishes = [Wish("waterproof", "waterproof"), Wish("hood", "hood"), Wish("hiking"), Wish("light")]
    reply = reply_plan(search(shelf, *wishes))
    assert texts(reply)[:2] == ["1 meets: waterproof, hood, hiking", "1 is the best rated of 3 (4.6)"]
    assert [len(step.observations) for step in reply.steps[:2]] == [1, 1]
    assert len(reply.steps) == 3


def test_a_missed_price_is_told_before_all_else_that_is_missed(shelf: list[Product]) -> None:
    missed = (Wish("under 70 cm", "length"), Wish("oak", "material"), Wish("glue"), Wish("under $50"))
    reply = reply_plan(search(shelf[:1], missed=missed, price_max="$50"))
    assert texts(reply)[:2] == ["1 misses: under $50, under 70 cm", "1 misses: oak, glue"]


def test_of_those_that_miss_the_price_alone_the_cheapest_that_is_as_good_is_told(shelf: list[Product]) -> None:
    dear = (Wish("under $50"),)
    wish = Wish("waterproof", "waterproof")
    strap = replace(shelf[1], kind="strap")
    for other, met, told in ((shelf[1], (wish,), "2"), (shelf[1], (), "1"), (strap, (wish,), "1")):
        cards = (Judged(shelf[0], (wish,), dear), Judged(other, met, dear))
        action = actions.Search("rain jacket", Limits(("waterproof",), price_max=50))
        reply = reply_plan(Situation(action, "x", cards, 2, "rain jacket", relaxed=("under $50",), price_max="$50"))
        assert texts(reply)[1].startswith(f"{told} meets: waterproof; misses: under $50 (by ")


def test_comparing_the_first_two_is_offered_only_where_both_fit(shelf: list[Product]) -> None:
    one = replace(shelf[0], place=None)
    cards = (Judged(one, (), (Wish("brass", "material"),)), Judged(replace(one, id="b")))
    reply = reply_plan(Situation(actions.Search("jacket"), "jacket", cards, 2, "jacket"))
    assert "offer: compare the first two" not in texts(reply)


def test_that_nothing_goes_with_it_is_said_only_where_nothing_is_linked(shelf: list[Product]) -> None:
    def told(about: Product, reason: str) -> list[str]:
        cards = (Judged(shelf[1]),)
        because = {shelf[1].id: reason}
        return texts(reply_plan(Situation(actions.GoesWith(1), "x", cards, 1, about=about, because=because)))

    assert told(shelf[0], "it is popular here") == ["nothing is listed to go with 1", "2 because: it is popular here"]
    assert told(replace(shelf[0], goes_with=("sold-out",)), "it is popular here") == ["2 because: it is popular here"]
    assert told(shelf[0], "it is often bought with {it}") == ["2 because: it is often bought with 1"]


def test_what_is_sold_out_is_recommended_last(shelf: list[Product]) -> None:
    because = {p.id: "it is popular here" for p in shelf}
    cards = (Judged(shelf[2]), Judged(shelf[0]))
    assert texts(reply_plan(Situation(actions.Recommend(), "x", cards, because=because))) == [
        "2 because: it is popular here"
    ]


def test_a_long_list_of_values_is_not_pointed_at_beside_a_wish(shelf: list[Product]) -> None:
    for uses, pointed in ((("hiking", "city"), True), (("hiking", "city", "camping", "work"), False)):
        row = replace(shelf[0], attributes=(Attribute("use", uses),))
        reply = reply_plan(search([row, *shelf[1:]], Wish("hiking", "use", form="for")))
        assert ("1.attr.use" in pointers(reply)[0]) is pointed


def test_a_comparison_of_three_by_a_yes_or_no_tells_one_of_each(shelf: list[Product]) -> None:
    def told(products: list[Product]) -> list[str]:
        action = actions.Compare((), "which ones are waterproof?")
        return texts(reply_plan(Situation(action, action.question, tuple(map(Judged, products)))))

    assert told(shelf)[:2] == ["1 waterproof: yes", "2 waterproof: no"]
    alike = [replace(shelf[0], id=str(n), stock=5) for n in range(3)]
    assert told(alike)[0] == "same: waterproof"


def _compared(products: list[Product], question: str) -> list[str]:
    action = actions.Compare((), question)
    return texts(reply_plan(Situation(action, question, tuple(map(Judged, products)))))


def test_a_comparison_by_a_named_property_tells_it_where_none_has_it(shelf: list[Product]) -> None:
    bare = [
        replace(p, stock=5, attributes=tuple(replace(a, value=False) if a.name == "hood" else a for a in p.attributes))
        for p in shelf[:2]
    ]
    assert _compared(bare, "how do they differ in hood")[:2] == ["1 hood: no", "2 hood: no"]


def test_what_is_sold_out_among_the_fitting_and_the_alike_is_said(shelf: list[Product]) -> None:
    gone = replace(shelf[1], stock=0)
    there, third = replace(shelf[1], stock=3), replace(shelf[2], stock=0)

    def told(action: actions.Action, *others: Product) -> list[str]:
        stated = frozenset(p.id for p in others)
        return texts(reply_plan(Situation(action, "x", tuple(map(Judged, others)), 2, about=shelf[0], stated=stated)))

    for action in (actions.GoesWith(1), actions.Similar(1)):
        alone, none, both = told(action, gone), told(action, gone, third), told(action, third, there)
        assert alone[-1] == none[-1] == "2 is sold out"
        assert not any(text.startswith("3 ") for text in none)
        assert not any(text.startswith("2 ") or "sold out" in text for text in both)


def test_a_comparison_by_what_only_one_row_states_says_so(shelf: list[Product]) -> None:
    one = replace(shelf[0], stock=5, attributes=(Attribute("volume", 180.0, "ml"),))
    other = replace(shelf[1], stock=5, attributes=())
    assert _compared([one, other], "which has the better volume")[:2] == [
        "1 volume: 180 ml",
        "2 says nothing about volume",
    ]


def test_a_wish_that_the_row_is_silent_about_is_not_passed_over(shelf: list[Product]) -> None:
    wish = actions.Search("rain jacket", Limits(("waterproof", "quiet")))
    asked = replace(search(shelf, Wish("waterproof", "waterproof")), action=wish)
    silent = "1 says nothing about quiet"
    assert silent in texts(reply_plan(replace(asked, say="a quiet one")))
    assert silent not in texts(reply_plan(replace(asked, say="and waterproof")))
    assert silent not in texts(reply_plan(replace(asked, say="for my quiet one")))
    assert "1 says nothing about quiet" not in texts(reply_plan(search(shelf, Wish("waterproof", "waterproof"))))


def test_who_says_nothing_of_a_wish_is_no_alternative(shelf: list[Product]) -> None:
    found = search(shelf, Wish("waterproof", "waterproof"))
    silent = replace(found, cards=(found.cards[0], *(Judged(c.product) for c in found.cards[1:])))
    assert any("cheaper than 1" in t for t in texts(reply_plan(found)))
    assert not any("cheaper than 1" in t for t in texts(reply_plan(silent)))


def test_companions_without_what_was_asked_for_say_so(shelf: list[Product]) -> None:
    first, black = shelf[1], Wish("black", "color", "red")
    situation = Situation(
        actions.GoesWith(1, Limits(("black",))), "a black one", (Judged(first, (), (black,)),), 1, "",
        relaxed=("black",), about=shelf[0], stated=frozenset({first.id}),
    )  # fmt: skip
    assert texts(reply_plan(situation))[:3] == ["nothing meets all: black", "2 misses: black (red)", "2 goes with 1"]
    unheard = replace(situation, cards=(Judged(first),), relaxed=("matching top",))
    assert texts(reply_plan(unheard))[:2] == ["no product matches: matching top", "2 goes with 1"]


def test_a_property_of_two_words_is_named_whole(shelf: list[Product]) -> None:
    assert evidence_for(replace(shelf[0], attributes=()), "how water resistant is it").topic == "water resistant"


def test_a_purpose_is_not_counted_as_a_product(shelf: list[Product]) -> None:
    twins = (replace(shelf[0], attributes=(), rating=None), replace(shelf[0], id="twin", attributes=(), rating=None))
    for query, said in (("rain jackets", "2 found: rain jackets"), ("walk in the wet", "2 found")):
        assert (
            texts(reply_plan(Situation(actions.Search(query), query, tuple(map(Judged, twins)), 2, query)))[0] == said
        )


def test_a_difference_is_not_told_again_turned_round(shelf: list[Product]) -> None:
    wide = [replace(p, attributes=(Attribute("width", float(w), "cm"),)) for p, w in zip(shelf[:2], (150, 40), strict=True)]  # fmt: skip
    told = texts(reply_plan(Situation(actions.Compare(), "compare", tuple(map(Judged, wide)))))
    assert sum("150 cm" in text for text in told) == 1


def test_an_answer_about_what_is_sold_out_says_so(shelf: list[Product]) -> None:
    evidence = Evidence(("weight",))
    for product, gone in ((shelf[2], True), (shelf[0], False)):
        reply = reply_plan(Situation(actions.Ask(1, "weight?"), "weight?", (Judged(product),), evidence=evidence))
        assert ("1 is sold out" in texts(reply)) is gone


def test_a_sentence_that_follows_another_does_not_come_first() -> None:
    lost = StoreDocument("lost", "Lost property", "")
    found = ((lost, "After that they go to the city."), (lost, "Things are kept for four weeks."))
    told = texts(reply_plan(Situation(actions.StoreQuestion("lost property?"), "lost property?", documents=found)))
    assert told[0].startswith("doc 1 answers: 'Things are kept")


def test_a_comparison_that_nobody_wins_tells_those_that_are_level(shelf: list[Product]) -> None:
    heavy, *light = (
        replace(shelf[0], id=str(n), stock=5, attributes=(Attribute("weight", grams, "g"),))
        for n, grams in enumerate((410.0, 280.0, 280.0))
    )
    assert _compared([heavy, *light], "which is the lightest?")[:2] == ["2 weight: 280 g", "3 weight: 280 g"]
    assert _compared([heavy, heavy, *light], "which is the heaviest?")[:2] == ["1 weight: 410 g", "2 weight: 410 g"]
    assert _compared([heavy, *light], "compare their weight")[0] == "1 weight: 410 g"


def test_the_most_of_something_is_not_answered_by_another_property(shelf: list[Product]) -> None:
    batteries = [
        replace(shelf[n], stock=5, attributes=(Attribute("battery_type", kind),))
        for n, kind in enumerate(("AAA", "AA"))
    ]
    told = _compared(batteries, "which has the longest battery life")
    assert told[0] == "1 says nothing about battery life"
    assert _compared(batteries, "how do they differ in battery type")[0].startswith("1 battery type: AAA")


def test_a_price_is_not_followed_by_a_description(shelf: list[Product]) -> None:
    row = replace(shelf[0], description="A jacket for long days. It folds into its own pocket.")
    said = evidence_for(row, "how much is the first", [("A jacket for long days.", 0.6)])
    assert (said.fields, said.sentences) == (("price",), ())
