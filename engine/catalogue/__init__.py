"""The catalogue on the device: products, documents, links and vectors in one SQLite file.

``Catalogue.open(path)`` reads, ``import_paths`` and ``build_demo`` write, ``export_file`` and ``check_catalogue`` look
after it. The tables are described in ``schema``, the feed formats in ``docs/import.md``.
"""

from engine.catalogue.check import CheckReport, check_catalogue
from engine.catalogue.check_vectors import VectorSpace
from engine.catalogue.demo import build_demo
from engine.catalogue.embedding import Embedder, embed_catalogue, embedded_copy
from engine.catalogue.export import export_file, export_lines, export_to
from engine.catalogue.folding import fold
from engine.catalogue.formats.detect import CHOICES as IMPORT_FORMATS
from engine.catalogue.import_run import BadRow, Progress
from engine.catalogue.importing import ImportReport, import_paths
from engine.catalogue.reader import Catalogue, CatalogueInfo
from engine.catalogue.repair import repair_catalogue
from engine.catalogue.units import in_base_unit
from engine.catalogue.vocabulary import NumberRange, Vocabulary
from engine.catalogue.writer import CatalogueWriter, Changes

__all__ = [
    "IMPORT_FORMATS",
    "BadRow",
    "Catalogue",
    "CatalogueInfo",
    "CatalogueWriter",
    "Changes",
    "CheckReport",
    "Embedder",
    "ImportReport",
    "NumberRange",
    "Progress",
    "VectorSpace",
    "Vocabulary",
    "build_demo",
    "check_catalogue",
    "embed_catalogue",
    "embedded_copy",
    "export_file",
    "export_lines",
    "export_to",
    "fold",
    "import_paths",
    "in_base_unit",
    "repair_catalogue",
]
