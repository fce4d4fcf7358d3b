"""Recommendations from this session and this catalogue, each with the true cause that brought it up."""

from engine.recommend.covisits import CoVisits
from engine.recommend.reasons import Cause, Reason, Recommendation
from engine.recommend.recommender import Recommender
from engine.recommend.sessions import read_session

__all__ = ["Cause", "CoVisits", "Reason", "Recommendation", "Recommender", "read_session"]
