"""What a shopper's words mean here: the model's reading, held against the catalogue, or a question where it is unsure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine import actions
from engine.actions import Action
from engine.assistant.choices import LEAST_LIKELY, MOST, Asked, choices
from engine.assistant.session import Session
from engine.cancel import Cancel
from engine.catalogue import Catalogue
from engine.events import Choice
from engine.language.assistant_model import AssistantModel, UnderstoodAction
from engine.language.calibration import Sureness
from engine.language.protocol import DIALOGUE_TURNS, DialogueTurn, fold
from engine.respond.render import short_name
from engine.understand.borders import Borders
from engine.understand.subject import Subjects


@dataclass(frozen=True, slots=True)
class Reading:
    """What words, or a touch, are taken to mean: ``sure`` is how sure that is (``None``: unknown, or no guess).

    Words that are too unclear to act on have ``choices``, of which ``action`` is the likeliest.
    """

    action: Action
    sure: Sureness | None = None
    choices: tuple[Choice, ...] = ()


class Understanding:
    """Reads the words of one shopper. ``model`` may be ``None``: words are then searched as they are."""

    def __init__(self, model: AssistantModel | None, catalogue: Catalogue) -> None:
        self.model = model
        self.catalogue = catalogue
        vocabulary = catalogue.vocabulary()
        self.subjects = Subjects(vocabulary.kinds)
        self.borders = Borders(vocabulary)

    def read(self, text: str, session: Session, asked: Asked | None, cancel: Cancel) -> Reading:
        """``asked`` is the question that the words may answer; nobody is asked twice in a row. Raises ``Cancelled``."""
        chosen = asked.chosen(text) if asked else None
        if chosen is not None:
            return Reading(chosen.action)
        if self.model is None:
            return Reading(actions.Search(fold(text)))
        turns = [*session.turns[-DIALOGUE_TURNS + 1 :], DialogueTurn(text, len(session.shown))]
        found = self.model.understand(turns, cancel)
        if self.subjects.left_behind(text, session.shelf.action if session.shelf else None, found.action):
            alone = self.model.understand([DialogueTurn(text, 0)], cancel)
            if isinstance(alone.action, actions.Search):
                # The catalogue has settled what the model was unsure of.
                return Reading(self._settled(alone.action, text), alone.sure)
        offered = self._readings(self.model, turns, found, session, cancel) if asked is None else ()
        return Reading(self._settled(found.action, text), found.sure, offered if len(offered) > 1 else ())

    def _readings(
        self,
        model: AssistantModel,
        turns: list[DialogueTurn],
        found: UnderstoodAction,
        session: Session,
        cancel: Cancel,
    ) -> tuple[Choice, ...]:
        """What unclear words may mean. Of clear ones no other reading is decoded."""
        if not model.unclear(found):
            return ()
        text = turns[-1].say
        likely = [kind for kind, p in found.kinds[1:MOST] if p >= LEAST_LIKELY]
        readings = [found.action, *model.readings(turns, likely, cancel)]
        # Where nothing was before, going back leads nowhere.
        possible = [self._settled(a, text) for a in readings if session.past or not isinstance(a, actions.Back)]
        shown = self.catalogue.products(session.shown)
        # A product that an update took away meanwhile would shift the names from their places.
        names = [short_name(p.title) for p in shown] if len(shown) == len(session.shown) else []
        return choices(possible, text, self.catalogue.info.currency, names)

    def _settled(self, action: Action, text: str) -> Action:
        """The words in the roles that this catalogue gives them; a question as it was said."""
        return _kept(self.borders.settled(action, text), text)


def _kept(action: Action, text: str) -> Action:
    """A question is kept as it was said."""
    if isinstance(action, actions.Ask | actions.StoreQuestion | actions.Compare):
        return replace(action, question=text.strip())
    return action
