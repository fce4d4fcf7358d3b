"""Two real feeds, where they are at hand: a clothes shop's export and 19,406 products of an electronics data pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.catalogue import Catalogue, ImportReport, check_catalogue, import_paths

DATA = Path(__file__).parents[4] / "shared" / "data"
Imported = Callable[..., tuple[ImportReport, Catalogue]]


def data(name: str) -> Path:
    if not (DATA / name).is_dir():
        pytest.skip(f"the data set {name} is not on this machine")
    return DATA / name


@pytest.fixture(scope="module")
def luma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ImportReport, Catalogue]]:
    target = tmp_path_factory.mktemp("luma") / "catalog.db"
    report = import_paths([data("luma")], target)
    with Catalogue.open(target) as catalogue:
        yield report, catalogue


def test_luma_has_its_products_variants_and_pictures(luma: tuple[ImportReport, Catalogue]) -> None:
    report, catalogue = luma
    products = list(catalogue.all_products())
    configurable = [p for p in products if p.variants]
    gear = [p for p in products if p.category[:1] == ("Gear",)]
    assert (len(configurable), sum(len(p.variants) for p in configurable), len(gear)) == (147, 1847, 44)
    assert all(catalogue.picture(p) for p in products)
    assert all(p.kind and p.price.minor > 0 and p.price.currency == "USD" for p in products)
    assert all("in parts" in bad.reason for bad in report.bad)
    assert check_catalogue(catalogue.path).sound


def test_luma_has_links_ratings_and_policies(luma: tuple[ImportReport, Catalogue]) -> None:
    _, catalogue = luma
    bag = catalogue.product("24-MB01")
    assert bag is not None
    assert bag.goes_with
    assert bag.rating_count > 0
    assert bag.attribute("material") is not None
    assert {k.kind for k in catalogue.links("24-MB01")} >= {"goes_with", "upsell"}
    returns = next(d for d in catalogue.documents() if "Returns and Replacements" in d.title)
    assert returns.values["period"] == "30 days"


def test_icecat_one_of_its_files(tmp_path: Path) -> None:
    report = import_paths([data("icecat") / "products_4.json.zip"], tmp_path / "catalog.db")
    assert (report.added, report.bad_rows) == (4406, 0)
    with Catalogue.open(tmp_path / "catalog.db") as catalogue:
        kinds = catalogue.vocabulary().kinds
        assert sum(kinds.values()) > 0.9 * 4406
        assert {"toner cartridge", "notebook", "patch cable"} <= kinds.keys()
        assert catalogue.info.currency == "USD"
        prices = sorted(p.price.minor for p in catalogue.all_products())
        assert 1_000 < prices[len(prices) // 2] < 50_000
